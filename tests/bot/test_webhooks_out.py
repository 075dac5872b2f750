"""The program is killed while an OEM's server has a message in hand: the next start sends it again, under its id."""

from pathlib import Path
from signal import Signals
from typing import Final

import pytest

from tests.bot.street import Blow, Moment, a_street
from tests.integrations.receiver import a_receiver, verified
from tests.scenarios.days import lead_arrives

SUNDAY_NOON: Final = "2026-11-22T06:30:00+00:00"


@pytest.mark.timeout(120)
async def test_a_message_survives_the_death_of_the_program(tmp_path: Path) -> None:
    async with a_street(tmp_path, SUNDAY_NOON) as street, a_receiver() as receiver:
        made = (await street.api("POST", "/api/v1/webhooks", json={"url": receiver.url})).json()
        receiver.hold = 10
        await lead_arrives(street)
        await receiver.arrived.wait()
        receiver.arrived.clear()
        receiver.hold = 0
        await street.strike(Blow(Moment.AT_ONCE, Signals.SIGKILL))
        await receiver.arrived.wait()
        first, again = receiver.got
        assert again.headers["webhook-id"] == first.headers["webhook-id"]
        assert again.body == first.body
        now = street.parts.clock.now().timestamp()
        assert verified(made["secret"], again, now=now)
        assert not verified(made["secret"], again, now=now + 3600)
        assert made["secret"] not in street.program.said()
        assert await street.program.end(Signals.SIGTERM) == 0
        assert "Traceback" not in street.program.said()
