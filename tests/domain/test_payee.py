"""Whom money goes to: what blocks, what is only doubtful, and the same payee known again."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.money.payee import Payee, account_holder, account_number, ifsc

ACCOUNT = Payee.at_account(holder="Shree Electricals", account="0050 1000-1234 5678", branch="hdfc0ab1234")


def test_an_account_is_kept_with_its_leading_zeros() -> None:
    assert (ACCOUNT.account, ACCOUNT.ifsc) == ("00501000123456" + "78", "HDFC0AB1234")
    assert ACCOUNT.doubts == ()


@pytest.mark.parametrize(
    "code", ["", "HDFC1001234", "HDF00001234", "HDFC000123", "HDFC00012345", "1DFC0001234"]
)
def test_an_ifsc_of_another_form_is_refused(code: str) -> None:
    with pytest.raises(Invalid, match="HDFC0001234"):
        ifsc(code)


@pytest.mark.parametrize("number", ["", "1234", "1" * 21, "12345é789", "7" * 12, "12345@okbank"])
def test_a_number_that_no_bank_has_is_refused(number: str) -> None:
    with pytest.raises(Invalid):
        account_number(number)


@pytest.mark.parametrize("number", ["12345678", "1234567890123456789", "AB123456789"])
def test_a_number_that_few_banks_have_is_doubtful_and_goes_through(number: str) -> None:
    payee = Payee.at_account(holder="Shree", account=number, branch="HDFC0001234")
    assert "9 to 18 digits" in str(payee.doubts[0])


@pytest.mark.parametrize("name", ["", "Al", "x" * 121])
def test_a_holder_has_a_whole_name(name: str) -> None:
    with pytest.raises(Invalid):
        account_holder(name)


def test_the_same_payee_is_the_same_text_however_it_was_written() -> None:
    assert (
        Payee.at_vpa(" Shree@OkBank ", name="Shree").text == Payee(vpa="SHREE@okbank").text == "shree@okbank"
    )
    assert ACCOUNT.text == "HDFC0AB1234 0050100012345678"


@pytest.mark.parametrize(
    ("payee", "masked"),
    [
        (Payee(vpa="shreeelectricals@okbank"), "sh••••@okbank"),
        (Payee(vpa="raj@okbank"), "r••••@okbank"),
        (ACCOUNT, "HDFC0AB1234 ••••5678"),
        (Payee(), ""),
    ],
)
def test_who_only_checks_sees_the_end_of_an_account_and_the_beginning_of_an_address(
    payee: Payee, masked: str
) -> None:
    assert payee.masked == masked


def test_money_goes_to_one_place() -> None:
    with pytest.raises(ValueError, match="not to both"):
        Payee(vpa="shree@okbank", account="123456789")


@given(
    st.from_regex(r"[A-Z0-9]{5,20}", fullmatch=True), st.from_regex(r"[A-Z]{4}0[A-Z0-9]{6}", fullmatch=True)
)
def test_what_was_written_down_is_read_again(number: str, branch: str) -> None:
    for payee in (
        Payee(account=number, ifsc=branch),
        Payee(account=number),
        Payee(vpa=f"{number.lower()}@okbank"),
    ):
        assert Payee.written(payee.text) == payee


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_a_number_or_is_refused(typed: str) -> None:
    with suppress(Invalid):
        assert re.fullmatch(r"[A-Z0-9]{5,20}", account_number(typed))
