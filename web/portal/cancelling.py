"""The form by which an OEM cancels its lead: what will follow, why, and the button."""

from collections.abc import Iterable, Mapping, Sequence

from domain.leads.aftermath import Consequence, in_words, mark_of, seen_by
from domain.leads.lead import Lead
from domain.leads.parting import OFFERED, TITLES, Ground
from domain.leads.stages import Step
from domain.people.roles import Role
from domain.words import N_, Speak, Words
from web.portal.frame import HOME, button, form
from web.portal.markup import Html, tag


def cancelling(  # noqa: PLR0913, PLR0917  the lead, what follows, and what was typed
    lead: Lead,
    follows: Sequence[Consequence],
    csrf: str,
    speak: Speak,
    typed: Mapping[str, str],
    wrong: Mapping[str, Words],
) -> Html | None:
    """Behind one more tap; open where something of it was refused."""
    if not lead.can(Step.CANCEL):
        return None
    told = wrong.get("why")
    words = tag(
        "input",
        id="why",
        name="why",
        value=typed.get("why", ""),
        maxlength=200,
        autocomplete="off",
        aria_invalid="true" if told else None,
        aria_describedby="why-told" if told else None,
    )
    return tag(
        "details",
        tag("summary", speak(N_("Cancel this lead"))),
        tag("p", speak(N_("It ends at once; the customer and the team are told."))),
        _consequences(seen_by(Role.OEM, follows), speak),
        form(
            f"{HOME}/leads/{lead.id}/cancel",
            csrf,
            tag("input", type="hidden", name="shown", value=mark_of(follows)),
            tag("label", speak(N_("Why is it cancelled?")), for_="ground"),
            tag("select", _grounds(typed.get("ground", ""), speak), id="ground", name="ground"),
            tag("label", speak(N_("In your own words")), for_="why"),
            tag("p", f"✗ {speak(told)}", class_="wrong", id="why-told", role="alert") if told else None,
            words,
            tag("div", button(speak(N_("Cancel the lead")), plain=True), class_="acts"),
        ),
        open=bool(told),
    )


def _consequences(seen: Iterable[Consequence], speak: Speak) -> Html | None:
    lines = [tag("li", speak(in_words(one, {}))) for one in seen]
    return tag("ul", lines) if lines else None


def _grounds(chosen: str, speak: Speak) -> list[Html]:
    return [
        tag("option", speak(TITLES[ground]), value=ground.value, selected=ground.value == chosen)
        for ground in (*OFFERED[Role.OEM], Ground.OTHER)
    ]
