"""A closure pack's card for OEM Reporting and the OEM. No money stands on it."""

from cards.blocks import heading, named
from cards.buttons import buttons_for
from cards.lead import next_action_line
from cards.message import Message
from cards.text import Speaker, Text, harmless
from cards.titles import PACKS
from cards.values import NAME_MOST
from domain.reactions import Audience
from domain.reporting.pack import PackState
from domain.view import View
from domain.visits.states import VisitKind
from domain.words import N_, say


def pack_card(view: View, audience: Audience, speaker: Speaker, *, team: str | None = None) -> Message:
    pack, lead, text = view.pack, view.lead, Text()
    if pack is None or lead is None:
        return text.line(speaker.say(say("There is no {key}.", key=view.subject))).message()
    text.bold(speaker.say(say("Closure pack {pack}", pack=pack.id)))
    text.line(heading(view, speaker))
    oem = harmless(view.oem.name if view.oem else lead.oem, NAME_MOST)
    named(text.gap(), speaker, N_("OEM"), f"{oem}, {harmless(lead.oem_reference, NAME_MOST)}")
    named(text, speaker, N_("State"), f"{speaker.say(PACKS[pack.state])}, {speaker.time(pack.state_since)}")
    named(text, speaker, N_("Edition"), pack.edition)
    _contents(text, view, speaker)
    if lead.rating is not None:
        text.line(speaker.say(say("The customer gives {rating} of 5 stars", rating=lead.rating)))
    if pack.reason and pack.state is PackState.RETURNED:
        text.bold_line(speaker.say(say("Returned: {reason}", reason=pack.reason)))
    if view.action is not None and view.action.subject == pack.id:
        next_action_line(text.gap(), view, view.action, speaker)
    return text.message(buttons_for(audience, view, speaker, team=team))


def _contents(text: Text, view: View, speaker: Speaker) -> None:
    titles = {VisitKind.SURVEY: N_("Survey report"), VisitKind.INSTALLATION: N_("Installation report")}
    for kind, title in titles.items():
        visit = view.reports.get(kind)
        if visit is not None and visit.report is not None:
            photos = say("{visit}, {count} photos", visit=visit.id, count=len(visit.report.photos))
            named(text, speaker, title, speaker.say(photos))
