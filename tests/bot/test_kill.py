"""The program dies at ten points of a lead's life and comes back: nothing is lost, nothing is doubled."""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from signal import Signals
from typing import Final

import pytest

from tests.bot.street import Blow, Moment, Street, a_street
from tests.scenarios.days import (
    documents_come,
    pass_until,
    payout_is_paid,
    survey_is_booked,
)
from tests.scenarios.town import PEOPLE

SUNDAY_NOON: Final = "2026-11-22T06:30:00+00:00"
BLOWS: Final[Mapping[str, Blow]] = {
    "api /api/v1/leads": Blow(Moment.COMMITTED),  # before the OEM has its answer
    "say /start": Blow(Moment.AT_ONCE),  # the update has just been sent
    "tap I agree": Blow(Moment.STORED),  # between the tap and its answer
    "say /home": Blow(Moment.STORED),  # in the middle of a burst
    "tap Assign Sunrise Crew": Blow(Moment.SENDING, slowly=True),  # the outbox is full
    "clock 2026-11-24T07:00": Blow(Moment.COMMITTED),  # a timer fires
    "photo of lakhan": Blow(Moment.STORED),  # an album of a report comes in
    "tap Allocate from stock": Blow(Moment.STORED),
    "tap Approve ₹4,100.00": Blow(Moment.COMMITTED),
    "say 632823155921": Blow(Moment.AT_ONCE, again=True),  # and once more while it starts
    "tap 4 ★": Blow(Moment.AT_ONCE, signal=Signals.SIGSTOP),
}
ONCE_EACH: Final = [
    "lead_received",
    "intro_call_reached",
    "customer_invited",
    "customer_joined",
    "consent_given",
    "bill_shared",
    "location_shared",
    "electrician_shared",
    "documents_completed",
    "slots_proposed",
    "slot_held",
    "slot_chosen",
    "visit_booked",
    "visit_acknowledged",
    "reminded",
    "reminded",
    "visit_confirmed",
    "team_set_out",
    "team_arrived",
    "arrival_placed",
    "report_submitted",
    "earned",
    "site_ready",
    "materials_requested",
    "materials_allocated",
    "materials_ready",
    "slots_proposed",
    "slot_held",
    "slot_chosen",
    "visit_booked",
    "pre_installation_confirmation_sent",
    "materials_needed",
    "visit_acknowledged",
    "charger_handed_out",
    "materials_handed_out",
    "materials_received",
    "reminded",
    "reminded",
    "visit_confirmed",
    "team_set_out",
    "team_arrived",
    "arrival_placed",
    "report_submitted",
    "signing_asked",
    "materials_to_account",
    "materials_left",
    "leftovers_came",
    "customer_signed_off",
    "customer_rated",
    "earned",
    "installation_approved",
    "customer_satisfied",
    "pack_submitted",
    "pack_compiled",
    "pack_sent",
    "pack_acknowledged",
    "lead_closed",
    "marked_payable",
    "marked_payable",
    "payout_opened",
    "payout_agreed",
    "payment_approved",
    "payment_started",
    "payment_paid",
]
"""What people did and the program reminded of, one event for each: surveys and installations both have theirs."""
AT_THEIR_PHONES: Final = ("ravi", "meera", "farida", "gita", "indira", "lakhan", "manoj", "jaya")


async def everybody_asks_at_once(street: Street) -> None:
    await asyncio.gather(*(street.say(person, "/home") for person in AT_THEIR_PHONES))
    for person in AT_THEIR_PHONES:
        await street.told(PEOPLE[person], "")


@pytest.mark.timeout(300)
async def test_a_lead_survives_ten_deaths_of_the_program(tmp_path: Path) -> None:
    async with a_street(tmp_path, SUNDAY_NOON) as street:
        street.blows = dict(BLOWS)
        await pass_until(street, documents_come)
        await everybody_asks_at_once(street)
        await pass_until(street, payout_is_paid, since=survey_is_booked)
        assert street.blows == {}
        assert street.crashes == len(BLOWS) - 1
        assert await street.happened() == ONCE_EACH
        await street.nobody_else()
        await street.holds()
        began = time.monotonic()
        assert await street.program.end(Signals.SIGTERM) == 0
        assert time.monotonic() - began < 5
        assert await street.program.once("check") == (0, "0 breaches\n")
    assert "Traceback" not in street.program.said()
    assert street.met[Moment.COMMITTED] >= 2
    assert street.met[Moment.SENDING] == 1
