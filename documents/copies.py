"""A customer's copy of his own data: the same facts as JSON for programs and as plain text to read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from domain.events import Event
from domain.happened import HAPPENED
from domain.leads.bill import Bill, BillState, bill_of
from domain.leads.blocker import Application, BlockerKind
from domain.leads.lead import Lead
from domain.leads.sign_off import SignOff
from domain.materials.handing_out import charger_of
from domain.media import Picture
from domain.people.person import Oem, Person
from domain.unit_of_work import UnitOfWork
from domain.visits.form import Form, Shot
from domain.visits.visit import Visit

INDENT: Final = "  "


@dataclass(frozen=True, slots=True)
class Copy:
    """`facts` by section, in the order in which they are shown."""

    facts: Mapping[str, Any]

    def as_json(self) -> bytes:
        return orjson.dumps(self.facts, option=orjson.OPT_INDENT_2)

    def readable(self) -> bytes:
        """UTF-8 with a mark at its beginning, by which every phone reads Hindi rightly."""
        return "\n".join(_lines(self.facts)).encode("utf-8-sig")


async def copy_of(uow: UnitOfWork, lead_id: str, told: Sequence[Event]) -> Copy:
    """Everything kept of this customer as it stands now; files are listed, and stand in the chat already."""
    lead = await uow.get(Lead, lead_id)
    oem = await uow.find(Oem, lead.oem)
    person = await uow.find(Person, lead.customer_person) if lead.customer_person else None
    visits = await uow.all(Visit, lead=lead.id)
    forms = {form.visit: form for form in await uow.all(Form, lead=lead.id)}
    charger = await charger_of(uow, lead.id)
    return Copy(
        {
            "made_at": _time(uow.now),
            "installation": {
                "number": lead.id,
                "sent_by": oem.name if oem else lead.oem,
                "reference": lead.oem_reference,
                "stage": lead.stage.value,
                "vehicle": lead.vehicle,
                "vin": lead.vin,
                "charger_kw": lead.charger_kw,
                "charger_handed_out": charger.serial if charger else None,
                "received_at": _time(lead.created_at),
                "rating": lead.rating,
                "times_that_suit": (lead.wish.words or lead.wish.prefers.value) if lead.wish else None,
            },
            "you": _person(lead, person),
            "consent": [_consent(lead, number) for number in range(len(lead.consents))],
            "shared": _shared(lead),
            "read_on_your_bill": _bill(await uow.find(Bill, bill_of(lead.id))),
            "signed": [_signed(one) for one in lead.sign_offs],
            "extra_metres": _metres(lead),
            "calls": [
                {"at": _time(call.at), "outcome": call.outcome.value, "note": call.note}
                for call in (*lead.calls, *lead.confirmation.calls)
            ],
            "confirmation": {"satisfaction": lead.confirmation.score, "problem": lead.confirmation.problem},
            "visits": [_visit(visit, forms.get(visit.id)) for visit in visits],
            "what_has_happened": [_event(event) for event in told],
        }
    )


def _person(lead: Lead, person: Person | None) -> dict[str, Any]:
    customer = lead.customer
    return {
        "name": customer.name,
        "phone": customer.phone,
        "email": customer.email,
        "address": customer.address,
        "city": customer.city,
        "pin_code": customer.pin_code,
        "telegram_id": person.telegram_id if person else None,
        "language": person.language if person else None,
    }


def _consent(lead: Lead, number: int) -> dict[str, Any]:
    entry = lead.consents[number]
    return {
        "answer": entry.reply.value,
        "version": entry.version,
        "language": entry.language,
        "at": _time(entry.at),
        "channel": entry.channel.value,
        "given_by_the_desk_for_you": entry.on_behalf,
    }


def _signed(one: SignOff) -> dict[str, Any]:
    return {
        "visit": one.visit,
        "how": one.how.value,
        "at": _time(one.at),
        "name": one.name,
        "signature": _file(one.signature),
        "rating": one.rating,
        "remark": one.remark,
    }


def _metres(lead: Lead) -> dict[str, Any] | None:
    metres = lead.extra_metres
    if metres is None:
        return None
    return {
        "used": metres.used,
        "agreed": metres.included,
        "accepted": metres.accepted,
        "your_words": metres.words,
        "settled": metres.settled,
    }


def _shared(lead: Lead) -> dict[str, Any]:
    documents = lead.documents
    place, electrician = documents.location, documents.electrician
    return {
        "bill": _file(documents.bill),
        "location": {"latitude": place.latitude, "longitude": place.longitude, "address": place.address}
        if place
        else None,
        "electrician": {"name": electrician.name, "phone": electrician.phone} if electrician else None,
        "not_needed": dict(documents.waived),
        "kind_of_site": lead.site_kind.value if lead.site_kind else None,
        "papers": {paper.value: _file(file) for paper, file in lead.papers.items()},
        "applications": [
            _application(one.kind, one.application) for one in lead.blockers if one.application is not None
        ],
        "proofs_of_work": [_file(proof) for blocker in lead.blockers for proof in blocker.proofs],
    }


def _application(kind: BlockerKind, found: Application) -> dict[str, Any]:
    """To the electricity company."""
    return {
        "for": kind.value,
        "number": found.number,
        "applied_on": found.applied_on.isoformat(),
        "kind_of_place": found.area.value,
        "new_mains": found.mains,
        "demand_note": str(found.demand) if found.demand is not None else None,
        "paid_on": found.paid_on.isoformat() if found.paid_on is not None else None,
    }


def _bill(bill: Bill | None) -> dict[str, Any] | None:
    reading = bill.reading if bill is not None else None
    if bill is None or reading is None:
        return None
    fields = {
        "consumer_number": reading.consumer,
        "name": reading.name,
        "sanctioned_load": reading.load,
        "phase": reading.phase,
        "highest_demand": reading.demand,
    }
    return {
        "supplier": reading.discom,
        "confirmed_by_you": bill.state is BillState.CONFIRMED,
        **{name: found.value if found else None for name, found in fields.items()},
    }


def _visit(visit: Visit, form: Form | None) -> dict[str, Any]:
    """As it was reported; of a report that is not in yet, what has been answered so far."""
    report = visit.report
    answers = report.answers if report else form.answers if form else {}
    shots = [shot for some in form.shots.values() for shot in some] if form else []
    return {
        "number": visit.id,
        "kind": visit.kind.value,
        "state": visit.state.value,
        "from": _time(visit.slot.start) if visit.slot else None,
        "until": _time(visit.slot.end) if visit.slot else None,
        "answers": dict(answers),
        "photos": _files(report.photos if report else (), shots),
        "beside_the_report": _files(report.aside if report else (), form.aside if form else ()),
    }


def _files(reported: Iterable[Picture], sent: Iterable[Shot]) -> list[dict[str, Any] | None]:
    """Each once, what was sent since the report as well."""
    every = {picture.unique_id: picture for picture in (*reported, *(shot.picture for shot in sent))}
    return [_file(picture) for picture in every.values()]


def _file(file: Picture | None) -> dict[str, Any] | None:
    if file is None:
        return None
    return {
        "kind": file.kind,
        "name": file.file_name,
        "type": file.mime_type,
        "bytes": file.size,
        "sent_at": _time(file.taken_at) if file.taken_at else None,
    }


def _event(event: Event) -> dict[str, Any]:
    """Who did it stands as a role: the names of those who work here are theirs."""
    return {"at": _time(event.at), "what": HAPPENED[event.kind], "by": event.by.role.value}


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _lines(facts: Mapping[str, Any], depth: int = 0) -> Iterable[str]:
    for key, value in facts.items():
        label = f"{INDENT * depth}{key.replace('_', ' ')}:"
        if isinstance(value, Mapping):
            yield label
            yield from _lines(value, depth + 1)
        elif isinstance(value, list):
            yield f"{label} {len(value)}"
            for item in value:
                yield f"{INDENT * (depth + 1)}- {', '.join(_inline(item))}"
        else:
            yield f"{label} {_plain(value)}"


def _inline(item: object) -> Iterable[str]:
    if not isinstance(item, Mapping):
        yield _plain(item)
        return
    for key, value in item.items():
        if value not in (None, "", [], {}):
            yield f"{str(key).replace('_', ' ')} {_plain(value)}"


def _plain(value: object) -> str:
    if value is None or value == "":
        return "–"
    return " ".join(str(value).split())
