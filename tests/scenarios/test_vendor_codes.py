"""The crew photographs the code on a vendor's counter: nothing is paid before a person has looked at what it says."""

from tests.documents.test_vendor_codes import SIGNED, on_a_counter, qr
from tests.photos import as_file, blurred
from tests.scenarios import days
from tests.scenarios.buying import a_kit_is_to_be_bought, vendor_is_new
from tests.scenarios.days import FINANCE, PROCUREMENT, SUNRISE
from tests.scenarios.town import Town


async def photo_of_the_code(town: Town, photo: bytes) -> None:
    await town.pictures("lakhan", [photo], SUNRISE, reply=True)


async def test_a_code_is_read_from_its_photo_checked_and_paid_by_its_address(town: Town) -> None:
    await a_kit_is_to_be_bought(town)
    await town.tap("lakhan", "Vendor's details", SUNRISE)
    await vendor_is_new(town)
    await photo_of_the_code(town, as_file(blurred(on_a_counter(qr()), 14)))
    await town.told(SUNRISE, "5 of 6", "Amount of the quote or bill")
    await town.answer("lakhan", "2,450", SUNRISE)
    await town.told(SUNRISE, "6 of 6", "photo of the vendor's quote")
    await town.tap("lakhan", "Skip ›", SUNRISE)
    await town.told(SUNRISE, "Where the vendor is paid: 1 received")
    await town.tap("lakhan", "Submit", SUNRISE)
    await town.told(SUNRISE, "the code is read from your photo")
    await town.pictures_are_kept()
    await town.told(SUNRISE, "✗ No code could be read on your photo. Please go closer, straight on")
    assert await days.owes(town) == ("materials", "field", "share_vendor_details")

    await town.tap("lakhan", "Vendor's details", SUNRISE)
    await town.told(SUNRISE, "No code could be read on your photo.", "4 of 6", "type his UPI address")
    await photo_of_the_code(town, as_file(on_a_counter(qr(SIGNED, side=760), at=(60, 60))))
    await town.told(SUNRISE, "Vendor: Shree Electricals, Baner")
    await town.tap("lakhan", "Submit", SUNRISE)
    await town.told(SUNRISE, "the code is read from your photo")
    await town.pictures_are_kept()
    [card] = await town.told(SUNRISE, "The vendor's code says:")
    assert "Name: Om Traders\nPays to: om••••@axl\nAmount in the code: ₹2,450.50" in card["text"]
    assert "Signed: yes, by the vendor's bank" in card["text"]
    assert "⚠ The code belongs to “Om Traders”, the vendor is “Shree Electricals, Baner”." in card["text"]

    right = "Right: ask for the payment"
    assert await town.tap_on("lakhan", right, SUNRISE, card["id"]) == "V-1042-1 is asked for: ₹2,450.00."
    [asked] = await town.told(PROCUREMENT, "V-1042-1 · ₹2,450.00 · requested")
    assert asked["photo"]
    assert "Pays to: om••••@axl" in asked["text"]
    assert await days.owes(town) == ("materials", "procurement", "check_payment")
    await town.tap("farida", "Checked, pass on", PROCUREMENT)
    await town.told(FINANCE, "V-1042-1 · ₹2,450.00 · checked")
    await town.holds()
    await town.nobody_else()
