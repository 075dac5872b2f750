"""A team's card: who is in it, when and where it works, its leave and certificates, and what it has booked."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from babel import Locale

from cards.actions import Action, Tap
from cards.message import Button, Message
from cards.text import Speaker, Text, harmless
from cards.titles import KINDS
from cards.values import NAME_MOST
from domain.indian_states import STATES
from domain.visits.affected import Affected
from domain.visits.crews import Crew
from domain.visits.team import Certificate, Leave, Team
from domain.words import Words, say

SHOWN: Final = 10
SOON: Final = timedelta(days=30)


def team_card(crew: Crew, speaker: Speaker, *, by_ops: bool) -> Message:
    """With the ways to take leave and to withdraw it; Ops can renew certificates, too."""
    team, text = crew.team, Text()
    text.bold(harmless(team.name, NAME_MOST))
    _people(text, crew, speaker)
    _work(text, team, speaker)
    _certificates(text, crew, speaker)
    _leave(text, crew, speaker)
    text.gap()
    if crew.visits:
        text.line(speaker.say(say("Booked visits: {count}", count=len(crew.visits))))
        affected_lines(text, crew.visits, speaker)
    else:
        text.line(speaker.say(say("No visit is booked.")))
    return text.message(tuple(_buttons(crew, speaker, by_ops=by_ops)))


def affected_lines(text: Text, affected: Sequence[Affected], speaker: Speaker) -> None:
    """Id, time and area of each; those under way, and those without a team so far, are marked."""
    for one in affected[:SHOWN]:
        text.line(f"• {speaker.say(affected_words(one))}")
    if len(affected) > SHOWN:
        text.line(speaker.say(say("and {count} more", count=len(affected) - SHOWN)))


def affected_words(one: Affected) -> Words:
    area = harmless(one.area, NAME_MOST)
    if one.under_way:
        return say("{visit}: {slot}, {area} (under way)", visit=one.visit, slot=one.slot, area=area)
    if one.chosen:
        return say("{visit}: {slot}, {area} (chosen, no team yet)", visit=one.visit, slot=one.slot, area=area)
    return say("{visit}: {slot}, {area}", visit=one.visit, slot=one.slot, area=area)


def days_words(first: date, last: date) -> Words:
    if first == last:
        return say("{day}", day=first)
    return say("{first} – {last}", first=first, last=last)


def choose_team(teams: Iterable[Team], action: Action, words: Words, speaker: Speaker) -> Message:
    """Which team is meant, to tap."""
    rows = tuple(
        (Button(label=harmless(team.name, NAME_MOST), data=Tap(action=action, subject=team.id).pack()),)
        for team in teams
    )
    return Message(text=speaker.say(words), keyboard=rows)


def _people(text: Text, crew: Crew, speaker: Speaker) -> None:
    if crew.members:
        names = ", ".join(harmless(person.name, NAME_MOST) for person in crew.members)
        text.line(speaker.say(say("Members: {names}", names=names)))
    if not crew.is_reachable:
        text.bold_line(speaker.say(say("⚠ Nobody can be reached: bind a group and invite a member.")))


def _work(text: Text, team: Team, speaker: Speaker) -> None:
    skills = ", ".join(speaker.say(title) for kind, title in KINDS.items() if kind in team.skills)
    text.line(speaker.say(say("Does: {skills}", skills=skills or "–")))
    text.line(speaker.say(say("Works in: {zones}", zones=", ".join(team.zones) or "–")))
    hours = f"{team.opens:%H:%M}–{team.closes:%H:%M}"
    text.line(speaker.say(say("Works: {days}, {hours}", days=_weekdays(team, speaker), hours=hours)))
    text.line(speaker.say(say("Visits a day: {count}", count=team.daily_capacity)))
    if team.state:
        text.line(speaker.say(say("Public holidays of: {state}", state=STATES.get(team.state, team.state))))


def _weekdays(team: Team, speaker: Speaker) -> str:
    names = Locale.parse(speaker.language).days["format"]["abbreviated"]
    return ", ".join(names[day] for day in sorted(team.workdays)) or "–"


def _certificates(text: Text, crew: Crew, speaker: Speaker) -> None:
    text.gap()
    for one in crew.team.certificates:
        text.line(speaker.say(_good_until(one, crew.today)))


def _good_until(one: Certificate, today: date) -> Words:
    name = f"{one.name} {one.number}".strip()
    day = f"{one.expires_on:%d.%m.%Y}"
    if one.expires_on < today:
        return say("✗ {certificate} has expired on {day}: no new visits", certificate=name, day=day)
    if one.expires_on - today <= SOON:
        return say("⚠ {certificate} expires on {day}", certificate=name, day=day)
    return say("✓ {certificate} is good until {day}", certificate=name, day=day)


def _coming(crew: Crew) -> list[Leave]:
    return [leave for leave in crew.team.leave if leave.last >= crew.today]


def _leave(text: Text, crew: Crew, speaker: Speaker) -> None:
    text.gap()
    for leave in _coming(crew):
        words = say("Leave {days}: {reason}", days=days_words(leave.first, leave.last), reason=leave.reason)
        text.line(speaker.say(words))


def _buttons(crew: Crew, speaker: Speaker, *, by_ops: bool) -> Iterable[tuple[Button, ...]]:
    team = crew.team.id
    yield (_button(say("Take leave"), Action.LEAVE, team, speaker),)
    for leave in _coming(crew)[:SHOWN]:
        words = say("Withdraw leave {days}", days=days_words(leave.first, leave.last))
        yield (_button(words, Action.WITHDRAW_LEAVE, team, speaker, leave.first.isoformat()),)
    yield (_button(say("What was earned"), Action.EARNED, team, speaker),)
    if by_ops:
        yield (_button(say("Rates"), Action.RATES, team, speaker),)
        yield (_button(say("Add or renew a certificate"), Action.CERTIFICATE, team, speaker),)


def _button(words: Words, action: Action, team: str, speaker: Speaker, argument: str = "") -> Button:
    tap = Tap(action=action, subject=team, argument=argument)
    return Button(label=speaker.say(words), data=tap.pack())
