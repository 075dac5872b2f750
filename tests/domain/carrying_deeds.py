"""Commands about the materials of an installation."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from domain.leads.stages import Stage
from domain.materials import allocating, giving_up, handing_out, issuing, passing_on, returning
from domain.materials.custody import Cause, Custody, Difference, Outcome
from domain.materials.request import Line, LineState, MaterialRequest
from domain.people.actor import Actor
from domain.people.roles import Role
from domain.unit_of_work import UnitOfWork
from domain.visits.states import VisitKind, VisitState
from tests.build import NOW, OPS, a_picture, a_report, a_request, a_visit
from tests.domain.deed import Deed, deed

S: Final = Stage
M: Final = "M-1042"
RESERVED: Final = Line(item="charger", quantity=1, state=LineState.ALLOCATED, store="pune")
FETCHED: Final = Line(item="cable", quantity=18, state=LineState.RECEIVED)
ISSUED: Final = replace(FETCHED, state=LineState.ISSUED)
SENT: Final = replace(RESERVED, bring_to="mumbai", arrives=NOW + timedelta(days=2))
WITH_CREW: Final = Custody(team="sunrise", since=NOW, by=OPS)
LACKING: Final = Difference(line=1, item="cable", quantity=2, cause=Cause.NOT_RECEIVED, by=OPS, at=NOW)
BOOKED: Final = a_visit(id="I-1042-1", kind=VisitKind.INSTALLATION)
REPORTED: Final = replace(BOOKED, state=VisitState.REPORTED, report=a_report())


def carried(**but: Any) -> MaterialRequest:  # noqa: ANN401  fields of MaterialRequest
    return a_request(lines=(ISSUED,), custody=WITH_CREW, **but)


async def _came(uow: UnitOfWork, who: Actor) -> None:
    if Role.PROCUREMENT in who.roles:
        await uow.stock.reserve("pune", "charger", 1, lead="L-1042", at=NOW)
    await allocating.transfer_has_come(uow, M, who)


OF_CARRYING: Final[dict[str, Deed]] = {
    "allocate_materials": deed(
        allocating.allocate_materials,
        "procurement",
        S.MATERIALS,
        lambda u, who: allocating.allocate_materials(u, M, who),
        a_request(),
    ),
    "allocate_line": deed(
        allocating.allocate_line,
        "procurement",
        S.MATERIALS,
        lambda u, who: allocating.allocate_line(u, M, 1, "charger", "pune", who),
        a_request(),
    ),
    "transfer_has_come": deed(
        allocating.transfer_has_come,
        "procurement",
        S.INSTALLATION_SCHEDULING,
        _came,
        a_request(lines=(SENT,)),
    ),
    "hand_out_charger": deed(
        handing_out.hand_out_charger,
        "procurement",
        S.INSTALLATION_SCHEDULING,
        lambda u, who: handing_out.hand_out_charger(u, M, "AC74-1", who),
        a_request(lines=(RESERVED,)),
    ),
    "hand_out_by_photo": deed(
        handing_out.hand_out_by_photo,
        "procurement",
        S.INSTALLATION_SCHEDULING,
        lambda u, who: handing_out.hand_out_by_photo(u, M, a_picture(), who),
        a_request(lines=(RESERVED,)),
    ),
    "hand_out_materials": deed(
        issuing.hand_out_materials,
        "procurement",
        S.INSTALLATION_SCHEDULED,
        lambda u, who: issuing.hand_out_materials(u, M, who),
        a_request(lines=(FETCHED,)),
        BOOKED,
    ),
    "confirm_receipt": deed(
        issuing.confirm_receipt,
        "field",
        S.INSTALLATION_SCHEDULED,
        lambda u, who: issuing.confirm_receipt(u, M, who),
        carried(),
        BOOKED,
    ),
    "report_missing": deed(
        issuing.report_missing,
        "field",
        S.INSTALLATION_SCHEDULED,
        lambda u, who: issuing.report_missing(u, M, 1, 2, who),
        carried(),
        BOOKED,
    ),
    "hand_over_materials": deed(
        passing_on.hand_over_materials,
        "field procurement",
        S.INSTALLATION_SCHEDULED,
        lambda u, who: passing_on.hand_over_materials(u, M, who),
        a_request(lines=(ISSUED,), custody=replace(WITH_CREW, to="dawn", asked_at=NOW)),
        replace(BOOKED, team="dawn"),
    ),
    "bring_back": deed(
        passing_on.bring_back,
        "field procurement",
        S.CANCELLED,
        lambda u, who: passing_on.bring_back(u, M, who),
        carried(released=True, released_at=NOW),
    ),
    "take_back": deed(
        passing_on.take_back,
        "procurement",
        S.CANCELLED,
        lambda u, who: passing_on.take_back(u, M, who),
        carried(released=True, released_at=NOW),
    ),
    "store_bought": deed(
        giving_up.store_bought,
        "procurement",
        S.CANCELLED,
        lambda u, who: giving_up.store_bought(u, M, who),
        a_request(
            released=True, released_at=NOW, lines=(Line(item="rcbo", quantity=1, state=LineState.RECEIVED),)
        ),
    ),
    "account_for": deed(
        returning.account_for,
        "field procurement",
        S.INSTALLATION_REVIEW,
        lambda u, who: returning.account_for(u, M, {1: 2}, who),
        carried(),
        REPORTED,
    ),
    "take_leftovers": deed(
        returning.take_leftovers,
        "procurement",
        S.INSTALLATION_REVIEW,
        lambda u, who: returning.take_leftovers(u, M, {1: 1}, who),
        carried(accounted_at=NOW),
        REPORTED,
    ),
    "settle_difference": deed(
        returning.settle_difference,
        "procurement",
        S.INSTALLATION_SCHEDULED,
        lambda u, who: returning.settle_difference(u, M, 1, Outcome.GIVEN_LATER, "on Friday", who),
        carried(differences=(LACKING,)),
        BOOKED,
    ),
}
