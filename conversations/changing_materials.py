"""The bill of materials changed in chat: an item more, another quantity, a line less, another length of the way."""

from dataclasses import dataclass
from typing import Final

from cards.actions import Action
from cards.text import Speaker
from conversations.dialogue import Dialogue, Filled, Question
from conversations.given import Given, Kind
from conversations.readers import Choice, Line, Option, Typed
from domain.errors import Invalid, Refused
from domain.materials.catalogue import CATALOGUE, title_of
from domain.materials.changing import (
    LONGEST,
    LONGEST_WAY,
    add_item,
    expect_all_open,
    expect_to_change,
    read_quantity,
    set_metres,
    set_quantity,
    take_out,
)
from domain.materials.request import LineState, MaterialRequest
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import N_, Words, say

_ALIKE: Final = str.maketrans({"×": "x", "²": "2"})
_FEW: Final = 5


def _plain(text: str) -> str:
    return " ".join(text.translate(_ALIKE).casefold().split())


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemNamed:
    """An item of the stores by its key or a part of its name that only one has; kept as its key."""

    options: tuple[Option, ...] = ()
    takes: frozenset[Kind] = frozenset({Kind.TEXT})

    @property
    def wants(self) -> Words:
        return say("Please type the name of an item, or a part of it. Example: isolator 63 A 4P.")

    def read(self, given: Given, speaker: Speaker) -> str:
        sought = _plain(given.text)
        names = {
            key: (_plain(item.title), _plain(speaker.say(item.title))) for key, item in CATALOGUE.items()
        }
        exact = [key for key, said in names.items() if sought in {key, *said}]
        found = exact or [key for key, said in names.items() if sought and any(sought in one for one in said)]
        if not found:
            raise Invalid(self.wants)
        if len(found) > 1:
            some = ", ".join(speaker.say(title_of(key)) for key in found[:_FEW])
            raise Invalid(
                say("Several items are called so: {some}. Please type more of the name.", some=some)
            )
        return found[0]

    def show(self, answer: str, speaker: Speaker) -> str:
        return speaker.say(title_of(answer))


def _count(most: int) -> Typed:
    return Typed(
        check=lambda text: str(read_quantity(text, most)), asks=N_("Please type a whole number. Example: 22.")
    )


QUANTITY: Final = Question(
    key="quantity", label=N_("How many pieces or metres?"), reader=_count(999), example="22"
)
REASON: Final = Question(
    key="reason",
    label=N_("Why is the bill of materials changed?"),
    reader=Line(longest=LONGEST),
    example=N_("the customer wants surge protection"),
)


async def _may_change(uow: UnitOfWork, request_id: str, actor: Actor) -> None:
    request = await uow.get(MaterialRequest, request_id)
    actor.must(Permission.CHANGE_MATERIALS, request.scope)
    await expect_to_change(uow, request)


async def _may_change_a_line(uow: UnitOfWork, request_id: str, actor: Actor) -> None:
    await _may_change(uow, request_id, actor)
    if not (await uow.get(MaterialRequest, request_id)).in_state(LineState.OPEN):
        raise Refused(say("All of {request} is reserved or being bought already.", request=request_id))


async def _may_change_metres(uow: UnitOfWork, request_id: str, actor: Actor) -> None:
    await _may_change(uow, request_id, actor)
    expect_all_open(await uow.get(MaterialRequest, request_id))


async def _which_item(uow: UnitOfWork, request_id: str) -> tuple[Question, ...]:
    request = await uow.get(MaterialRequest, request_id)
    offered = tuple(
        Option(key, item.title)
        for key, item in CATALOGUE.items()
        if item.is_extra and request.line(key) is None
    )
    item = Question(
        key="item",
        label=N_("Item"),
        ask=N_("Which item is to be added? Tap one, or type the name of any other."),
        reader=ItemNamed(options=offered),
    )
    return item, QUANTITY, REASON


async def _which_line(uow: UnitOfWork, request_id: str) -> tuple[Question, ...]:
    request = await uow.get(MaterialRequest, request_id)
    items = dict.fromkeys(one.item for one in request.in_state(LineState.OPEN))
    lines = tuple(Option(item, title_of(item)) for item in items)
    return (Question(key="item", label=N_("Item"), ask=N_("Which line?"), reader=Choice(options=lines)),)


async def _line_and_quantity(uow: UnitOfWork, request_id: str) -> tuple[Question, ...]:
    return (*await _which_line(uow, request_id), QUANTITY, REASON)


async def _line_alone(uow: UnitOfWork, request_id: str) -> tuple[Question, ...]:
    return (*await _which_line(uow, request_id), REASON)


async def _add(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    item, quantity = filled.answers["item"], int(filled.answers["quantity"])
    await add_item(uow, filled.subject, item, quantity, filled.answers["reason"], actor)
    return _done(filled)


async def _set(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    item, quantity = filled.answers["item"], int(filled.answers["quantity"])
    await set_quantity(uow, filled.subject, item, quantity, filled.answers["reason"], actor)
    return _done(filled)


async def _out(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    await take_out(uow, filled.subject, filled.answers["item"], filled.answers["reason"], actor)
    return _done(filled)


async def _metres(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    await set_metres(uow, filled.subject, int(filled.answers["metres"]), filled.answers["reason"], actor)
    return _done(filled)


def _done(filled: Filled) -> Words:
    return say("{request} is changed.", request=filled.subject)


async def _how_long(_: UnitOfWork, __: str) -> tuple[Question, ...]:
    metres = Question(
        key="metres",
        label=N_("Metres from the meter to the charger"),
        reader=_count(LONGEST_WAY),
        example="26",
    )
    return metres, REASON


ADD_ITEM: Final = Dialogue(
    name=Action.ADD_ITEM.value,
    title=N_("An item more"),
    action=Action.ADD_ITEM,
    check=_may_change,
    questions=_which_item,
    finish=_add,
)
SET_QUANTITY: Final = Dialogue(
    name=Action.SET_QUANTITY.value,
    title=N_("Another quantity"),
    action=Action.SET_QUANTITY,
    check=_may_change_a_line,
    questions=_line_and_quantity,
    finish=_set,
)
TAKE_OUT: Final = Dialogue(
    name=Action.TAKE_OUT.value,
    title=N_("A line less"),
    action=Action.TAKE_OUT,
    check=_may_change_a_line,
    questions=_line_alone,
    finish=_out,
)
SET_METRES: Final = Dialogue(
    name=Action.SET_METRES.value,
    title=N_("Another length of the way"),
    action=Action.SET_METRES,
    check=_may_change_metres,
    questions=_how_long,
    finish=_metres,
)
