"""A day's visits without a team, each with the team that suggests itself, to be assigned one by one or all at once."""

from typing import Final

from cards.actions import Action, Tap
from cards.buttons import LABEL_MOST
from cards.message import Button, Message
from cards.ranking import reasons_of
from cards.text import Speaker, Text, clipped, harmless
from cards.titles import KINDS
from cards.values import NAME_MOST
from domain.visits.planning import DayPlan, Suggestion
from domain.words import Words, say

PAGE: Final = 6


def plan_card(plan: DayPlan, speaker: Speaker, page: int = 0) -> Message:
    """`page` counts from 0; what lies beyond the last page shows the first."""
    shown = plan.suggestions[page * PAGE : (page + 1) * PAGE] or plan.suggestions[:PAGE]
    text = Text().bold(speaker.say(say("Plan for {day}", day=plan.day)))
    text.line(speaker.say(say("Visits without a team: {count}", count=len(plan.suggestions))))
    for suggestion in shown:
        _line(text.gap(), plan, suggestion, speaker)
    rows = [(_assign(one, speaker),) for one in shown if one.candidate is not None]
    return text.message((*rows, *_below(plan, page, speaker)))


def check_plan_card(plan: DayPlan, speaker: Speaker) -> Message:
    """All of it once more, before it counts."""
    able = [one for one in plan.suggestions if one.candidate is not None]
    text = Text().bold(speaker.say(say("Please check: {day}", day=plan.day)))
    text.line(speaker.say(say("Visits that get a team now: {count}", count=len(able)))).gap()
    for one in able:
        text.line(_pair(one))
    day = plan.day.isoformat()
    yes = _button(say("Yes, assign all"), Action.PLAN_ALL, day, plan.fingerprint, speaker)
    return text.message(((yes,), (_button(say("Back"), Action.PLAN, day, "0", speaker),)))


def _line(text: Text, plan: DayPlan, suggestion: Suggestion, speaker: Speaker) -> None:
    trip, visit = suggestion.trip, plan.visits[suggestion.trip.visit]
    start, end = (moment.astimezone(speaker.zone) for moment in (trip.slot.start, trip.slot.end))
    kind = speaker.say(KINDS[visit.kind])
    text.line(f"{start:%H:%M}–{end:%H:%M} · {trip.visit} · {kind} · {trip.pin_code}")
    if suggestion.candidate is None:
        text.line(f"✗ {speaker.say(say('No team can take it at that time.'))}")
    else:
        text.line(f"→ {reasons_of(suggestion.candidate, speaker)}")


def _pair(suggestion: Suggestion) -> str:
    team = suggestion.candidate.team.name if suggestion.candidate else ""
    return f"{suggestion.trip.visit} → {harmless(team, NAME_MOST)}"


def _assign(suggestion: Suggestion, speaker: Speaker) -> Button:
    team = suggestion.candidate.team.id if suggestion.candidate else ""
    words = say("{pair}", pair=_pair(suggestion))
    return _button(words, Action.ASSIGN, suggestion.trip.visit, team, speaker)


def _below(plan: DayPlan, page: int, speaker: Speaker) -> tuple[tuple[Button, ...], ...]:
    day, row = plan.day.isoformat(), []
    if sum(one.candidate is not None for one in plan.suggestions) > 1:
        row.append(_button(say("Assign all …"), Action.PLAN_ALL, day, "", speaker))
    if (page + 1) * PAGE < len(plan.suggestions):
        row.append(_button(say("More ›"), Action.PLAN, day, str(page + 1), speaker))
    return (tuple(row),) if row else ()


def _button(label: Words, action: Action, subject: str, argument: str, speaker: Speaker) -> Button:
    tap = Tap(action=action, subject=subject, argument=argument)
    return Button(label=clipped(speaker.say(label), LABEL_MOST), data=tap.pack())
