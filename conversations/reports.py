"""The two visit reports, made from the checklists, and a report sent back to its team."""

from functools import partial
from typing import Final

from cards.actions import Action
from conversations.dialogue import Dialogue, Filled, Known, Question, fixed
from conversations.readers import Choice, Line, Number, Option, Pictures, Reader
from conversations.reason import for_reason
from domain.errors import Refused
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.checklists import CHECKLISTS, VERDICTS, Item, Verdict, judge
from domain.visits.day import submit_report
from domain.visits.review import return_report
from domain.visits.states import VisitKind, VisitState
from domain.visits.visit import Visit
from domain.words import N_, Words, say


def _reader(item: Item) -> Reader:
    low, high = item.minimum, item.maximum
    match item.kind:
        case "number":
            return Number(unit=item.unit, lowest=low, highest=high, example=item.example)
        case "choice":
            return Choice(options=tuple(Option(key, label) for key, label in item.choices.items()))
        case "photos":
            return Pictures(least=int(low or 1), most=int(high or 20))
        case "text":
            return Line(shortest=int(low or 1), longest=int(high or 200))


def _remark(item: Item, answer: str) -> str:
    verdict = judge(item.key, answer)
    return "" if verdict is Verdict.PASS else VERDICTS[verdict]


def _ask(item: Item) -> Words | str:
    return say("{label} ({unit})", label=say(item.label), unit=item.unit) if item.unit else item.label


def _question(item: Item) -> Question:
    return Question(
        key=item.key,
        label=item.label,
        ask=_ask(item),
        reader=_reader(item),
        note=item.limit or None,
        example=item.example,
        remark=partial(_remark, item),
    )


async def _on_site(uow: UnitOfWork, visit_id: str, actor: Actor, *, kind: VisitKind) -> None:
    visit = await uow.get(Visit, visit_id)
    actor.must(Permission.SUBMIT_REPORT, visit.scope)
    visit.expect(VisitState.ON_SITE)
    if visit.kind is not kind:
        raise Refused(say("{visit} is not a visit of this kind.", visit=visit.id))


async def _reported_before(uow: UnitOfWork, visit_id: str) -> Known:
    """A report that came back begins with all that it said: only what is named has to be done again."""
    visit = await uow.get(Visit, visit_id)
    if visit.report is None or not visit.redo:
        return Known()
    items = CHECKLISTS[visit.kind]
    photos = next(item.key for item in items if item.kind == "photos")
    answers = {item.key: visit.report.answers[item.key] for item in items if item.key in visit.report.answers}
    return Known(
        answers={**answers, photos: str(len(visit.report.photos))},
        pictures={photos: visit.report.photos},
        note=say("Ops asks you to do this again: {redo}", redo=visit.redo),
    )


async def _submit(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    photos = tuple(photo for some in filled.pictures.values() for photo in some)
    visit = await submit_report(uow, filled.subject, filled.answers, photos, actor)
    return say("The report of {visit} is in. Ops will look at it.", visit=visit.id)


def _report(kind: VisitKind, title: str) -> Dialogue:
    return Dialogue(
        name=f"{Action.REPORT}.{kind}",
        title=title,
        action=Action.REPORT,
        check=partial(_on_site, kind=kind),
        questions=fixed(*map(_question, CHECKLISTS[kind])),
        finish=_submit,
        start=_reported_before,
    )


SURVEY_REPORT: Final = _report(VisitKind.SURVEY, N_("Survey report"))
INSTALLATION_REPORT: Final = _report(VisitKind.INSTALLATION, N_("Installation report"))


async def _may_return(uow: UnitOfWork, visit_id: str, actor: Actor) -> None:
    visit = await uow.get(Visit, visit_id)
    actor.must(Permission.REVIEW_REPORT, visit.scope)
    visit.expect(VisitState.REPORTED)


async def _return(uow: UnitOfWork, visit_id: str, redo: str, actor: Actor) -> Words:
    visit = await return_report(uow, visit_id, redo, actor)
    return say("The report of {visit} went back to its team.", visit=visit.id)


RETURN_REPORT: Final = for_reason(
    Action.RETURN,
    title=N_("Return the report"),
    ask=N_("Which answers or photos are to be done again?"),
    example=N_("earth resistance; a sharper photo of the meter"),
    check=_may_return,
    command=_return,
    reader=Line(longest=500),
)
