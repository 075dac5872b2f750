"""A sandbox key: everything looks as it would, nothing follows, nobody else sees it, and it goes after a month."""

from datetime import timedelta
from typing import Final

import pytest
from sqlalchemy import func, select

from domain.errors import NotFound
from domain.leads.lead import Lead
from domain.leads.listing import LeadFilter
from domain.leads.stages import OPEN, Stage
from domain.people.actor import Actor
from domain.people.person import Chat
from domain.people.roles import Role
from domain.view import view_of
from storage.api_requests import forget_old_trials
from storage.ledger import media, owed, timeline, undelivered
from storage.outgoing import outbox
from storage.records import leads, visits
from storage.timers import timers
from tests.web.office import Office

TRYING: Final = "voltera trying"
WAY: Final = [stage for stage in Stage if stage in OPEN - {Stage.ON_HOLD, Stage.SITE_WORK}] + [Stage.CLOSED]


async def walked(office: Office) -> None:
    """A trial lead on its whole way, with a pause, while every desk has its group."""
    async with office.ports.transaction() as work:
        for number, role in enumerate(role for role in Role if role not in {Role.SYSTEM, Role.CUSTOMER}):
            await work.uow.add(Chat(id=-number - 1, title=role, role=role, oem="voltera", team="sunrise"))
    sent = await office.send(oem=TRYING)
    assert (sent.status_code, sent.json()["id"], sent.json()["sandbox"]) == (201, "T-1", True)
    for step in ("hold", "resume", *["next"] * (len(WAY) - 1)):
        moved = await office.post("/T-1/sandbox/steps", {"step": step}, oem=TRYING)
        assert moved.status_code == 200, moved.text


async def test_a_trial_lead_goes_the_whole_way_of_a_lead(office: Office) -> None:
    await walked(office)
    found = (await office.get("/T-1/timeline", oem=TRYING)).json()["entries"]
    assert [entry["after"] for entry in found] == ["new", "on_hold", *WAY]
    assert (await office.get("/T-1", oem=TRYING)).json()["stage"] == "closed"


async def test_no_desk_no_timer_and_no_list_ever_hears_of_it(office: Office) -> None:
    await walked(office)
    async with office.ports.database.read() as connection:
        for table in (leads, visits, owed, timers, outbox, timeline, undelivered, media):
            assert (await connection.execute(select(func.count()).select_from(table))).scalar_one() == 0


@pytest.mark.parametrize("role", list(Role))
async def test_no_role_sees_it(office: Office, role: Role) -> None:
    await walked(office)
    actor = Actor(
        person="p",
        name="P",
        roles=frozenset({role}),
        oem="voltera",
        teams=frozenset({"sunrise"}),
        leads=frozenset({"T-1"}),
    )
    async with office.ports.reading() as looking:
        screens = looking.screens
        assert await looking.uow.find(Lead, "T-1") is None
        assert await looking.uow.all(Lead) == []
        assert await screens.stages() == {}
        assert await screens.overdue(office.clock.now() + timedelta(days=99), 50) == []
        assert await screens.leads(None, LeadFilter(), after=None, limit=9) == []
        assert await screens.owed_by(actor) == []  # type: ignore[attr-defined]  # of the storage, for the chats
        assert await screens.find("VOL-1") == []  # type: ignore[attr-defined]  # of the storage, for the chats
        with pytest.raises(NotFound):
            await view_of(looking.uow, "T-1")


async def test_sandbox_and_real_leads_are_strangers(office: Office) -> None:
    trial, real = await office.send(oem=TRYING, key="k"), await office.send(key="k")
    assert (trial.json()["id"], real.json()["id"]) == ("T-1", "L-1042")
    for oem, hidden in (("voltera", "T-1"), (TRYING, "L-1042"), ("aura trying", "T-1")):
        assert (await office.get(f"/{hidden}", oem=oem)).status_code == 404
        assert (await office.get(f"/{hidden}/timeline", oem=oem)).status_code == 404
    seen = {
        oem: (await office.get("", oem=oem)).json()["leads"] for oem in ("voltera", TRYING, "aura trying")
    }
    assert [[lead["id"] for lead in found] for found in seen.values()] == [["L-1042"], ["T-1"], []]


async def test_the_same_reference_answers_with_the_same_trial_lead(office: Office) -> None:
    first, again = await office.send(oem=TRYING), await office.send(oem=TRYING)
    assert (again.status_code, again.json()) == (200, first.json())


async def test_a_batch_and_a_bad_field_are_answered_as_for_real(office: Office) -> None:
    sent = await office.post("/batch", {"leads": [{"reference": "X"}]}, oem=TRYING)
    assert sent.json()["refused"] == 1
    assert (await office.send(oem=TRYING, phone="12")).status_code == 422


@pytest.mark.parametrize("step", ["resume", "reopen"])
async def test_a_step_that_does_not_lead_on_is_refused(office: Office, step: str) -> None:
    await office.send(oem=TRYING)
    refused = await office.post("/T-1/sandbox/steps", {"step": step}, oem=TRYING)
    assert (refused.status_code, "does not lead on" in refused.json()["detail"]) == (409, True)


async def test_an_ordinary_key_moves_no_lead(office: Office) -> None:
    await office.send()
    assert (await office.post("/L-1042/sandbox/steps", {"step": "next"})).status_code == 403
    assert (await office.get("/L-1042")).json()["stage"] == "new"


async def test_a_trial_lead_has_no_pack(office: Office) -> None:
    await walked(office)
    assert (await office.get("/T-1/pack", oem=TRYING)).status_code == 404


async def test_trial_leads_go_after_thirty_days(office: Office) -> None:
    await office.send(oem=TRYING)
    office.clock.pass_(timedelta(days=20))
    await office.send(oem=TRYING, reference="VOL-2")
    office.clock.pass_(timedelta(days=10))
    async with office.ports.database.begin() as connection:
        assert await forget_old_trials(connection, office.clock.now()) == 1
    assert [lead["id"] for lead in (await office.get("", oem=TRYING)).json()["leads"]] == ["T-2"]
