"""What can be read of a lead that somebody wrote into a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.leads.fields import FIELDS
from domain.leads.reading import read_lead

LABELLED = """New booking
Customer Name: Asha Kulkarni
Mobile No. : 98765-43210
Address: B-1204, Palm Grove, Baner
City: Pune
PIN: 411 045
VIN = MALC381CLNM123456
Car: Aura EV LR
Ref: NV-2026-00871
E-mail: asha@example.org
Charger: 7,4 kW
Dealer: Aura Baner"""


def test_labels_say_what_is_what() -> None:
    assert read_lead(LABELLED) == {
        "name": "Asha Kulkarni",
        "phone": "+919876543210",
        "address": "B-1204, Palm Grove, Baner",
        "city": "Pune",
        "pin_code": "411045",
        "vin": "MALC381CLNM123456",
        "vehicle": "Aura EV LR",
        "reference": "NV-2026-00871",
        "email": "asha@example.org",
        "charger_kw": "7.4",
        "dealer": "Aura Baner",
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Asha Kulkarni\n+91 98765 43210\nB-1204 Palm Grove, Pune 411045",
            {"name": "Asha Kulkarni", "phone": "+919876543210", "pin_code": "411045"},
        ),
        ("pls call 09876543210 for 11 kW", {"phone": "+919876543210", "charger_kw": "11"}),
        ("नाम: आशा कुलकर्णी\nमोबाइल: ९८७६५४३२१०", {"name": "आशा कुलकर्णी", "phone": "+919876543210"}),
        ("Name: Asha Rao\nPhone: 12345\n98765 43210", {"name": "Asha Rao", "phone": "+919876543210"}),
    ],
)
def test_without_labels_what_has_a_form_of_its_own_is_found(text: str, found: dict[str, str]) -> None:
    assert {key: value for key, value in read_lead(text).items() if key in found} == found


@pytest.mark.parametrize(
    "text", ["", "Good morning!", "Name: Asha Rao", "Order 1234567890123456", "₹ 9876543210123"]
)
def test_a_message_without_a_number_to_call_is_no_lead(text: str) -> None:
    assert read_lead(text) == {}


@given(st.text(max_size=300))
def test_whatever_is_read_is_sound(text: str) -> None:
    for name, value in read_lead(f"{text}\n98765 43210").items():
        assert FIELDS[name].check(value) == value
