"""The customer corrects what was read on his bill, or types what could not be read."""

from dataclasses import dataclass
from typing import Final

from cards.actions import Action
from cards.bill import PHASES
from cards.text import Speaker
from conversations.dialogue import Dialogue, Filled, Known, Question, fixed
from conversations.given import Given, Kind
from conversations.readers import Choice, Line, Option, Typed
from domain.contact import ascii_digits
from domain.leads.bill import Bill, BillReading, consumer_number, load_with_unit, masked
from domain.leads.bills import correct_bill, must_answer
from domain.leads.lead import Lead
from domain.people.actor import Actor
from domain.unit_of_work import UnitOfWork
from domain.words import N_, Words, say


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerNumber:
    """Shown masked, because Ops may stand in a group; the customer sees it in full on the bill's card."""

    takes: frozenset[Kind] = frozenset({Kind.TEXT})
    options: tuple[Option, ...] = ()

    @property
    def wants(self) -> Words:
        return say("Please type the consumer number as it stands on the bill. Example: 152608268.")

    def read(self, given: Given, speaker: Speaker) -> str:  # noqa: ARG002  the protocol's
        return consumer_number(ascii_digits(given.text))

    def show(self, answer: str, speaker: Speaker) -> str:  # noqa: ARG002  the protocol's
        return masked(answer)


async def _may_correct(uow: UnitOfWork, subject: str, actor: Actor) -> None:
    bill = await uow.get(Bill, subject)
    must_answer(bill, await uow.get(Lead, bill.lead), actor)


async def _as_read(uow: UnitOfWork, subject: str) -> Known:
    reading = (await uow.get(Bill, subject)).reading or BillReading()
    found = {
        "consumer": reading.consumer,
        "name": reading.name,
        "load": reading.load,
        "phase": reading.phase,
    }
    return Known(answers={key: one.value for key, one in found.items() if one is not None})


async def _correct(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    await correct_bill(uow, filled.subject, filled.answers, actor)
    return say("Thank you, noted.")


CORRECT_BILL: Final = Dialogue(
    name=Action.BILL_CORRECT.value,
    title=N_("Electricity bill"),
    action=Action.BILL_CORRECT,
    check=_may_correct,
    questions=fixed(
        Question(
            key="consumer",
            label=N_("Consumer number"),
            ask=N_("What is the consumer number on the bill? Some call it CA No., K No. or service number."),
            reader=ConsumerNumber(),
            example="152608268",
            optional=True,
        ),
        Question(
            key="name",
            label=N_("Name on the bill"),
            ask=N_("In whose name is the bill?"),
            reader=Line(longest=80),
            example=N_("Asha Rao"),
            optional=True,
        ),
        Question(
            key="load",
            label=N_("Sanctioned load"),
            ask=N_("What is the sanctioned load? Some bills call it connected load or contract demand."),
            reader=Typed(check=load_with_unit, asks=N_("Please type the load with its unit. Example: 5 kW.")),
            example="5 kW",
            optional=True,
        ),
        Question(
            key="phase",
            label=N_("Phase"),
            ask=N_("Does the supply have a single phase, or three?"),
            reader=Choice(options=tuple(Option(phase, title) for phase, title in PHASES.items())),
            optional=True,
        ),
    ),
    finish=_correct,
    start=_as_read,
)
