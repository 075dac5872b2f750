"""The application to the electricity company for a higher load or another connection, as its receipt says it."""

from datetime import date
from typing import Final

from cards.actions import Action
from cards.titles import BLOCKERS
from conversations.dates import Day
from conversations.dialogue import Dialogue, Filled, Known, Question
from conversations.readers import Amount, Choice, Option, Typed
from conversations.site import kind_of
from domain.contact import application_number
from domain.leads import told
from domain.leads.blocker import Application, Area, Blocker
from domain.leads.blockers import named
from domain.leads.lead import Lead
from domain.leads.site_work import apply_for_load, expect_untold
from domain.leads.stages import Stage
from domain.money.amount import Money
from domain.overriding import policy_of
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import N_, Words, say

YES: Final = "yes"
MAINS: Final = (
    Option("no", N_("No, or I do not know")),
    Option(YES, N_("Yes, new mains or a substation")),
)


async def _may_apply(uow: UnitOfWork, subject: str, actor: Actor) -> None:
    lead_id, kind = kind_of(subject)
    lead = await uow.get(Lead, lead_id)
    actor.must(Permission.REPORT_SITE_WORK, lead.scope)
    if not lead.waits_for_site:
        lead.expect(Stage.SITE_WORK)
    expect_untold(lead, kind)


async def _asked(uow: UnitOfWork, subject: str) -> tuple[Question, ...]:
    lead_id, kind = kind_of(subject)
    calendar = (await policy_of(uow, (await uow.get(Lead, lead_id)).oem)).calendar
    today = calendar.local(uow.now).date()
    return (
        Question(
            key="number",
            label=N_("Application number"),
            ask=say("{what}: what is the number of your application?", what=say(BLOCKERS[kind])),
            reader=Typed(
                check=application_number,
                asks=N_("Please type the number on the receipt. Example: LE/2411/00871."),
            ),
            example="LE/2411/00871",
        ),
        Question(
            key="applied",
            label=N_("Applied on"),
            ask=N_("On which day was it applied for?"),
            reader=Day(today=today, last=today),
        ),
        Question(
            key="area",
            label=N_("Place"),
            ask=N_("What kind of place is it? The law gives the electricity company its time by that."),
            reader=Choice(options=tuple(Option(area.value, title) for area, title in told.AREAS.items())),
        ),
        Question(
            key="mains",
            label=N_("New mains or substation"),
            ask=N_("Has the electricity company said that it must lay new mains or build a substation?"),
            reader=Choice(options=MAINS),
        ),
        *_payment(today),
    )


def _payment(today: date) -> tuple[Question, ...]:
    return (
        Question(
            key="demand",
            label=N_("Demand note"),
            ask=N_("If the demand note has come: what is its amount?"),
            reader=Amount(),
            example="2,450.00",
            optional=True,
        ),
        Question(
            key="paid",
            label=N_("Paid on"),
            ask=N_("If you have paid it: on which day?"),
            reader=Day(today=today, last=today),
            optional=True,
            when=lambda answers: bool(answers.get("demand")),
        ),
    )


async def _known(uow: UnitOfWork, subject: str) -> Known:
    lead_id, kind = kind_of(subject)
    return _before(named(await uow.get(Lead, lead_id), kind))


def _before(blocker: Blocker) -> Known:
    found = blocker.application
    if found is None:
        return Known()
    answers = {
        "number": found.number,
        "applied": found.applied_on.isoformat(),
        "area": found.area.value,
        "mains": YES if found.mains else "no",
    }
    if found.demand is not None:
        answers["demand"] = str(found.demand.paise)
    if found.paid_on is not None:
        answers["paid"] = found.paid_on.isoformat()
    return Known(answers=answers)


def application_of(answers: dict[str, str]) -> Application:
    demand, paid = answers.get("demand"), answers.get("paid")
    return Application(
        number=answers["number"],
        applied_on=date.fromisoformat(answers["applied"]),
        area=Area(answers["area"]),
        mains=answers["mains"] == YES,
        demand=Money(int(demand)) if demand else None,
        paid_on=date.fromisoformat(paid) if paid else None,
    )


async def _apply(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    lead_id, kind = kind_of(filled.subject)
    lead = await apply_for_load(uow, lead_id, kind, application_of(dict(filled.answers)), actor)
    day = named(lead, kind).expected_on or ""
    return say("Noted. By the rule it should be done by {day}. We ask you about it.", day=day)


APPLIED: Final = Dialogue(
    name=Action.APPLIED.value,
    title=N_("Application to the electricity company"),
    action=Action.APPLIED,
    check=_may_apply,
    questions=_asked,
    finish=_apply,
    start=_known,
)
