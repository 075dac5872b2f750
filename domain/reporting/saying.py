"""What a pack says, one fact after the other, so that two editions can be compared."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from domain.materials.catalogue import CATALOGUE, title_of
from domain.reporting.dossier import Dossier, Used
from domain.reporting.edition import Change, Fact
from domain.visits.reviewing import Answered, PhotoSlot, Review
from domain.words import N_


def said_in(dossier: Dossier) -> tuple[Fact, ...]:
    return (
        *_cover(dossier),
        *(fact for review in dossier.reviews for fact in _review(review)),
        *(_used(used) for used in dossier.materials),
        *_extra(dossier),
        *_customer(dossier),
    )


def _cover(dossier: Dossier) -> Iterator[Fact]:
    lead, customer = dossier.lead, dossier.lead.customer
    yield Fact(key="customer", label=N_("Customer"), value=customer.name)
    yield Fact(key="phone", label=N_("Phone"), value=customer.phone)
    site = (customer.address, customer.city, customer.pin_code)
    yield Fact(key="site", label=N_("Site"), value=", ".join(part for part in site if part))
    yield Fact(key="vehicle", label=N_("Vehicle"), value=lead.vehicle)
    yield Fact(key="vin", label=N_("VIN"), value=lead.vin)
    yield Fact(key="serial", label=N_("Charger serial"), value=dossier.serial)


def _review(review: Review) -> Iterator[Fact]:
    part, report = review.visit.id, review.report
    sent = f"{report.submitted_at.isoformat(timespec='minutes')}, {report.by}"
    yield Fact(key=f"{part}:report", label=N_("Report"), value=sent, part=part)
    yield from (_answer(part, answered) for answered in review.answers)
    yield from (_slot(part, slot) for slot in review.slots)


def _answer(part: str, answered: Answered) -> Fact:
    item = answered.item
    chosen = [item.choices[one] for one in answered.answer.split(",") if one in item.choices]
    value = ", ".join(chosen) or f"{answered.answer} {item.unit}".strip()
    mark = f"{answered.verdict.value}:{answered.word}"
    return Fact(key=f"{part}:{item.key}", label=item.label, value=value, part=part, mark=mark)


def _slot(part: str, slot: PhotoSlot) -> Fact:
    files = "\n".join(exhibit.picture.unique_id for exhibit in slot.exhibits)
    mark = hashlib.sha256(files.encode()).hexdigest()
    return Fact(
        key=f"{part}:{slot.key}", label=slot.title, value=str(len(slot.exhibits)), part=part, mark=mark
    )


def _used(used: Used) -> Fact:
    title = title_of(used.item) if used.item in CATALOGUE else used.item
    value = ", ".join((str(used.quantity), *used.serials))
    return Fact(key=f"material:{used.item}", label=title, value=value)


def _extra(dossier: Dossier) -> Iterator[Fact]:
    if dossier.extra is not None:
        quote = dossier.extra.quote
        value = ", ".join((str(quote.total), quote.id, quote.state_since.isoformat(timespec="minutes")))
        yield Fact(key="extra", label=N_("Extra charge that the customer accepted"), value=value)


def _customer(dossier: Dossier) -> Iterator[Fact]:
    signed, call, metres = dossier.sign_off, dossier.call, dossier.metres
    if signed is not None:
        at = signed.at.isoformat(timespec="minutes")
        drawn = signed.signature.unique_id if signed.signature is not None else ""
        value = ", ".join(part for part in (at, signed.name) if part)
        yield Fact(key="signed", label=N_("Signed"), value=value, mark=drawn)
        rating = str(signed.rating) if signed.rating is not None else ""
        yield Fact(key="rating", label=N_("Customer's rating"), value=rating)
        yield Fact(key="remark", label=N_("Remark"), value=signed.remark)
    if metres is not None:
        told = ", ".join((metres.facts.get("metres", ""), metres.kind.value))
        yield Fact(key="metres", label=N_("Cable beyond what was agreed"), value=told)
    if call is not None:
        at = call.at.isoformat(timespec="minutes")
        told = ", ".join(f"{key} {value}" for key, value in sorted(call.facts.items()))
        yield Fact(key="call", label=N_("Confirmation call"), value=", ".join(filter(None, (at, told))))


def changes_between(before: tuple[Fact, ...], after: tuple[Fact, ...]) -> tuple[Change, ...]:
    """In the order of the newer one, what has gone at the end. A report that came or went is one change."""
    old, new = _by_key(before), _by_key(after)
    came, went = _parts(after) - _parts(before), _parts(before) - _parts(after)
    changed = [
        _change(old.get(key), fact)
        for key, fact in new.items()
        if _tells(fact, came) and _differs(old.get(key), fact)
    ]
    gone = [
        _change(fact, None)
        for key, fact in old.items()
        if key not in new and fact.value and _tells(fact, went)
    ]
    return (*changed, *gone)


def compared(dossier: Dossier) -> Dossier:
    """With what is new against the edition before, as far as it was kept."""
    before = [one for one in dossier.pack.editions if one.number < dossier.pack.edition]
    if dossier.pack.edition == 1:
        return dossier
    changes = changes_between(before[-1].facts, said_in(dossier)) if before else ()
    return replace(dossier, changes=changes, returned=dossier.pack.reason)


def _by_key(facts: tuple[Fact, ...]) -> dict[str, Fact]:
    return {fact.key: fact for fact in facts}


def _parts(facts: tuple[Fact, ...]) -> set[str]:
    return {fact.part for fact in facts if fact.key == f"{fact.part}:report"}


def _tells(fact: Fact, whole: set[str]) -> bool:
    """Of a report that is new or gone as a whole, its first line stands for all."""
    return fact.part not in whole or fact.key == f"{fact.part}:report"


def _differs(before: Fact | None, after: Fact) -> bool:
    if before is None:
        return bool(after.value)
    return (before.value, before.mark) != (after.value, after.mark)


def _change(before: Fact | None, after: Fact | None) -> Change:
    shown = after or before
    assert shown is not None  # noqa: S101  one of the two is always there
    return Change(
        label=shown.label,
        part=shown.part,
        before=before.value if before else "",
        after=after.value if after else "",
    )
