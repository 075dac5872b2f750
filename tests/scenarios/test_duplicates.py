"""The same customer is sent twice: Ops sees both side by side and merges them, or keeps both."""

from typing import Any

from tests.scenarios import days
from tests.scenarios.days import BODY, LEAD, OPS, VOLTERA
from tests.scenarios.town import KEYS, PEOPLE, Town

AGAIN = "L-1043"


async def arrives_again(town: Town, oem: str = "voltera", **but: Any) -> None:  # noqa: ANN401  fields of the body
    body = {**BODY, "reference": "VM-78", "name": "A. Rao", **but}
    answer = await town.api("POST", "/api/v1/leads", key=KEYS[oem], json=body)
    assert answer.status_code == 201, answer.text
    [_, compared] = await town.told(OPS, f"{AGAIN} · New", f"{AGAIN} and {LEAD} may be the same request")
    assert "The same in both: phone" in compared["text"]
    assert f"Customer\n  {AGAIN}: A. Rao\n  {LEAD}: Asha Rao" in compared["text"]
    assert await days.owes(town, AGAIN) == ("new", "ops", "decide_duplicate")


async def test_two_leads_of_one_request_become_one_and_both_histories_are_kept(town: Town) -> None:
    await days.lead_arrives(town)
    await arrives_again(town, vin="MALC381CLNM123456")
    await town.sim.post(f"/sim/chats/{OPS}/members", json={"add": [PEOPLE["farida"]]})
    assert "not yours to do" in await town.tap("farida", f"Merge with {LEAD}", OPS, within="may be the same")
    assert await town.tap("ravi", f"Merge with {LEAD}", OPS) == f"They are one lead now: {LEAD}."
    await town.told(VOLTERA, f"{AGAIN} and {LEAD} were the same request\n{AGAIN} · A. Rao")
    assert "are one lead now – Ravi Kulkarni" in await town.card(OPS, f"{AGAIN} and {LEAD}")
    assert await days.owes(town, AGAIN) == ("cancelled", "", "")
    assert await days.owes(town) == ("new", "ops", "call_customer")

    again = await town.api("POST", "/api/v1/leads", json={**BODY, "reference": "VM-78"})
    assert (again.status_code, again.json()["id"]) == (200, LEAD)
    told = (await town.api("GET", f"/api/v1/leads/{LEAD}/timeline")).json()["entries"]
    assert [entry["what"] for entry in told] == [
        "lead_received",
        "lead_received",
        "lead_merged",
        "lead_took_over",
    ]
    await town.holds()
    await town.nobody_else()


async def test_two_chargers_for_one_customer_both_go_on(town: Town) -> None:
    await days.lead_arrives(town)
    await arrives_again(town, oem="kaveri")
    assert "Two OEMs sent them" in await town.card(OPS, f"{AGAIN} and {LEAD}")
    assert await town.tap("ravi", "Keep both", OPS) == "Both go on, each by itself."
    assert await days.owes(town, AGAIN) == ("new", "ops", "call_customer")
    assert await days.owes(town) == ("new", "ops", "call_customer")
    await town.holds()
    await town.nobody_else()


async def test_an_old_card_and_a_second_tap_say_who_has_decided(town: Town) -> None:
    await days.lead_arrives(town)
    await arrives_again(town)
    card = await town.with_button(OPS, "Keep both")
    assert await town.tap("ravi", "Keep both", OPS) == "Both go on, each by itself."
    old = {"from": PEOPLE["meera"], "data": f"merge:{AGAIN}:{LEAD}"}
    said = await town.sim.post(f"/sim/chats/{OPS}/messages/{card['id']}/taps", json=old)
    assert "Ravi Kulkarni has kept" in said.json()["text"]
    await town.holds()
    await town.nobody_else()
