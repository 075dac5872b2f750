"""Adding a lead: every field of `domain/leads/fields.py`, what is wrong beside it, and nothing typed is lost."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Response

from domain.errors import Invalid
from domain.leads.doubts import doubts_of
from domain.leads.fields import FIELDS
from domain.leads.intake import NewLead, lead_given, receive_lead
from domain.leads.lead import Lead
from domain.words import N_, Speak, Words, say
from web.portal.acting import carried_out, go_to
from web.portal.forms import Sent, sent_by
from web.portal.frame import FILES, HOME, Page, answer, box, button, form, title_of
from web.portal.markup import Html, Part, put, tag
from web.portal.session import ForOem, Here
from web.ports import Writing

_HERE: Final = f"{HOME}/new"
_SEEN: Final = "seen"
_MOMENT_AGO: Final = timedelta(minutes=10)
_KINDS: Final[Mapping[str, Mapping[str, str]]] = {
    "phone": {"type": "tel", "inputmode": "tel"},
    "email": {"type": "email", "inputmode": "email"},
    "pin_code": {"inputmode": "numeric"},
    "charger_kw": {"inputmode": "decimal"},
}
_WIDE: Final = frozenset({"address"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """The form as somebody filled it in; `doubts` are odd but may be sent as they are."""

    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, Words] = field(default_factory=dict)
    doubts: Mapping[str, Words] = field(default_factory=dict)
    seen: str = ""
    known: str = ""


def add_routes(routes: APIRouter) -> None:
    routes.add_api_route("/new", show_form, methods=["GET"])
    routes.add_api_route("/new", take_form, methods=["POST"])


async def show_form(here: ForOem) -> Response:
    return answer(_page(Filled(), here), here.visitor, here.ports.speak)


async def take_form(here: ForOem) -> Response:
    sent = await sent_by(here)
    filled, lead = _read(sent, here)
    if lead is None or filled.wrong or (filled.doubts and sent[_SEEN] != filled.seen):
        return _again(filled, here)

    async def receive(work: Writing) -> tuple[Lead, bool]:
        return await receive_lead(work.uow, lead, here.visitor.actor)

    made, is_new = await carried_out(here.ports, receive)
    if is_new or _is_the_same(made, lead, here):
        return go_to(f"{HOME}/leads/{made.id}?added=yes")
    told = say("You have sent this reference before: nothing was added. Give this lead another one.")
    return _again(Filled(typed=filled.typed, wrong={"reference": told}, known=made.id), here)


def _read(sent: Sent, here: Here) -> tuple[Filled, NewLead | None]:
    typed = {name: sent[name] for name in FIELDS}
    wrong: dict[str, Words] = {}
    values: dict[str, str] = {}
    for name, one in FIELDS.items():
        try:
            if typed[name].strip() or one.required:
                values[name] = _value(name, typed[name])
        except Invalid as invalid:
            wrong[name] = invalid.words
    if wrong:
        return Filled(typed=typed, wrong=wrong), None
    texts = {name: value for name, value in values.items() if name != "charger_kw"}
    kw = {"charger_kw": float(values["charger_kw"])} if "charger_kw" in values else {}
    new = NewLead(oem=here.oem, channel="portal", **texts, **kw)  # type: ignore[arg-type]  # the names are those of NewLead
    found = doubts_of(lead_given(new, "L-0", here.ports.clock.now()))
    doubts = {doubt.field: doubt.words for doubt in found}
    seen = " ".join(f"{doubt.code}={typed[doubt.field]}" for doubt in found)
    return Filled(typed=typed, doubts=doubts, seen=seen), new


def _value(name: str, typed: str) -> str:
    """`Invalid`; what works is shown beside the field."""
    if not typed.strip():
        raise Invalid(say("This is missing."))
    return FIELDS[name].check(typed)


def _is_the_same(made: Lead, new: NewLead, here: Here) -> bool:
    """Somebody has tapped twice: the second tap finds what the first has made."""
    just_now = here.ports.clock.now() - made.created_at < _MOMENT_AGO
    given = lead_given(new, made.id, made.created_at)
    return just_now and (made.customer, made.vin, made.source) == (given.customer, given.vin, given.source)


def _again(filled: Filled, here: Here) -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if filled.wrong else HTTPStatus.OK
    return answer(_page(filled, here), here.visitor, here.ports.speak, status)


def _page(filled: Filled, here: Here) -> Page:
    speak = here.ports.speak
    inputs = tag("div", [_input(name, filled, speak) for name in FIELDS], class_="fields")
    seen = tag("input", type="hidden", name=_SEEN, value=filled.seen) if filled.doubts else None
    label = N_("Send it as it is") if filled.doubts else N_("Send the lead")
    body = put(
        _summary(filled, speak),
        form(_HERE, here.csrf, inputs, seen, tag("div", button(speak(label)), class_="acts")),
        tag(
            "p",
            speak(N_("Many leads at once?")),
            " ",
            tag("a", speak(N_("Upload a file")), href=FILES),
            class_="soft",
        ),
    )
    return Page(title=speak(N_("Add a lead")), here=_HERE, body=body)


def _summary(filled: Filled, speak: Speak) -> Html | None:
    """First of all what is to be mended, each with a way to its field."""
    if not filled.wrong and not filled.doubts:
        return tag("p", speak(N_("Fields marked with * are needed.")), class_="soft")
    told = filled.wrong or filled.doubts
    heading = (
        N_("Nothing was sent yet. Please mend:")
        if filled.wrong
        else N_("Nothing was sent yet. Please look again:")
    )
    items = [
        tag("li", tag("a", speak(title_of(name)), href=f"#{name}"), f": {speak(words)}")
        for name, words in told.items()
    ]
    known = (
        tag("p", tag("a", speak(say("Open {lead}", lead=filled.known)), href=f"{HOME}/leads/{filled.known}"))
        if filled.known
        else None
    )
    return box(
        tag("p", tag("strong", speak(heading))),
        tag("ul", items),
        known,
        kind="bad" if filled.wrong else "odd",
        role="alert",
    )


def _input(name: str, filled: Filled, speak: Speak) -> Html:
    one = FIELDS[name]
    wrong, doubt = filled.wrong.get(name), filled.doubts.get(name)
    about = [f"{name}-hint", *([f"{name}-told"] if wrong or doubt else [])]
    entry = tag(
        "input",
        id=name,
        name=name,
        value=filled.typed.get(name, ""),
        autocomplete="off",
        aria_describedby=" ".join(about),
        aria_required="true" if one.required else None,
        aria_invalid="true" if wrong else None,
        **_KINDS.get(name, {}),
    )
    return tag("div", *_around(name, speak, entry, wrong, doubt), class_="wide" if name in _WIDE else None)


def _around(name: str, speak: Speak, entry: Html, wrong: Words | None, doubt: Words | None) -> Iterator[Part]:
    one = FIELDS[name]
    yield tag("label", speak(title_of(name)), " *" if one.required else None, for_=name)
    yield tag("span", speak(say("Example: {example}", example=one.example)), class_="hint", id=f"{name}-hint")
    if wrong:
        yield tag("p", f"✗ {speak(wrong)}", class_="wrong", id=f"{name}-told")
    elif doubt:
        yield tag("p", f"! {speak(doubt)}", class_="doubt", id=f"{name}-told")
    yield entry
