"""What is told about an event, in the reader's language, from the state at the moment of telling."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from string import Formatter
from typing import Final, cast

from cards.bill import bill_doubts
from cards.blocks import albums, attached, contact, handover, heading, out_of_limits, work_needed
from cards.buttons import notice_buttons
from cards.call import confirmation_script, script
from cards.message import Message, Picture
from cards.ranking import candidate_lines
from cards.team import affected_lines
from cards.text import Speaker, Text
from cards.values import values
from cards.wordings.emergencies import EMERGENCIES
from cards.wordings.leads import LEADS
from cards.wordings.reminders import (
    DONE_SINCE,
    OVERDUE_FOR_OPS,
    OVERDUE_FOR_OWNER,
    OVERDUE_OF_FILE,
    REMINDER,
    REMINDERS,
    TRIED,
)
from cards.wordings.supplies import ASKED, PAYOUTS, SUPPLIES
from cards.wordings.teams import TEAMS
from cards.wordings.visits import BY_KIND, VISITS
from cards.wordings.wording import Block, Wording
from domain.events import Happening
from domain.happened import HAPPENED
from domain.leads.blocker import BlockerKind
from domain.media import Picture as Sent
from domain.reactions import Audience
from domain.rules import Rule
from domain.view import View
from domain.visits.affected import unpacked
from domain.visits.day_steps import LATE, still_stands
from domain.words import Value, Words, say

LATE_FROM_MINUTES: Final = LATE // timedelta(minutes=1)
NOTICES: Final[Mapping[tuple[Happening, Audience], Wording]] = {
    **LEADS,
    **VISITS,
    **EMERGENCIES,
    **SUPPLIES,
    **TEAMS,
}
_WITHOUT_HEADING: Final = frozenset({Audience.CUSTOMER, Audience.ADMIN})
_TEAMS: Final = frozenset({Audience.TEAM, Audience.FORMER_TEAM})


def render_notice(name: str, args: Mapping[str, object], view: View, speaker: Speaker) -> Message:
    """`name` is a `Happening`; `args` as `domain/settle.py` writes them: to, for, lead, by, facts."""
    reader, meant = Audience(str(args["to"])), Audience(str(args.get("for") or args["to"]))
    facts = cast("Mapping[str, str]", args.get("facts") or {})
    wording = _wording(Happening(name), meant, view, facts)
    known = values(view, facts, str(args.get("by") or ""), speaker)
    team = _team_of(meant, facts)
    text = _opening(reader, meant, view, speaker)
    text.bold_line(_said(wording.title, {**known, **_dashes(wording.title, known)}, speaker))
    text.line(_heading(meant, view, speaker))
    for line in wording.lines:
        if all(known[value] != "" for value in _names(line)):
            text.line(_said(line, known, speaker))
    for block in wording.blocks:
        _draw(block, text, view, speaker, team, facts)
    _late(text, facts, speaker)
    bare = wording.bare and reader is meant
    buttons = () if bare else notice_buttons(reader, view, speaker, team=team)
    return text.message(buttons, pictures=_proofs(Happening(name), reader, view, facts))


def is_over(name: str, args: Mapping[str, object], view: View) -> bool:
    """A reminder of a visit that has moved on, or went to another team, before anybody could read it."""
    facts, visit = cast("Mapping[str, str]", args.get("facts") or {}), view.visit
    if name != Happening.REMINDED or visit is None or view.subject != visit.id:
        return False
    meant = Audience(str(args.get("for") or args["to"]))
    return not still_stands(
        Rule(facts["rule"]), visit, view.policy, view.now, meant, team=facts.get("team", "")
    )


def _proof(happening: Happening, reader: Audience, view: View) -> Sent | None:
    """What the reader is to look at before he goes on."""
    if happening is Happening.CUSTOMER_AWAITED and reader is Audience.OPS:
        absence = view.visit.absence if view.visit else None
        return absence.photo if absence else None
    if happening is Happening.GOODS_RECEIVED:
        return view.purchase.bill if view.purchase else None
    return None


def _proofs(
    happening: Happening, reader: Audience, view: View, facts: Mapping[str, str]
) -> tuple[Picture, ...]:
    """All that goes with the notice; of the customer's proofs what makes one album."""
    if happening is not Happening.SITE_WORK_REPORTED or view.lead is None:
        return attached(_proof(happening, reader, view))
    blocker = view.lead.open_blocker(BlockerKind(facts["blocker"])) if facts.get("blocker") else None
    claim = blocker.claim if blocker is not None else None
    return next(iter(albums(claim.proofs)), ()) if claim is not None else ()


def _opening(reader: Audience, meant: Audience, view: View, speaker: Speaker) -> Text:
    """Empty, unless Ops reads what a customer without Telegram or an OEM without a chat should have been told."""
    if meant is Audience.OEM and reader is not meant:
        whose = view.oem.name if view.oem else ""
        return (
            Text()
            .bold(speaker.say(say("{oem} has no chat with the bot: please pass this on.", oem=whose)))
            .gap()
        )
    if meant is not Audience.CUSTOMER or reader is meant or view.lead is None:
        return Text()
    customer = view.lead.customer
    told = say(
        "{name} cannot be reached on Telegram: please tell the customer by phone, {phone}.",
        name=customer.name,
        phone=customer.phone,
    )
    return Text().bold(speaker.say(told)).line(heading(view, speaker)).gap()


def _wording(happening: Happening, reader: Audience, view: View, facts: Mapping[str, str]) -> Wording:
    if happening is Happening.REMINDED:
        return _reminder(Rule(facts["rule"]), reader, view)
    if happening is Happening.PAYMENT_ASKED:
        return ASKED
    if happening is Happening.OVERDUE:
        return _overdue(reader, view, facts)
    if view.visit is not None and (wording := BY_KIND.get((happening, reader, view.visit.kind))):
        return wording
    if view.payment is not None and (wording := PAYOUTS.get((happening, reader, view.payment.kind))):
        return wording
    return NOTICES.get((happening, reader)) or Wording(HAPPENED[happening])


def _reminder(rule: Rule, reader: Audience, view: View) -> Wording:
    if view.visit is not None and view.visit.tries and (wording := TRIED.get((rule, reader))):
        return wording
    return REMINDERS.get((rule, reader), REMINDER)


def _overdue(reader: Audience, view: View, facts: Mapping[str, str]) -> Wording:
    if view.upload is not None:
        return OVERDUE_OF_FILE
    if view.owed_as(facts.get("what", "")) is None:
        return DONE_SINCE
    return OVERDUE_FOR_OPS if _only_watches(reader, facts) else OVERDUE_FOR_OWNER


def _only_watches(reader: Audience, facts: Mapping[str, str]) -> bool:
    return reader is Audience.OPS_LEAD or (
        reader is Audience.OPS and Audience.OPS_LEAD in facts.get("to", "").split(",")
    )


@cache
def _names(template: str) -> tuple[str, ...]:
    return tuple(name for _, name, _, _ in Formatter().parse(template) if name)


def _dashes(template: str, known: Mapping[str, Value]) -> dict[str, Value]:
    """A title is said even where a value is not known."""
    return {name: "–" for name in _names(template) if known[name] == ""}


def _said(template: str, known: Mapping[str, Value], speaker: Speaker) -> str:
    return speaker.say(Words(template, {name: known[name] for name in _names(template)}))


def _team_of(reader: Audience, facts: Mapping[str, str]) -> str | None:
    if reader not in _TEAMS:
        return None
    return facts.get("former_team" if reader is Audience.FORMER_TEAM else "team") or None


def _heading(reader: Audience, view: View, speaker: Speaker) -> str:
    """Which lead it is about."""
    return "" if reader in _WITHOUT_HEADING else heading(view, speaker)


_WHOLE: Final[Mapping[Block, Callable[[Text, View, Speaker], None]]] = {
    Block.HANDOVER: handover,
    Block.BILL_DOUBTS: bill_doubts,
    Block.CALL_SCRIPT: script,
    Block.CONFIRMATION_SCRIPT: confirmation_script,
}


def _draw(  # noqa: PLR0913, PLR0917  which part, where, and of what
    block: Block, text: Text, view: View, speaker: Speaker, team: str | None, facts: Mapping[str, str]
) -> None:
    if block in _WHOLE:
        _WHOLE[block](text, view, speaker)
        return
    match block:
        case Block.CONTACT:
            if view.visit is not None and team in {None, view.visit.team}:
                contact(text, view, speaker)
        case Block.CANDIDATES:
            if view.visit is not None:
                candidate_lines(text, view.visit, view.candidates, speaker)
        case Block.AFFECTED:
            affected_lines(text, unpacked(facts.get("visits", "")), speaker)
        case Block.OUT_OF_LIMITS:
            out_of_limits(text, view, speaker)
        case Block.WORK_NEEDED:
            work_needed(text, view.lead, speaker)


def _late(text: Text, facts: Mapping[str, str], speaker: Speaker) -> None:
    late = facts.get("late_minutes", "")
    if late.isdecimal() and int(late) > LATE_FROM_MINUTES:
        text.line(speaker.say(_how_late(int(late))))


def _how_late(minutes: int) -> Words:
    if minutes >= 120:
        return say("(This comes {hours} h late: the system was away.)", hours=minutes // 60)
    return say("(This comes {minutes} min late: the system was away.)", minutes=minutes)
