"""A visit's card: what the team needs to go there, and what it owes next."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cards.blocks import contact, handover
from cards.buttons import buttons_for
from cards.charger import charger_line
from cards.day import day_lines
from cards.lead import emergency_lines, next_action_line, visit_line
from cards.message import Message
from cards.ranking import candidate_lines
from cards.signing import sign_off_lines
from cards.text import Speaker, Text, harmless
from cards.titles import DOCUMENTS, KINDS, WITHDRAWALS, reason
from cards.values import NAME_MOST, several, values
from domain.leads.lead import Lead
from domain.reactions import Audience
from domain.view import View
from domain.visits.emergency import OfferState
from domain.visits.states import STATE_TITLES, VisitKind, VisitState
from domain.visits.visit import Former, Visit
from domain.words import N_, Words, say

_WITH_HANDOVER = frozenset({VisitState.BOOKED, VisitState.ACKNOWLEDGED, VisitState.CONFIRMED})
_WITHOUT_TEAM = frozenset({VisitState.EMERGENCY, VisitState.RESCHEDULED, VisitState.CANCELLED})
_OF_TEAM = frozenset({Audience.TEAM, Audience.FORMER_TEAM})
_OFFER = (
    N_("{slot} · {kind} · {area}"),
    N_("{lost}"),
    N_("{why}"),
    N_("The first team to accept has it. The offer ends {offer_ends}."),
)


def visit_card(view: View, audience: Audience, speaker: Speaker, *, team: str | None = None) -> Message:
    """`team` is the reader's own: a team that no longer has the visit sees only that."""
    visit, text = view.visit, Text()
    if visit is None:
        return text.line(speaker.say(say("There is no {key}.", key=view.subject))).message()
    if audience is Audience.CUSTOMER:
        _for_customer(text, view, visit, speaker)
        return text.message(buttons_for(audience, view, speaker))
    if audience in _OF_TEAM and team is not None and team != visit.team:
        _of_another_team(text, view, visit, speaker, team)
    else:
        _whole(text, view, visit, audience, speaker)
    return text.message(buttons_for(audience, view, speaker, team=team))


_TO_CUSTOMER: Final[Mapping[VisitState, str]] = MappingProxyType(
    {
        VisitState.ON_THE_WAY: N_("{team} is on the way to you"),
        VisitState.ON_SITE: N_("{team} is with you"),
        VisitState.REPORTED: N_("The {kind} is done"),
        VisitState.APPROVED: N_("The {kind} is done"),
        VisitState.EMERGENCY: N_("We are sorry: our team cannot come as planned"),
        VisitState.CUSTOMER_ABSENT: N_("Our team could not find you"),
        VisitState.RESCHEDULED: N_("The {kind} on {slot} is off"),
        VisitState.CANCELLED: N_("The {kind} on {slot} is off"),
    }
)


def _for_customer(text: Text, view: View, visit: Visit, speaker: Speaker) -> None:
    """Where the team is and when it comes: brought up to date while it shares its location."""
    known = values(view, {}, "", speaker)
    title = _TO_CUSTOMER.get(visit.state, N_("Your {kind} is booked: {slot}"))
    if visit.at_the_door:
        title = N_("Our team is at your door")
    text.bold(speaker.say(Words(title, known)))
    if visit.state is not VisitState.ON_THE_WAY:
        return
    text.line(speaker.say(Words(N_("Expected at about {eta}."), known)))
    if visit.journey is not None and visit.journey.seen is not None:
        text.line(speaker.say(say("As its location said at {moment}.", moment=visit.journey.seen.at)))
    text.line(speaker.say(Words(N_("Phone of the team: {team_phone}"), known)))


def _of_another_team(text: Text, view: View, visit: Visit, speaker: Speaker, team: str) -> None:
    asked = visit.emergency.asked(team) if visit.emergency else None
    if asked is not None and asked.state is OfferState.ASKED and visit.state is VisitState.EMERGENCY:
        _offer(text, view, speaker, team)
        return
    text.bold(_title(visit, speaker))
    if visit.state is VisitState.UNASSIGNED:
        text.line(speaker.say(say("This visit is no longer yours. You need not go.")))
    elif asked is not None and asked.withdrawn is not None:
        text.line(speaker.say(WITHDRAWALS[asked.withdrawn]))
    elif asked is None or visit.state not in _WITHOUT_TEAM:
        text.line(speaker.say(say("This visit belongs to another team now. You need not go.")))
    else:
        text.line(speaker.say(say("The offer is over. You need not do anything.")))


def _offer(text: Text, view: View, speaker: Speaker, team: str) -> None:
    """What a team must know to decide, and not whose visit it is."""
    known = values(view, {"team": team}, "", speaker)
    text.bold(speaker.say(Words(N_("Can you take over {visit}?"), known)))
    for line in _OFFER:
        text.line(speaker.say(Words(line, known)))


def _title(visit: Visit, speaker: Speaker) -> str:
    number = say("Survey ID {visit}", visit=visit.id)
    if visit.kind is VisitKind.INSTALLATION:
        number = say("Installation {visit}", visit=visit.id)
    when = f" · {speaker.slot(visit.slot)}" if visit.slot is not None else ""
    return f"{speaker.say(number)}{when}"


def _whole(text: Text, view: View, visit: Visit, audience: Audience, speaker: Speaker) -> None:
    text.bold(_title(visit, speaker))
    kind, state = speaker.say(KINDS[visit.kind]), speaker.say(STATE_TITLES[visit.state])
    text.line(f"{kind} · {state}")
    if visit.state is VisitState.UNASSIGNED and visit.former is not None:
        text.line(speaker.say(_why_without(view, visit.former)))
    if visit.reason:
        text.line(speaker.say(say("Reason: {reason}", reason=reason(visit.reason))))
    if visit.is_open:
        contact(text.gap(), view, speaker)
        _papers(text, view.lead, speaker)
    if visit.before_site and visit.customer_confirmed_at is not None:
        text.line(
            speaker.say(say("The customer said on {when} to be there.", when=visit.customer_confirmed_at))
        )
    charger_line(text, view, speaker)
    day_lines(text, view, visit, speaker)
    _work(text, view, visit, speaker)
    if visit.state in _WITH_HANDOVER:
        handover(text, view, speaker)
    if audience not in _OF_TEAM:
        _search(text, view, visit, speaker)
    if view.action is not None and view.action.subject == visit.id:
        next_action_line(text.gap(), view, view.action, speaker)
    elif audience not in _OF_TEAM:
        text.line(visit_line(view, visit, speaker))


def _work(text: Text, view: View, visit: Visit, speaker: Speaker) -> None:
    """What is to be put right or done again, and what the customer says of it."""
    if visit.rework is not None:
        repairs = say("Rework of {other}: {reason}", other=visit.rework.of, reason=visit.rework.reason)
        text.bold_line(harmless(speaker.say(repairs)))
    if view.lead is not None and view.lead.is_asked_to_sign(visit.id):
        sign_off_lines(text, view.lead, speaker)
    if visit.redo:
        text.bold_line(speaker.say(say("To do again: {redo}", redo=visit.redo)))


def _search(text: Text, view: View, visit: Visit, speaker: Speaker) -> None:
    if visit.state is VisitState.EMERGENCY:
        emergency_lines(text, view, visit, speaker)
    candidate_lines(text, visit, view.candidates, speaker)


def _why_without(view: View, former: Former) -> Words:
    team = harmless(view.team_name(former.team), NAME_MOST)
    return say("{team} can no longer take it: {reason}.", team=team, reason=reason(former.reason))


def _papers(text: Text, lead: Lead | None, speaker: Speaker) -> None:
    if lead is not None and lead.documents.missing:
        lacking = several([DOCUMENTS[kind] for kind in lead.documents.missing], speaker)
        text.line(speaker.say(say("Not shared by the customer: {documents}", documents=lacking)))
