"""A town of leads with a whole life each, the same every time, for papers and for measuring."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from domain.events import Happening
from domain.leads.lead import Source
from domain.leads.sign_off import ExtraMetres
from domain.leads.stages import Stage
from domain.reporting.course import Course, Happened, Planned
from tests.build import a_customer, a_lead

FIRST: Final = datetime.fromisoformat("2026-10-05T09:00:00+05:30")
_CITIES: Final = (
    ("Pune", "Maharashtra", "411045"),
    ("Nashik", "Maharashtra", "422001"),
    ("Bengaluru", "Karnataka", "560001"),
    ("Delhi", "Delhi", "110001"),
    ("Chennai", "Tamil Nadu", "600001"),
)
_DEALERS: Final = ("Hill Cars", "Metro Motors", "Coast Wheels", "Lake Autos")
_WAY: Final = (
    (Stage.DOCUMENTS, 10, Happening.INTRO_CALL_REACHED, "L"),
    (Stage.SURVEY_SCHEDULING, 40, Happening.DOCUMENTS_COMPLETED, "L"),
    (Stage.SURVEY_SCHEDULED, 8, None, ""),
    (Stage.SURVEY_REVIEW, 36, Happening.REPORT_SUBMITTED, "S"),
    (Stage.MATERIALS, 12, Happening.SITE_READY, "S"),
    (Stage.INSTALLATION_SCHEDULING, 24, None, ""),
    (Stage.INSTALLATION_SCHEDULED, 20, None, ""),
    (Stage.INSTALLATION_REVIEW, 70, Happening.REPORT_SUBMITTED, "I"),
    (Stage.CONFIRMATION_CALL, 12, Happening.CUSTOMER_RATED, "L"),
    (Stage.CLOSURE, 40, Happening.CUSTOMER_SATISFIED, "L"),
    (Stage.CLOSED, 30, Happening.PACK_SENT, "C"),
)
_REASONS: Final = (
    "society refused NOC",
    "extra cable cost refused",
    "vehicle booking cancelled",
    "wants refund",
)


def town(count: int, *, seed: int = 8) -> Iterator[Course]:
    chance = random.Random(seed)  # noqa: S311  the same town every time
    for number in range(1000, 1000 + count):
        yield _course(number, chance)


def _course(number: int, chance: random.Random) -> Course:
    at = FIRST + timedelta(minutes=chance.randrange(60 * 24 * 56))
    city, state, pin = chance.choice(_CITIES)
    lead = a_lead(
        id=f"L-{number}",
        oem_reference=f"VM-2026-{number}",
        customer=a_customer(city=city, state=state, pin_code=pin),
        source=Source(channel="api", dealer=chance.choice(_DEALERS)),
        vin=f"MAT45{number:012d}",
        extra_metres=ExtraMetres(visit=f"I-{number}-2", used=15 + chance.randrange(12), included=15),
        created_at=at,
        stage_since=at,
    )
    moves: list[tuple[datetime, Stage]] = []
    happened: list[Happened] = []
    stops = chance.randrange(len(_WAY) * 2)
    for stage, hours, kind, letter in _WAY[: stops + 1]:
        at += timedelta(hours=chance.expovariate(1 / hours))
        if stage is Stage.MATERIALS and chance.random() < 0.2:
            at = _not_ready(number, at, moves, happened, chance)
        moves.append((at, stage))
        if kind is not None:
            subject = f"{letter}-{number}" + ("-1" if letter in "SI" else "")
            facts = {"rating": f"{chance.randint(3, 5)}", "score": f"{1 + number % 5}"}
            happened.append(Happened(kind, at, subject, facts))
    if stops < len(_WAY) and chance.random() < 0.25:
        at += timedelta(hours=20)
        moves.append((at, Stage.CANCELLED))
        happened.append(Happened(Happening.LEAD_CANCELLED, at, lead.id, {"reason": chance.choice(_REASONS)}))
    planned = Planned(f"I-{number}-1", at, f"AC74-2026-{number:06d}")
    return Course(lead=lead, stages=tuple(moves), happened=tuple(happened), visits=(planned,))


def _not_ready(
    number: int,
    at: datetime,
    moves: list[tuple[datetime, Stage]],
    happened: list[Happened],
    chance: random.Random,
) -> datetime:
    blocker = chance.choice(("load_upgrade", "earthing", "noc", "parking"))
    moves.append((at, Stage.SITE_WORK))
    happened.append(Happened(Happening.SITE_NOT_READY, at, f"S-{number}-1", {"blockers": blocker}))
    at += timedelta(hours=chance.expovariate(1 / 150))
    happened.append(Happened(Happening.SITE_WORK_ACCEPTED, at, f"L-{number}", {}))
    return at
