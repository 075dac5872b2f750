"""What the customer's page is made of, and the few pieces of HTML that all its parts share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from domain.leads.hanging import Hanging
from domain.media import LARGEST_FILE
from domain.people.person import Invite
from domain.view import View
from domain.words import N_, Speak, Words
from web.by_link.files import ACCEPT
from web.portal.markup import Html, Part, put, tag

DONE: Final[Mapping[str, str]] = {
    "language": N_("This page speaks your language now."),
    "agreed": N_("Thank you. You can now send us what we need."),
    "declined": N_(
        "Noted. We keep nothing of yours, and our desk calls you. You can agree here at any time."
    ),
    "withdrawn": N_("Your consent is withdrawn."),
    "bill": N_("Thank you, the bill has arrived."),
    "right": N_("Thank you."),
    "other_bill": N_("Noted. Nothing of it is kept; please send the right bill."),
    "location": N_("Thank you, the location is noted."),
    "electrician": N_("Thank you, the electrician is noted."),
    "site": N_("Thank you, noted."),
    "paper": N_("Thank you, the paper has arrived."),
    "call": N_("Our desk calls you. You do not have to do anything else."),
    "held": N_("Please confirm the time below, or take another one."),
    "slot": N_("Thank you, the time is noted. We choose a team now."),
    "other": N_("Our desk will propose other times."),
    "there": N_("Thank you. The team calls you on the day."),
    "reschedule": N_("The visit is off. Our desk will propose new times."),
    "call_off": N_("The visit is called off. Our desk calls you about how to go on."),
    "cancelled": N_("Your installation is cancelled."),
    "cancel_asked": N_("We have your wish to cancel. Our desk calls you and decides with you."),
    "kept": N_("Good. All goes on as before."),
    "delay": N_("Thank you, our desk knows."),
    "door": N_("Thank you. The team knows."),
    "ready": N_("Thank you. We will look at it and tell you what comes next."),
    "applied": N_("Thank you, the application is noted. We ask you about it."),
    "quote": N_("Thank you, your answer is noted."),
    "sign": N_("Signed. Thank you!"),
    "metres": N_("Thank you, noted."),
    "rate": N_("Thank you for your rating."),
    "well": N_("Thank you. All is well, then."),
    "problem": N_("Thank you for telling us. Our desk calls you."),
    "erasure": N_("Asked. Our desk calls you to make sure that it is you."),
}
"""By the name in `?done=`; nothing else that stands in an address is ever shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A step that was refused, or asks back: what is said, what had been typed, and what to send to confirm it."""

    step: str
    words: Words
    fields: Mapping[str, str] = field(default_factory=dict)
    sure: str | None = None
    place: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """`token` is in the addresses of the forms and nowhere else; `code` was made for the installer, with its end."""

    view: View
    hanging: Hanging
    page: Invite
    token: str
    language: str
    speak: Speak
    done: str | None = None
    trouble: Trouble | None = None
    code: tuple[str, datetime] | None = None

    @property
    def asks_desk(self) -> bool:
        """Whether his word to cancel is a request: something has begun for him."""
        return bool(self.hanging.bonds & self.view.policy.customer_asks_to_cancel.of)

    def typed(self, step: str, name: str) -> str:
        """What had been typed before the refusal."""
        found = self.refused(step)
        return found.fields.get(name, "") if found else ""

    def refused(self, step: str) -> Trouble | None:
        return self.trouble if self.trouble and self.trouble.step == step else None

    def marked(self, step: str) -> dict[str, str]:
        """Attributes of a field whose form was refused."""
        return {"aria_invalid": "true", "aria_describedby": f"trouble-{step}"} if self.refused(step) else {}


def form(shown: Shown, step: str, *inside: Part, upload: bool = False) -> Html:
    kind = "multipart/form-data" if upload else None
    return tag("form", *inside, method="post", action=f"/c/{shown.token}/{step}", enctype=kind)


def trouble_of(shown: Shown, *steps: str) -> Html | None:
    """What was refused, where the reader's finger was; the browser goes there without a script."""
    found = next((step for step in steps if shown.refused(step)), None)
    if found is None or shown.trouble is None:
        return None
    words = shown.speak(shown.trouble.words)
    look = "trouble" if shown.trouble.sure is None else "ask"
    return tag("p", words, class_=look, role="alert", id=f"trouble-{found}", tabindex="-1", autofocus=True)


def choosing(shown: Shown, step: str, ask: Words | str, *, key: str = "", required: bool = True) -> Html:
    """The field for a file; a script, where there is one, says at once when it is too large."""
    field = f"file-{step}{key}"
    hint = tag("span", shown.speak(N_("JPG, PNG, HEIC or PDF, up to 20 MB.")), class_="hint")
    return put(
        tag("label", shown.speak(ask), hint, for_=field),
        tag(
            "input",
            id=field,
            type="file",
            name="file",
            required=required,
            accept=ACCEPT,
            data_most=LARGEST_FILE,
            data_large=shown.speak(N_("This file is larger than 20 MB. Take a photo of the paper instead.")),
            **shown.marked(step),
        ),
    )
