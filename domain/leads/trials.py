"""What an OEM does with a sandbox key: make trial leads and walk them through the stages, with nobody else involved."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.announcing import announce, endpoints_of
from domain.contact import line
from domain.errors import Refused
from domain.events import Event, Happening
from domain.leads.intake import NewLead, lead_given
from domain.leads.stages import MOVES, STAGES, Stage, Step
from domain.leads.trial import TrialLead
from domain.owed import next_action
from domain.people.actor import Actor, Scope
from domain.people.person import Oem
from domain.people.roles import Permission
from domain.situation import Situation
from domain.unit_of_work import UnitOfWork
from domain.words import say


class TrialStep(StrEnum):
    """`next` is the way of a lead that meets no trouble."""

    NEXT = "next"
    HOLD = "hold"
    RESUME = "resume"
    CANCEL = "cancel"
    REOPEN = "reopen"


_H = Happening
_ASIDE: Final[Mapping[TrialStep, tuple[Step, Happening]]] = MappingProxyType(
    {
        TrialStep.HOLD: (Step.HOLD, _H.LEAD_HELD),
        TrialStep.RESUME: (Step.RESUME, _H.LEAD_RESUMED),
        TrialStep.CANCEL: (Step.CANCEL, _H.LEAD_CANCELLED),
        TrialStep.REOPEN: (Step.REOPEN, _H.LEAD_REOPENED),
    }
)
ONWARD: Final[Mapping[Stage, tuple[Step, Happening]]] = MappingProxyType(
    {
        Stage.NEW: (Step.CUSTOMER_REACHED, _H.INTRO_CALL_REACHED),
        Stage.DOCUMENTS: (Step.DOCUMENTS_COMPLETED, _H.DOCUMENTS_COMPLETED),
        Stage.SURVEY_SCHEDULING: (Step.SURVEY_ASSIGNED, _H.VISIT_BOOKED),
        Stage.SURVEY_SCHEDULED: (Step.SURVEY_REPORTED, _H.REPORT_SUBMITTED),
        Stage.SURVEY_REVIEW: (Step.SITE_READY, _H.SITE_READY),
        Stage.SITE_WORK: (Step.SITE_WORK_ACCEPTED, _H.SITE_WORK_ACCEPTED),
        Stage.MATERIALS: (Step.MATERIALS_READY, _H.MATERIALS_READY),
        Stage.INSTALLATION_SCHEDULING: (Step.INSTALLATION_ASSIGNED, _H.VISIT_BOOKED),
        Stage.INSTALLATION_SCHEDULED: (Step.INSTALLATION_REPORTED, _H.REPORT_SUBMITTED),
        Stage.INSTALLATION_REVIEW: (Step.INSTALLATION_APPROVED, _H.INSTALLATION_APPROVED),
        Stage.CONFIRMATION_CALL: (Step.CUSTOMER_SATISFIED, _H.CUSTOMER_SATISFIED),
        Stage.CLOSURE: (Step.PACK_ACCEPTED, _H.LEAD_CLOSED),
    }
)


async def receive_trial_lead(uow: UnitOfWork, new: NewLead, actor: Actor) -> tuple[TrialLead, bool]:
    """As `receive_lead`: the same reference answers with the same trial lead."""
    by = actor.must(Permission.TRY_OUT, Scope(oem=new.oem))
    oem = await uow.get(Oem, new.oem)
    known = await uow.all(TrialLead, oem=oem.id, oem_reference=line(new.reference, longest=64))
    if known:
        return known[0], False
    lead = lead_given(new, f"T-{await uow.ledger.next_number('trial')}", uow.now)
    received = lead.tells(Happening.LEAD_RECEIVED, by, uow.now, channel=new.channel)
    trial = TrialLead(id=lead.id, as_lead=lead, told=(received,))
    await uow.add(trial)
    await _announce(uow, trial, received)
    return trial, True


async def walk_trial_lead(uow: UnitOfWork, trial_id: str, step: TrialStep, actor: Actor) -> TrialLead:
    """`Refused` where the table of stages has no such step from here."""
    trial = await uow.get(TrialLead, trial_id)
    lead = trial.as_lead
    by = actor.must(Permission.TRY_OUT, lead.scope)
    found = ONWARD.get(lead.stage) if step is TrialStep.NEXT else _ASIDE[step]
    if found is None or found[0] not in MOVES[lead.stage]:
        raise Refused(
            say(
                "{lead} is at “{stage}”, from where the step “{step}” does not lead on.",
                lead=lead.id,
                stage=say(STAGES[lead.stage].title),
                step=step.value,
            )
        )
    moved, event = lead.moved(*found, by, uow.now)
    walked = await uow.save(replace(trial, as_lead=moved, told=(*trial.told, event)))
    await _announce(uow, walked, event)
    return walked


async def _announce(uow: UnitOfWork, trial: TrialLead, event: Event) -> None:
    """To the endpoints that a sandbox key has registered, and to no other."""
    lead = trial.as_lead
    endpoints = await endpoints_of(uow, lead.oem, sandbox=True)
    await announce(uow, endpoints, [event], lead, next_action(Situation(lead=lead)))
