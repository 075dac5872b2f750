"""What OEMs' own programs are told: which events are sent to their endpoints, and how a message is made of one.

The message is written whole in the transaction of the event, so that each try sends the very same bytes.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

from domain.events import Event, Happening
from domain.leads.lead import Lead
from domain.leads.shown import Shown, as_oem_sees
from domain.owed import NextAction
from domain.people.endpoint import Endpoint, Post, Topic
from domain.unit_of_work import UnitOfWork

_TOPICS: Final[Mapping[Happening, Topic]] = MappingProxyType(
    {
        Happening.LEAD_RECEIVED: Topic.LEAD_RECEIVED,
        Happening.LEAD_MERGED: Topic.LEAD_MERGED,
        Happening.OEM_ASKED: Topic.QUESTION_ASKED,
        Happening.PACK_SENT: Topic.PACK_SENT,
    }
)


def topic_of(event: Event) -> Topic | None:
    """None for what is not sent. What moves a lead on is a change of stage, whatever else it is called."""
    if event.lead is None:
        return None
    if event.kind in _TOPICS:
        return _TOPICS[event.kind]
    moved = event.subject == event.lead and event.before is not None and event.before != event.after
    return Topic.STAGE_CHANGED if moved else None


async def endpoints_of(uow: UnitOfWork, oem: str, *, sandbox: bool = False) -> list[Endpoint]:
    """Those that are on: of an OEM that has none, this one look-up is all that its events cost."""
    found = [one for one in await uow.all(Endpoint, oem=oem) if one.is_on and one.sandbox is sandbox]
    return sorted(found, key=lambda one: one.id)


async def announce(
    uow: UnitOfWork,
    endpoints: Iterable[Endpoint],
    news: Sequence[Event],
    lead: Lead,
    action: NextAction | None,
) -> None:
    """A message for each event and each endpoint that wants it."""
    for endpoint in endpoints:
        shown = as_oem_sees(lead, action, uow.now, sandbox=endpoint.sandbox)
        for event in news:
            topic = topic_of(event)
            if topic is not None and endpoint.wants(topic, sandbox=endpoint.sandbox):
                await post(uow, endpoint, topic, {"lead": shown, **_about(event, topic, lead)}, lead=lead.id)


async def post(
    uow: UnitOfWork, endpoint: Endpoint, topic: Topic, data: Shown, *, lead: str | None = None
) -> Post:
    """Its number is taken from the endpoint's row: two that post there at once commit one after the other."""
    sequence = await uow.ledger.next_number(endpoint.id)
    message = {"type": topic, "timestamp": uow.now, "data": {"sequence": sequence, **data}}
    made = Post(
        id=f"msg_{uow.ids.new()}",
        endpoint=endpoint.id,
        topic=topic,
        lead=lead,
        sequence=sequence,
        body=json.dumps(message, default=_written, ensure_ascii=False, separators=(",", ":")),
    )
    await uow.ledger.post([made])
    return made


def _about(event: Event, topic: Topic, lead: Lead) -> Shown:
    """What the event says beside the lead; never who did it, and never a reason written for the people inside."""
    about: dict[str, Any] = {"happened": event.kind, "at": event.at}
    if topic in {Topic.STAGE_CHANGED, Topic.LEAD_MERGED, Topic.LEAD_RECEIVED}:
        about["stage"] = {"before": event.before, "after": event.after}
    if topic is Topic.LEAD_MERGED:
        about["goes_on_as"] = lead.merged_into
    if topic is Topic.QUESTION_ASKED:
        about["question"] = {"field": "phone", "wrong": event.facts.get("phone")}
    if topic is Topic.PACK_SENT:
        about["pack"] = event.subject
    return about


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    raise TypeError(f"{value!r} cannot be written as JSON")
