"""A file of leads: looked at first, then imported in small parts, so that others are not kept waiting.

`start_import` → (read in the background) → `choose_columns` where a heading was not understood → `confirm_import` →
(imported in the background) → done; `cancel_import` as long as it is not confirmed. `jobs/importing.py` does the rest.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.errors import Invalid, Refused
from domain.events import Event, Happening
from domain.leads.columns import plain
from domain.leads.duplicates import resembling, with_twins
from domain.leads.fields import FIELDS
from domain.leads.imports import MOST_BYTES, Import, ImportState, Way
from domain.leads.intake import NewLead, lead_of
from domain.leads.judging import Judged
from domain.leads.lead import Lead
from domain.leads.likeness import keys_of
from domain.leads.newcomers import Newcomer
from domain.media import Picture
from domain.owed import next_action
from domain.people.actor import Actor, By, Scope
from domain.people.person import Oem
from domain.people.roles import Permission
from domain.situation import Situation
from domain.timers import timers
from domain.unit_of_work import UnitOfWork
from domain.words import say

AT_ONCE: Final = 200
"""Rows of one transaction."""
MOST_COMPARED: Final = 20
"""However many share a key, for example the phone of a dealer."""
MOST_MET: Final = 20_000
Before = dict[int, deque[Lead]]
"""Leads of the file, by their keys."""
Met = dict[str, Lead | None]
"""Leads that were compared with, by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewImport:
    """A file as it came: either `sha256`, where it lies in the media store already, or a `picture` of the chat.

    Without an `oem` it is asked for first.
    """

    file_name: str
    size: int
    way: Way
    oem: str = ""
    sha256: str = ""
    picture: Picture | None = None
    language: str = "en"


async def start_import(uow: UnitOfWork, new: NewImport, actor: Actor) -> Import:
    by = actor.must(Permission.SEND_LEAD, Scope(oem=new.oem or None))
    if new.size > MOST_BYTES:
        raise Invalid(
            say(
                "The file has {size} MB; at most {most} MB can be read. Split it into several files.",
                size=-(-new.size // 2**20),
                most=MOST_BYTES // 2**20,
            )
        )
    if new.oem:
        await uow.get(Oem, new.oem)
    if new.picture is not None:
        await uow.ledger.want_media([new.picture], None, uow.now)
    upload = Import(
        id=f"U-{await uow.ledger.next_number('import')}",
        oem=new.oem,
        state=ImportState.READING if new.oem else ImportState.OEM_WANTED,
        state_since=uow.now,
        way=new.way,
        file_name=new.file_name[-80:],
        size=new.size,
        sha256=new.sha256,
        picture=new.picture,
        language=new.language,
        made_by=by,
        made_at=uow.now,
    )
    kind = Happening.IMPORT_DROPPED if new.way == "chat" else Happening.IMPORT_UPLOADED
    await uow.add(upload, upload.tells(kind, by, uow.now))
    return upload


async def choose_oem(uow: UnitOfWork, import_id: str, oem: str, actor: Actor) -> Import:
    """Whose leads they are, where the file did not say so."""
    upload = await uow.get(Import, import_id)
    by = actor.must(Permission.SEND_LEAD, Scope(oem=oem))
    chosen = replace(upload.moved(ImportState.READING, uow.now), oem=(await uow.get(Oem, oem)).id)
    return await uow.save(chosen, chosen.tells(Happening.IMPORT_CHANGED, by, uow.now))


async def choose_columns(uow: UnitOfWork, import_id: str, columns: Sequence[str], actor: Actor) -> Import:
    """The field of each heading, or nothing; looked at anew with them, and remembered for this OEM's next file."""
    upload = await uow.get(Import, import_id)
    by = actor.must(Permission.SEND_LEAD, upload.scope)
    upload.expect(ImportState.CHECKED)
    taken = [name for name in columns if name]
    if len(columns) != len(upload.headings) or not set(taken) <= set(FIELDS):
        raise Invalid(say("These are not the columns of the file. Open it again and choose anew."))
    if len(taken) != len(set(taken)):
        raise Invalid(say("Two columns are taken for the same field. Example: one column for the phone."))
    oem = await uow.get(Oem, upload.oem)
    meant = {
        plain(heading): name for heading, name in zip(upload.headings, columns, strict=True) if plain(heading)
    }
    await uow.save(replace(oem, headings={**oem.headings, **meant}))
    chosen = replace(upload.moved(ImportState.READING, uow.now), columns=tuple(columns))
    return await uow.save(chosen, chosen.tells(Happening.IMPORT_CHANGED, by, uow.now))


async def confirm_import(uow: UnitOfWork, import_id: str, actor: Actor) -> Import:
    """From here on it goes by itself, once; a second word is refused."""
    upload = await uow.get(Import, import_id)
    by = actor.must(Permission.SEND_LEAD, upload.scope)
    upload.expect(ImportState.CHECKED)
    if not upload.offers:
        raise Refused(say("There is no new lead in {file} that could be imported.", file=upload.file_name))
    confirmed = replace(upload.moved(ImportState.IMPORTING, uow.now), confirmed_by=by)
    return await uow.save(
        confirmed, confirmed.tells(Happening.IMPORT_CONFIRMED, by, uow.now, leads=str(upload.offers))
    )


async def cancel_import(uow: UnitOfWork, import_id: str, actor: Actor) -> Import:
    upload = await uow.get(Import, import_id)
    by = actor.must(Permission.SEND_LEAD, upload.scope)
    cancelled = upload.moved(ImportState.CANCELLED, uow.now)
    return await uow.save(cancelled, cancelled.tells(Happening.IMPORT_CANCELLED, by, uow.now))


async def import_part(
    uow: UnitOfWork, import_id: str, judged: Sequence[Judged], met: Met | None = None, *, most: int = AT_ONCE
) -> Import:
    """The next rows of a confirmed import become leads; where it stands is kept in the same commit.

    A reference that has become known since the file was looked at is left out, as one known before. `met` saves reading
    the same leads again for the next part; it is to be thrown away where this one is not committed.
    """
    upload = await uow.get(Import, import_id)
    if upload.state is not ImportState.IMPORTING or upload.confirmed_by is None:
        return upload
    part = judged[upload.passed : upload.passed + most]
    given = [one.new for one in part if one.new is not None]
    known = await uow.newcomers.known(upload.oem, [new.reference for new in given])
    fresh = [new for new in given if new.reference not in known]
    met = {} if met is None else met
    came = await _newcomers(uow, fresh, upload.confirmed_by, met) if fresh else []
    await uow.newcomers.add(came)
    passed = replace(
        upload,
        passed=upload.passed + len(part),
        added=upload.added + len(came),
        known=upload.known + len(given) - len(came),
        alike=upload.alike + sum(bool(one.lead.twins) for one in came),
    )
    if passed.passed < len(judged):
        return await uow.save(passed)
    done = passed.moved(ImportState.DONE, uow.now)
    facts = {"leads": str(done.added), "known": str(done.known)}
    return await uow.save(done, done.tells(Happening.IMPORT_DONE, upload.confirmed_by, uow.now, **facts))


async def count_alike(uow: UnitOfWork, given: Sequence[NewLead], before: Before) -> int:
    """How many of these may be the same request as a lead that is kept or as one before them in the file.

    `before` is empty at a file's first rows, and grows.
    """
    made = [lead_of(new, "L-0", uow.now) for new in given]
    return sum(bool(lead.twins) for lead, _ in await _compared(uow, made, before, {}))


async def _newcomers(uow: UnitOfWork, given: Sequence[NewLead], by: By, met: Met) -> list[Newcomer]:
    numbers = await uow.newcomers.numbers(len(given))
    made = [lead_of(new, f"L-{number}", uow.now) for number, new in zip(numbers, given, strict=True)]
    came = [_newcomer(uow, lead, keys, by) for lead, keys in await _compared(uow, made, {}, met)]
    if len(met) > MOST_MET:
        met.clear()
    met.update({one.lead.id: one.lead for one in came})
    return came


def _newcomer(uow: UnitOfWork, lead: Lead, keys: frozenset[int], by: By) -> Newcomer:
    """As `receive_lead` and `settle` would leave it behind, but without a card: there may be thousands."""
    situation = Situation(lead=lead)
    received = lead.tells(
        Happening.LEAD_RECEIVED, by, uow.now, channel=lead.source.channel, file=lead.source.file or ""
    )
    events: tuple[Event, ...] = (received, *resembling(lead, by, uow.now))
    return Newcomer(
        lead=lead, keys=keys, events=events, action=next_action(situation), timers=timers(situation)
    )


async def _compared(
    uow: UnitOfWork, made: Sequence[Lead], before: Before, met: Met
) -> list[tuple[Lead, frozenset[int]]]:
    """Each with its keys, and with its twins among those kept and those before it."""
    keyed = [(lead, keys_of(lead)) for lead in made]
    kept = await uow.newcomers.shared({key for _, keys in keyed for key in keys})
    compared: list[tuple[Lead, frozenset[int]]] = []
    for lead, keys in keyed:
        others = [other for key in keys for other in before.get(key, ())]
        others.reverse()
        if keys & kept:
            others += await _met(uow, await uow.lookalikes.sharing(keys & kept, but=lead.id), met)
        compared.append((with_twins(lead, {id(other): other for other in others}.values()), keys))
        for key in keys:
            before.setdefault(key, deque(maxlen=MOST_COMPARED)).append(lead)
    return compared


async def _met(uow: UnitOfWork, ids: Sequence[str], met: Met) -> list[Lead]:
    """The leads of these ids, each read once: neighbours meet the same ones."""
    for number in ids:
        if number not in met:
            met[number] = await uow.find(Lead, number)
    return [lead for number in ids if (lead := met[number]) is not None]


def mapping_of(upload: Import) -> Mapping[str, str]:
    """Heading → field, for a form."""
    return dict(zip(upload.headings, upload.columns, strict=True))
