"""The materials of an installation: what did not come, what is left over, what did not come back, and how that is settled."""

from collections.abc import Iterable
from typing import Final

from cards.actions import Action
from cards.titles import DIFFERENCES, OUTCOMES
from conversations.dialogue import Dialogue, Filled, Question
from conversations.readers import Choice, Count, Line, Option
from domain.errors import NotFound
from domain.materials.catalogue import title_of
from domain.materials.custody import OUTCOMES as OPEN_TO
from domain.materials.custody import Difference, Outcome
from domain.materials.issuing import expect_not_received, installation_of, report_missing
from domain.materials.request import Line as MaterialLine
from domain.materials.request import MaterialRequest
from domain.materials.returning import (
    account_for,
    difference_of,
    expect_leftovers,
    expect_to_account,
    issued,
    settle_difference,
    take_leftovers,
    to_be_asked,
)
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import N_, Words, say

WHICH: Final = "which"
COUNT: Final = "count"


def _which(lines: Iterable[tuple[int, MaterialLine]], ask: str) -> Question:
    options = tuple(Option(str(number), title_of(line.item)) for number, line in lines)
    return Question(key=WHICH, label=N_("Which"), ask=ask, reader=Choice(options=options))


def _how_much(lines: Iterable[MaterialLine], ask: str) -> Question:
    most = max((line.quantity for line in lines), default=1)
    return Question(key=COUNT, label=N_("How much"), ask=ask, reader=Count(least=1, most=most), example="1")


def _answered(filled: Filled) -> tuple[int, int]:
    return int(filled.answers[WHICH]), int(filled.answers[COUNT])


async def _may_miss(uow: UnitOfWork, request_id: str, actor: Actor) -> None:
    request = await uow.get(MaterialRequest, request_id)
    actor.must(Permission.RECEIVE_MATERIALS, request.carrier)
    expect_not_received(request)


async def _what_is_missing(uow: UnitOfWork, request_id: str) -> tuple[Question, ...]:
    lines = [
        (number, line)
        for number, line in issued(await uow.get(MaterialRequest, request_id))
        if line.quantity > line.missing
    ]
    return (
        _which(lines, N_("What is missing?")),
        _how_much((line for _, line in lines), N_("How much of it is missing?")),
    )


async def _miss(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    number, count = _answered(filled)
    request = await report_missing(uow, filled.subject, number, count, actor)
    item = Words(title_of(request.line_at(number).item))
    return say("Procurement knows that {count} of {item} is missing.", count=count, item=item)


MISSING: Final = Dialogue(
    name=Action.MISSING.value,
    title=N_("Something is missing"),
    action=Action.MISSING,
    check=_may_miss,
    questions=_what_is_missing,
    finish=_miss,
)


async def _may_account(uow: UnitOfWork, request_id: str, actor: Actor) -> None:
    request = await uow.get(MaterialRequest, request_id)
    actor.must(Permission.ACCOUNT_FOR_MATERIALS, request.carrier)
    await expect_to_account(uow, request)


async def _what_is_left(uow: UnitOfWork, request_id: str) -> tuple[Question, ...]:
    request = await uow.get(MaterialRequest, request_id)
    asked = to_be_asked(request, await installation_of(uow, request.lead))
    return tuple(_left_of(number, line) for number, line in asked)


def _left_of(number: int, line: MaterialLine) -> Question:
    had, item = line.quantity - line.missing, Words(title_of(line.item))
    return Question(
        key=f"line{number}",
        label=title_of(line.item),
        ask=say("{item}: you had {had}. How much is left over?", item=item, had=had),
        reader=Count(most=had),
        example="0",
    )


async def _account(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    left = {int(key.removeprefix("line")): int(answer) for key, answer in filled.answers.items()}
    request = await account_for(uow, filled.subject, left, actor)
    if request.custody is None:
        return say("{request}: noted, thank you.", request=request.id)
    return say("{request}: noted. Please bring what is left over to the store.", request=request.id)


LEFT_OVER: Final = Dialogue(
    name=Action.LEFT_OVER.value,
    title=N_("What is left over"),
    action=Action.LEFT_OVER,
    check=_may_account,
    questions=_what_is_left,
    finish=_account,
)


async def _may_take(uow: UnitOfWork, request_id: str, actor: Actor) -> None:
    request = await uow.get(MaterialRequest, request_id)
    actor.must(Permission.TAKE_BACK_MATERIALS, request.scope)
    expect_leftovers(request)


async def _what_is_short(uow: UnitOfWork, request_id: str) -> tuple[Question, ...]:
    request = await uow.get(MaterialRequest, request_id)
    return tuple(
        Question(
            key=f"line{number}",
            label=title_of(line.item),
            ask=say(
                "{item}: {left} should come back. How much of it is lacking?",
                item=Words(title_of(line.item)),
                left=line.left,
            ),
            reader=Count(most=line.left),
            example="1",
        )
        for number, line in issued(request)
        if line.left
    )


async def _take(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    short = {int(key.removeprefix("line")): int(answer) for key, answer in filled.answers.items()}
    request = await take_leftovers(uow, filled.subject, short, actor)
    return say("{request}: the rest is back in the store.", request=request.id)


LESS_CAME: Final = Dialogue(
    name=Action.LESS_CAME.value,
    title=N_("What did not come back"),
    action=Action.LESS_CAME,
    check=_may_take,
    questions=_what_is_short,
    finish=_take,
)


async def _meant(uow: UnitOfWork, subject: str) -> tuple[MaterialRequest, int, Difference]:
    """`M-1042:2`: the second difference of it."""
    request_id, _, number = subject.partition(":")
    request = await uow.get(MaterialRequest, request_id)
    if not number.isdecimal() or len(number) > COUNT_MOST:
        raise NotFound(say("There is no {key}.", key=subject))
    return request, int(number), difference_of(request, int(number))


COUNT_MOST: Final = 4


async def _may_settle(uow: UnitOfWork, subject: str, actor: Actor) -> None:
    request = await uow.get(MaterialRequest, subject.partition(":")[0])
    actor.must(Permission.SETTLE_DIFFERENCE, request.scope)
    await _meant(uow, subject)


async def _how_settled(uow: UnitOfWork, subject: str) -> tuple[Question, ...]:
    """Also for one that somebody else has settled meanwhile: that is said in the end."""
    request_id, _, number = subject.partition(":")
    found = (await uow.get(MaterialRequest, request_id)).differences[int(number) - 1]
    options = tuple(Option(one.value, OUTCOMES[one]) for one in OPEN_TO[found.cause])
    ask = say(
        "{item} × {quantity}: {cause}. What became of it?",
        item=Words(title_of(found.item)),
        quantity=found.quantity,
        cause=Words(DIFFERENCES[found.cause]),
    )
    return (
        Question(key=WHICH, label=N_("What became of it"), ask=ask, reader=Choice(options=options)),
        Question(
            key="reason",
            label=N_("Why?"),
            reader=Line(),
            example=N_("it was left in the van and given on Friday"),
        ),
    )


async def _settle(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    request, number, _ = await _meant(uow, filled.subject)
    outcome = Outcome(filled.answers[WHICH])
    await settle_difference(uow, request.id, number, outcome, filled.answers["reason"], actor)
    return say("{request}: settled.", request=request.id)


SETTLE_DIFFERENCE: Final = Dialogue(
    name=Action.SETTLE_DIFFERENCE.value,
    title=N_("What does not add up"),
    action=Action.SETTLE_DIFFERENCE,
    check=_may_settle,
    questions=_how_settled,
    finish=_settle,
)
