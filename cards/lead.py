"""A lead's card: who, where it stands, what is owed next, and what the desk needs beside it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cards.bill import bill_lines
from cards.blocks import named, site
from cards.buttons import lead_buttons
from cards.call import tries
from cards.confirmation import confirmation_lines, satisfaction_line, waiting_line
from cards.consequences import wants_to_end_lines
from cards.day import day_lines
from cards.message import Message
from cards.quote import quote_lines, unpriced_line
from cards.ranking import candidate_lines
from cards.signing import sign_off_lines
from cards.site import blocker_lines
from cards.text import Speaker, Text, harmless
from cards.titles import (
    CHANNELS,
    DELAYS,
    DOCUMENTS,
    EARNINGS,
    KINDS,
    LINES,
    OFFERS,
    PACKS,
    PAPERS,
    PURCHASES,
    ROLES,
    SITE_KINDS,
    reason,
)
from cards.values import NAME_MOST, item_names, several
from domain.leads import told
from domain.leads.consent import Reply
from domain.leads.doubts import doubts_of
from domain.leads.lead import Document, Lead
from domain.leads.stages import STAGES
from domain.materials.catalogue import title_of
from domain.money.earning import Earning
from domain.money.payment import STATE_TITLES as PAYMENT_STATES
from domain.owed import TITLES, NextAction, earning_action
from domain.places import doubt_of
from domain.reactions import Audience
from domain.view import View
from domain.visits.states import STATE_TITLES as VISIT_STATES
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from domain.words import N_, Words, say

SEES_ALL: Final = frozenset({Audience.OPS, Audience.OPS_LEAD, Audience.ON_CALL})
SEES_MONEY: Final = SEES_ALL | {Audience.PROCUREMENT, Audience.FINANCE}
SEES_CONTACT: Final = SEES_MONEY | {Audience.REPORTING, Audience.OEM}
_LATEST_CALLS: Final = 3
_SHARED: Final[Mapping[Document, str]] = MappingProxyType(
    {Document.BILL: "bill", Document.LOCATION: "location", Document.ELECTRICIAN: "electrician"}
)


def lead_card(view: View, audience: Audience, speaker: Speaker, *, team: str | None = None) -> Message:
    lead, text = view.lead, Text()
    if lead is None:
        return text.line(speaker.say(say("There is no {key}.", key=view.subject))).message()
    _title(text, lead, speaker)
    _twins(text, lead, audience, speaker)
    if audience in SEES_ALL and lead.call_asked_at is not None:
        asked = say("☎ The customer asked on {when} to be called", when=lead.call_asked_at)
        text.bold_line(speaker.say(asked))
    _who(text, view, lead, audience, speaker)
    next_action_line(text.gap(), view, view.action, speaker)
    text.gap()
    _documents(text, lead, speaker)
    if audience in SEES_ALL:
        bill_lines(text, view, speaker)
    if audience in SEES_CONTACT:
        tries(text, lead.calls[-_LATEST_CALLS:], speaker)
    _visit(text, view, audience, speaker)
    if lead.wish is not None and audience in {Audience.OPS, Audience.OPS_LEAD}:
        suits = say("What suits the customer: {wish}", wish=told.wish(lead.wish))
        text.line(harmless(speaker.say(suits)))
    _blockers(text, lead, audience, speaker)
    _supply(text, view, audience, speaker)
    if audience in SEES_ALL:
        teams = {team.id: harmless(team.name, NAME_MOST) for team in view.teams.values()}
        wants_to_end_lines(text, lead, view.aftermath, teams, speaker)
    _end(text, view, lead, audience, speaker)
    return text.message(lead_buttons(audience, view, speaker, team=team))


def _title(text: Text, lead: Lead, speaker: Speaker) -> None:
    stage = speaker.say(STAGES[lead.stage].title)
    text.bold(f"{lead.id} · {stage}")
    if lead.priority:
        text.plain(" · ").bold(speaker.say(say("PRIORITY")))
    text.line(speaker.say(say("at this stage since {since}", since=lead.stage_since)))
    if lead.reason:
        text.line(speaker.say(say("Reason: {reason}", reason=reason(lead.reason))))
    if lead.review_at is not None:
        text.line(speaker.say(say("To be looked at again: {review}", review=lead.review_at)))
    if lead.erased_at is not None:
        text.bold_line(speaker.say(say("Personal data erased {when}", when=lead.erased_at)))
    if lead.erasure_asked_at is not None:
        asked = say("⚠ The customer asked on {when} to have his data erased", when=lead.erasure_asked_at)
        text.bold_line(speaker.say(asked))


def _twins(text: Text, lead: Lead, audience: Audience, speaker: Speaker) -> None:
    if lead.merged:
        text.line(speaker.say(say("Goes on for {others} as well", others=", ".join(lead.merged))))
    if audience in SEES_ALL and lead.undecided:
        others = ", ".join(twin.lead for twin in lead.undecided)
        text.bold_line(speaker.say(say("May be the same as {others}", others=others)))


def _who(text: Text, view: View, lead: Lead, audience: Audience, speaker: Speaker) -> None:
    text.gap()
    name, phone = harmless(lead.customer.name, NAME_MOST), lead.customer.phone
    shown = f"{name}, {phone}" if audience in SEES_CONTACT else name
    named(text, speaker, N_("Customer"), shown)
    if audience in SEES_CONTACT:
        site(text, lead, speaker)
    else:
        named(text, speaker, N_("Area"), harmless(lead.area, NAME_MOST))
    oem = harmless(view.oem.name if view.oem else lead.oem, NAME_MOST)
    named(text, speaker, N_("OEM"), f"{oem}, {harmless(lead.oem_reference, NAME_MOST)}")
    if audience in SEES_ALL:
        for doubt in doubts_of(lead):
            text.line(f"⚠ {harmless(speaker.say(doubt.words))}")
    channel = speaker.say(CHANNELS.get(lead.source.channel, lead.source.channel))
    beside = [harmless(part, NAME_MOST) for part in (lead.source.dealer, lead.source.campaign) if part]
    named(text, speaker, N_("Source"), ", ".join([channel, *beside]))
    named(
        text,
        speaker,
        N_("Charger"),
        ", ".join(part for part in (f"{lead.charger_kw:g} kW", lead.vehicle) if part),
    )


def next_action_line(text: Text, view: View, action: NextAction | None, speaker: Speaker) -> None:
    """Next: what, by whom, until when; marked where the time has passed."""
    if action is None:
        return
    what = say(TITLES[action.what])
    text.bold_line(speaker.say(say("Next: {what}", what=what)))
    owner = (
        harmless(view.team_name(action.team), NAME_MOST) if action.team else speaker.say(ROLES[action.role])
    )
    text.line(speaker.say(say("Owed by {owner}, due {due}", owner=owner, due=action.due)))
    if view.now > action.due:
        text.bold_line(f"⚠ {speaker.say(say('Overdue'))}")


def _documents(text: Text, lead: Lead, speaker: Speaker) -> None:
    for kind, attribute in _SHARED.items():
        title = speaker.say(DOCUMENTS[kind])
        if getattr(lead.documents, attribute) is not None:
            text.line(f"✓ {title}")
        elif kind in lead.documents.waived:
            waived = say("waived: {reason}", reason=lead.documents.waived[kind])
            text.line(f"– {title} ({speaker.say(waived)})")
        else:
            text.line(f"✗ {title}: {speaker.say(say('missing'))}")
    if lead.site_kind is not None:
        site_kind = speaker.say(SITE_KINDS[lead.site_kind])
        papers = [f"✓ {speaker.say(PAPERS[paper])}" for paper in lead.papers]
        papers += [f"? {speaker.say(PAPERS[paper])}" for paper in lead.papers_wanted]
        text.line(" · ".join([site_kind, *papers]))
    _doubt(text, lead, speaker)
    if lead.consent_at is None and lead.is_open:
        reply = say(_WITHOUT_CONSENT[lead.consent_reply])
        text.line(speaker.say(reply))


_WITHOUT_CONSENT: Final[Mapping[Reply | None, str]] = MappingProxyType(
    {
        None: N_("The customer has not agreed to the privacy notice yet."),
        Reply.AGREED: N_("The customer has not agreed to the privacy notice yet."),
        Reply.REFUSED: N_("The customer did not agree to the privacy notice: nothing of his is kept."),
        Reply.WITHDRAWN: N_("The customer withdrew his consent: nothing more is collected."),
    }
)


def _doubt(text: Text, lead: Lead, speaker: Speaker) -> None:
    place = lead.documents.location
    if place is None or place.latitude is None or place.longitude is None:
        return
    doubt = doubt_of((place.latitude, place.longitude), lead.customer.pin_code)
    if doubt is not None:
        text.line(f"⚠ {speaker.say(doubt)}")


def visit_line(view: View, visit: Visit, speaker: Speaker) -> str:
    """`S-1042-1 · survey · booked · Tue 24 Nov, 10:00–12:00 · Sunrise Crew`."""
    parts = [visit.id, speaker.say(KINDS[visit.kind]), speaker.say(_state_of(visit))]
    if visit.slot is not None:
        parts.append(speaker.slot(visit.slot))
    if visit.team is not None:
        parts.append(harmless(view.team_name(visit.team), NAME_MOST))
    return " · ".join(parts)


def _state_of(visit: Visit) -> Words:
    if visit.state is not VisitState.PROPOSED or visit.hold is None:
        return Words(VISIT_STATES[visit.state])
    if visit.hold.until is None:
        return say("time chosen, no team yet")
    return say("held until {until}: {slot}", until=visit.hold.until, slot=visit.hold.slot)


def _visit(text: Text, view: View, audience: Audience, speaker: Speaker) -> None:
    visit = view.situation.visit if view.situation else None
    if visit is None:
        return
    text.line(visit_line(view, visit, speaker))
    if audience in {Audience.OPS, Audience.OPS_LEAD}:
        day_lines(text, view, visit, speaker)
    if visit.state is VisitState.EMERGENCY:
        emergency_lines(text, view, visit, speaker)
    if audience in {Audience.OPS, Audience.OPS_LEAD}:
        candidate_lines(text, visit, view.candidates, speaker)
        text.gap()


def emergency_lines(text: Text, view: View, visit: Visit, speaker: Speaker) -> None:
    emergency = visit.emergency
    if emergency is None:
        return
    text.line(speaker.say(say("Cause: {cause}", cause=reason(emergency.cause))))
    taken = say("{name} has it in hand.", name=emergency.taken_by or "")
    text.line(speaker.say(taken if emergency.taken_by else say("Nobody has taken it in hand yet.")))
    if emergency.customer_wants is not None:
        text.line(
            speaker.say(say("The customer says: {wants}", wants=Words(DELAYS[emergency.customer_wants])))
        )
    for earlier in visit.rounds:
        name, cause = harmless(view.team_name(earlier.lost_team), NAME_MOST), reason(earlier.cause)
        known = say("{team} could not make it before: {cause}", team=name, cause=cause)
        text.line(speaker.say(known if earlier.lost_team else say("Before: {cause}", cause=cause)))
    for offer in emergency.offers:
        name = harmless(view.team_name(offer.team), NAME_MOST)
        text.line(f"• {name}: {speaker.say(OFFERS[offer.state])}")
    text.line(speaker.say(say("The search ends {deadline}.", deadline=emergency.deadline)))


def _blockers(text: Text, lead: Lead, audience: Audience, speaker: Speaker) -> None:
    """What is only noted for the review is the desk's alone."""
    if audience in SEES_ALL or lead.waits_for_site:
        for blocker in lead.open_blockers:
            blocker_lines(text, blocker, speaker)


def _supply(text: Text, view: View, audience: Audience, speaker: Speaker) -> None:
    situation = view.situation
    if situation is None:
        return
    if situation.request is not None:
        states = sorted({line.state for line in situation.request.lines})
        for state in states:
            titles = [title_of(line.item) for line in situation.request.in_state(state)]
            text.line(f"{speaker.say(LINES[state])}: {several(titles, speaker)}")
    if audience not in SEES_MONEY:
        return
    if view.quote is not None:
        quote_lines(text, view.quote, speaker)
    unpriced_line(text, view, speaker)
    for purchase in situation.purchases:
        items = item_names(purchase.items, speaker)
        text.line(f"{purchase.id} · {items} · {speaker.say(PURCHASES[purchase.state])}")
    for payment in situation.payments:
        text.line(f"{payment.id} · {payment.amount} · {speaker.say(PAYMENT_STATES[payment.state])}")


def _earned(earning: Earning) -> Words:
    state, action = say(EARNINGS[earning.state]), earning_action(earning)
    return say("{state}, due {due}", state=state, due=action.due) if action is not None else state


def _end(text: Text, view: View, lead: Lead, audience: Audience, speaker: Speaker) -> None:
    if audience in SEES_ALL:
        sign_off_lines(text, lead, speaker)
        confirmation_lines(text, lead, view.policy, speaker)
        if view.pack is None:
            waiting_line(text, lead, speaker)
    else:
        if lead.rating is not None:
            text.line(speaker.say(say("The customer gives {rating} of 5 stars", rating=lead.rating)))
        satisfaction_line(text, lead, speaker)
    if view.pack is not None:
        text.line(f"{view.pack.id} · {speaker.say(PACKS[view.pack.state])}")
    if audience in SEES_MONEY:
        for earning in view.earnings:
            team = harmless(view.team_name(earning.team), NAME_MOST)
            text.line(f"{earning.visit} · {team} · {earning.amount} · {speaker.say(_earned(earning))}")
