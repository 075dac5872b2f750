"""The same program where Telegram pushes updates instead of being polled."""

from pathlib import Path

import httpx

from domain.leads.stages import Stage
from tests.scenarios.conftest import SUNDAY_NOON
from tests.scenarios.days import OPS, customer_joins, documents_come, lead_arrives, owes
from tests.scenarios.town import Town, a_town


async def test_a_lead_goes_its_first_steps_by_webhook(tmp_path: Path, http_port: int) -> None:
    database = f"sqlite:///{tmp_path / 'webhook.db'}"
    async with a_town(tmp_path, database, http_port, SUNDAY_NOON, webhook=True) as town:
        await lead_arrives(town)
        await customer_joins(town)
        await documents_come(town)
        assert (await owes(town))[0] == Stage.SURVEY_SCHEDULING
        await _nobody_speaks_in_telegrams_name(town)


async def _nobody_speaks_in_telegrams_name(town: Town) -> None:
    forged = {"update_id": 1, "callback_query": {"id": "1", "data": "propose:L-1042"}}
    address = f"http://127.0.0.1:{town.parts.settings.http_port}/telegram/hidden"
    async with httpx.AsyncClient() as client:
        assert (await client.post(address, json=forged)).status_code == 403
    await town.quiet()
    await town.told(OPS)
