"""Map links are read without the internet, and a place in another part of the country is doubted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.leads.lead import Location
from domain.places import ZONES, doubt_of, km_between, other_pin_in, point_in

PUNE = (18.559, 73.7868)


@pytest.mark.parametrize(
    "text",
    [
        "https://maps.google.com/?q=18.5590,73.7868",
        "https://www.google.com/maps/search/?api=1&query=18.559%2C73.7868",
        "https://www.google.com/maps/place/Home/@18.5,73.7,17z/data=!3m1!4b1!3d18.559!4d73.7868",
        "https://www.google.com/maps/@18.559,73.7868,17z",
        "https://www.google.com/maps/search/18.559,+73.7868",
        "see here: https://maps.apple.com/?ll=18.559,73.7868&q=Home",
        "https://maps.apple.com/place?coordinate=18.559,73.7868",
        "https://www.openstreetmap.org/?mlat=18.559&mlon=73.7868#map=17/18.5/73.7",
        "https://www.openstreetmap.org/#map=17/18.559/73.7868",
        "geo:18.559,73.7868?z=17",
        "18.559, 73.7868",
        " 18.559 73.7868 ",
    ],
)
def test_a_link_or_pair_names_its_place(text: str) -> None:
    assert point_in(text) == PUNE


@pytest.mark.parametrize("text", ["Flat 4, Rose Park, Baner, Pune 411045", "12, 4 Hill Road", ""])
def test_words_are_no_place(text: str) -> None:
    assert point_in(text) is None


@pytest.mark.parametrize(
    "link", ["https://maps.app.goo.gl/AbC", "https://goo.gl/maps/x", "https://osm.org/go/0EEQjE--"]
)
def test_a_short_link_says_what_works(link: str) -> None:
    with pytest.raises(Invalid, match="does not name the place"):
        point_in(link)


@pytest.mark.parametrize(
    "link",
    ["https://example.org/", "https://maps.google.com/?q=Rose+Park+Pune", "geo:999,999", "https://[bad"],
)
def test_a_link_without_a_place_is_refused_with_an_example(link: str) -> None:
    with pytest.raises(Invalid):
        point_in(link)


@pytest.mark.parametrize(
    ("point", "pin"),
    [
        (PUNE, "411045"),
        ((28.61, 77.23), "110001"),
        ((13.08, 80.27), "600001"),
        ((25.6, 85.1), "900001"),
        (PUNE, ""),
    ],
)
def test_a_place_in_its_zone_is_not_doubted(point: tuple[float, float], pin: str) -> None:
    assert doubt_of(point, pin) is None


def test_a_place_far_away_or_abroad_is_doubted_with_the_reason() -> None:
    assert "more than 1600 km" in str(doubt_of((28.61, 77.23), "600001"))
    assert str(doubt_of((51.5, -0.1), "411045")) == "This place is outside India."
    assert doubt_of((0.0, 0.0), "411045") is not None


def test_each_zone_but_the_army_post_has_a_box_within_india() -> None:
    assert set(ZONES) == set("12345678")
    assert all(south < north and west < east for south, north, west, east in ZONES.values())


def test_a_pin_code_of_another_part_of_the_country_is_found_in_an_address() -> None:
    assert other_pin_in("Flat 4, Sector 9, Noida 201 305", "411045") == "201 305"
    assert other_pin_in("Rose Park, Mumbai 400001", "411045") is None
    assert other_pin_in("call 98765 43210, Pune", "411045") is None


POINTS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
MUMBAI = (18.922, 72.8347)
BANER, SHIVAJINAGAR = (18.559, 73.7868), (18.5308, 73.8475)


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        (PUNE, PUNE, 0),
        (BANER, SHIVAJINAGAR, 7.1),
        (PUNE, MUMBAI, 108.1),
        ((0.0, 0.0), (0.0, 180.0), 20015.1),
        ((18.559, 73.7868), (18.5617, 73.7868), 0.3),
    ],
)
def test_kilometres_are_over_the_earths_surface(
    one: tuple[float, float], other: tuple[float, float], km: float
) -> None:
    assert km_between(one, other) == pytest.approx(km, abs=0.06)


@given(POINTS, POINTS, POINTS)
def test_kilometres_are_a_distance(
    one: tuple[float, float], other: tuple[float, float], third: tuple[float, float]
) -> None:
    assert km_between(one, other) == pytest.approx(km_between(other, one))
    assert km_between(one, other) <= km_between(one, third) + km_between(third, other) + 1e-6


def test_a_location_is_where_the_customer_says_else_where_the_address_was_found() -> None:
    assert Location(latitude=18.5, longitude=73.8, found=PUNE).point == (18.5, 73.8)
    assert Location(address="Baner", found=PUNE).point == PUNE
    assert Location(address="Baner").point is None
