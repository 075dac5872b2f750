"""The link and the code by which Finance pays."""

from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import zxingcpp
from PIL import Image

from domain.money.amount import Money
from domain.money.payee import Payee
from domain.money.upi import NOTE_MOST, note, to_type, upi_link
from jobs.qr import qr_png
from tests.build import a_payment, a_payout


def test_the_link_says_whom_how_much_and_what_for() -> None:
    link = upi_link(a_payment(amount=Money(2450_05), payee=Payee(vpa="shree@okbank", name="Shree & Sons+")))
    assert link is not None
    assert " " not in link
    assert "+" not in link
    fields = {name: value for name, [value] in parse_qs(urlsplit(link).query).items()}
    assert fields == {
        "pa": "shree@okbank",
        "pn": "Shree & Sons+",
        "am": "2450.05",
        "cu": "INR",
        "tr": "0" * 32,
        "tn": "V 1042 1 L 1042",
    }


def test_a_scanner_reads_from_the_picture_what_was_drawn() -> None:
    link = upi_link(a_payment())
    assert link is not None
    [code] = zxingcpp.read_barcodes(Image.open(BytesIO(qr_png(link))))
    assert code.text == link


def test_an_account_and_a_large_amount_have_no_link() -> None:
    account = Payee(name="Shree", ifsc="HDFC0001234", account="00501000123456")
    assert upi_link(a_payment(payee=account)) is None
    assert upi_link(a_payment(amount=Money(1_00_000_01))) is None
    shown = dict(to_type(a_payment(payee=account)))
    assert shown["Account number"] == "00501000123456"
    assert "UPI address" not in shown


def test_the_note_is_short_and_plain() -> None:
    assert note(a_payout(lead=None)) == "P 7"
    assert len(note(a_payment(lead="L-" + "9" * 80))) == NOTE_MOST
