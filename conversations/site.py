"""Phase 4, the work at the site: the customer says what is done, Ops says what is not, by when, and in which words."""

from collections.abc import Callable
from typing import Final

from cards.actions import Action
from cards.titles import BLOCKERS
from conversations.dates import Day
from conversations.dialogue import Dialogue, Filled, Known, Question
from conversations.readers import Choice, Line, Option, Pictures
from domain.errors import NotFound, Refused
from domain.leads import told
from domain.leads.blocker import Blocker, BlockerKind
from domain.leads.blockers import WORDS_MOST, named, set_target, set_words
from domain.leads.consent import LANGUAGES
from domain.leads.lead import Lead
from domain.leads.site_work import (
    PROOFS_MOST,
    expect_told,
    expect_untold,
    refuse_site_work,
    report_site_work,
)
from domain.leads.stages import Stage
from domain.overriding import policy_of
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import N_, Words, say

WHICH: Final = "which"


def meant(subject: str) -> tuple[str, BlockerKind | None]:
    """`L-1042:earthing`; older buttons name the lead alone."""
    lead_id, _, code = subject.partition(":")
    if not code:
        return lead_id, None
    if code not in set(BlockerKind):
        raise NotFound(say("There is no {key}.", key=subject))
    return lead_id, BlockerKind(code)


def kind_of(subject: str) -> tuple[str, BlockerKind]:
    lead_id, kind = meant(subject)
    if kind is None:
        raise NotFound(say("This button is not known any more."))
    return lead_id, kind


def _told_by_customer(lead: Lead) -> list[Blocker]:
    return [blocker for blocker in lead.open_blockers if blocker.is_told_by_customer]


def _said_done(lead: Lead) -> list[Blocker]:
    return [blocker for blocker in lead.open_blockers if blocker.claim is not None]


async def _which(
    uow: UnitOfWork, subject: str, among: Callable[[Lead], list[Blocker]]
) -> tuple[Question, ...]:
    """Asked only where the button did not say it and there are several."""
    lead_id, kind = meant(subject)
    found = among(await uow.get(Lead, lead_id)) if kind is None else []
    if len(found) < 2:
        return ()
    options = tuple(Option(one.kind.value, BLOCKERS[one.kind]) for one in found)
    return (
        Question(key=WHICH, label=N_("What"), ask=N_("What is it about?"), reader=Choice(options=options)),
    )


async def _chosen(
    uow: UnitOfWork, filled: Filled, among: Callable[[Lead], list[Blocker]]
) -> tuple[str, BlockerKind]:
    lead_id, kind = meant(filled.subject)
    if kind is None and WHICH in filled.answers:
        kind = BlockerKind(filled.answers[WHICH])
    found = among(await uow.get(Lead, lead_id)) if kind is None else []
    if kind is None and len(found) != 1:
        raise Refused(say("This button is not known any more."))
    return lead_id, kind or found[0].kind


async def _may_tell(uow: UnitOfWork, subject: str, actor: Actor) -> None:
    lead_id, kind = meant(subject)
    lead = await uow.get(Lead, lead_id)
    actor.must(Permission.REPORT_SITE_WORK, lead.scope)
    if not lead.waits_for_site:
        lead.expect(Stage.SITE_WORK)
    if kind is not None:
        expect_untold(lead, kind)
    elif not _told_by_customer(lead):
        raise Refused(say("Thank you, you have told us already. We look at it."))


async def _asked_of_customer(uow: UnitOfWork, subject: str) -> tuple[Question, ...]:
    _, kind = meant(subject)
    ask = say("Please send photos or a PDF of what was done, if you have any.")
    if kind is not None:
        ask = say(
            "{what}: please send photos or a PDF of what was done, if you have any.", what=say(BLOCKERS[kind])
        )
    proof = Question(
        key="proof",
        label=N_("Photos of the work"),
        ask=ask,
        reader=Pictures(pdf=True, most=PROOFS_MOST),
        optional=True,
    )
    return (*await _which(uow, subject, _told_by_customer), proof)


async def _tell(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    lead_id, kind = await _chosen(uow, filled, _told_by_customer)
    lead = await report_site_work(uow, lead_id, kind, tuple(filled.pictures.get("proof", ())), actor)
    rest = [say(BLOCKERS[blocker.kind]) for blocker in _told_by_customer(lead)]
    if not rest:
        return say("Thank you. We will look at it and tell you what comes next.")
    return say("Thank you, we will look at it. Still open: {count}", count=len(rest))


SITE_DONE: Final = Dialogue(
    name=Action.SITE_DONE.value,
    title=N_("The work is done"),
    action=Action.SITE_DONE,
    check=_may_tell,
    questions=_asked_of_customer,
    finish=_tell,
)


async def _may_refuse(uow: UnitOfWork, subject: str, actor: Actor) -> None:
    lead_id, kind = meant(subject)
    lead = await uow.get(Lead, lead_id)
    actor.must(Permission.ACCEPT_SITE_WORK, lead.scope)
    lead.expect(Stage.SITE_WORK)
    if kind is not None:
        expect_told(lead, kind)
    elif not _said_done(lead):
        raise Refused(say("Nothing at the site of {lead} has been reported done.", lead=lead.id))


async def _why_refused(uow: UnitOfWork, subject: str) -> tuple[Question, ...]:
    reason = Question(
        key="reason",
        label=N_("What is still missing at the site?"),
        reader=Line(),
        example=N_("the earth pit is dug but not filled"),
    )
    return (*await _which(uow, subject, _said_done), reason)


async def _refuse(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    lead_id, kind = await _chosen(uow, filled, _said_done)
    lead = await refuse_site_work(uow, lead_id, kind, filled.answers["reason"], actor)
    return say("{lead}: the customer is asked again.", lead=lead.id)


REFUSE_WORK: Final = Dialogue(
    name=Action.REFUSE_WORK.value,
    title=N_("Not ready yet"),
    action=Action.REFUSE_WORK,
    check=_may_refuse,
    questions=_why_refused,
    finish=_refuse,
)


async def _may_change(uow: UnitOfWork, subject: str, actor: Actor) -> None:
    lead_id, kind = kind_of(subject)
    lead = await uow.get(Lead, lead_id)
    actor.must(Permission.REVIEW_REPORT, lead.scope)
    lead.expect(Stage.SURVEY_REVIEW, Stage.SITE_WORK)
    named(lead, kind)


async def _until_when(uow: UnitOfWork, subject: str) -> tuple[Question, ...]:
    lead_id, kind = kind_of(subject)
    calendar = (await policy_of(uow, (await uow.get(Lead, lead_id)).oem)).calendar
    return (
        Question(
            key="day",
            label=N_("Until"),
            ask=say("{what}: until which day?", what=say(BLOCKERS[kind])),
            reader=Day(today=calendar.local(uow.now).date(), first=calendar.local(uow.now).date()),
            example=N_("12 Dec"),
        ),
    )


async def _set_target(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    lead_id, kind = kind_of(filled.subject)
    day = Day.of(filled.answers["day"])
    await set_target(uow, lead_id, kind, day, actor)
    return say("{what}: until {day}", what=say(BLOCKERS[kind]), day=day)


TARGET_DAY: Final = Dialogue(
    name=Action.TARGET_DAY.value,
    title=N_("Until when"),
    action=Action.TARGET_DAY,
    check=_may_change,
    questions=_until_when,
    finish=_set_target,
)


async def _in_which_words(_: UnitOfWork, subject: str) -> tuple[Question, ...]:
    kind = kind_of(subject)[1]
    return tuple(
        Question(
            key=language,
            label=name,
            ask=say("What should the customer read, in {language}?", language=name),
            note=say("Without words of yours he reads: {usual}", usual=say(told.WORK_NEEDED[kind])),
            reader=Line(longest=WORDS_MOST),
            optional=True,
        )
        for language, name in LANGUAGES.items()
    )


async def _said_before(uow: UnitOfWork, subject: str) -> Known:
    lead_id, kind = kind_of(subject)
    return Known(answers=dict(named(await uow.get(Lead, lead_id), kind).words))


async def _set_words(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    lead_id, kind = kind_of(filled.subject)
    await set_words(uow, lead_id, kind, filled.answers, actor)
    return say("Noted.")


BLOCKER_WORDS: Final = Dialogue(
    name=Action.BLOCKER_WORDS.value,
    title=N_("Words for the customer"),
    action=Action.BLOCKER_WORDS,
    check=_may_change,
    questions=_in_which_words,
    finish=_set_words,
    start=_said_before,
)
