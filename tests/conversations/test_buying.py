"""Where the vendor is paid: a photo of his code, his UPI address, or his account; and what the card says about it."""

from typing import Final

from cards.actions import Action, Tap
from cards.payment import payment_card
from cards.purchase import purchase_card
from cards.text import Speaker
from domain.evidence import Code, Looks
from domain.leads.stages import Stage
from domain.materials.paying_vendors import choose_vendor_code, confirm_vendor_code
from domain.materials.purchase import Purchase
from domain.materials.vendor import Vendor
from domain.money.payee import Payee
from domain.money.payment import Payment
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.reactions import Audience
from domain.view import view_of
from domain.visits.states import VisitKind, VisitState
from tests.build import a_vendor
from tests.conversations.talk import RAVI, TEAM_GROUP, Heard, Talk, a_house, a_lead, a_purchase, a_visit
from tests.fakes import NOW

SHREE: Final = "upi://pay?pa=shree@okbank&pn=Shree%20Electricals"
SIGNED: Final = "upi://pay?pa=om@axl&pn=Om%20Traders&mc=5732&tr=INV778&am=2500.00&sign=MEUCIQDx"


CREW: Final = Actor(person=RAVI.id, name=RAVI.name, roles=frozenset({Role.FIELD}), teams=frozenset({"T-1"}))


async def a_talk() -> Talk:
    return Talk(await a_house(a_lead(stage=Stage.MATERIALS), a_purchase()))


async def asked_for_payee(talk: Talk) -> Heard:
    await talk.begins(RAVI, Action.VENDOR, "B-1042-1", TEAM_GROUP)
    return await named(talk, "Shree Electricals, Baner")


async def named(talk: Talk, vendor: str) -> Heard:
    """A new one, without GSTIN."""
    asked = await talk.writes(RAVI, vendor, TEAM_GROUP)
    assert "The vendor's mobile number?" in asked.text
    asked = await talk.writes(RAVI, "98220 12345", TEAM_GROUP)
    assert "The vendor's GSTIN" in asked.text
    return await talk.taps(RAVI, asked.button("Skip ›"), TEAM_GROUP)


async def submitted(talk: Talk, asked: Heard) -> Heard:
    """From the question of the amount on."""
    assert "Amount of the quote or bill" in asked.text
    asked = await talk.writes(RAVI, "2,450", TEAM_GROUP)
    check = await talk.taps(RAVI, asked.button("Skip ›"), TEAM_GROUP)
    return await talk.taps(RAVI, check.button("Submit"), TEAM_GROUP)


async def card(talk: Talk) -> tuple[str, dict[str, Tap]]:
    view = await view_of(talk.house.uow(NOW), "B-1042-1")
    message = purchase_card(view, Audience.TEAM, Speaker(), team="T-1")
    taps = {button.label: Tap.read(button.data or "") for row in message.keyboard for button in row}
    return message.text, {label: tap for label, tap in taps.items() if tap is not None}


async def photographed(talk: Talk, *texts: str) -> None:
    await asked_for_payee(talk)
    sent = await submitted(talk, await talk.sends_photo(RAVI, "code", TEAM_GROUP))
    assert "What it says comes on the card, for you to check." in sent.text
    codes = tuple(Code(text=text, sort="QRCode") for text in texts)
    await talk.looked_at("u-code-1280", Looks(sha256="a" * 64, width=9, height=9, codes=codes))


async def confirmed(talk: Talk, taps: dict[str, Tap]) -> Payment:
    tap = taps["Right: ask for the payment"]
    assert tap.action is Action.CODE_RIGHT
    payment = await confirm_vendor_code(talk.house.uow(NOW), tap.subject, tap.argument, CREW)
    assert payment is not None
    return payment


async def test_an_account_is_typed_twice_with_its_branch_and_holder() -> None:
    talk = await a_talk()
    asked = await asked_for_payee(talk)
    await talk.taps(RAVI, asked.button("Into a bank account"), TEAM_GROUP)
    for typed in ("0050 1000 123456", "00501000123456", "hdfc0001234"):
        asked = await talk.writes(RAVI, typed, TEAM_GROUP)
    await submitted(talk, await talk.writes(RAVI, "Shree Electricals", TEAM_GROUP))
    payment = await talk.house.uow().get(Payment, "V-1042-1")
    assert payment.payee == Payee(name="Shree Electricals", account="00501000123456", ifsc="HDFC0001234")


async def test_two_different_account_numbers_are_refused_and_only_one_is_typed_again() -> None:
    talk = await a_talk()
    asked = await asked_for_payee(talk)
    await talk.taps(RAVI, asked.button("Into a bank account"), TEAM_GROUP)
    for typed in ("12345678", "00501000123456", "HDFC0001234"):
        await talk.writes(RAVI, typed, TEAM_GROUP)
    refused = await submitted(talk, await talk.writes(RAVI, "Shree Electricals", TEAM_GROUP))
    assert refused.refusal == "The two account numbers are not the same. Please change the wrong one."
    [draft] = [one for one in talk.drafts(RAVI) if one.open]
    change = await talk.taps(
        RAVI, Tap(action=Action.CHOICE, subject=draft.id, argument="#change.account"), TEAM_GROUP
    )
    assert "So far: 12345678" in change.text
    check = await talk.writes(RAVI, "00501000123456", TEAM_GROUP)
    await talk.taps(RAVI, check.button("Submit"), TEAM_GROUP)
    assert (await talk.house.uow().get(Payment, "V-1042-1")).payee.account == "00501000123456"


async def test_an_unusual_account_number_is_remarked_upon_before_it_counts() -> None:
    talk = await a_talk()
    asked = await asked_for_payee(talk)
    await talk.taps(RAVI, asked.button("Into a bank account"), TEAM_GROUP)
    for typed in ("12345678", "12345678", "HDFC0001234", "Shree Electricals", "2,450"):
        asked = await talk.writes(RAVI, typed, TEAM_GROUP)
    check = await talk.taps(RAVI, asked.button("Skip ›"), TEAM_GROUP)
    assert "12345678 ⚠ Most account numbers have 9 to 18 digits; this one has 8 signs." in check.text


async def test_a_code_is_read_shown_and_confirmed_on_the_card() -> None:
    talk = await a_talk()
    await asked_for_payee(talk)
    await submitted(talk, await talk.sends_photo(RAVI, "code", TEAM_GROUP))
    assert "The photo of the vendor's code is being read." in (await card(talk))[0]
    await talk.looked_at(
        "u-code-1280", Looks(sha256="a" * 64, width=9, height=9, codes=(Code(text=SHREE, sort="QRCode"),))
    )
    text, taps = await card(talk)
    assert "The vendor's code says:\nName: Shree Electricals\nPays to: sh••••@okbank\n" in text
    assert "Amount in the code: open, we pay the quote\nSigned: no" in text
    assert "⚠" not in text
    assert str((await confirmed(talk, taps)).amount) == "₹2,450.00"


async def test_a_signed_code_of_somebody_else_for_another_amount_is_shown_with_what_does_not_fit() -> None:
    talk = await a_talk()
    await photographed(talk, SIGNED)
    text, taps = await card(talk)
    assert "Amount in the code: ₹2,500.00\nReference in the code: INV778\nMerchant category: 5732" in text
    assert "Signed: yes, by the vendor's bank" in text
    assert "⚠ The code belongs to “Om Traders”, the vendor is “Shree Electricals, Baner”. Is it his?" in text
    assert "⚠ The code asks for ₹2,500.00, the quote is ₹2,450.00." in text
    payment = await confirmed(talk, taps)
    assert payment.payee == Payee(vpa="om@axl", name="Om Traders")
    assert str(payment.amount) == "₹2,450.00"


async def test_of_two_codes_on_one_photo_the_vendors_is_asked_for() -> None:
    talk = await a_talk()
    await photographed(talk, SHREE, SIGNED)
    text, taps = await card(talk)
    assert "There are several codes on the photo. Which one is the vendor's?" in text
    assert "Right: ask for the payment" not in taps
    assert "Pays to: o••••@axl" in text
    chosen = taps["It is Shree Electricals"]
    await choose_vendor_code(talk.house.uow(NOW), chosen.subject, chosen.argument, CREW)
    text, taps = await card(talk)
    assert "Pays to: o••••@axl" not in text
    assert "Right: ask for the payment" in taps


async def test_after_a_code_that_cannot_be_read_only_the_address_is_asked_for_again() -> None:
    talk = await a_talk()
    await photographed(talk)
    text, taps = await card(talk)
    assert "✗ No code could be read on your photo. Please go closer" in text
    asked = await talk.taps(RAVI, taps["Vendor's details"], TEAM_GROUP)
    assert "type his UPI address" in asked.text
    check = await talk.writes(RAVI, "shree@okbank", TEAM_GROUP)
    assert "Vendor: Shree Electricals, Baner" in check.text
    assert "₹2,450.00" in check.text
    await talk.taps(RAVI, check.button("Submit"), TEAM_GROUP)
    bought = await talk.house.uow().get(Purchase, "B-1042-1")
    assert bought.payee == Payee(vpa="shree@okbank")


async def test_an_account_chosen_after_a_photo_is_what_counts() -> None:
    talk = await a_talk()
    await asked_for_payee(talk)
    asked = await talk.sends_photo(RAVI, "code", TEAM_GROUP)
    back = await talk.taps(RAVI, asked.button("‹ Back"), TEAM_GROUP)
    await talk.taps(RAVI, back.button("Into a bank account"), TEAM_GROUP)
    for typed in ("00501000123456", "00501000123456", "HDFC0001234"):
        await talk.writes(RAVI, typed, TEAM_GROUP)
    await submitted(talk, await talk.writes(RAVI, "Shree Electricals", TEAM_GROUP))
    assert (await talk.house.uow().get(Payment, "V-1042-1")).payee.ifsc == "HDFC0001234"


async def test_a_team_on_its_way_buys_what_is_missing_and_its_estimate_is_not_asked_for_twice() -> None:
    visit = a_visit(id="I-1042-1", kind=VisitKind.INSTALLATION, state=VisitState.ON_SITE, team="T-1")
    talk = Talk(await a_house(a_lead(stage=Stage.INSTALLATION_SCHEDULED), visit))
    await talk.begins(RAVI, Action.BUY_HERE, "I-1042-1", TEAM_GROUP)
    asked = await talk.writes(RAVI, "unobtainium", TEAM_GROUP)
    assert "Please tap an item, or type a part of its name." in asked.text
    for typed in ("earthing kit", "1", "1,200"):
        asked = await talk.writes(RAVI, typed, TEAM_GROUP)
    check = await talk.sends_photo(RAVI, "quote", TEAM_GROUP)
    done = await talk.taps(RAVI, check.button("Submit"), TEAM_GROUP)
    assert done.text == "B-1042-1 is open. Its card asks for the vendor's details."
    assert "To buy: Earthing kit × 1" in (await card(talk))[0]
    await talk.begins(RAVI, Action.VENDOR, "B-1042-1", TEAM_GROUP)
    await named(talk, "Shree Electricals")
    check = await talk.writes(RAVI, "shree@okbank", TEAM_GROUP)
    assert "Amount of the quote or bill: ₹1,200.00\nThe vendor's quote: 1 received" in check.text


async def offered(*vendors: Vendor) -> tuple[Talk, Heard]:
    talk = Talk(await a_house(a_lead(stage=Stage.MATERIALS), a_purchase(), *vendors))
    return talk, await talk.begins(RAVI, Action.VENDOR, "B-1042-1", TEAM_GROUP)


async def test_a_vendor_who_is_known_is_tapped_and_nothing_of_him_is_typed_again() -> None:
    account = Payee(name="Shree Electricals", account="00501000123456", ifsc="HDFC0001234")
    talk, asked = await offered(a_vendor(payee=account))
    assert "Tap a vendor we know, or type the name of another." in asked.text
    amount = await talk.taps(RAVI, asked.button("Shree Electricals, Baner"), TEAM_GROUP)
    assert "Amount of the quote or bill" in amount.text
    asked = await talk.writes(RAVI, "2,450", TEAM_GROUP)
    check = await talk.taps(RAVI, asked.button("Skip ›"), TEAM_GROUP)
    assert "Vendor: Shree Electricals, Baner\nVendor's phone: +919822012345\nGSTIN: –\n" in check.text
    assert "Account number: 00501000123456" in check.text
    await talk.taps(RAVI, check.button("Submit"), TEAM_GROUP)
    payment = await talk.house.uow().get(Payment, "V-1042-1")
    assert (payment.payee_name, payment.payee) == ("Shree Electricals, Baner", account)
    assert len(await talk.house.uow().all(Vendor)) == 1


async def test_a_picked_vendor_who_is_paid_elsewhere_now_is_kept_with_his_new_address() -> None:
    talk, asked = await offered(a_vendor())
    await talk.taps(RAVI, asked.button("Shree Electricals, Baner"), TEAM_GROUP)
    asked = await talk.writes(RAVI, "2,450", TEAM_GROUP)
    check = await talk.taps(RAVI, asked.button("Skip ›"), TEAM_GROUP)
    listed = await talk.taps(RAVI, check.button("Change an answer"), TEAM_GROUP)
    again = await talk.taps(RAVI, listed.button("Where the vendor is paid"), TEAM_GROUP)
    assert "So far: shree@okbank" in again.text
    check = await talk.writes(RAVI, "shree@axl", TEAM_GROUP)
    await talk.taps(RAVI, check.button("Submit"), TEAM_GROUP)
    [vendor] = await talk.house.uow().all(Vendor)
    assert vendor.payee == Payee(vpa="shree@axl")


async def test_another_vendor_after_one_that_was_picked_is_not_paid_at_the_first_ones_address() -> None:
    talk, asked = await offered(a_vendor())
    amount = await talk.taps(RAVI, asked.button("Shree Electricals, Baner"), TEAM_GROUP)
    for _ in range(4):
        amount = await talk.taps(RAVI, amount.button("‹ Back"), TEAM_GROUP)
    asked = await named(talk, "Om Traders")
    assert "type his UPI address" in asked.text
    assert "So far" not in asked.text


async def test_what_was_typed_already_stays_when_the_vendor_turns_out_to_be_known() -> None:
    talk, _ = await offered(a_vendor(gstin="27AAPFU0939F1ZV"))
    await named(talk, "Shree")
    amount = await talk.writes(RAVI, "new@okbank", TEAM_GROUP)
    for _ in range(4):
        amount = await talk.taps(RAVI, amount.button("‹ Back"), TEAM_GROUP)
    asked = await talk.taps(RAVI, amount.button("Shree Electricals, Baner"), TEAM_GROUP)
    sent = await submitted(talk, asked)
    assert "V-1042-1" in sent.text
    assert (await talk.house.uow().get(Payment, "V-1042-1")).payee == Payee(vpa="new@okbank")


async def test_at_most_six_vendors_are_offered_those_of_the_zone_first() -> None:
    known = [a_vendor(id=f"{number:012}", name=f"Shop {number}", used_at=NOW) for number in range(6)]
    _, asked = await offered(a_vendor(id="9" * 12, zone="560", name="Far Away", used_at=NOW), *known)
    labels = [one.label for one in asked.buttons if one.label.startswith(("Shop", "Far"))]
    assert sorted(labels) == [f"Shop {number}" for number in range(6)]
    assert all(len(asked.button(label).encode()) <= 64 for label in labels)


async def test_a_mistyped_phone_or_gstin_is_refused_with_an_example_and_the_question_stays() -> None:
    talk = await a_talk()
    await talk.begins(RAVI, Action.VENDOR, "B-1042-1", TEAM_GROUP)
    await talk.writes(RAVI, "Shree Electricals", TEAM_GROUP)
    wrong = await talk.writes(RAVI, "12345", TEAM_GROUP)
    assert "Example: 98765 43210" in wrong.text
    await talk.writes(RAVI, "98220 12345", TEAM_GROUP)
    wrong = await talk.writes(RAVI, "27AAPFU0939F1ZW", TEAM_GROUP)
    assert "its last sign does not fit" in wrong.text
    asked = await talk.writes(RAVI, "27aapfu0939f1zv", TEAM_GROUP)
    await submitted(talk, await talk.writes(RAVI, "shree@okbank", TEAM_GROUP))
    assert "type his UPI address" in asked.text
    text, _ = await card(talk)
    assert "Vendor's phone: +919822012345\nGSTIN: 27AAPFU0939F1ZV" in text
    view = await view_of(talk.house.uow(NOW), "V-1042-1")
    assert (
        "Vendor's phone: +919822012345\nGSTIN: 27AAPFU0939F1ZV"
        in payment_card(view, Audience.FINANCE, Speaker()).text
    )
