"""Vendors' codes: read field by field, never changed, and said in plain words where something is wrong."""

from datetime import timedelta
from typing import Final
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.evidence import Code
from domain.money.amount import Money
from domain.money.bharat_qr import Damaged, crc, read_bharat_qr
from domain.money.payee import Payee
from domain.money.payment_code import PaymentCode, codes_that_pay, read_payment_code, weighed, why_unread
from domain.money.upi_code import read_upi
from tests.build import NOW

STATIC: Final = "upi://pay?pa=Shree@OkBank&pn=Shree%20Electricals&mc=0000&cu=INR"
SIGNED: Final = (
    "upi://pay?pa=shop@axl&pn=Om+Traders&mc=5732&tr=INV778&am=2450.50&cu=INR&mode=02&orgid=159761&x-y=1"
    "&sign=MEUCIQDx%2B0a=="
)


def tlv(*parts: tuple[str, str]) -> str:
    return "".join(f"{tag}{len(value):02d}{value}" for tag, value in parts)


def bharat(*more: tuple[str, str], checksum: str | None = None, payee: str = "shree@okbank") -> str:
    upi = tlv(("00", "A000000524"), ("01", payee))
    code = tlv(("00", "01"), ("01", "11"), ("26", upi), ("52", "5732"), ("53", "356"), ("58", "IN"))
    code += tlv(("59", "SHREE ELECTRICALS"), ("60", "PUNE"), *more) + "6304"
    return code + (f"{crc(code.encode()):04X}" if checksum is None else checksum)


def paid(text: str) -> PaymentCode:
    code = read_payment_code(text)
    assert code is not None
    return code


def said(text: str, *, vendor: str = "Shree Electricals", quote: Money | None = None) -> list[str]:
    return [str(words) for words in weighed(paid(text), vendor=vendor, quote=quote, now=NOW)]


def test_a_static_code_says_who_and_leaves_the_amount_open() -> None:
    code = paid(STATIC)
    assert code.payee == Payee(name="Shree Electricals", vpa="shree@okbank")
    assert (code.amount, code.merchant, code.is_signed, code.is_dynamic) == (None, "", False, False)
    assert said(STATIC) == []


def test_a_signed_dynamic_code_says_all_its_fields() -> None:
    code = paid(SIGNED)
    assert code.payee == Payee(name="Om Traders", vpa="shop@axl")
    assert (code.amount, code.reference, code.merchant) == (Money(2450_50), "INV778", "5732")
    assert code.is_signed
    assert code.is_dynamic


def test_what_nobody_knows_of_in_a_code_is_kept() -> None:
    code = read_upi(SIGNED)
    assert code is not None
    assert code.field("x-y") == "1"
    assert code.fields[-1] == ("sign", "MEUCIQDx+0a==")


@pytest.mark.parametrize(
    "scheme", ["UPI://PAY?", " upi://pay/?", "phonepe://pay?", "tez://upi/pay?", "paytmmp://pay?"]
)
def test_the_scheme_is_read_in_any_case_and_in_the_apps_own_way(scheme: str) -> None:
    assert paid(f"{scheme}PA=shree@okbank").payee == Payee(vpa="shree@okbank")


@pytest.mark.parametrize(
    "text",
    ["", "https://example.org/?pa=shree@okbank", "WIFI:S:shop;;", "upi://mandate?pa=a@b", "shree@okbank"],
)
def test_a_code_of_another_kind_pays_nobody(text: str) -> None:
    assert read_payment_code(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("upi://pay?pn=Shree", "no UPI address in it"),
        ("upi://pay?pa=null", "no UPI address in it"),
        ("upi://pay?pa=shree.okbank", "“shree.okbank” in this code is no UPI address"),
        ("upi://pay?pa=shree@ok.bank", "is no UPI address"),
        ("upi://pay?pa=shree@okbank&am=1&pa=thief@okbank", "two different UPI addresses"),
        ("00020101021126", "cut off or damaged"),
        ("000201015912SHREE", "cut off or damaged"),
        (tlv(("00", "01"), ("01", "11"), ("59", "SHREE")), "no UPI address in it"),
        (tlv(("00", "01"), ("08", "HDFC00012341111111111")), "cut off or damaged"),
    ],
)
def test_a_code_that_cannot_be_paid_says_why_and_what_to_do(text: str, words: str) -> None:
    code = paid(text)
    assert code.payee is None
    assert words in str(code.faults[0])
    assert any(way in str(code.faults[0]) for way in ("type", "ask the vendor"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "upi://pay?pa=ramesh@okbank&pn=Ramesh%20Kumar",
            "belongs to “Ramesh Kumar”, the vendor is “Shree Electricals”",
        ),
        ("upi://pay?pa=shree@okbank", "does not say whose it is"),
        (f"{STATIC}&am=2500", "asks for ₹2,500.00, the quote is ₹2,450.00"),
        (f"{STATIC}&am=12abc", "cannot be read: “12abc”"),
        ("upi://pay?pa=shree@okbank&pn=Shree%20Electricals&cu=USD", "asks for USD"),
        (f"{STATIC}&QRexpire={(NOW - timedelta(minutes=1)).isoformat()}", "has expired"),
        (bharat(checksum="0000"), "checksum of this code does not fit"),
        (bharat(("54", "1.00")), "asks for ₹1.00"),
    ],
)
def test_what_does_not_fit_is_said_to_whoever_checks(text: str, words: str) -> None:
    [only] = [shown for shown in said(text, quote=Money(2450_00)) if words in shown]
    assert only


def test_a_code_that_fits_in_everything_is_not_doubted() -> None:
    later = (NOW + timedelta(minutes=1)).isoformat()
    assert said(f"{STATIC}&am=2450.00&QRexpire={later}", quote=Money(2450_00)) == []
    assert said(bharat(("54", "2450.00")), quote=Money(2450_00)) == []


def test_a_bharat_qr_pays_its_upi_address() -> None:
    code = paid(bharat(("54", "2450.00"), ("62", tlv(("05", "INV9")))))
    assert code.payee == Payee(name="SHREE ELECTRICALS", vpa="shree@okbank")
    assert (code.amount, code.reference, code.merchant) == (Money(2450_00), "INV9", "5732")


def test_a_bharat_qr_without_an_address_pays_its_account() -> None:
    code = tlv(("00", "01"), ("01", "12"), ("08", "HDFC000123400501000123456"), ("59", "SHREE")) + "6304"
    read = paid(code + f"{crc(code.encode()):04X}")
    assert read.payee == Payee(name="SHREE", ifsc="HDFC0001234", account="00501000123456")
    assert read.is_dynamic


def test_the_checksum_is_the_standards() -> None:
    assert crc(b"123456789") == 0x29B1


@pytest.mark.parametrize("cut", range(6, 40, 3))
def test_a_bharat_qr_that_is_cut_off_is_never_read_as_a_whole_one(cut: int) -> None:
    code = bharat()[:-cut]
    try:
        read = read_bharat_qr(code)
    except Damaged:
        return
    assert read is not None
    assert not read.checks


ADDRESSES: Final = st.from_regex(r"[a-z0-9][a-z0-9._-]{2,30}@[a-z][a-z0-9]{2,10}", fullmatch=True)
NAMES: Final = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=25).filter(
    lambda name: name.casefold() != "null"
)
"""A maker of codes that knows no name writes `null`."""


@given(ADDRESSES, NAMES, st.integers(1, 10_000_000), st.text("abcXYZ019", max_size=20))
def test_whatever_is_written_into_a_upi_code_is_read_again(
    address: str, name: str, paise: int, reference: str
) -> None:
    amount = f"{paise // 100}.{paise % 100:02d}"
    code = paid(f"upi://pay?pa={quote(address)}&pn={quote(name)}&am={amount}&tr={quote(reference)}&cu=INR")
    assert code.payee == Payee(vpa=address, name=name)
    assert (code.amount, code.reference) == (Money(paise), reference)


@given(ADDRESSES, st.integers(1, 10_000_000))
def test_whatever_is_written_into_a_bharat_qr_is_read_again(address: str, paise: int) -> None:
    code = paid(bharat(("54", f"{paise // 100}.{paise % 100:02d}"), payee=address))
    assert code.payee == Payee(vpa=address, name="SHREE ELECTRICALS")
    assert (code.amount, code.doubts) == (Money(paise), ())


@given(st.integers(0, 200), st.sampled_from("0123456789ABZ"))
def test_one_wrong_sign_in_a_bharat_qr_is_never_read_silently(place: int, sign: str) -> None:
    good = bharat()
    place %= len(good)
    spoilt = good[:place] + sign + good[place + 1 :]
    code = read_payment_code(spoilt)
    assert spoilt == good or code is None or code.faults or code.doubts


@given(
    st.text(max_size=300)
    | st.text(max_size=100).map("upi://pay?{}".format)
    | st.text(max_size=60).map("000201{}".format)
)
def test_whatever_a_code_says_it_is_read_or_refused(text: str) -> None:
    code = read_payment_code(text)
    if code is not None and code.payee is None:
        assert code.faults


def test_of_several_codes_each_payee_counts_once() -> None:
    codes = [Code(text=text, sort="QRCode") for text in (STATIC, "https://menu", bharat(), SIGNED)]
    assert codes_that_pay(codes) == (STATIC, SIGNED)


def test_a_code_that_cannot_be_paid_stands_only_where_none_can() -> None:
    spoilt = Code(text="upi://pay?pn=Shree", sort="QRCode")
    assert codes_that_pay([spoilt, Code(text=STATIC, sort="QRCode")]) == (STATIC,)
    assert codes_that_pay([spoilt]) == ("upi://pay?pn=Shree",)


def test_a_photo_without_a_code_that_pays_says_what_is_wrong() -> None:
    assert "go closer" in str(why_unread(""))
    assert "no payment code, it says “https://menu”" in str(why_unread("https://menu"))
