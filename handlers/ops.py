"""Central Ops: one tap, one command."""

from collections.abc import Mapping
from typing import Final

from aiogram import Router

from cards.actions import Action
from cards.answer import Answer
from cards.call import call_card
from cards.home import render_invite, render_invite_control
from cards.privacy import render_erasure
from cards.timeline import render_timeline
from cards.twins import twins_card
from domain.errors import Invalid
from domain.leads.call import CallOutcome
from domain.leads.calling import log_call
from domain.leads.duplicates import keep_both, merge_leads
from domain.leads.intake import invite_customer
from domain.leads.keeping import resume_lead
from domain.leads.lead import Lead
from domain.leads.privacy import decline_erasure, erase_data
from domain.leads.signing import ask_to_sign
from domain.leads.stages import Stage
from domain.materials.supply import request_materials
from domain.money.amount import net
from domain.money.marking import mark_payable
from domain.people.access import revoke_link
from domain.people.customer_pages import invite_to_page
from domain.people.person import Person
from domain.people.roles import Permission
from domain.reactions import Audience
from domain.reporting.closure import submit_pack
from domain.view import view_of
from domain.visits.absence import decide_fee
from domain.visits.review import (
    approve_installation,
    site_is_ready,
)
from domain.visits.scheduling import propose_slots
from domain.words import say
from handlers.acts import Act, Step, done, tap_router


async def on_fee(act: Act) -> Answer:
    visit = await decide_fee(act.uow, act.subject, act.actor, due=act.argument == "yes")
    return done("A visit fee is due.") if visit.fee_due else done("No visit fee.")


async def on_merge(act: Act) -> Answer:
    stays = await merge_leads(act.uow, act.subject, act.argument, act.actor)
    return done("They are one lead now: {lead}.", lead=stays.id)


async def on_keep_both(act: Act) -> Answer:
    await keep_both(act.uow, act.subject, act.argument, act.actor)
    return done("Both go on, each by itself.")


async def on_compare(act: Act) -> Answer:
    lead = await act.uow.get(Lead, act.subject)
    act.actor.must(Permission.DECIDE_DUPLICATE, lead.scope)
    return Answer(messages=(twins_card(await view_of(act.uow, lead.id), Audience.OPS, act.speaker),))


async def on_called(act: Act) -> Answer:
    if act.argument not in set(CallOutcome):
        raise Invalid(say("This button is not known any more."))
    lead = await log_call(act.uow, act.subject, CallOutcome(act.argument), act.actor)
    if lead.question is not None:
        return done("Logged. The OEM is asked for the right number.")
    if lead.stage is Stage.ON_HOLD:
        return done("Logged. That was the last try: the lead is on hold.")
    if lead.call_at is not None:
        return done("Logged. The desk is reminded {moment}.", moment=lead.call_at)
    return done("Logged.")


async def on_call_card(act: Act) -> Answer:
    lead = await act.uow.get(Lead, act.subject)
    act.actor.must(Permission.LOG_CALL, lead.scope)
    lead.expect(Stage.NEW, Stage.CONFIRMATION_CALL)
    return Answer(messages=(call_card(await view_of(act.uow, lead.id), act.speaker),))


async def on_invite(act: Act) -> Answer:
    invite = await invite_customer(act.uow, act.subject, act.actor)
    page = ""
    if act.links.has_pages:
        page = act.links.page(await invite_to_page(act.uow, act.subject, act.actor))
    view = await view_of(act.uow, act.subject)
    return Answer(
        toast=say("Forward the next message to the customer."),
        messages=(
            render_invite(act.links.start(invite.id), view, act.speaker, page=page),
            render_invite_control(act.subject, act.speaker),
        ),
    )


async def on_revoke_link(act: Act) -> Answer:
    if await revoke_link(act.uow, act.subject, act.actor):
        return done("The link opens nothing any more.")
    return done("There is no link to revoke.")


async def on_erase(act: Act) -> Answer:
    """First what goes and what stays; then the answer of whoever has made sure who asks."""
    if act.argument == "yes":
        lead = await erase_data(act.uow, act.subject, act.actor)
        return done("{lead}: the personal data is erased.", lead=lead.id)
    if act.argument == "no":
        await decline_erasure(act.uow, act.subject, act.actor)
        return done("Declined. The customer is told how to go on.")
    act.actor.must(Permission.ERASE_DATA)
    return Answer(messages=(render_erasure(await view_of(act.uow, act.subject), act.speaker),))


async def on_propose(act: Act) -> Answer:
    seen = int(act.argument) if act.argument.isdecimal() else None
    await propose_slots(act.uow, act.subject, act.actor, seen=seen)
    return done("The customer has been asked.")


async def on_site_ready(act: Act) -> Answer:
    await site_is_ready(act.uow, act.subject, act.actor)
    return done("The site is ready.")


async def on_request_materials(act: Act) -> Answer:
    await request_materials(act.uow, act.subject, act.actor)
    return done("Procurement has been asked.")


async def on_approve_installation(act: Act) -> Answer:
    await approve_installation(act.uow, act.subject, act.actor)
    return done("Approved.")


async def on_ask_sign(act: Act) -> Answer:
    """The team too."""
    lead = await ask_to_sign(act.uow, act.subject, act.actor)
    person = await act.uow.find(Person, lead.customer_person) if lead.customer_person else None
    if person is None or person.telegram_id is None:
        return done(
            "The customer has no chat with the bot: he signs on his page, or Ops asks him on the phone."
        )
    return done("The customer has been asked to sign.")


async def on_submit_pack(act: Act) -> Answer:
    await submit_pack(act.uow, act.subject, act.actor)
    return done("OEM Reporting has the closure pack.")


async def on_payable(act: Act) -> Answer:
    payable = await mark_payable(act.uow, act.subject, act.actor)
    return Answer(toast=say("Payable now: {amount}.", amount=str(net(earning.amount for earning in payable))))


async def on_resume(act: Act) -> Answer:
    await resume_lead(act.uow, act.subject, act.actor)
    return done("The lead goes on.")


async def on_timeline(act: Act) -> Answer:
    lead = await act.uow.get(Lead, act.subject)
    act.actor.must(Permission.WAIVE_DOCUMENT, lead.scope)
    told = await act.screens.timeline(lead.id, *lead.merged)
    return Answer(messages=(render_timeline(lead, told, act.speaker),))


STEPS: Final[Mapping[Action, Step]] = {
    Action.MERGE: on_merge,
    Action.KEEP_BOTH: on_keep_both,
    Action.COMPARE: on_compare,
    Action.CALL: on_called,
    Action.CALL_CARD: on_call_card,
    Action.INVITE: on_invite,
    Action.REVOKE_LINK: on_revoke_link,
    Action.ERASE: on_erase,
    Action.PROPOSE: on_propose,
    Action.FEE: on_fee,
    Action.SITE_READY: on_site_ready,
    Action.REQUEST_MATERIALS: on_request_materials,
    Action.APPROVE_INSTALLATION: on_approve_installation,
    Action.ASK_SIGN: on_ask_sign,
    Action.SUBMIT_PACK: on_submit_pack,
    Action.PAYABLE: on_payable,
    Action.RESUME: on_resume,
    Action.TIMELINE: on_timeline,
}


def router() -> Router:
    return tap_router("ops", STEPS)
