import pytest

from domain.errors import Invalid
from domain.money.tax_numbers import gstin, pan


@pytest.mark.parametrize("number", ["27AAPFU0939F1ZV", "07AAGCS3187H2Z3", "27aapfu 0939f-1zv"])
def test_a_gstin_is_read_with_its_check_sign(number: str) -> None:
    assert gstin(number) in {"27AAPFU0939F1ZV", "07AAGCS3187H2Z3"}


def test_one_wrong_sign_in_a_gstin_is_found() -> None:
    with pytest.raises(Invalid, match="27AAPFU0939F1ZO is mistyped"):
        gstin("27AAPFU0939F1ZO")


@pytest.mark.parametrize(
    "number",
    ["", "27AAPFU0939F1Z", "40AAPFU0939F1ZV", "27AAPFU0000F1ZV", "27AAPXU0939F1ZV", "27AAPFU0939F1AV"],
)
def test_a_gstin_of_another_form_is_refused_with_an_example(number: str) -> None:
    with pytest.raises(Invalid, match="Example: 27AAPFU0939F1ZV"):
        gstin(number)


def test_a_pan_is_read() -> None:
    assert pan(" aapfu0939f ") == "AAPFU0939F"


@pytest.mark.parametrize(
    "number", ["", "AAPFU0939", "AAPXU0939F", "AAPFU0000F", "AAPFU0939FF", "27AAPFU0939F1ZV"]
)
def test_a_pan_of_another_form_is_refused_with_an_example(number: str) -> None:
    with pytest.raises(Invalid, match="Example: AAPFU0939F"):
        pan(number)
