"""The store-keeper's dialogues: what came, what goes to another store, what was counted, and why to count again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cards.actions import Action
from cards.stock import ALL
from cards.text import Speaker
from conversations.dialogue import Dialogue, Filled, Question
from conversations.given import Given, Kind
from conversations.readers import Amount, Choice, Line, Option
from domain.contact import ascii_digits
from domain.errors import Invalid, Refused
from domain.materials.catalogue import CATALOGUE, item_named, title_of
from domain.materials.count import Count, CountState
from domain.materials.delivery import Delivery
from domain.materials.stock_pages import items_like
from domain.materials.store import Store
from domain.materials.storekeeping import (
    LONGEST_DOCUMENT,
    LONGEST_REASON,
    MOST,
    Counted,
    Transfer,
    count_stock,
    receive_stock,
    refuse_count,
    transfer_stock,
)
from domain.money.amount import Money
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.serials import EXAMPLE, read_serials
from domain.unit_of_work import UnitOfWork
from domain.words import N_, Words, say

MOST_OFFERED: Final = 20
MOST_NAMED: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A whole number, with or without its unit: `12`, `90 m`."""

    least: int
    takes: frozenset[Kind] = frozenset({Kind.TEXT})
    options: tuple[Option, ...] = ()

    @property
    def wants(self) -> Words:
        return say(
            "Please type a whole number from {least} to {most}. Example: 12.", least=self.least, most=MOST
        )

    def read(self, given: Given, speaker: Speaker) -> str:  # noqa: ARG002  the protocol's
        typed = ascii_digits(given.text).casefold().replace(",", "").strip()
        digits = typed.removesuffix("pcs").removesuffix("m").strip()
        if not digits.isdecimal() or len(digits) > 9 or not self.least <= int(digits) <= MOST:
            raise Invalid(self.wants)
        return str(int(digits))

    def show(self, answer: str, speaker: Speaker) -> str:  # noqa: ARG002  the protocol's
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An item of the catalogue: one of those that the stores keep is tapped, any other typed by a part of its name."""

    options: tuple[Option, ...]
    takes: frozenset[Kind] = frozenset({Kind.TEXT})

    @property
    def wants(self) -> Words:
        return say("Please tap an item, or type a part of its name. Example: cable 3×6.")

    def read(self, given: Given, speaker: Speaker) -> str:
        found = items_like(ascii_digits(given.text))
        found = found or [one for one in CATALOGUE.values() if speaker.say(one.title) == given.text.strip()]
        if not found:
            raise Invalid(self.wants)
        if len(found) > 1:
            names = "; ".join(speaker.say(item.title) for item in found[:MOST_NAMED])
            raise Invalid(say("Which of these? Please type its whole name: {names}", names=names))
        return found[0].key

    def show(self, answer: str, speaker: Speaker) -> str:
        return speaker.say(title_of(answer))


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialNumbers:
    """One or several, kept with a comma between them."""

    takes: frozenset[Kind] = frozenset({Kind.TEXT})
    options: tuple[Option, ...] = ()

    @property
    def wants(self) -> Words:
        return say(
            "Please type the serial numbers, one below the other. Example: {example}.", example=EXAMPLE
        )

    def read(self, given: Given, speaker: Speaker) -> str:  # noqa: ARG002  the protocol's
        serials = read_serials(ascii_digits(given.text))
        if not serials:
            raise Invalid(self.wants)
        return ",".join(serials)

    def show(self, answer: str, speaker: Speaker) -> str:  # noqa: ARG002  the protocol's
        return answer.replace(",", ", ")


async def _may_keep(uow: UnitOfWork, item: str, actor: Actor) -> None:
    actor.must(Permission.KEEP_STOCK)
    if item != ALL:
        item_named(item)
    if not await uow.all(Store):
        raise Refused(
            say(
                "There is no store yet. An admin founds one at the terminal, for example: admin store pune Pune --zones 411,412"
            )
        )


async def _called(_: UnitOfWork, item: str) -> str:
    return "" if item == ALL else title_of(item)


async def _store(uow: UnitOfWork, key: str, ask: str) -> Question:
    stores = tuple(Option(store.id, store.title) for store in await uow.all(Store))
    return Question(key=key, label=ask, ask=ask, reader=Choice(options=stores))


async def _item(uow: UnitOfWork, subject: str) -> tuple[Question, ...]:
    if subject != ALL:
        return ()
    kept = {key for _, key in await uow.stock.book.levels()}
    items = tuple(Option(key, item.title) for key, item in CATALOGUE.items() if key in kept)
    return (
        Question(
            key="item",
            label=N_("Item"),
            ask=N_("Which item? Tap it, or type a part of its name."),
            reader=Named(options=items[:MOST_OFFERED]),
        ),
    )


def _serials(subject: str, ask: str) -> Question:
    """Only of what has serial numbers."""
    return Question(
        key="serials",
        label=N_("Serial numbers"),
        ask=ask,
        reader=SerialNumbers(),
        example=EXAMPLE,
        optional=True,
        when=lambda answers: CATALOGUE[_key(subject, answers.get("item", ""))].serials,
    )


def _key(subject: str, answer: str) -> str:
    """The item that it is about; some item as long as none is chosen."""
    known = answer if subject == ALL else subject
    return known if known in CATALOGUE else next(key for key, item in CATALOGUE.items() if not item.serials)


async def _of_delivery(uow: UnitOfWork, subject: str) -> tuple[Question, ...]:
    return (
        await _store(uow, "store", N_("Into which store?")),
        *(await _item(uow, subject)),
        Question(
            key="quantity",
            label=N_("Quantity"),
            ask=N_("How many came (metres of a cable)?"),
            reader=Number(least=1),
        ),
        _serials(
            subject, N_("Their serial numbers, one below the other. Skip: they are noted when handed out.")
        ),
        Question(
            key="cost",
            label=N_("Cost of one"),
            ask=N_("What did one cost (one metre of a cable), in rupees?"),
            reader=Amount(),
            example="2,450.00",
            optional=True,
        ),
        Question(
            key="document",
            label=N_("Bill or delivery note"),
            ask=N_("Which number has the bill or the delivery note?"),
            reader=Line(longest=LONGEST_DOCUMENT),
            example="INV-2031",
            optional=True,
        ),
    )


async def _receive(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    given, cost = filled.answers, filled.answers.get("cost")
    delivery = Delivery(
        store=given["store"],
        item=_key(filled.subject, given.get("item", "")),
        quantity=int(given["quantity"]),
        serials=_split(given),
        unit_cost=Money(int(cost)) if cost else None,
        document=given.get("document", ""),
    )
    level = await receive_stock(uow, delivery, actor)
    return say(
        "Received. {store} has {on_hand} of {item} now.",
        store=(await uow.get(Store, delivery.store)).title,
        on_hand=level.on_hand,
        item=say(title_of(delivery.item)),
    )


async def _of_transfer(uow: UnitOfWork, subject: str) -> tuple[Question, ...]:
    return (
        await _store(uow, "source", N_("From which store?")),
        await _store(uow, "target", N_("To which store?")),
        *(await _item(uow, subject)),
        Question(
            key="quantity",
            label=N_("Quantity"),
            ask=N_("How many go (metres of a cable)?"),
            reader=Number(least=1),
        ),
        _serials(
            subject, N_("Their serial numbers, one below the other. Skip where nobody has noted them yet.")
        ),
    )


async def _transfer(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    given = filled.answers
    transfer = Transfer(
        source=given["source"],
        target=given["target"],
        item=_key(filled.subject, given.get("item", "")),
        quantity=int(given["quantity"]),
        serials=_split(given),
    )
    level = await transfer_stock(uow, transfer, actor)
    return say(
        "Moved. {store} has {on_hand} of {item} left.",
        store=(await uow.get(Store, transfer.source)).title,
        on_hand=level.on_hand,
        item=say(title_of(transfer.item)),
    )


async def _of_count(uow: UnitOfWork, subject: str) -> tuple[Question, ...]:
    return (
        await _store(uow, "store", N_("Which store was counted?")),
        *(await _item(uow, subject)),
        Question(
            key="quantity",
            label=N_("Quantity"),
            ask=N_("How many lie there (metres of a cable)?"),
            reader=Number(least=0),
        ),
        _serials(
            subject,
            N_("Which serial numbers are missing, or were found? Skip where it is right or they have none."),
        ),
        Question(
            key="reason",
            label=N_("Reason"),
            ask=N_("Why was it counted, and what explains a difference?"),
            reader=Line(longest=LONGEST_REASON),
            example=N_("monthly count, two boxes broken"),
        ),
    )


async def _count(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    given = filled.answers
    counted = Counted(
        store=given["store"],
        item=_key(filled.subject, given.get("item", "")),
        quantity=int(given["quantity"]),
        reason=given["reason"],
        serials=_split(given),
    )
    count = await count_stock(uow, counted, actor)
    if count.state is CountState.WAITING:
        return say(
            "{count}: the difference is worth {value}, so a second person has to look at it.",
            count=count.id,
            value=str(count.value),
        )
    if not count.difference:
        return say("{count}: it is as booked.", count=count.id)
    return say(
        "{count}: booked, {counted} instead of {booked}.",
        count=count.id,
        counted=count.counted,
        booked=count.booked,
    )


def _split(answers: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(serial for serial in answers.get("serials", "").split(",") if serial)


async def _may_refuse(uow: UnitOfWork, count_id: str, actor: Actor) -> None:
    by = actor.must(Permission.CONFIRM_COUNT)
    (await uow.get(Count, count_id)).decided(CountState.REFUSED, by, uow.now)


async def _of_refusal(_: UnitOfWork, __: str) -> tuple[Question, ...]:
    return (
        Question(
            key="why",
            label=N_("Why"),
            ask=N_("Why has it to be counted again?"),
            reader=Line(longest=LONGEST_REASON),
            example=N_("the boxes in the back room were left out"),
        ),
    )


async def _refuse(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    await refuse_count(uow, filled.subject, filled.answers["why"], actor)
    return say("Nothing was changed. Procurement is asked to count again.")


RECEIVE: Final = Dialogue(
    name=Action.STOCK_IN.value,
    title=N_("Goods received"),
    action=Action.STOCK_IN,
    check=_may_keep,
    questions=_of_delivery,
    finish=_receive,
    called=_called,
)
TRANSFER: Final = Dialogue(
    name=Action.STOCK_MOVE.value,
    title=N_("To another store"),
    action=Action.STOCK_MOVE,
    check=_may_keep,
    questions=_of_transfer,
    finish=_transfer,
    called=_called,
)
COUNT: Final = Dialogue(
    name=Action.STOCK_COUNT.value,
    title=N_("Count of stock"),
    action=Action.STOCK_COUNT,
    check=_may_keep,
    questions=_of_count,
    finish=_count,
    called=_called,
)
COUNT_AGAIN: Final = Dialogue(
    name=Action.COUNT_WRONG.value,
    title=N_("Count again"),
    action=Action.COUNT_WRONG,
    check=_may_refuse,
    questions=_of_refusal,
    finish=_refuse,
)
