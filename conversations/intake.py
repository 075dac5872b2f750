"""Phase 1 in many steps: what the customer shares, a document waived, a lead that Ops writes down itself."""

from typing import Final

from cards.actions import Action
from conversations.dialogue import Dialogue, Filled, Known, Question, fixed
from conversations.readers import (
    NOBODY,
    Choice,
    Line,
    Number,
    Option,
    Pictures,
    Place,
    Someone,
    mobile_number,
    pin,
)
from domain.errors import NotAllowed, NotFound
from domain.leads.intake import (
    NewLead,
    must_share,
    receive_lead,
    share_bill,
    share_electrician,
    share_location,
    waive_document,
)
from domain.leads.lead import Document, Documents, Electrician, Lead, Location
from domain.leads.stages import Stage
from domain.people.actor import Actor
from domain.people.person import Oem
from domain.people.roles import Permission, Role
from domain.unit_of_work import UnitOfWork
from domain.words import N_, Words, say

DOCUMENT_TITLES: Final = {
    Document.BILL: N_("Electricity bill"),
    Document.LOCATION: N_("Location of the charger"),
    Document.ELECTRICIAN: N_("Local electrician"),
}


async def _may_share(uow: UnitOfWork, lead_id: str, actor: Actor) -> None:
    must_share(await uow.get(Lead, lead_id), actor)


async def _shared_before(uow: UnitOfWork, lead_id: str) -> Known:
    documents = (await uow.get(Lead, lead_id)).documents
    answers = {key.value: answer for key, answer in _answers(documents).items() if answer is not None}
    answers |= {key.value: "" for key in documents.waived if key.value not in answers}
    pictures = {Document.BILL.value: (documents.bill,)} if documents.bill else {}
    return Known(answers=answers, pictures=pictures)


def _answers(documents: Documents) -> dict[Document, str | None]:
    where, who = documents.location, documents.electrician
    return {
        Document.BILL: "1" if documents.bill else None,
        Document.LOCATION: _place(where) if where else None,
        Document.ELECTRICIAN: (f"{who.phone} {who.name}" if who.name else NOBODY) if who else None,
    }


def _place(location: Location) -> str:
    if location.latitude is None or location.longitude is None:
        return location.address
    return f"geo:{location.latitude:.6f},{location.longitude:.6f}"


def location_of(answer: str) -> Location:
    if not answer.startswith("geo:"):
        return Location(address=answer)
    latitude, _, longitude = answer.removeprefix("geo:").partition(",")
    return Location(latitude=float(latitude), longitude=float(longitude))


def electrician_of(answer: str) -> Electrician:
    phone, _, name = answer.partition(" ")
    return Electrician() if answer == NOBODY else Electrician(name=name, phone=phone)


async def _share(uow: UnitOfWork, filled: Filled, key: str, actor: Actor) -> None:
    if key == Document.BILL and (bill := filled.picture(key)) is not None:
        await share_bill(uow, filled.subject, bill, actor)
    if key == Document.LOCATION:
        await share_location(uow, filled.subject, location_of(filled.answers[key]), actor)
    if key == Document.ELECTRICIAN:
        await share_electrician(uow, filled.subject, electrician_of(filled.answers[key]), actor)


async def _all_shared(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:  # noqa: ARG001  the dialogue's shape
    return say("That was all, thank you.")


DOCUMENTS: Final = Dialogue(
    name=Action.DOCUMENTS.value,
    title=N_("Documents"),
    action=Action.DOCUMENTS,
    check=_may_share,
    questions=fixed(
        Question(
            key=Document.BILL.value,
            label=DOCUMENT_TITLES[Document.BILL],
            ask=N_("Please send the latest electricity bill: a photo or the PDF."),
            reader=Pictures(pdf=True),
        ),
        Question(
            key=Document.LOCATION.value,
            label=DOCUMENT_TITLES[Document.LOCATION],
            ask=N_("Where will the charger be? Send a location (📎 → Location) or type the address."),
            reader=Place(),
            example=N_("Flat 4, Rose Park, Baner, Pune 411045"),
        ),
        Question(
            key=Document.ELECTRICIAN.value,
            label=DOCUMENT_TITLES[Document.ELECTRICIAN],
            ask=N_("Who is the electrician of the house? Send his contact (📎) or type name and number."),
            reader=Someone(),
            example=N_("Ramesh Patil, 98765 43210"),
        ),
    ),
    finish=_all_shared,
    commit=_share,
    start=_shared_before,
)


def _waived(subject: str) -> tuple[str, Document]:
    lead, _, document = subject.partition(":")
    if document not in set(Document):
        raise NotFound(say("There is no {key}.", key=subject))
    return lead, Document(document)


async def _may_waive(uow: UnitOfWork, subject: str, actor: Actor) -> None:
    lead_id, _ = _waived(subject)
    lead = await uow.get(Lead, lead_id)
    actor.must(Permission.WAIVE_DOCUMENT, lead.scope)
    lead.expect(Stage.DOCUMENTS)


async def _ask_why_waived(_: UnitOfWork, subject: str) -> tuple[Question, ...]:
    document = say(DOCUMENT_TITLES[_waived(subject)[1]])
    ask = say("Why can the survey go on without this: {document}?", document=document)
    return (
        Question(
            key="reason",
            label=N_("Reason"),
            ask=ask,
            reader=Line(),
            example=N_("new house, no bill yet"),
        ),
    )


async def _waive(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    lead, document = _waived(filled.subject)
    await waive_document(uow, lead, document, filled.answers["reason"], actor)
    return say("{lead}: {document} is waived.", lead=lead, document=say(DOCUMENT_TITLES[document]))


WAIVE: Final = Dialogue(
    name=Action.WAIVE.value,
    title=N_("Waive a document"),
    action=Action.WAIVE,
    check=_may_waive,
    questions=_ask_why_waived,
    finish=_waive,
)


async def _may_log(_: UnitOfWork, __: str, actor: Actor) -> None:
    actor.must(Permission.SEND_LEAD)
    if Role.OPS not in actor.roles:
        raise NotAllowed(say("Leads are written down by Ops."))


async def _about_a_lead(uow: UnitOfWork, _: str) -> tuple[Question, ...]:
    oems = tuple(Option(oem.id, oem.name) for oem in await uow.all(Oem))
    return (
        Question(
            key="oem", label=N_("OEM"), ask=N_("Which OEM sends the lead?"), reader=Choice(options=oems)
        ),
        Question(
            key="reference",
            label=N_("The OEM's reference"),
            reader=Line(longest=64),
            example="NV-2026-00871",
        ),
        Question(key="name", label=N_("Customer's name"), reader=Line(longest=120), example="Asha Kulkarni"),
        Question(
            key="phone", label=N_("Customer's mobile number"), reader=mobile_number(), example="98765 43210"
        ),
        Question(key="pin_code", label=N_("PIN code of the site"), reader=pin(), example="411045"),
        Question(key="city", label=N_("City"), reader=Line(longest=80), example="Pune"),
        Question(
            key="charger_kw",
            label=N_("Charger"),
            reader=Number(unit="kW", lowest=1, highest=60, example="7.4"),
            note=N_("7.4 kW if you skip this"),
            optional=True,
        ),
    )


async def _log(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    given = filled.answers
    new = NewLead(
        oem=given["oem"],
        reference=given["reference"],
        name=given["name"],
        phone=given["phone"],
        pin_code=given["pin_code"],
        city=given["city"],
        charger_kw=float(given.get("charger_kw", "7.4")),
        channel="ops",
    )
    lead, fresh = await receive_lead(uow, new, actor)
    if not fresh:
        return say("{lead} has this reference already; nothing was added.", lead=lead.id)
    return say("{lead} is written down. The customer is to be called next.", lead=lead.id)


LOG_LEAD: Final = Dialogue(
    name="new",
    title=N_("New lead"),
    action=None,
    check=_may_log,
    questions=_about_a_lead,
    finish=_log,
)
"""Begun by the command `/new`; it is about no thing yet, so its subject is empty."""
