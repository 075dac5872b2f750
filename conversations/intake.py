"""Phase 1 in many steps: what the customer shares, a document waived, a lead that Ops writes down itself."""

from collections.abc import Callable, Mapping
from typing import Final

from cards.actions import Action
from cards.titles import SITE_KINDS
from conversations.dialogue import Dialogue, Filled, Known, Question, Unsure, fixed
from conversations.given import Given
from conversations.readers import (
    NOBODY,
    Choice,
    Line,
    Option,
    Pictures,
    Place,
    Someone,
)
from domain.errors import NotFound
from domain.leads.intake import (
    must_share,
    share_bill,
    share_electrician,
    share_location,
    share_papers,
    waive_document,
)
from domain.leads.lead import Document, Documents, Electrician, Lead, Location
from domain.leads.sharing import electrician_to_confirm, place_to_confirm
from domain.leads.site import MAY_BE_NEEDED, Paper, SiteKind
from domain.leads.stages import Stage
from domain.people.actor import Actor
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.words import N_, Words, say

DOCUMENT_TITLES: Final = {
    Document.BILL: N_("Electricity bill"),
    Document.LOCATION: N_("Location of the charger"),
    Document.ELECTRICIAN: N_("Local electrician"),
}


PAPER_TITLES: Final = {
    Paper.NOC: N_("Permission of the society (NOC)"),
    Paper.LANDLORD: N_("Landlord's consent"),
    Paper.PARKING: N_("Proof of parking"),
}
PAPER_ASKS: Final = {
    Paper.NOC: N_(
        "If you have the written permission of your society or building (NOC), please send a photo or PDF."
    ),
    Paper.LANDLORD: N_("If you have your landlord's written consent, please send a photo or PDF."),
    Paper.PARKING: N_(
        "If you have a paper that shows which parking bay is yours, please send a photo or PDF."
    ),
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


async def _is_this_the_place(
    uow: UnitOfWork,
    lead_id: str,
    answer: str,
    given: Given | None,  # noqa: ARG001  the shape of every check
) -> Unsure | None:
    """A point is shown on the map with the question."""
    place = location_of(answer)
    words = place_to_confirm(place, (await uow.get(Lead, lead_id)).customer)
    if words is None:
        return None
    if place.latitude is None or place.longitude is None:
        return Unsure(words=words)
    return Unsure(words=words, place=(place.latitude, place.longitude))


async def _is_it_himself(uow: UnitOfWork, lead_id: str, answer: str, given: Given | None) -> Unsure | None:
    customer = (await uow.get(Lead, lead_id)).customer
    own = given is not None and given.own
    words = electrician_to_confirm(electrician_of(answer), customer, own=own)
    return Unsure(words=words) if words else None


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
            ask=N_(
                "Where will the charger be? Send a location (📎 → Location), a map link, or type the address."
            ),
            reader=Place(),
            verify=_is_this_the_place,
            example=N_("Flat 4, Rose Park, Baner, Pune 411045"),
        ),
        Question(
            key=Document.ELECTRICIAN.value,
            label=DOCUMENT_TITLES[Document.ELECTRICIAN],
            ask=N_("Who is the electrician of the house? Send his contact (📎) or type name and number."),
            reader=Someone(),
            verify=_is_it_himself,
            example=N_("Ramesh Patil, 98765 43210"),
        ),
    ),
    finish=_all_shared,
    commit=_share,
    start=_shared_before,
)


def _needed(paper: Paper) -> Callable[[Mapping[str, str]], bool]:
    """Asked where the kind of site makes it likely."""

    def asked(answers: Mapping[str, str]) -> bool:
        kind = answers.get(SITE)
        return kind in set(SiteKind) and paper in MAY_BE_NEEDED[SiteKind(kind)]

    return asked


async def _papers_before(uow: UnitOfWork, lead_id: str) -> Known:
    lead = await uow.get(Lead, lead_id)
    kind = {SITE: lead.site_kind.value} if lead.site_kind else {}
    papers = {paper.value: (file,) for paper, file in lead.papers.items()}
    return Known(
        answers={**kind, **dict.fromkeys(papers, "1")},
        pictures=papers,
        note=say("Nothing waits for this: it only saves time later. You can skip anything."),
    )


async def _share_papers(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    papers = {paper: file for paper in Paper if (file := filled.picture(paper.value)) is not None}
    await share_papers(uow, filled.subject, SiteKind(filled.answers[SITE]), papers, actor)
    return say("Thank you, noted.")


SITE: Final = "site"
PAPERS: Final = Dialogue(
    name=Action.PAPERS.value,
    title=N_("Papers that may be needed"),
    action=Action.PAPERS,
    check=_may_share,
    questions=fixed(
        Question(
            key=SITE,
            label=N_("Kind of site"),
            ask=N_("What kind of place is it?"),
            reader=Choice(options=tuple(Option(kind.value, title) for kind, title in SITE_KINDS.items())),
        ),
        *(
            Question(
                key=paper.value,
                label=PAPER_TITLES[paper],
                ask=PAPER_ASKS[paper],
                reader=Pictures(pdf=True),
                optional=True,
                when=_needed(paper),
            )
            for paper in Paper
        ),
    ),
    finish=_share_papers,
    start=_papers_before,
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
