"""What was built, as it is read from a report and from one that is still being filled."""

from dataclasses import replace

import pytest

from cards.signing import signing_card
from cards.text import Speaker
from domain.leads.sign_off import Signing
from domain.leads.stages import Stage
from domain.reactions import Audience
from domain.view import view_of
from domain.visits.form import Given
from domain.visits.installed import Installed, installed_by
from domain.visits.states import VisitKind, VisitState
from tests.build import NOW, a_form, a_report, a_team, a_visit, an_oem, at_stage
from tests.fakes import House

REPORTED = a_report(
    answers={"charger_serial": "AC74-1", "cable_metres_used": "17.5", "demo_points": "start,rain"}
)
SO_FAR = a_form(
    id="F-I-1042-1",
    visit="I-1042-1",
    checklist="installation@1",
    given={
        key: Given(answer=answer, by="Ravi", person=None, at=NOW)
        for key, answer in (("charger_serial", "AC74-2"), ("demo_points", "start"))
    },
    shots={},
)


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        ({"demo_done": "yes"}, True),
        ({"demo_done": "no"}, False),
        ({"demo_points": "start"}, True),
        ({}, False),
    ],
)
def test_the_customer_was_shown_how_to_use_it(answers: dict[str, str], shown: bool) -> None:  # noqa: FBT001  a column
    made = a_visit(kind=VisitKind.INSTALLATION, report=replace(REPORTED, answers=answers))
    assert installed_by(made).shown is shown


def test_what_is_filled_in_now_counts_before_what_was_reported() -> None:
    made = a_visit(kind=VisitKind.INSTALLATION, report=REPORTED, state=VisitState.ON_SITE)
    assert installed_by(made) == Installed(serial="AC74-1", metres=17.5, shown=True)
    assert installed_by(made, SO_FAR) == Installed(serial="AC74-2")


def test_what_was_reported_counts_once_it_is_submitted() -> None:
    made = a_visit(kind=VisitKind.INSTALLATION, report=REPORTED, state=VisitState.REPORTED)
    assert installed_by(made, SO_FAR) == Installed(serial="AC74-1", metres=17.5, shown=True)


async def test_who_signs_at_the_site_reads_what_the_team_has_filled_in_so_far() -> None:
    house = House()
    made = a_visit(id="I-1042-1", kind=VisitKind.INSTALLATION, state=VisitState.ON_SITE)
    lead = at_stage(Stage.INSTALLATION_SCHEDULED, visits_made=2, signing=Signing(visit="I-1042-1"))
    for thing in (an_oem(), a_team(), lead, made, SO_FAR):
        await house.uow(NOW).add(thing)
    view = await view_of(house.uow(NOW), "I-1042-1")
    assert "AC74-2" in signing_card(view, Audience.CUSTOMER, Speaker()).text
