"""What each reader makes of what people type."""

import pytest

from cards.text import Speaker
from conversations.given import Given, Kind
from conversations.readers import (
    NOBODY,
    Amount,
    Choice,
    CodeOrAddress,
    Line,
    Option,
    Pictures,
    Place,
    Reader,
    Someone,
    mobile_number,
    pin,
    reference,
)
from domain.errors import Invalid
from domain.media import Picture
from domain.money.methods import Method

YES_NO = Choice(options=(Option("yes", "Yes"), Option("no", "No")))


def read(reader: Reader, text: str) -> str:
    return reader.read(Given(kind=Kind.TEXT, text=text), Speaker())


def refused(reader: Reader, text: str) -> str:
    with pytest.raises(Invalid) as wrong:
        read(reader, text)
    return str(wrong.value.words)


@pytest.mark.parametrize(("typed", "answer"), [("yes", "yes"), ("  NO ", "no"), ("Yes", "yes")])
def test_a_choice_may_be_typed(typed: str, answer: str) -> None:
    assert read(YES_NO, typed) == answer


def test_a_choice_that_is_none_lists_them() -> None:
    assert refused(YES_NO, "maybe").endswith("type one of: Yes, No.")


@pytest.mark.parametrize(
    ("typed", "paise"), [("2450", "245000"), ("₹1,25,000.5", "12500050"), ("Rs. 12", "1200")]
)
def test_an_amount_becomes_paise(typed: str, paise: str) -> None:
    assert read(Amount(), typed) == paise


@pytest.mark.parametrize("typed", ["", "free", "12.345", "-5", "1" * 5000])
def test_what_is_no_amount_is_refused_with_an_example(typed: str) -> None:
    assert refused(Amount(), typed) == "Please type an amount in rupees. Example: 2,450.00."


@pytest.mark.parametrize("typed", ["0", "10000000.01"])
def test_an_amount_has_bounds(typed: str) -> None:
    assert "more than zero and at most ₹1,00,00,000.00" in refused(Amount(), typed)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Ramesh Patil, 98765 43210", "+919876543210 Ramesh Patil"),
        ("Ramesh Patil +91 98765-43210", "+919876543210 Ramesh Patil"),
        ("रमेश ९८७६५४३२१०", "+919876543210 रमेश"),
        ("I have none", NOBODY),
        ("None", NOBODY),
    ],
)
def test_a_person_is_a_name_and_a_number(typed: str, answer: str) -> None:
    assert read(Someone(), typed) == answer


@pytest.mark.parametrize("typed", ["Ramesh", "98765 43210", "Ramesh 12345", "Ramesh, 1111111111"])
def test_half_a_person_is_refused_with_an_example(typed: str) -> None:
    assert "98765 43210" in refused(Someone(), typed)


def test_a_contact_without_a_name_goes_by_its_number() -> None:
    given = Given(kind=Kind.CONTACT, name=" ", phone="+91 98765 43210")
    assert Someone().read(given, Speaker()) == "+919876543210 +919876543210"


def test_an_address_is_more_than_a_word() -> None:
    assert "Rose Park" in refused(Place(), "Pune")
    assert "Rose Park" in refused(Place(), "https://example.org/ 12")


@pytest.mark.parametrize(
    ("reader", "typed", "example"),
    [
        (mobile_number(), "12345", "98765 43210"),
        (pin(), "4110", "411045"),
        (CodeOrAddress(), "shree at bank", "shreeelectricals@okbank"),
        (reference(Method.UPI), "paid", "523223155921"),
        (Line(), "\u200b \n", "a few words"),
        (Line(shortest=4), "abc", "at least 4"),
        (Line(longest=40), "x" * 5000, "at most 40"),
    ],
)
def test_a_format_that_does_not_fit_is_explained(reader: Reader, typed: str, example: str) -> None:
    assert example in refused(reader, typed)


def test_a_video_is_no_document() -> None:
    video = Picture(kind="video", unique_id="u", file_id="f", mime_type="video/mp4")
    with pytest.raises(Invalid):
        Pictures(pdf=True).check(Given(kind=Kind.FILE, picture=video))
