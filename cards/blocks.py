"""Parts that several cards and notices share: the site, the readings, the handover, the work at the site."""

from typing import Final

from cards.charger import elsewhere_line
from cards.message import Picture
from cards.text import Speaker, Text, harmless
from cards.titles import reason
from cards.values import NAME_MOST
from domain.checklists.model import VERDICTS, Checklist, Item, Verdict
from domain.leads import told
from domain.leads.lead import Lead
from domain.materials.catalogue import title_of
from domain.materials.request import LineState
from domain.media import Picture as Sent
from domain.view import View
from domain.visits.report import Report
from domain.visits.states import VisitKind
from domain.visits.visit import Visit
from domain.words import Value, Words, say

MARKS: Final = {Verdict.PASS: "✓", Verdict.WARN: "⚠", Verdict.FAIL: "✗"}
ANSWER_MOST: Final = 200
ALBUM_MOST: Final = 10


def attached(sent: Sent | None) -> tuple[Picture, ...]:
    if sent is None:
        return ()
    picture = Picture(
        kind=sent.kind, file_id=sent.file_id or None, sha256=sent.sha256, file_name=sent.file_name
    )
    return (picture,)


def albums(sent: tuple[Sent, ...]) -> tuple[tuple[Picture, ...], ...]:
    """Photos and videos go together, documents only among themselves."""
    seen = tuple(one for one in sent if one.kind != "document")
    files = tuple(one for one in sent if one.kind == "document")
    return tuple(
        tuple(picture for one in group[:ALBUM_MOST] for picture in attached(one))
        for group in (seen, files)
        if group
    )


def named(text: Text, speaker: Speaker, label: str, value: Value) -> Text:
    """`Label: value` on a line of its own, unless there is no value."""
    shown = speaker.say(say("{value}", value=value)) if value != "" else ""
    return text.line(f"{speaker.say(label)}: {shown}") if shown else text


def contact(text: Text, view: View, speaker: Speaker) -> None:
    """Whom the team meets, where, and the local electrician."""
    lead = view.lead
    if lead is None:
        return
    text.line(
        speaker.say(say("Customer: {name}, {phone}", name=lead.customer.name, phone=lead.customer.phone))
    )
    site(text, lead, speaker)
    electrician = lead.documents.electrician
    if electrician is not None and electrician.name:
        told = say("Local electrician: {name}, {phone}", name=electrician.name, phone=electrician.phone)
        text.line(speaker.say(told))
    elif electrician is not None:
        text.line(speaker.say(say("Local electrician: the customer has none")))


def site(text: Text, lead: Lead, speaker: Speaker) -> None:
    if where := lead.site_address:
        text.line(speaker.say(say("Address: {address}", address=where)))
    pin = lead.documents.location
    if pin is not None and pin.latitude is not None and pin.longitude is not None:
        url = f"https://maps.google.com/?q={pin.latitude},{pin.longitude}"
        text.link_line(speaker.say(say("Show on the map")), url)


def answers(text: Text, view: View, visit: Visit, speaker: Speaker) -> None:
    """Every answer of the report with its label, unit and judgement."""
    if visit.report is None:
        return
    checklist = view.checklist(visit)
    for item in checklist.items:
        if item.key in visit.report.answers:
            judged_answer(text, checklist, item, visit.report, speaker)


def shown_answer(checklist: Checklist, item: Item, answer: str, speaker: Speaker) -> str:
    """The answer with its unit, in the reader's language."""
    chosen = [part for part in answer.split(",") if part in item.choices] if item.choices else []
    if chosen:
        return ", ".join(said(checklist, item.choices[part], speaker) for part in chosen)
    return " ".join(part for part in (harmless(answer, ANSWER_MOST), item.unit) if part)


def said(checklist: Checklist, message: str, speaker: Speaker) -> str:
    """In the checklist's own words for the reader's language, else in the program's."""
    return speaker.say(checklist.said(message, speaker.language))


def answer_line(checklist: Checklist, item: Item, report: Report, speaker: Speaker) -> str:
    """`Earth resistance: 7 Ω`; of files their count."""
    answer = report.answers.get(item.key)
    label = said(checklist, item.label, speaker)
    if answer is not None:
        return f"{label}: {shown_answer(checklist, item, answer, speaker)}"
    return f"{label}: {speaker.say(say('{count} received', count=len(report.slots.get(item.key, ()))))}"


def judged_answer(text: Text, checklist: Checklist, item: Item, report: Report, speaker: Speaker) -> None:
    """With its mark, its limit where it is beyond it, and what the team says to that."""
    verdict = report.verdict(item)
    mark = f"{MARKS[verdict]} " if item.limit or verdict is not Verdict.PASS else ""
    text.line(f"{mark}{answer_line(checklist, item, report, speaker)}")
    if item.limit and verdict is not Verdict.PASS:
        text.plain(f" ({speaker.say(VERDICTS[verdict])}: {said(checklist, item.limit, speaker)})")
    if word := report.words.get(item.key):
        text.line(f"   {speaker.say(say('The team says: {word}', word=word))}")


def out_of_limits(text: Text, view: View, speaker: Speaker) -> None:
    """Only what a reviewer must look at; one sentence where all is well."""
    visit = view.visit
    report = visit.report if visit is not None else None
    if visit is None or report is None:
        return
    checklist = view.checklist(visit)
    given = [item for item in checklist.items if item.key in report.answers]
    bad = [item for item in given if report.verdict(item) is not Verdict.PASS]
    for item in bad:
        judged_answer(text, checklist, item, report, speaker)
    elsewhere_line(text, view, speaker)
    if not bad:
        text.line(speaker.say(say("All readings are within limits.")))


def _who_is_gone(visit: Visit) -> str | None:
    if visit.emergency is not None:
        return visit.emergency.lost_team
    return visit.former.team if visit.former is not None else None


def handover(text: Text, view: View, speaker: Speaker) -> None:
    """For a team that takes over: what the survey found, and who may hold the materials."""
    survey, visit = view.reports.get(VisitKind.SURVEY), view.visit
    gone = _who_is_gone(visit) if visit is not None else None
    if visit is None or gone is None:
        return
    if survey is not None and survey.id != visit.id:
        text.gap().bold_line(speaker.say(say("What the survey {visit} found", visit=survey.id)))
        answers(text, view, survey, speaker)
    lost = view.teams.get(gone)
    if lost is None or lost.id == visit.team:
        return
    before = say("The team before you: {team}, {phone}", team=lost.name, phone=lost.phone)
    text.line(speaker.say(before))
    if visit.kind is VisitKind.INSTALLATION:
        held = say("Materials: {team} may hold them, ask {phone}", team=lost.name, phone=lost.phone)
        text.line(speaker.say(held))
        _materials(text, view, speaker)


def _materials(text: Text, view: View, speaker: Speaker) -> None:
    """Each item and where it was last: in a store, or with the team that bought it."""
    for line in view.materials.lines if view.materials else ():
        item = Words(title_of(line.item))
        if line.state is LineState.ALLOCATED and line.store is not None:
            where = say(
                "{item}, {quantity}: from store {store}", item=item, quantity=line.quantity, store=line.store
            )
        elif line.state is LineState.ISSUED and view.materials and view.materials.custody:
            team = harmless(view.team_name(view.materials.custody.team), NAME_MOST)
            where = say("{item}, {quantity}: with {team}", item=item, quantity=line.quantity, team=team)
        else:
            team = view.team_name(view.materials.team if view.materials else None)
            where = say(
                "{item}, {quantity}: bought, with {team}", item=item, quantity=line.quantity, team=team
            )
        text.line(f"• {speaker.say(where)}")


def work_needed(text: Text, lead: Lead | None, speaker: Speaker) -> None:
    """The open blockers in plain words, for the customer: what, who, until when."""
    for blocker in lead.open_blockers if lead else ():
        day = blocker.target.astimezone(speaker.zone).date()
        text.line(f"• {speaker.say(told.work_line(blocker, speaker.language, day))}")
        if blocker.waits and blocker.refused:
            text.line(speaker.say(say("↩ We asked again: {reason}", reason=reason(blocker.refused))))


def heading(view: View, speaker: Speaker) -> str:
    """`L-1042 · Asha Rao, Pune 411045`."""
    lead = view.lead
    if lead is None:
        return ""
    who, place = harmless(lead.customer.name, NAME_MOST), harmless(lead.area, NAME_MOST)
    if not place:
        return speaker.say(say("{lead} · {customer}", lead=lead.id, customer=who))
    return speaker.say(say("{lead} · {customer}, {area}", lead=lead.id, customer=who, area=place))
