"""The serial number on a sticker: called so by a code, or the only one that may be it."""

import pytest

from domain.evidence import Code
from domain.serials import serial_in

SERIAL = "AC74-2026-000123"


def code(text: str, sort: str = "QRCode") -> Code:
    return Code(text=text, sort=sort)


@pytest.mark.parametrize(
    "text",
    [
        SERIAL,
        f" {SERIAL}\n",
        f"S/N: {SERIAL}",
        f"SN:{SERIAL}",
        f"S/N={SERIAL}",
        f"Serial No. : {SERIAL}",
        f"Serial Number: {SERIAL}\nModel: AC7",
        f"MODEL:AC7;SN:{SERIAL};PIN:99887766",
        f"AC7, serial: {SERIAL}",
        f"https://volta.example/start?model=AC7&sn={SERIAL}&pin=99887766",
        f"https://volta.example/start?serialNumber={SERIAL}",
        f"https://volta.example/#serial_no={SERIAL}",
        f'{{"model": "AC7", "sn": "{SERIAL}"}}',
        f'{{"chargerSerialNumber": "{SERIAL}", "pin": 99887766}}',
        f"(01)09506000134352(21){SERIAL}",
    ],
)
def test_a_serial_number_is_found_in(text: str) -> None:
    assert serial_in([code(text)]) == SERIAL


@pytest.mark.parametrize("sort", ["Code128", "Code39", "QRCode"])
def test_the_only_code_that_may_be_one_is_it(sort: str) -> None:
    assert serial_in([code(SERIAL, sort), code("8901234567894", "EAN13")]) == SERIAL


def test_a_number_in_json_is_one() -> None:
    assert serial_in([code('{"sn": 202600123}')]) == "202600123"


def test_what_is_called_a_serial_number_goes_before_all_else() -> None:
    assert serial_in([code("AC7-32A-01"), code("990000862471854", "Code128"), code(f"SN:{SERIAL}")]) == SERIAL


def test_the_same_number_in_two_codes_is_one() -> None:
    assert serial_in([code(f"SN:{SERIAL}"), code(f"https://volta.example/?sn={SERIAL}")]) == SERIAL
    assert serial_in([code(SERIAL, "Code128"), code(SERIAL)]) == SERIAL


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["AC7-32A-01", SERIAL],
        [f"SN:{SERIAL}", "SN:AC74-2026-000124"],
        ["https://volta.example/start"],
        ["upi://pay?pa=shop@okbank&pn=Shop&tr=SN12345"],
        ["WIFI:S:charger;T:WPA;P:12345678;;"],
        ["Made in India"],
        ["SERIAL"],
        ["A1"],
        ["A1" * 30],
        ["sn:"],
        ['{"sn": ["a"]}'],
        ['{"sn"'],
        ["[1, 2]"],
        ["https://[half/?sn=1234"],
    ],
)
def test_nothing_is_guessed(texts: list[str]) -> None:
    assert serial_in([code(text) for text in texts]) is None


def test_a_number_of_a_product_is_no_serial_number() -> None:
    assert serial_in([code("8901234567894", "EAN13")]) is None
