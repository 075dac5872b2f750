from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from domain.reporting.dossier import Dossier, Used
from domain.reporting.edition import Change, Fact
from domain.reporting.saying import changes_between, compared, said_in
from domain.visits.reviewing import Review
from domain.visits.states import VisitKind
from tests.build import an_edition
from tests.documents.closure import (
    INSTALLATION_ANSWERS,
    NOON,
    a_photo,
    a_report,
    a_sign_off,
    an_extra_charge,
    closed,
)

FACTS = some.lists(
    some.builds(
        Fact,
        key=some.sampled_from("abcde"),
        label=some.just("Label"),
        value=some.sampled_from(["", "1", "2"]),
        mark=some.sampled_from(["", "x"]),
    ),
    unique_by=lambda fact: fact.key,
).map(tuple)


def installed(*photos: str, **answers: str) -> Review:
    return a_report(
        VisitKind.INSTALLATION, {**INSTALLATION_ANSWERS, **answers}, tuple(a_photo(one) for one in photos)
    )


def changed(**but: Any) -> tuple[Change, ...]:  # noqa: ANN401  any field of a dossier
    return changes_between(said_in(closed(installation=installed("a"))), said_in(closed(**but)))


def test_the_same_facts_have_no_changes() -> None:
    assert changed(installation=installed("a")) == ()


def test_a_reading_is_told_before_and_after_with_its_unit() -> None:
    one = Change(label="Earth resistance", part="I-1042-1", before="3.4 Ω", after="2.9 Ω")
    assert changed(installation=installed("a", earth_ohm="2.9")) == (one,)


def test_another_photo_in_the_place_of_one_is_a_change() -> None:
    assert changed(installation=installed("b")) == (
        Change(label="Photos", part="I-1042-1", before="1", after="1"),
    )


def test_what_has_gone_stands_at_the_end() -> None:
    bare = closed(installation=installed("a"), sign_off=None, call=None)
    gone = changes_between(said_in(closed(installation=installed("a"))), said_in(bare))
    assert [(one.label, bool(one.before), one.after) for one in gone] == [
        ("Signed", True, ""),
        ("Customer's rating", True, ""),
        ("Confirmation call", True, ""),
    ]


def test_a_report_that_came_is_one_change() -> None:
    first = installed("a")
    rework = replace(first, visit=replace(first.visit, id="I-1042-2"))
    both = closed(installation=first)
    both = replace(both, reviews=(*both.reviews, rework))
    (one,) = changes_between(said_in(closed(installation=first)), said_in(both))
    assert (one.label, one.part, one.before) == ("Report", "I-1042-2", "")


def test_a_quote_that_was_accepted_since_is_told() -> None:
    (change,) = changed(installation=installed("a"), extra=an_extra_charge())
    assert (change.label, change.before) == ("Extra charge that the customer accepted", "")
    assert change.after.startswith("₹2,065.00, Q-1042-1, 2026-11-24T06:30")


def test_other_materials_and_another_signature_are_told() -> None:
    told = changed(
        installation=installed("a"),
        materials=(Used(item="charger", quantity=1, serials=("AC74-2026-000124",)),),
        sign_off=a_sign_off(at=NOON, rating=4),
    )
    assert {(one.before, one.after) for one in told} == {
        ("1, AC74-2026-000123", "1, AC74-2026-000124"),
        ("5", "4"),
        ("42", ""),
    }


@given(before=FACTS, after=FACTS)
def test_there_are_changes_exactly_where_the_facts_differ(
    before: tuple[Fact, ...], after: tuple[Fact, ...]
) -> None:
    def shown(facts: tuple[Fact, ...]) -> dict[str, tuple[str, str]]:
        return {fact.key: (fact.value, fact.mark) for fact in facts}

    old, new = shown(before), shown(after)
    nothing = ("", "")
    differ = {
        key
        for key in old.keys() | new.keys()
        if (key in old and key in new and old[key] != new[key])
        or ((key in old) != (key in new) and (old.get(key) or new.get(key) or nothing)[0])
    }
    assert len(changes_between(before, after)) == len(differ)


def again(dossier: Dossier, **but: Any) -> Dossier:  # noqa: ANN401  fields of a pack
    return compared(replace(dossier, pack=replace(dossier.pack, edition=2, reason="no photo", **but)))


def test_a_second_edition_says_why_the_first_came_back_and_what_is_new() -> None:
    first = an_edition(facts=said_in(closed(installation=installed("a", earth_ohm="9"))))
    second = again(closed(installation=installed("a")), editions=(first,))
    assert second.returned == "no photo"
    assert [one.label for one in second.changes] == ["Earth resistance"]


def test_a_first_edition_is_not_compared() -> None:
    dossier = closed()
    assert compared(dossier) is dossier


def test_against_an_edition_that_nobody_kept_only_the_reason_is_told() -> None:
    assert (again(closed()).returned, again(closed()).changes) == ("no photo", ())
