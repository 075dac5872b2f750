"""One lead: where it stands, what it waits for, what has happened, and what its OEM can do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import APIRouter, Response

from domain.contact import line
from domain.errors import Invalid
from domain.events import Event
from domain.leads.aftermath import Consequence, aftermath
from domain.leads.calling import correct_phone
from domain.leads.cancelling import cancel_lead
from domain.leads.doubts import doubts_of
from domain.leads.hanging import hanging_of
from domain.leads.lead import Lead
from domain.leads.parting import Ground, said
from domain.leads.shown import Shown, as_oem_sees
from domain.leads.stages import STAGES, Stage, Step
from domain.owed import next_action
from domain.people.roles import Role
from domain.reporting.closure import acknowledge_pack, return_pack
from domain.reporting.pack import Pack, PackState
from domain.settle import situation_of
from domain.words import N_, Speak, Words, say
from web.pages import moment_of
from web.portal.acting import carried_out, go_to, own_lead
from web.portal.cancelling import cancelling
from web.portal.forms import Sent, sent_by
from web.portal.frame import HOME, Page, answer, box, button, form, lines, owner_of, pairs, title_of
from web.portal.markup import Html, Part, put, tag
from web.portal.pack_box import EDITION, pack_box
from web.portal.pack_files import LeadNumber, own_pack, pack_of
from web.portal.session import ForOem, Here
from web.ports import Reading, Writing
from web.timeline import entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """All that the page is made of. `typed` and `wrong` are of a form that is shown again, by field."""

    lead: Lead
    shown: Shown
    events: Sequence[Event]
    pack: Pack | None
    twins: Sequence[str]
    follows: Sequence[Consequence]
    csrf: str
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, Words] = field(default_factory=dict)


def add_routes(routes: APIRouter) -> None:
    routes.add_api_route("/leads/{lead_id}", show_lead, methods=["GET"])
    routes.add_api_route("/leads/{lead_id}/phone", take_phone, methods=["POST"])
    routes.add_api_route("/leads/{lead_id}/cancel", take_cancelling, methods=["POST"])
    routes.add_api_route("/leads/{lead_id}/pack/acknowledge", take_pack, methods=["POST"])
    routes.add_api_route("/leads/{lead_id}/pack/return", give_pack_back, methods=["POST"])


async def show_lead(lead_id: LeadNumber, here: ForOem) -> Response:
    async with here.ports.reading() as looking:
        found = await _found(looking, lead_id, here)
    added = here.request.query_params.get("added") == "yes"
    return answer(_page(found, here.ports.speak, added=added), here.visitor, here.ports.speak)


async def _found(
    looking: Reading,
    lead_id: str,
    here: Here,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, Words] | None = None,
) -> Found:
    lead = await own_lead(looking.uow, lead_id, here)
    action = next_action(await situation_of(looking.uow, lead.id))
    others = [await looking.uow.find(Lead, twin.lead) for twin in lead.undecided]
    return Found(
        lead=lead,
        shown=as_oem_sees(lead, action, await looking.screens.changed_at(lead.id) or lead.stage_since),
        events=await looking.screens.timeline(lead.id, *lead.merged),
        pack=await pack_of(looking.uow, lead),
        twins=[other.id for other in others if other is not None and other.oem == here.oem],
        follows=aftermath(await hanging_of(looking.uow, lead)) if lead.can(Step.CANCEL) else (),
        csrf=here.csrf,
        typed=typed or {},
        wrong=wrong or {},
    )


async def take_phone(lead_id: LeadNumber, here: ForOem) -> Response:
    sent = await sent_by(here)

    async def correct(work: Writing) -> None:
        lead = await own_lead(work.uow, lead_id, here)
        await correct_phone(work.uow, lead.id, sent["phone"], here.visitor.actor)

    try:
        await carried_out(here.ports, correct)
    except Invalid as invalid:
        return await _shown_again(lead_id, here, {"phone": sent["phone"]}, {"phone": invalid.words})
    return go_to(f"{HOME}/leads/{lead_id}")


async def take_cancelling(lead_id: LeadNumber, here: ForOem) -> Response:
    """A second tap finds it cancelled."""
    sent = await sent_by(here)
    ground, why = sent["ground"] or Ground.OTHER, sent["why"]

    async def cancel(work: Writing) -> None:
        lead = await own_lead(work.uow, lead_id, here)
        if lead.stage is not Stage.CANCELLED:
            actor, shown = here.visitor.actor, sent["shown"] or None
            await cancel_lead(work.uow, lead.id, ground, actor, words=why, shown=shown)

    try:
        await carried_out(here.ports, cancel)
    except Invalid as invalid:
        return await _shown_again(lead_id, here, {"ground": ground, "why": why}, {"why": invalid.words})
    return go_to(f"{HOME}/leads/{lead_id}")


async def take_pack(lead_id: LeadNumber, here: ForOem) -> Response:
    sent = await sent_by(here)

    async def acknowledge(work: Writing) -> None:
        pack = await own_pack(work.uow, lead_id, here)
        if pack.state is not PackState.ACKNOWLEDGED:  # a second tap finds it done
            await acknowledge_pack(work.uow, pack.id, here.visitor.actor, edition=_seen(sent))

    await carried_out(here.ports, acknowledge)
    return go_to(f"{HOME}/leads/{lead_id}")


async def give_pack_back(lead_id: LeadNumber, here: ForOem) -> Response:
    sent = await sent_by(here)

    async def give_back(work: Writing) -> None:
        pack = await own_pack(work.uow, lead_id, here)
        reason = line(sent["reason"])
        if pack.state is not PackState.RETURNED or pack.reason != reason:
            await return_pack(work.uow, pack.id, reason, here.visitor.actor, edition=_seen(sent))

    try:
        await carried_out(here.ports, give_back)
    except Invalid as invalid:
        return await _shown_again(lead_id, here, {"reason": sent["reason"]}, {"reason": invalid.words})
    return go_to(f"{HOME}/leads/{lead_id}")


def _seen(sent: Sent) -> int | None:
    """The edition that stood on the page."""
    number = sent[EDITION]
    return int(number) if number.isdecimal() and len(number) < 6 else None


async def _shown_again(
    lead_id: str, here: Here, typed: Mapping[str, str], wrong: Mapping[str, Words]
) -> Response:
    speak = here.ports.speak
    async with here.ports.reading() as looking:
        found = await _found(looking, lead_id, here, typed, wrong)
    return answer(_page(found, speak), here.visitor, speak, HTTPStatus.UNPROCESSABLE_ENTITY)


def _page(found: Found, speak: Speak, *, added: bool = False) -> Page:
    lead = found.lead
    body = put(
        _added(found, speak) if added else None,
        _state(found, speak),
        _question(found, speak),
        _closure(found, speak),
        tag("h2", speak(N_("The lead"))),
        box(_given(lead, speak)),
        cancelling(lead, found.follows, found.csrf, speak, found.typed, found.wrong),
        tag("h2", speak(N_("What has happened"))),
        tag("ol", list(_told(found, speak)), class_="events"),
    )
    return Page(title=f"{lead.id} · {lead.customer.name}", here="", body=body)


def _added(found: Found, speak: Speak) -> Html:
    words: list[Words] = [say("{lead} is with us: Central Ops calls the customer.", lead=found.lead.id)]
    if found.twins:
        others = ", ".join(found.twins)
        words.append(say("It may be the same request as {leads} of yours: our desk decides.", leads=others))
    return box(
        lines(words, speak),
        tag("p", tag("a", speak(N_("Add another lead")), href=f"{HOME}/new")),
        kind="good",
        role="status",
    )


def _state(found: Found, speak: Speak) -> Html:
    stage, owed = STAGES[found.lead.stage].title, found.shown["next_action"]
    since = say("since {moment}", moment=moment_of(found.lead.stage_since))
    told: list[Part] = [tag("p", tag("strong", speak(stage)), f" {speak(since)}")]
    if owed is None:
        told.append(tag("p", speak(N_("Nothing is owed: this lead has come to its end."))))
    else:
        told.append(tag("p", speak(say("Next: {what}", what=Words(owed["title"])))))
        by = say(
            "owed by {owner}, until {due}", owner=Words(owner_of(owed["role"])), due=moment_of(owed["due"])
        )
        told.append(tag("p", speak(by), class_="soft"))
    return box(*told, kind="next")


def _question(found: Found, speak: Speak) -> Html | None:
    question = found.lead.question
    if question is None:
        return None
    asked = say("The number {phone} is wrong. Which one reaches the customer?", phone=question.said)
    fields = _entry("phone", N_("Customer's mobile number"), "98765 43210", found, speak, type="tel")
    send = tag("div", button(speak(N_("Send the number"))), class_="acts")
    return box(
        tag("h2", speak(N_("A question for you"))),
        tag("p", speak(asked)),
        form(f"{HOME}/leads/{found.lead.id}/phone", found.csrf, fields, send),
        kind="odd",
    )


def _entry(name: str, title: str, example: str, found: Found, speak: Speak, **more: str) -> Html:
    wrong = found.wrong.get(name)
    hint = tag("span", speak(say("Example: {example}", example=example)), class_="hint", id=f"{name}-hint")
    told = tag("p", f"✗ {speak(wrong)}", class_="wrong", id=f"{name}-told", role="alert") if wrong else None
    about = f"{name}-hint {name}-told" if wrong else f"{name}-hint"
    return put(
        tag("label", speak(title), for_=name),
        hint,
        told,
        tag(
            "input",
            id=name,
            name=name,
            value=found.typed.get(name, ""),
            autocomplete="off",
            aria_describedby=about,
            aria_invalid="true" if wrong else None,
            **more,
        ),
    )


def _closure(found: Found, speak: Speak) -> Html | None:
    if found.pack is None:
        return None
    example = speak(N_("The photo of the earth pit is missing."))
    reason = _entry("reason", N_("What is wrong with it?"), example, found, speak)
    return pack_box(found.pack, found.csrf, reason, speak, returning="reason" in found.wrong)


def _given(lead: Lead, speak: Speak) -> Html:
    customer, doubts = lead.customer, doubts_of(lead)
    shown = pairs(
        (
            (title_of("reference"), lead.oem_reference),
            (N_("Customer's name"), customer.name),
            (N_("Customer's mobile number"), customer.phone),
            (N_("E-mail"), customer.email),
            (N_("Address"), customer.address),
            (N_("City"), " ".join(filter(None, (customer.city, customer.state, customer.pin_code)))),
            (N_("Vehicle"), lead.vehicle),
            (N_("VIN"), lead.vin),
            (N_("Charger"), speak(say("{kw} kW", kw=f"{lead.charger_kw:g}"))),
            (N_("Dealer"), lead.source.dealer),
            (N_("Campaign"), lead.source.campaign),
            (N_("Sent"), moment_of(lead.created_at)),
        ),
        speak,
    )
    return put(shown, [tag("p", f"! {speak(doubt.words)}", class_="doubt") for doubt in doubts])


def _told(found: Found, speak: Speak) -> Iterator[Html]:
    """Newest first; what is not the OEM's to read is left out."""
    for event in reversed(found.events):
        told = entry(event, speak)
        if told is None:
            continue
        why = said(told.facts.get("reason", ""), told.facts.get("words", ""))
        reason = f": {speak(why)}" if why else ""
        by = speak(owner_of(Role(told.by)))
        yield tag(
            "li",
            tag("time", moment_of(told.at), datetime=told.at.isoformat()),
            f"{told.title}{reason}",
            tag("span", f" · {by}", class_="soft"),
        )
