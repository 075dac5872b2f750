"""A photo of the vendor's code: read later, checked by a person, and only then a payment."""

from typing import Final

import pytest

from domain.errors import Invalid, NotAllowed, Refused
from domain.events import Happening
from domain.evidence import Code, Looks
from domain.leads.stages import Stage
from domain.materials.paying_vendors import choose_vendor_code, confirm_vendor_code, share_vendor_code
from domain.materials.purchase import Purchase, PurchaseState
from domain.materials.vendor_code import mark_of
from domain.money.amount import Money
from domain.money.payee import Payee
from domain.money.payment import Payment
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.settle import settle
from domain.visits.evidence import picture_was_read
from tests.build import a_coded_purchase, a_picture, a_purchase, an_oem, at_stage
from tests.fakes import House

CREW: Final = Actor(person="p-ravi", name="Ravi", roles=frozenset({Role.FIELD}), teams=frozenset({"sunrise"}))
OTHERS: Final = Actor(person="p-moon", name="Uma", roles=frozenset({Role.FIELD}), teams=frozenset({"moon"}))
SHREE: Final = "upi://pay?pa=shree@okbank&pn=Shree%20Electricals"
OM: Final = "upi://pay?pa=om@axl&pn=Om%20Traders"
PRICE: Final = Money(2450_00)


async def a_house(purchase: Purchase | None = None) -> House:
    house = House()
    uow = house.uow()
    for thing in (at_stage(Stage.MATERIALS), an_oem(), purchase or a_purchase()):
        await uow.add(thing)
    return house


async def sent(house: House, unique_id: str = "u-qr") -> None:
    await share_vendor_code(
        house.uow(),
        "B-1042-1",
        a_picture(unique_id=unique_id),
        CREW,
        vendor="Shree Electricals",
        amount=PRICE,
    )


async def read(house: House, *texts: str, unique_id: str = "u-qr") -> list[Happening]:
    uow = house.uow()
    codes = tuple(Code(text=text, sort="QRCode") for text in texts)
    await picture_was_read(uow, unique_id, Looks(sha256="a" * 64, width=9, height=9, codes=codes))
    await settle(uow)
    return [event.kind for event in uow.events]


async def the_purchase(house: House) -> Purchase:
    return await house.uow().get(Purchase, "B-1042-1")


def mark(text: str) -> str:
    return mark_of(text, "Shree Electricals", PRICE.paise)


async def test_a_photo_asks_for_nothing_before_somebody_says_that_it_is_right() -> None:
    house = await a_house()
    await sent(house)
    assert await read(house, SHREE) == [Happening.VENDOR_CODE_READ]
    assert house.shelves.all_of(Payment) == []
    assert (await the_purchase(house)).state is PurchaseState.DETAILS_WANTED


async def test_what_was_seen_and_confirmed_is_paid_by_address_and_name() -> None:
    house = await a_house()
    await sent(house)
    await read(house, SHREE)
    payment = await confirm_vendor_code(house.uow(), "B-1042-1", mark(SHREE), CREW)
    assert payment is not None
    assert payment.payee == Payee(vpa="shree@okbank", name="Shree Electricals")
    assert (payment.amount, payment.requested_by) == (PRICE, "p-ravi")
    bought = await the_purchase(house)
    assert (bought.state, bought.code) == (PurchaseState.PAYMENT_PENDING, None)
    assert bought.qr == a_picture(unique_id="u-qr")


async def test_a_second_tap_asks_for_no_second_payment() -> None:
    house = await a_house()
    await sent(house)
    await read(house, SHREE)
    await confirm_vendor_code(house.uow(), "B-1042-1", mark(SHREE), CREW)
    with pytest.raises(Refused, match="already"):
        await confirm_vendor_code(house.uow(), "B-1042-1", mark(SHREE), CREW)
    assert len(house.shelves.all_of(Payment)) == 1


async def test_an_old_button_pays_nobody_whom_its_card_did_not_show() -> None:
    house = await a_house()
    await sent(house)
    await read(house, SHREE)
    await sent(house, "u-other")
    await read(house, OM, unique_id="u-other")
    with pytest.raises(Refused, match="changed since you saw it"):
        await confirm_vendor_code(house.uow(), "B-1042-1", mark(SHREE), CREW)


async def test_a_late_reading_of_a_photo_that_was_replaced_counts_for_nothing() -> None:
    house = await a_house()
    await sent(house)
    await sent(house, "u-other")
    assert await read(house, OM) == []
    code = (await the_purchase(house)).code
    assert code is not None
    assert code.read_at is None


async def test_the_same_photo_sent_again_is_known_already() -> None:
    house = await a_house()
    await sent(house)
    await read(house, SHREE)
    await sent(house)
    code = (await the_purchase(house)).code
    assert code is not None
    assert code.texts == (SHREE,)


async def test_of_several_codes_one_is_chosen_then_confirmed() -> None:
    house = await a_house()
    await sent(house)
    await read(house, OM, SHREE)
    chosen = await choose_vendor_code(house.uow(), "B-1042-1", mark(SHREE), CREW)
    assert chosen.code is not None
    assert chosen.code.texts == (SHREE,)
    payment = await confirm_vendor_code(house.uow(), "B-1042-1", mark(SHREE), CREW)
    assert payment is not None
    assert payment.payee.vpa == "shree@okbank"


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ((), "No code could be read"),
        (("https://menu",), "no payment code"),
        (("upi://pay?pn=Shree",), "no UPI address in it"),
        (("00020101021126",), "cut off or damaged"),
    ],
)
async def test_a_photo_by_which_nobody_is_paid_says_why(texts: tuple[str, ...], words: str) -> None:
    house = await a_house()
    await sent(house)
    await read(house, *texts)
    code = (await the_purchase(house)).code
    assert code is not None
    assert words in str(code.faults[0])
    for text in texts:
        with pytest.raises(Refused):
            await confirm_vendor_code(house.uow(), "B-1042-1", mark(text), CREW)


async def test_a_file_that_is_no_picture_says_so_too() -> None:
    house = await a_house()
    await sent(house)
    await picture_was_read(house.uow(), "u-qr", None)
    code = (await the_purchase(house)).code
    assert code is not None
    assert "No code could be read" in str(code.faults[0])


async def test_nothing_is_noted_for_an_amount_of_nothing_or_by_another_team() -> None:
    house = await a_house()
    with pytest.raises(Invalid, match="more than zero"):
        await share_vendor_code(house.uow(), "B-1042-1", a_picture(), CREW, vendor="Shree", amount=Money(0))
    with pytest.raises(NotAllowed):
        await share_vendor_code(house.uow(), "B-1042-1", a_picture(), OTHERS, vendor="Shree", amount=PRICE)
    assert await the_purchase(house) == a_purchase()


async def test_a_team_whose_purchase_is_called_off_hears_no_more_of_its_photo() -> None:
    house = await a_house(a_coded_purchase(state=PurchaseState.CANCELLED))
    with pytest.raises(Refused, match="already"):
        await confirm_vendor_code(house.uow(), "B-1042-1", mark(SHREE), CREW)
