import pytest

from domain.money.name_match import names_agree


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Shree Electricals, Baner", "SHREE ELECTRICALS"),
        ("Sri Electricals", "Shri Electricals"),
        ("M/s Om Traders Pvt. Ltd.", "Om Traders"),
        ("ShreeElectricals", "Shree Electricals"),
        ("Ganesh Electricals", "SHREE GANESH ELECTRICAL & HARDWARE"),
        ("Rahul Patil", "PATIL RAHUL SURESH"),
        ("Raju's Hardware", "Rajus Hardware"),
        ("Electricals", "Electricals"),
        ("श्री इलेक्ट्रिकल्स", "श्री इलेक्ट्रिकल्स"),
    ],
)
def test_the_same_business_is_known_by_both_its_names(one: str, other: str) -> None:
    assert names_agree(one, other)
    assert names_agree(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Shree Electricals", "RAMESH KUMAR"),
        ("Shree Electricals", "Sai Electricals"),
        ("Om Electricals and Hardware Store", "Sai Electricals and Hardware Store"),
        ("Shree Ganesh Electricals", "Shree Electricals"),
        ("Electricals", "Om Electricals"),
        ("Shree Electricals", ""),
        ("", ""),
        ("...", "Om"),
    ],
)
def test_alike_in_what_half_of_all_vendors_are_called_is_not_alike(one: str, other: str) -> None:
    assert not names_agree(one, other)
    assert not names_agree(other, one)
