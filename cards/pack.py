"""A closure pack's card for OEM Reporting and the OEM. No money stands on it."""

from collections.abc import Iterator
from typing import Final

from cards.blocks import heading, named
from cards.buttons import buttons_for
from cards.confirmation import satisfaction_line
from cards.lead import next_action_line
from cards.message import Message, Picture
from cards.text import Speaker, Text, harmless
from cards.titles import PACKS
from cards.values import NAME_MOST
from domain.reactions import Audience
from domain.reporting.edition import Edition
from domain.reporting.pack import PackState
from domain.view import View
from domain.visits.states import VisitKind
from domain.words import N_, say

MB: Final = 1_000_000
LARGEST: Final = 49 * MB
"""What a bot may send is 50 MB, with what goes around the file."""
_MOST: Final = 12


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
    edition = pack.delivered if audience is Audience.OEM else pack.made
    if edition is not None:
        _files(text, edition, speaker)
        _new(text, edition, speaker)
    elif pack.is_wanted:
        text.line(speaker.say(say("It is being compiled, as soon as all its photos have come.")))
    if edition is not None and audience is not Audience.OEM:
        _lacking(text, edition, speaker)
    if lead.rating is not None:
        text.line(speaker.say(say("The customer gives {rating} of 5 stars", rating=lead.rating)))
    satisfaction_line(text, lead, speaker)
    if pack.reason and pack.state is PackState.RETURNED:
        text.bold_line(speaker.say(say("Returned: {reason}", reason=pack.reason)))
    if view.action is not None and view.action.subject == pack.id:
        next_action_line(text.gap(), view, view.action, speaker)
    return text.message(buttons_for(audience, view, speaker, team=team))


def _files(text: Text, edition: Edition, speaker: Speaker) -> None:
    for title, file in ((N_("PDF"), edition.paper), (N_("ZIP"), edition.folder)):
        told = say("{size} MB, SHA-256 {digest}…", size=f"{file.size / MB:.1f}", digest=file.sha256[:12])
        named(text, speaker, title, speaker.say(told))


def _new(text: Text, edition: Edition, speaker: Speaker) -> None:
    if edition.number == 1:
        return
    text.gap().bold(speaker.say(say("New in edition {edition}", edition=edition.number)))
    if not edition.changes:
        text.line(speaker.say(N_("No fact has changed.")))
    for change in edition.changes[:_MOST]:
        label = speaker.say(change.label)
        what = f"{change.part}: {label}" if change.part else label
        text.line(f"• {harmless(f'{what}: {_or_none(change.before)} → {_or_none(change.after)}')}")
    _more(text, len(edition.changes), speaker)


def _or_none(value: str) -> str:
    return value or "–"


def _lacking(text: Text, edition: Edition, speaker: Speaker) -> None:
    """Whoever checks it decides; the OEM is not told."""
    if not edition.gaps:
        text.line(speaker.say(N_("Nothing is missing.")))
        return
    text.gap().bold(speaker.say(say("To look at before it goes out: {count}", count=len(edition.gaps))))
    for gap in edition.gaps[:_MOST]:
        text.line(f"• {harmless(speaker.say(gap.words))}")
    _more(text, len(edition.gaps), speaker)


def _more(text: Text, count: int, speaker: Speaker) -> None:
    if count > _MOST:
        text.line(speaker.say(say("… and {count} more", count=count - _MOST)))


def pack_messages(pack: str, edition: Edition, speaker: Speaker) -> Iterator[Message]:
    """Each file in a message of its own; one that is too large for a chat is named."""
    for file in (edition.paper, edition.folder):
        if file.size > LARGEST:
            told = say("{name} is too large for a chat. It is on the portal.", name=file.name)
            yield Message(text=speaker.say(told))
            continue
        told = say("{pack}, edition {edition}", pack=pack, edition=edition.number)
        paper = Picture(kind="document", sha256=file.sha256, file_name=file.name)
        yield Message(text=speaker.say(told), pictures=(paper,))


def _contents(text: Text, view: View, speaker: Speaker) -> None:
    titles = {VisitKind.SURVEY: N_("Survey report"), VisitKind.INSTALLATION: N_("Installation report")}
    for kind, title in titles.items():
        visit = view.reports.get(kind)
        if visit is not None and visit.report is not None:
            photos = say("{visit}, {count} photos", visit=visit.id, count=len(visit.report.photos))
            named(text, speaker, title, speaker.say(photos))
