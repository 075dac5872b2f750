"""A lead that Ops writes down: asked field by field, or read from a message that somebody forwards."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from aiogram.types import Message as Said

from conversations.dialogue import Dialogue, Filled, Known, Question
from conversations.readers import Choice, Line, Option, Reader, Typed
from domain.errors import NotAllowed
from domain.leads.fields import FIELDS
from domain.leads.intake import NewLead, receive_lead
from domain.leads.reading import read_lead
from domain.people.actor import Actor
from domain.people.person import Oem
from domain.people.roles import Permission, Role
from domain.unit_of_work import UnitOfWork
from domain.words import N_, Words, say

CHANNELS: Final = (
    Option("phone", N_("Phone call")),
    Option("message", N_("Message")),
    Option("email", N_("E-mail")),
    Option("walk_in", N_("Came by")),
    Option("fair", N_("Fair or event")),
)
_NOTES: Final = {
    "reference": N_("If there is none, skip this: the lead's own number is used."),
    "charger_kw": N_("7.4 kW if you skip this"),
}
_ASKS: Final = {
    "reference": N_("Please type the OEM's reference."),
    "name": N_("Please type the customer's name."),
    "phone": N_("Please type a mobile number. Example: 98765 43210."),
    "pin_code": N_("Please type a PIN code of six digits. Example: 411045."),
    "vin": N_("Please type the VIN: 17 letters and digits."),
    "email": N_("Please type an e-mail address. Example: asha@example.org."),
    "charger_kw": N_("Please type the power in kW. Example: 7.4."),
}
_MUST: Final = frozenset({"name", "phone", "pin_code"})
_FIRST: Final = ("reference", "name", "phone", "pin_code", "address", "city")
MORE: Final = "more"
_DETAILS: Final = FIELDS.keys() - set(_FIRST)


async def may_log(_: UnitOfWork, __: str, actor: Actor) -> None:
    actor.must(Permission.SEND_LEAD)
    if Role.OPS not in actor.roles:
        raise NotAllowed(say("Leads are written down by Ops."))


async def _about_a_lead(uow: UnitOfWork, _: str) -> tuple[Question, ...]:
    oems = tuple(Option(oem.id, oem.name) for oem in await uow.all(Oem))
    which = Question(
        key="oem", label=N_("OEM"), ask=N_("Which OEM sends the lead?"), reader=Choice(options=oems)
    )
    how = Question(
        key="channel",
        label=N_("Came by way of"),
        ask=N_("How did the request come?"),
        reader=Choice(options=CHANNELS),
        optional=True,
    )
    more = Question(
        key=MORE,
        label=N_("More details"),
        ask=N_("Is more known: e-mail, vehicle, VIN, charger, dealer, campaign?"),
        reader=Choice(options=(Option("no", N_("That is all")), Option("yes", N_("Add details")))),
        when=lambda answers: not _DETAILS & answers.keys(),
    )
    details = (_field(name) for name in FIELDS if name in _DETAILS)
    return (which, *(_field(name) for name in _FIRST), how, more, *details)


def _field(name: str) -> Question:
    field = FIELDS[name]
    return Question(
        key=name,
        label=field.title,
        reader=_reader(name),
        example=field.example,
        note=_NOTES.get(name),
        optional=name not in _MUST,
        when=partial(_is_asked, name) if name in _DETAILS else _always,
    )


def _always(_: Mapping[str, str]) -> bool:
    return True


def _is_asked(name: str, answers: Mapping[str, str]) -> bool:
    """What is known already is shown; the rest only to whoever wants to add it."""
    return name in answers or answers.get(MORE) == "yes"


def _reader(name: str) -> Reader:
    return Typed(check=FIELDS[name].check, asks=_ASKS[name]) if name in _ASKS else Line(longest=400)


async def _log(uow: UnitOfWork, filled: Filled, actor: Actor) -> Words:
    given = filled.answers
    texts = {name: given[name] for name in FIELDS if name in given and name != "charger_kw"}
    new = NewLead(
        oem=given["oem"],
        channel=given.get("channel", "ops"),
        charger_kw=float(given.get("charger_kw", "7.4")),
        **{"reference": "", **texts},
    )
    lead, fresh = await receive_lead(uow, new, actor)
    if not fresh:
        return say("{lead} has this reference already; nothing was added.", lead=lead.id)
    return say("{lead} is written down. The customer is to be called next.", lead=lead.id)


LOG_LEAD: Final = Dialogue(
    name="new",
    title=N_("New lead"),
    action=None,
    check=may_log,
    questions=_about_a_lead,
    finish=_log,
)
"""Begun by the command `/new`, or by a forwarded message; it is about no thing yet, so its subject is empty."""


async def known_from(uow: UnitOfWork, message: Said) -> Known | None:
    """What a forwarded message says about a lead; None if it is not forwarded, or about something else."""
    text = message.text or message.caption or ""
    found = read_lead(text) if message.forward_origin is not None else {}
    if not found:
        return None
    for oem in await uow.all(Oem):
        if oem.name.casefold() in text.casefold():
            found["oem"] = oem.id
    return Known(
        answers={**found, "channel": "message"},
        note=say("This looks like a lead: I have read what I could. Please check it at the end."),
    )
