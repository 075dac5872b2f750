"""Two leads that may be one request, side by side: what they share is said once, what differs stands below each other."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from cards.buttons import twins_buttons
from cards.message import Message
from cards.text import Speaker, Text, harmless
from cards.titles import CHANNELS
from cards.values import NAME_MOST
from domain.leads.lead import Lead, Twin, Twinning
from domain.leads.likeness import Likeness
from domain.leads.stages import STAGES
from domain.reactions import Audience
from domain.view import View
from domain.words import N_, Words, say

LIKENESS: Final[Mapping[Likeness, str]] = MappingProxyType(
    {Likeness.PHONE: N_("phone"), Likeness.VIN: N_("VIN"), Likeness.ADDRESS: N_("address")}
)


def twins_card(view: View, audience: Audience, speaker: Speaker, *, team: str | None = None) -> Message:  # noqa: ARG001  the shape of every card
    lead, other, text = view.lead, view.twin, Text()
    twin = next((twin for twin in lead.twins if other and twin.lead == other.id), None) if lead else None
    if lead is None or other is None or twin is None:
        return text.line(
            speaker.say(say("There is nothing to compare {lead} with.", lead=view.subject))
        ).message()
    text.bold_line(speaker.say(_heading(lead, twin)))
    because = ", ".join(speaker.say(LIKENESS[Likeness(what)]) for what in twin.because)
    text.line(speaker.say(say("The same in both: {because}", because=because)))
    text.gap()
    for (label, mine), (_, theirs) in zip(_facts(lead, speaker), _facts(other, speaker), strict=True):
        if mine == theirs and mine:
            text.line(f"{label}: {mine}")
        elif mine or theirs:
            text.line(f"{label}").line(f"  {lead.id}: {mine or '–'}").line(f"  {other.id}: {theirs or '–'}")
    if lead.oem != other.oem and twin.state is Twinning.OPEN:
        told = say("Two OEMs sent them: each follows its own, so they cannot be merged.")
        text.gap().line(speaker.say(told))
    return text.message(twins_buttons(view, speaker))


def _heading(lead: Lead, twin: Twin) -> Words:
    if twin.state is Twinning.APART:
        return say(
            "{lead} and {other} both go on – {name}", lead=lead.id, other=twin.lead, name=twin.decided_by
        )
    if twin.state is Twinning.MERGED:
        return say(
            "{lead} and {other} are one lead now – {name}",
            lead=lead.id,
            other=twin.lead,
            name=twin.decided_by,
        )
    return say("{lead} and {other} may be the same request", lead=lead.id, other=twin.lead)


def _facts(lead: Lead, speaker: Speaker) -> Iterator[tuple[str, str]]:
    customer, source = lead.customer, lead.source
    where = ", ".join(part for part in (customer.address, lead.area) if part)
    channel = speaker.say(CHANNELS.get(source.channel, source.channel))
    yield speaker.say(N_("Customer")), harmless(customer.name, NAME_MOST)
    yield speaker.say(N_("Phone")), customer.phone
    yield speaker.say(N_("Address")), harmless(where)
    yield speaker.say(N_("Vehicle")), harmless(lead.vehicle, NAME_MOST)
    yield speaker.say(N_("VIN")), harmless(lead.vin, NAME_MOST)
    yield speaker.say(N_("Charger")), f"{lead.charger_kw:g} kW"
    yield speaker.say(N_("OEM's reference")), harmless(f"{lead.oem} {lead.oem_reference}", NAME_MOST)
    yield (
        speaker.say(N_("Source")),
        ", ".join(part for part in (channel, source.dealer, source.campaign) if part),
    )
    yield speaker.say(N_("Received")), speaker.time(lead.created_at)
    yield speaker.say(N_("Stage")), speaker.say(STAGES[lead.stage].title)
