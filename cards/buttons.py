"""The buttons under a message: what this reader can do now, most urgent first."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from cards.actions import Action, Tap
from cards.message import Button
from cards.steps import customer, desks, emergencies, keeping, money, ops, team
from cards.steps.choice import Choice, Reading, Row, Rows, Steps, pairs
from cards.text import Speaker, clipped
from cards.titles import CAUSES, OFF_SITE, OTHER_CAUSE
from domain.reactions import Audience
from domain.view import View
from domain.visits.ranking import Candidate
from domain.visits.swapping import Swap
from domain.visits.visit import Visit
from domain.words import Words, say

MOST_ROWS: Final = 8
LABEL_MOST: Final = 48
Keyboard = tuple[tuple[Button, ...], ...]


def _nothing(_: Reading) -> Rows:
    yield from ()


_STEPS: Final[Mapping[Audience, Steps]] = MappingProxyType(
    {
        Audience.OPS: ops.steps,
        Audience.OPS_LEAD: ops.steps,
        Audience.ON_CALL: ops.steps,
        Audience.CUSTOMER: customer.steps,
        Audience.TEAM: team.steps,
        Audience.FORMER_TEAM: _nothing,
        Audience.PROCUREMENT: desks.procurement,
        Audience.FINANCE: money.finance,
        Audience.REPORTING: desks.reporting,
        Audience.OEM: desks.oem,
        Audience.ADMIN: _nothing,
    }
)
_DESKS_OF_LEADS: Final = frozenset({Audience.OPS, Audience.OPS_LEAD, Audience.ON_CALL})
_OF_LEAD: Final[Mapping[Audience, Steps]] = MappingProxyType(
    {Audience.CUSTOMER: customer.controls, Audience.OEM: desks.oem_controls}
)
"""What others than the desk can do with a lead at nearly any time: on the card of it all, not on each."""


def buttons_for(audience: Audience, view: View, speaker: Speaker, *, team: str | None = None) -> Keyboard:
    """The keyboard of a card. `team` is the reader's own, so that another team's steps are not offered to it."""
    reading = Reading(audience=audience, view=view, team=team)
    below = list(keeping.controls(reading)) if audience in _DESKS_OF_LEADS else []
    return _keyboard(_STEPS[audience](reading), below, speaker)


def lead_buttons(audience: Audience, view: View, speaker: Speaker, *, team: str | None = None) -> Keyboard:
    """The keyboard of the lead's own card, or of what its customer sees first."""
    if audience not in _OF_LEAD:
        return buttons_for(audience, view, speaker, team=team)
    reading = Reading(audience=audience, view=view, team=team)
    return _keyboard(_STEPS[audience](reading), list(_OF_LEAD[audience](reading)), speaker)


def notice_buttons(audience: Audience, view: View, speaker: Speaker, *, team: str | None = None) -> Keyboard:
    """The keyboard of a notice: the steps, and for Ops the way to the lead's card with all its controls."""
    reading = Reading(audience=audience, view=view, team=team)
    below: list[Row] = []
    if audience in _DESKS_OF_LEADS and view.lead is not None:
        below = [(Choice(say("Open {lead}", lead=view.lead.id), Action.OPEN, view.lead.id),)]
    return _keyboard(_STEPS[audience](reading), below, speaker)


def twins_buttons(view: View, speaker: Speaker) -> Keyboard:
    """Merge or keep both; none once that is decided."""
    reading = Reading(audience=Audience.OPS, view=view, team=None)
    return _keyboard(ops.compare(reading), [], speaker)


def call_buttons(view: View, speaker: Speaker) -> Keyboard:
    """The outcomes of an introductory call, and the way to the lead's card."""
    reading = Reading(audience=Audience.OPS, view=view, team=None)
    below = [(Choice(say("Open {lead}", lead=view.lead.id), Action.OPEN, view.lead.id),)] if view.lead else []
    return _keyboard(ops.outcomes(reading), below, speaker)


def open_button(subject: str, label: Words, speaker: Speaker) -> Button:
    return _button(Choice(label, Action.OPEN, subject), speaker)


def other_team_buttons(visit: Visit, candidates: tuple[Candidate, ...], speaker: Speaker) -> Keyboard:
    """To whom the visit can be given."""
    below = [
        (
            Choice(say("Why not others?"), Action.WHY_NOT, visit.id),
            Choice(say("Swap with …"), Action.SWAPS, visit.id),
        ),
        (Choice(say("Back"), Action.OPEN, visit.id),),
    ]
    return _keyboard(ops.gifts(visit, candidates), below, speaker)


def swap_buttons(visit: Visit, swaps: list[Swap], speaker: Speaker) -> Keyboard:
    """With which visits it can change teams."""
    rows = [
        (
            Choice(
                say("Swap with {visit}", visit=swap.visit.id),
                Action.SWAP,
                visit.id,
                f"{swap.visit.id}.{visit.version}.{swap.visit.version}",
            ),
        )
        for swap in swaps
    ]
    return _keyboard(rows, [(Choice(say("Back"), Action.OPEN, visit.id),)], speaker)


def backup_buttons(visit: Visit, candidates: tuple[Candidate, ...], speaker: Speaker) -> Keyboard:
    """Whom Ops can ask or send by hand."""
    below = [(Choice(say("Back"), Action.OPEN, visit.id),)]
    return _keyboard(emergencies.by_name(visit, candidates), below, speaker)


def reason_buttons(visit: Visit, speaker: Speaker) -> Keyboard:
    """Why the team cannot make it: one tap, or its own words."""
    causes = [
        Choice(Words(title), Action.EMERGENCY, visit.id, code)
        for code, title in CAUSES.items()
        if code != OTHER_CAUSE
    ]
    below = [
        (Choice(say("Another reason …"), Action.OTHER_CAUSE, visit.id),),
        (Choice(say("Back"), Action.OPEN, visit.id),),
    ]
    return _keyboard(pairs(causes), below, speaker)


_MINUTES: Final = (15, 30, 45, 60)


def way_buttons(visit: Visit, speaker: Speaker, by_distance: int | None) -> Keyboard:
    """How many minutes the way takes; first what the distance says, where that is known."""
    usual = [
        Choice(say("{minutes} min", minutes=minutes), Action.SET_OUT, visit.id, str(minutes))
        for minutes in _MINUTES
    ]
    rows = list(pairs(usual))
    if by_distance is not None:
        label = say("{minutes} min, by the distance", minutes=by_distance)
        rows.insert(0, (Choice(label, Action.SET_OUT, visit.id, str(by_distance)),))
    return _keyboard(rows, [(Choice(say("Back"), Action.OPEN, visit.id),)], speaker)


def off_site_buttons(visit: Visit, speaker: Speaker) -> Keyboard:
    """Why the check-in is away from the site, or has no place."""
    known = [(Choice(Words(title), Action.OFF_SITE, visit.id, code),) for code, title in OFF_SITE.items()]
    return _keyboard([*known, (Choice(say("Another reason"), Action.WHY_AWAY, visit.id),)], [], speaker)


def keyboard(rows: Iterable[Row], speaker: Speaker, below: Iterable[Row] = ()) -> Keyboard:
    """Of a message of its own, with these rows and no others; those `below` stand whatever has no room."""
    return _keyboard(rows, below, speaker)


def _keyboard(steps: Iterable[Row], below: Iterable[Row], speaker: Speaker) -> Keyboard:
    seen: set[Choice] = set()
    above, low = list(_once(steps, seen)), list(_once(below, seen))
    rows = [*above[: MOST_ROWS - len(low)], *low]
    return tuple(tuple(_button(choice, speaker) for choice in row) for row in rows)


def _once(rows: Iterable[Row], seen: set[Choice]) -> Iterator[Row]:
    """Without empty rows, and without a choice that stands above already; `seen` grows."""
    for row in rows:
        fresh = tuple(choice for choice in row if choice not in seen)
        seen.update(fresh)
        if fresh:
            yield fresh


def _button(choice: Choice, speaker: Speaker) -> Button:
    tap = Tap(action=choice.action, subject=choice.subject, argument=choice.argument)
    return Button(label=clipped(speaker.say(choice.label), LABEL_MOST), data=tap.pack())
