"""Commands of the day of a visit: the call, the way, the arrival, and a customer who is not there."""

from datetime import timedelta
from typing import Final

from domain.leads.stages import Stage
from domain.slot import Slot
from domain.visits import absence, arrival, day, travel
from domain.visits.states import VisitState
from domain.visits.underway import Absence, AtTheDoor, CheckIn, Journey, Sighting
from tests.build import NOW, a_picture
from tests.domain.deed import VISIT, Deed, deed, visit_in

HOUR: Final = timedelta(hours=1)
S: Final = Stage.SURVEY_SCHEDULED
V: Final = VisitState
SEEN: Final = Sighting(source="701:5", at=NOW, latitude=18.56, longitude=73.79)
ARRIVED: Final = visit_in(V.ON_SITE, check_in=CheckIn(at=NOW))
AT_DOOR: Final = visit_in(V.ON_SITE, check_in=CheckIn(at=NOW), absence=Absence(since=NOW, photo=a_picture()))
SET_OUT: Final = visit_in(V.ON_THE_WAY, journey=Journey(eta=NOW, told=NOW))
ON_THE_WAY: Final = visit_in(V.ON_THE_WAY, journey=Journey(eta=NOW, told=NOW, seen=SEEN))
ON_THE_DAY: Final[dict[str, Deed]] = {
    "team_offers_another_time": deed(
        day.team_offers_another_time,
        "field ops",
        S,
        lambda u, who: day.team_offers_another_time(u, VISIT, "Friday", who),
        visit_in(V.ACKNOWLEDGED),
    ),
    "set_out": deed(
        travel.set_out,
        "field",
        S,
        lambda u, who: travel.set_out(u, VISIT, who),
        visit_in(V.CONFIRMED, slot=Slot(start=NOW + HOUR, end=NOW + 3 * HOUR)),
    ),
    "team_seen": deed(
        travel.team_seen, "field", S, lambda u, who: travel.team_seen(u, VISIT, SEEN, who), SET_OUT
    ),
    "sharing_ended": deed(
        travel.sharing_ended,
        "field",
        S,
        lambda u, who: travel.sharing_ended(u, VISIT, SEEN.source, who),
        ON_THE_WAY,
    ),
    "check_in": deed(
        arrival.check_in, "field", S, lambda u, who: arrival.check_in(u, VISIT, who), visit_in(V.ON_THE_WAY)
    ),
    "place_check_in": deed(
        arrival.place_check_in,
        "field",
        S,
        lambda u, who: arrival.place_check_in(u, VISIT, SEEN, who),
        ARRIVED,
    ),
    "explain_check_in": deed(
        arrival.explain_check_in,
        "field",
        S,
        lambda u, who: arrival.explain_check_in(u, VISIT, "gate", who),
        ARRIVED,
    ),
    "report_absent": deed(
        absence.report_absent,
        "field",
        S,
        lambda u, who: absence.report_absent(u, VISIT, a_picture(), who),
        ARRIVED,
    ),
    "answer_at_door": deed(
        absence.answer_at_door,
        "customer ops",
        S,
        lambda u, who: absence.answer_at_door(u, VISIT, AtTheDoor.COMING, who),
        AT_DOOR,
    ),
    "customer_appeared": deed(
        absence.customer_appeared,
        "field ops",
        S,
        lambda u, who: absence.customer_appeared(u, VISIT, who),
        AT_DOOR,
    ),
    "record_absence": deed(
        absence.record_absence,
        "field ops",
        S,
        lambda u, who: absence.record_absence(u, VISIT, who),
        visit_in(V.ON_SITE, absence=Absence(since=NOW, photo=a_picture(), says=AtTheDoor.ANOTHER_TIME)),
    ),
    "decide_fee": deed(
        absence.decide_fee,
        "ops",
        S,
        lambda u, who: absence.decide_fee(u, VISIT, who, due=True),
        visit_in(V.CUSTOMER_ABSENT),
    ),
}
