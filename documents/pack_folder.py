"""The ZIP beside a closure pack: the paper, each photo as it stands on it, its facts for programs, and the manifest."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from documents.closure_pack import link_to
from documents.folder import Leaf, write_folder
from documents.reported import place_of
from domain.events import Event, Happening
from domain.leads.confirmation import Heard
from domain.reporting.dossier import Dossier, ExtraCharge
from domain.reporting.edition import Gap
from domain.visits.reviewing import Answered, Exhibit, PhotoSlot, Review


def write_pack_folder(
    target: Path, paper: Leaf, dossier: Dossier, pictures: Mapping[str, Path], gaps: tuple[Gap, ...]
) -> None:
    """`pictures` as for the paper: shrunk, and without what the camera wrote down."""
    facts = target.with_suffix(".facts")
    facts.write_bytes(orjson.dumps(_facts(dossier), option=orjson.OPT_INDENT_2) + b"\n")
    leaves = [
        paper,
        Leaf(name="facts.json", file=facts, about={"what": "the facts, for programs"}),
        *_photos(dossier, pictures),
        *_signature(dossier, pictures),
    ]
    write_folder(target, leaves, _manifest(dossier, pictures, gaps))


def _manifest(dossier: Dossier, pictures: Mapping[str, Path], gaps: tuple[Gap, ...]) -> dict[str, Any]:
    pack, lead = dossier.pack, dossier.lead
    return {
        "pack": pack.id,
        "edition": pack.edition,
        "lead": lead.id,
        "oem": dossier.oem,
        "oem_reference": lead.oem_reference,
        "facts_at": pack.facts_at.isoformat(),
        "elsewhere": list(_elsewhere(dossier, pictures)),
        "lacking": [str(gap.words) for gap in gaps],
    }


def _photos(dossier: Dossier, pictures: Mapping[str, Path]) -> Iterator[Leaf]:
    for review, slot, exhibit in _exhibits(dossier):
        file = pictures.get(exhibit.picture.unique_id)
        if file is not None:
            name = f"photos/{review.visit.id}/{_plain(slot.key)}-{exhibit.number:02d}.jpg"
            yield Leaf(name=name, file=file, about=_about(review, slot, exhibit))


def _exhibits(dossier: Dossier) -> Iterator[tuple[Review, PhotoSlot, Exhibit]]:
    for review in dossier.reviews:
        for slot in review.slots:
            for exhibit in slot.exhibits:
                yield review, slot, exhibit


def _plain(key: str) -> str:
    """The slots that are no items begin with a mark."""
    return key.removeprefix("#")


def _about(review: Review, slot: PhotoSlot, exhibit: Exhibit) -> dict[str, Any]:
    known = {
        "what": slot.title,
        "visit": review.visit.id,
        "taken_at": exhibit.taken_at.isoformat() if exhibit.taken_at else None,
        "sent_at": exhibit.sent_at.isoformat() if exhibit.sent_at else None,
        "by": exhibit.by or None,
        "place": place_of(exhibit) or None,
        "metres_from_the_site": exhibit.metres_off,
    }
    return {key: value for key, value in known.items() if value is not None}


def _elsewhere(dossier: Dossier, pictures: Mapping[str, Path]) -> Iterator[dict[str, Any]]:
    """What is not in the folder, with its address where it has one."""
    for review, slot, exhibit in _exhibits(dossier):
        if exhibit.picture.unique_id not in pictures:
            address = link_to(dossier, exhibit)
            yield {**_about(review, slot, exhibit), **({"address": address} if address else {})}


def _signature(dossier: Dossier, pictures: Mapping[str, Path]) -> Iterator[Leaf]:
    drawn = dossier.sign_off.signature if dossier.sign_off is not None else None
    file = pictures.get(drawn.unique_id) if drawn is not None else None
    if file is not None:
        yield Leaf(name="photos/signature.jpg", file=file, about={"what": "the customer's signature"})


def _facts(dossier: Dossier) -> dict[str, Any]:
    lead, signed, call = dossier.lead, dossier.sign_off, dossier.call
    return {
        "lead": lead.id,
        "oem_reference": lead.oem_reference,
        "vin": lead.vin,
        "charger_kw": lead.charger_kw,
        "charger_serial": dossier.serial,
        "reports": [_report(review) for review in dossier.reviews],
        "materials": [
            {"item": used.item, "quantity": used.quantity, "serials": list(used.serials)}
            for used in dossier.materials
        ],
        "extra_charge": _extra_charge(dossier.extra) if dossier.extra is not None else None,
        "signed": {"at": signed.at.isoformat(), "how": signed.how.value, "rating": signed.rating}
        if signed is not None
        else None,
        "confirmation_call": _call(call) if call is not None else None,
    }


def _extra_charge(extra: ExtraCharge) -> dict[str, Any]:
    """Amounts in paise, those of the lines without tax."""
    quote = extra.quote
    return {
        "quote": quote.id,
        "lines": [
            {
                "item": line.item,
                "quantity": line.quantity,
                "price_paise": line.price.paise,
                "amount_paise": line.amount.paise,
            }
            for line in quote.lines
        ],
        "net_paise": quote.net.paise,
        "gst_percent": quote.gst_percent,
        "gst_paise": quote.gst.paise,
        "total_paise": quote.total.paise,
        "accepted_at": quote.state_since.isoformat(),
        "accepted_by": "customer" if extra.by_himself else "desk",
    }


def _call(call: Event) -> dict[str, Any]:
    score = call.facts.get("score")
    silent = call.kind is Happening.SILENCE_ACCEPTED
    return {
        "at": call.at.isoformat(),
        "result": (Heard.SILENT if silent else Heard.SATISFIED).value,
        "score": int(score) if score else None,
    }


def _report(review: Review) -> dict[str, Any]:
    return {
        "visit": review.visit.id,
        "kind": review.visit.kind.value,
        "checklist": review.checklist.id,
        "submitted_at": review.report.submitted_at.isoformat(),
        "answers": [_answer(answered) for answered in review.answers],
    }


def _answer(answered: Answered) -> dict[str, Any]:
    item = answered.item
    given = {"key": item.key, "what": item.label, "answer": answered.answer}
    if item.unit:
        given["unit"] = item.unit
    if item.limit:
        given |= {"limit": item.limit, "result": answered.verdict.value}
    return given
