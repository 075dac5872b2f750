"""When two leads may be one request, and that leads alike in any way share a key."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.leads.lead import Lead
from domain.leads.likeness import Likeness, addresses_alike, alike, keys_of
from tests.build import a_lead

WORDS = st.sampled_from(
    ["B-1204", "12", "Palm", "Grove", "Groove", "Baner", "Road", "रोज", "पार्क", "४", "Flat", ""]
)


def a_lead_at(address: str, *, phone: str = "+919876543210", pin_code: str = "411045", vin: str = "") -> Lead:
    lead = a_lead(vin=vin)
    customer = replace(lead.customer, phone=phone, pin_code=pin_code, address=address)
    return replace(lead, customer=customer)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("B-1204, Palm Grove, Baner", "Flat No. 1204, B Wing, Palm Groove CHS, Baner Road"),
        ("12 Hill Road", "12, Hill Rd., Bandra West"),
        ("Palm Grove, Baner", "palm grove baner pune"),
        ("फ्लैट ४, रोज पार्क", "4 रोज पार्क"),
        ("Plot 007 Rose Villa 411045", "plot 7, Rose Villa"),
    ],
)
def test_the_same_place_is_written_in_many_ways(one: str, other: str) -> None:
    assert addresses_alike(one, other)
    assert addresses_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("B-1204, Palm Grove, Baner", "B-1205, Palm Grove, Baner"),
        ("12 Hill Road", "12 Lake Road"),
        ("Rose Villa", "Rose Park"),
        ("Palm Grove", "12 Palm Grove"),
        ("", ""),
        ("411045", "411045"),
        ("Road", "Road"),
    ],
)
def test_neighbours_and_empty_words_are_not_the_same_place(one: str, other: str) -> None:
    assert not addresses_alike(one, other)


def test_a_lead_says_in_which_ways_it_is_like_another() -> None:
    one = a_lead_at("12 Hill Road", vin="MALC381CLNM123456")
    assert alike(one, one) == (Likeness.PHONE, Likeness.VIN, Likeness.ADDRESS)
    assert alike(one, a_lead_at("12 Hill Road", phone="+919876500000", pin_code="411046")) == ()
    assert alike(one, a_lead_at("", phone="+919876500000", vin="malc381clnm123456")) == (Likeness.VIN,)


def test_a_key_is_a_signed_number_of_64_bits() -> None:
    assert all(-(2**63) <= key < 2**63 for key in keys_of(a_lead_at("12 Hill Road")))


@given(one=st.lists(WORDS, max_size=5).map(" ".join), other=st.lists(WORDS, max_size=5).map(" ".join))
def test_whatever_is_alike_shares_a_key(one: str, other: str) -> None:
    here, there = a_lead_at(one), a_lead_at(other, phone="+919876500000")
    if alike(here, there):
        assert keys_of(here) & keys_of(there)
