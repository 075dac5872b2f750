"""The life of a lead as data (`product.md` section 4): its stages, and every transition there is.

`docs/states.md` is made from these tables; a test walks all pairs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.people.roles import Role
from domain.words import N_


class Stage(StrEnum):
    NEW = "new"
    DOCUMENTS = "documents"
    SURVEY_SCHEDULING = "survey_scheduling"
    SURVEY_SCHEDULED = "survey_scheduled"
    SURVEY_REVIEW = "survey_review"
    SITE_WORK = "site_work"
    MATERIALS = "materials"
    INSTALLATION_SCHEDULING = "installation_scheduling"
    INSTALLATION_SCHEDULED = "installation_scheduled"
    INSTALLATION_REVIEW = "installation_review"
    CONFIRMATION_CALL = "confirmation_call"
    CLOSURE = "closure"
    CLOSED = "closed"
    ON_HOLD = "on_hold"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What moves a lead from one stage to another."""

    CUSTOMER_REACHED = "customer_reached"
    DOCUMENTS_COMPLETED = "documents_completed"
    SURVEY_ASSIGNED = "survey_assigned"
    SURVEY_DROPPED = "survey_dropped"
    SURVEY_REPORTED = "survey_reported"
    SURVEY_RETURNED = "survey_returned"
    SITE_READY = "site_ready"
    SITE_NOT_READY = "site_not_ready"
    SITE_WORK_ACCEPTED = "site_work_accepted"
    REVISIT_ORDERED = "revisit_ordered"
    MATERIALS_READY = "materials_ready"
    INSTALLATION_ASSIGNED = "installation_assigned"
    INSTALLATION_DROPPED = "installation_dropped"
    INSTALLATION_REPORTED = "installation_reported"
    INSTALLATION_RETURNED = "installation_returned"
    INSTALLATION_APPROVED = "installation_approved"
    CUSTOMER_SATISFIED = "customer_satisfied"
    SILENCE_ACCEPTED = "silence_accepted"
    REWORK_OPENED = "rework_opened"
    PACK_ACCEPTED = "pack_accepted"
    HOLD = "hold"
    RESUME = "resume"
    CANCEL = "cancel"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRule:
    """A row of the table: `phase` 1-8, who is waited for, what ends it, its clock and what follows when it runs out."""

    phase: int | None
    title: str
    waits_for: Role | None
    ends_when: str
    clock: str
    runs_out: str


def _rule(  # noqa: PLR0913, PLR0917  the columns of the table
    phase: int | None, title: str, waits_for: Role | None, ends_when: str, clock: str, runs_out: str
) -> StageRule:
    return StageRule(
        phase=phase, title=title, waits_for=waits_for, ends_when=ends_when, clock=clock, runs_out=runs_out
    )


STAGES: Final[Mapping[Stage, StageRule]] = MappingProxyType(
    {
        Stage.NEW: _rule(
            1,
            N_("New"),
            Role.OPS,
            "the introductory call reached the customer",
            "4 working hours",
            "Ops again, then the Ops lead; three tries on two days, then on hold",
        ),
        Stage.DOCUMENTS: _rule(
            1,
            N_("Waiting for documents"),
            Role.CUSTOMER,
            "bill, location and electrician are in, or waived with a reason",
            "nudges after 24 h and 72 h",
            "Ops at day 5; on hold at day 30",
        ),
        Stage.SURVEY_SCHEDULING: _rule(
            2,
            N_("Survey to be scheduled"),
            Role.OPS,
            "slot confirmed by the customer, team assigned",
            "24 h",
            "Ops, then the Ops lead",
        ),
        Stage.SURVEY_SCHEDULED: _rule(
            3,
            N_("Survey scheduled"),
            Role.FIELD,
            "survey report submitted",
            "the visit's own",
            "the visit's own",
        ),
        Stage.SURVEY_REVIEW: _rule(
            4,
            N_("Survey in review"),
            Role.OPS,
            "approved as ready or not ready, or returned",
            "24 h",
            "the Ops lead",
        ),
        Stage.SITE_WORK: _rule(
            4,
            N_("Work needed at the site"),
            Role.CUSTOMER,
            "every blocker cleared and accepted by Ops",
            "nudges after 7 and 15 days",
            "on hold at day 30, the OEM is told",
        ),
        Stage.MATERIALS: _rule(
            5, N_("Materials"), Role.PROCUREMENT, "every line allocated or received", "24 h to answer", "Ops"
        ),
        Stage.INSTALLATION_SCHEDULING: _rule(
            5,
            N_("Installation to be scheduled"),
            Role.OPS,
            "slot confirmed, team assigned, pre-installation confirmation sent",
            "24 h",
            "the Ops lead",
        ),
        Stage.INSTALLATION_SCHEDULED: _rule(
            6,
            N_("Installation scheduled"),
            Role.FIELD,
            "installation report submitted",
            "the visit's own",
            "the visit's own",
        ),
        Stage.INSTALLATION_REVIEW: _rule(
            6, N_("Installation in review"), Role.OPS, "approved or returned", "24 h", "the Ops lead"
        ),
        Stage.CONFIRMATION_CALL: _rule(
            7,
            N_("Confirmation call"),
            Role.OPS,
            "the customer is satisfied, his silence counts as that, or a rework visit is opened",
            "72 h",
            "the Ops lead",
        ),
        Stage.CLOSURE: _rule(
            7,
            N_("Closure"),
            Role.OPS,
            "pack submitted, compiled, accepted",
            "48 h",
            "OEM Reporting and the Ops lead",
        ),
        Stage.CLOSED: _rule(
            7, N_("Closed"), None, "listed in the OEM's next period report", "none", "nothing"
        ),
        Stage.ON_HOLD: _rule(None, N_("On hold"), Role.OPS, "resumed or cancelled", "review date", "Ops"),
        Stage.CANCELLED: _rule(None, N_("Cancelled"), None, "reopened with a reason", "none", "nothing"),
    }
)

_ASIDE: Final = {Step.HOLD: Stage.ON_HOLD, Step.CANCEL: Stage.CANCELLED}

MOVES: Final[Mapping[Stage, Mapping[Step, Stage | None]]] = MappingProxyType(
    {
        Stage.NEW: {Step.CUSTOMER_REACHED: Stage.DOCUMENTS, **_ASIDE},
        Stage.DOCUMENTS: {Step.DOCUMENTS_COMPLETED: Stage.SURVEY_SCHEDULING, **_ASIDE},
        Stage.SURVEY_SCHEDULING: {Step.SURVEY_ASSIGNED: Stage.SURVEY_SCHEDULED, **_ASIDE},
        Stage.SURVEY_SCHEDULED: {
            Step.SURVEY_REPORTED: Stage.SURVEY_REVIEW,
            Step.SURVEY_DROPPED: Stage.SURVEY_SCHEDULING,
            **_ASIDE,
        },
        Stage.SURVEY_REVIEW: {
            Step.SITE_READY: Stage.MATERIALS,
            Step.SITE_NOT_READY: Stage.SITE_WORK,
            Step.SURVEY_RETURNED: Stage.SURVEY_SCHEDULED,
            **_ASIDE,
        },
        Stage.SITE_WORK: {
            Step.SITE_WORK_ACCEPTED: Stage.MATERIALS,
            Step.REVISIT_ORDERED: Stage.SURVEY_SCHEDULING,
            **_ASIDE,
        },
        Stage.MATERIALS: {Step.MATERIALS_READY: Stage.INSTALLATION_SCHEDULING, **_ASIDE},
        Stage.INSTALLATION_SCHEDULING: {Step.INSTALLATION_ASSIGNED: Stage.INSTALLATION_SCHEDULED, **_ASIDE},
        Stage.INSTALLATION_SCHEDULED: {
            Step.INSTALLATION_REPORTED: Stage.INSTALLATION_REVIEW,
            Step.INSTALLATION_DROPPED: Stage.INSTALLATION_SCHEDULING,
            **_ASIDE,
        },
        Stage.INSTALLATION_REVIEW: {
            Step.INSTALLATION_APPROVED: Stage.CONFIRMATION_CALL,
            Step.INSTALLATION_RETURNED: Stage.INSTALLATION_SCHEDULED,
            **_ASIDE,
        },
        Stage.CONFIRMATION_CALL: {
            Step.CUSTOMER_SATISFIED: Stage.CLOSURE,
            Step.SILENCE_ACCEPTED: Stage.CLOSURE,
            Step.REWORK_OPENED: Stage.INSTALLATION_SCHEDULING,
            **_ASIDE,
        },
        Stage.CLOSURE: {
            Step.PACK_ACCEPTED: Stage.CLOSED,
            Step.REWORK_OPENED: Stage.INSTALLATION_SCHEDULING,
            **_ASIDE,
        },
        Stage.CLOSED: {},
        Stage.ON_HOLD: {Step.RESUME: None, Step.CANCEL: Stage.CANCELLED},
        Stage.CANCELLED: {Step.REOPEN: None},
    }
)
"""Stage → step → next stage; None: back to the stage the lead was in before."""

OPEN: Final[frozenset[Stage]] = frozenset(Stage) - {Stage.CLOSED, Stage.CANCELLED}
