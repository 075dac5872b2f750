"""What is made of what people type for an item of a report."""

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.checklists.answers import read_answer
from domain.checklists.model import Item, ItemKind
from domain.errors import Invalid

OHMS = Item(
    key="earth_ohm", label="Earth", kind=ItemKind.NUMBER, unit="Ω", minimum=0, maximum=2000, example="3.5"
)
METRES = Item(
    key="metres", label="Cable", kind=ItemKind.NUMBER, unit="m", minimum=1, maximum=300, example="18"
)
YES_NO = Item(key="trips", label="Trips", kind=ItemKind.CHOICE, choices={"yes": "Yes", "no": "No"})
LOADS = Item(
    key="loads",
    label="Loads",
    kind=ItemKind.SEVERAL,
    choices={"ac": "Air conditioner", "pump": "Pump", "none": "None"},
)
SERIAL = Item(
    key="serial", label="Serial", kind=ItemKind.SERIAL, minimum=4, maximum=20, example="AC74-2026-000123"
)
WORDS = Item(key="words", label="Words", kind=ItemKind.TEXT, minimum=3, maximum=20)


def read(item: Item, text: str) -> str:
    return read_answer(item, text)


def refused(item: Item, text: str) -> str:
    with pytest.raises(Invalid) as wrong:
        read(item, text)
    return str(wrong.value.words)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("3.5", "3.5"),
        ("3,5", "3.5"),
        (" 3.5 Ω ", "3.5"),
        ("3.5ohms", "3.5"),
        ("1,200", "1200"),
        ("३.५", "3.5"),
        ("0", "0"),
        ("+7", "7"),
        ("5,0", "5.0"),
        ("0.5k", "500"),
        ("1.2 kΩ", "1200"),
        ("0,05 kOhm", "50"),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, answer: str) -> None:
    assert read(OHMS, typed) == answer


@pytest.mark.parametrize(
    "typed", ["", "ten", "3..5", "1.2.3", "3.5 V", "3 5", "²", "1e3", "9" * 5000, "0.00000001", "3,5,7"]
)
def test_what_is_no_number_is_refused_with_an_example(typed: str) -> None:
    assert refused(OHMS, typed) == "Please answer with a number (Ω). Example: 3.5."


@pytest.mark.parametrize("typed", ["5k", "5 kΩ", "5 kohm", "5 K", "5,000"])
def test_five_kiloohm_are_five_thousand_and_too_much(typed: str) -> None:
    assert refused(OHMS, typed) == "That is too much: at most 2000 (Ω). Example: 3.5."


@pytest.mark.parametrize(
    ("unit", "typed", "answer"),
    [
        ("MΩ", "0.5 GΩ", "500"),
        ("MΩ", "900 kΩ", "0.9"),
        ("m", "850 cm", "8.5"),
        ("kW", "7400 W", "7.4"),
        ("ms", "0.2 s", "200"),
    ],
)
def test_what_a_meter_shows_in_another_multiple_is_kept_in_ours(unit: str, typed: str, answer: str) -> None:
    item = replace(OHMS, unit=unit)
    assert Decimal(read(item, typed)) == Decimal(answer)


def test_a_number_in_another_unit_is_not_taken_for_ours() -> None:
    assert "(m)" in refused(METRES, "15 feet")


def test_a_number_beyond_its_bounds_says_which() -> None:
    assert refused(METRES, "-5") == "That is too little: at least 1 (m). Example: 18."
    assert refused(METRES, "0.5") == "That is too little: at least 1 (m). Example: 18."
    assert refused(METRES, "300.01") == "That is too much: at most 300 (m). Example: 18."
    assert refused(OHMS, "-1") == "That is too little: at least 0 (Ω). Example: 3.5."


@pytest.mark.parametrize(("typed", "answer"), [("yes", "yes"), ("  NO ", "no"), ("Yes", "yes")])
def test_a_choice_may_be_typed(typed: str, answer: str) -> None:
    assert read(YES_NO, typed) == answer


def test_a_choice_is_understood_in_the_writer_s_language_and_lists_what_there_is() -> None:
    assert read_answer(YES_NO, "हाँ", {"yes": "हाँ", "no": "नहीं"}) == "yes"
    assert refused(YES_NO, "maybe").endswith("type one of: Yes, No.")


def test_several_are_kept_once_each_in_the_order_of_the_checklist() -> None:
    assert read(LOADS, "pump, air conditioner,pump") == "ac,pump"
    assert "Pump" in refused(LOADS, "pump, geyser")
    assert refused(LOADS, " , ") == "Please tap one of the buttons."


@pytest.mark.parametrize("typed", ["ac74-2026-000123", " AC74-2026 -000123\n"])
def test_a_serial_number_is_kept_in_capitals_without_blanks(typed: str) -> None:
    assert read(SERIAL, typed) == "AC74-2026-000123"


@pytest.mark.parametrize("typed", ["", "abc", "x" * 21, "AC74 2026_?"])
def test_what_is_no_serial_number_says_what_one_looks_like(typed: str) -> None:
    assert refused(SERIAL, typed).endswith("4 to 20 of them. Example: AC74-2026-000123.")


def test_words_that_are_too_few_are_counted() -> None:
    assert read(WORDS, "  a  wall ") == "a wall"
    assert "at least 3 characters, you sent 2" in refused(WORDS, "ok")
