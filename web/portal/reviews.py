"""The reports that wait for review, one of them with all its files, and what the desk decides: the chat's own commands."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Path, Response

from documents.packs import compile_report
from domain.errors import DomainError, Invalid, NotAllowed, NotFound
from domain.leads.bill import Bill, bill_of
from domain.leads.blocker import BlockerKind, Owner
from domain.leads.blockers import drop_blocker, name_blocker, set_owner, set_target, set_words
from domain.leads.consent import LANGUAGES
from domain.leads.lead import Lead
from domain.leads.told import DOCUMENTS, PAPERS
from domain.materials.handing_out import unit_of
from domain.media import Picture
from domain.unit_of_work import UnitOfWork
from domain.visits.redoing import mark_redo, return_report
from domain.visits.review import approve_installation, site_is_not_ready, site_is_ready
from domain.visits.reviewing import Review, review_of
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from domain.words import N_, Speak, Words, say
from web.pages import moment_of
from web.portal.acting import carried_out, go_to
from web.portal.forms import Sent, sent_by
from web.portal.frame import HEADERS, REVIEWS, Page, answer, box
from web.portal.kept_files import file_answer
from web.portal.markup import Html, tag
from web.portal.review_decisions import AGAIN, decisions
from web.portal.review_page import BILL, Document, Found, exhibit_page, review_page
from web.portal.session import AtDesk, Here
from web.ports import Reading, Writing

VisitNumber = Annotated[str, Path(max_length=64)]
Mark = Annotated[str, Path(max_length=64)]
Name = Annotated[str, Path(max_length=32)]
Command = Callable[[UnitOfWork], Awaitable[object]]
_PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/webp"})


def add_routes(routes: APIRouter) -> None:
    at = "/reviews/{visit_id}"
    routes.add_api_route("/reviews", show_reviews, methods=["GET"])
    routes.add_api_route(at, show_review, methods=["GET"])
    routes.add_api_route(f"{at}/report.pdf", give_paper, methods=["GET"])
    routes.add_api_route(f"{at}/see/{{mark}}", show_exhibit, methods=["GET"])
    routes.add_api_route(f"{at}/files/{{mark}}", give_file, methods=["GET"])
    routes.add_api_route(f"{at}/thumbnails/{{mark}}", give_thumbnail, methods=["GET"])
    routes.add_api_route(f"{at}/documents/{{name}}", give_document, methods=["GET"])
    routes.add_api_route(f"{at}/ready", take_ready, methods=["POST"])
    routes.add_api_route(f"{at}/not-ready", take_not_ready, methods=["POST"])
    routes.add_api_route(f"{at}/approve", take_approval, methods=["POST"])
    routes.add_api_route(f"{at}/return", take_return, methods=["POST"])
    routes.add_api_route(f"{at}/blockers", take_blocker, methods=["POST"])
    routes.add_api_route(f"{at}/blockers/{{kind}}", keep_blocker, methods=["POST"])
    routes.add_api_route(f"{at}/blockers/{{kind}}/drop", take_off, methods=["POST"])


async def show_reviews(here: AtDesk) -> Response:
    async with here.ports.reading() as looking:
        waiting = await looking.uow.all(Visit, state=VisitState.REPORTED.value)
        found = [(visit, await looking.uow.get(Lead, visit.lead)) for visit in waiting if visit.report]
    speak = here.ports.speak
    found.sort(key=lambda one: one[0].state_since)
    items = [_waiting(visit, lead, speak) for visit, lead in found]
    nothing = box(tag("p", speak(N_("No report waits for review."))), kind="good")
    body = tag("ul", items, class_="list") if items else nothing
    return answer(Page(title=speak(N_("Reports to review")), here=REVIEWS, body=body), here.visitor, speak)


def _waiting(visit: Visit, lead: Lead, speak: Speak) -> Html:
    since = say("since {moment}", moment=moment_of(visit.state_since))
    return tag(
        "li",
        tag("a", f"{visit.id} · {lead.customer.name}", href=f"{REVIEWS}/{visit.id}"),
        tag("p", f"{lead.id} · {lead.area} · {speak(since)}", class_="soft"),
    )


async def _review(uow: UnitOfWork, visit_id: str, here: Here) -> Review:
    if not visit_id.isprintable():
        raise NotFound(say("There is no {key}.", key="report"))
    return await review_of(uow, visit_id, here.visitor.actor)


async def _found(looking: Reading, visit_id: str, here: Here, **more: object) -> Found:
    review = await _review(looking.uow, visit_id, here)
    papers = _papers(review.lead)
    return Found(
        review=review,
        documents=[_document(name, title, file) for name, (title, file) in papers.items()],
        bill=await looking.uow.find(Bill, bill_of(review.lead.id)) if BILL in papers else None,
        unit=await unit_of(looking.uow, review.visit),
        csrf=here.csrf,
        speak_in=here.ports.speak_in,
        **more,  # type: ignore[arg-type]  # `typed` and `wrong`
    )


def _papers(lead: Lead) -> Mapping[str, tuple[str, Picture]]:
    """What the customer has shared: by name its title and file."""
    bill = {BILL: (DOCUMENTS_OF_BILL, lead.documents.bill)} if lead.documents.bill else {}
    return {**bill, **{paper.value: (PAPERS[paper], file) for paper, file in lead.papers.items()}}


DOCUMENTS_OF_BILL: Final = next(title for kind, title in DOCUMENTS.items() if kind.value == BILL)


def _document(name: str, title: str, file: Picture) -> Document:
    is_pdf = file.mime_type == "application/pdf" or file.file_name.casefold().endswith(".pdf")
    is_picture = file.kind == "photo" or file.mime_type in _PICTURES
    return Document(name=name, title=title, is_pdf=is_pdf, is_picture=is_picture)


async def show_review(visit_id: VisitNumber, here: AtDesk) -> Response:
    async with here.ports.reading() as looking:
        found = await _found(looking, visit_id, here)
    return _shown(found, here)


def _shown(found: Found, here: Here, status: HTTPStatus = HTTPStatus.OK) -> Response:
    speak = here.ports.speak
    return answer(review_page(found, decisions(found, speak), speak), here.visitor, speak, status)


async def show_exhibit(visit_id: VisitNumber, mark: Mark, here: AtDesk) -> Response:
    async with here.ports.reading() as looking:
        found = await _found(looking, visit_id, here)
    slot, exhibit = found.review.exhibit(mark)
    return answer(exhibit_page(found, slot, exhibit, here.ports.speak), here.visitor, here.ports.speak)


async def give_paper(visit_id: VisitNumber, here: AtDesk) -> Response:
    async with here.ports.reading() as looking:
        review = await _review(looking.uow, visit_id, here)
        archived = await looking.screens.archived([file.unique_id for file in review.files])
    paper = await compile_report(review, archived, here.ports.media, here.ports.speak)
    named = {"Content-Disposition": f'attachment; filename="{paper.name}"'}
    return Response(paper.content, headers={**HEADERS, **named}, media_type="application/pdf")


async def give_file(visit_id: VisitNumber, mark: Mark, here: AtDesk) -> Response:
    async with here.ports.reading() as looking:
        review = await _review(looking.uow, visit_id, here)
        slot, exhibit = review.exhibit(mark)
        sha256 = await _sha256(looking, exhibit.picture)
    name = exhibit.picture.file_name or f"{visit_id}-{slot.key}-{exhibit.number}.jpg"
    return await _file(here, sha256, name)


async def give_thumbnail(visit_id: VisitNumber, mark: Mark, here: AtDesk) -> Response:
    async with here.ports.reading() as looking:
        _, exhibit = (await _review(looking.uow, visit_id, here)).exhibit(mark)
    return await _file(here, exhibit.thumbnail, f"{mark}.jpg")


async def give_document(visit_id: VisitNumber, name: Name, here: AtDesk) -> Response:
    async with here.ports.reading() as looking:
        review = await _review(looking.uow, visit_id, here)
        known = _papers(review.lead).get(name)
        if known is None:
            raise NotFound(say("The customer has shared no such document."))
        sha256 = await _sha256(looking, known[1])
    return await _file(here, sha256, known[1].file_name or f"{review.lead.id}-{name}.jpg")


async def _sha256(looking: Reading, file: Picture) -> str | None:
    return file.sha256 or (await looking.screens.archived([file.unique_id])).get(file.unique_id)


async def _file(here: Here, sha256: str | None, name: str) -> Response:
    return await file_answer(here.ports.media, sha256, name, here.request.headers.get("range"))


async def take_ready(visit_id: VisitNumber, here: AtDesk) -> Response:
    actor = here.visitor.actor
    return await _decided(
        visit_id, here, lambda uow, sent: site_is_ready(uow, visit_id, actor, sent["reason"].strip())
    )


async def take_not_ready(visit_id: VisitNumber, here: AtDesk) -> Response:
    actor = here.visitor.actor
    return await _decided(visit_id, here, lambda uow, _: site_is_not_ready(uow, visit_id, actor))


async def take_approval(visit_id: VisitNumber, here: AtDesk) -> Response:
    actor = here.visitor.actor
    return await _decided(
        visit_id,
        here,
        lambda uow, sent: approve_installation(uow, visit_id, actor, sent["reason"].strip()),
    )


async def take_return(visit_id: VisitNumber, here: AtDesk) -> Response:
    """With the items that are marked here, whatever was marked in chat."""

    async def give_back(uow: UnitOfWork, sent: Sent) -> None:
        review = await review_of(uow, visit_id, here.visitor.actor)
        wanted = {name.removeprefix(AGAIN) for name in sent.values if name.startswith(AGAIN)}
        for key in sorted(wanted ^ set(review.form.marked if review.form else ())):
            await mark_redo(uow, visit_id, key, here.visitor.actor)
        await return_report(uow, visit_id, sent["redo"], here.visitor.actor)

    return await _decided(visit_id, here, give_back)


async def take_blocker(visit_id: VisitNumber, here: AtDesk) -> Response:
    async def note(uow: UnitOfWork, sent: Sent) -> None:
        lead = (await review_of(uow, visit_id, here.visitor.actor)).lead
        await name_blocker(uow, lead.id, _kind(sent["kind"]), here.visitor.actor)

    return await _decided(visit_id, here, note)


async def keep_blocker(visit_id: VisitNumber, kind: Name, here: AtDesk) -> Response:
    """Owner, date and words at once."""

    async def keep(uow: UnitOfWork, sent: Sent) -> None:
        actor, which = here.visitor.actor, _kind(kind)
        lead = (await review_of(uow, visit_id, actor)).lead
        await set_owner(uow, lead.id, which, _owner(sent["owner"]), actor)
        await set_target(uow, lead.id, which, _day(sent["target"]), actor)
        words = {language: sent[f"words-{language}"].strip() for language in LANGUAGES}
        await set_words(uow, lead.id, which, words, actor)

    return await _decided(visit_id, here, keep)


async def take_off(visit_id: VisitNumber, kind: Name, here: AtDesk) -> Response:
    async def drop(uow: UnitOfWork, _: Sent) -> None:
        lead = (await review_of(uow, visit_id, here.visitor.actor)).lead
        await drop_blocker(uow, lead.id, _kind(kind), here.visitor.actor)

    return await _decided(visit_id, here, drop)


def _kind(code: str) -> BlockerKind:
    if code not in set(BlockerKind):
        raise Invalid(say("Choose what is missing from the list."))
    return BlockerKind(code)


def _owner(code: str) -> Owner:
    if code not in set(Owner):
        raise Invalid(say("Choose from the list who clears it."))
    return Owner(code)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(say("This is not a day. Example: 2026-11-24.")) from None


async def _decided(
    visit_id: str, here: Here, command: Callable[[UnitOfWork, Sent], Awaitable[object]]
) -> Response:
    """What is refused is said on the page itself, as it stands by now, with all that was typed."""
    sent = await sent_by(here)

    async def carry_out(work: Writing) -> object:
        await _review(work.uow, visit_id, here)
        return await command(work.uow, sent)

    try:
        await carried_out(here.ports, carry_out)
    except DomainError as refused:
        return await _again(visit_id, here, sent, refused)
    return go_to(f"{REVIEWS}/{visit_id}#decide")


async def _again(visit_id: str, here: Here, sent: Sent, refused: DomainError) -> Response:
    words: Words = refused.words
    async with here.ports.reading() as looking:
        found = await _found(looking, visit_id, here, typed=sent.values, wrong=words)
    return _shown(found, here, _status(refused))


def _status(refused: DomainError) -> HTTPStatus:
    match refused:
        case NotAllowed():
            return HTTPStatus.FORBIDDEN
        case Invalid():
            return HTTPStatus.UNPROCESSABLE_ENTITY
        case _:
            return HTTPStatus.CONFLICT
