"""The items that an installation may need."""

import pytest

from domain.errors import Invalid
from domain.materials.catalogue import CATALOGUE, Item, Unit, item_named, title_of
from domain.money.amount import Money

ROW = {"title": "Cable", "unit": "metre", "cost": "240", "reorder_level": 5}


def test_the_items_of_old_requests_are_still_there() -> None:
    assert {"charger", "cable", "rcbo", "earthing_kit"} <= CATALOGUE.keys()


def test_chargers_alone_are_known_by_their_serial_numbers() -> None:
    assert {key for key, item in CATALOGUE.items() if item.serials} == {
        "charger",
        "charger_3",
        "charger_11",
        "charger_22",
    }


def test_what_is_sold_by_the_metre_says_so_in_its_title() -> None:
    metres = {key for key, item in CATALOGUE.items() if item.unit is Unit.METRE}
    assert metres == {key for key, item in CATALOGUE.items() if item.title.endswith("(m)")}


def test_a_row_is_read_with_its_cost() -> None:
    assert Item.read("cable_9", ROW).cost == Money(240_00)


@pytest.mark.parametrize(
    ("key", "but"),
    [
        ("a_very_long_name_x", {}),
        ("Cable", {}),
        ("cable", {"unit": "yard"}),
        ("cable", {"cost": "cheap"}),
        ("cable", {"reorder_level": -1}),
        ("cable", {"serials": True}),
        ("cable", {"colour": "red"}),
    ],
)
def test_a_row_that_cannot_be_is_refused(key: str, but: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Item.read(key, ROW | but)


def test_an_item_is_found_by_its_key_or_refused_with_an_example() -> None:
    assert item_named("rcbo").title == "RCBO 40 A 2P 30 mA"
    with pytest.raises(Invalid, match=r"no item “rope”. Example: cable"):
        item_named("rope")


def test_an_item_that_is_no_longer_there_is_called_by_its_key() -> None:
    assert title_of("fuse_wire") == "fuse_wire"
