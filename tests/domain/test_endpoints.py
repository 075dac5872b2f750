"""Endpoints of OEMs and what is written for them, without a database."""

import base64
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.announcing import topic_of
from domain.errors import Invalid, NotFound, Refused
from domain.events import Event, Happening
from domain.leads.call import CallOutcome
from domain.leads.calling import log_call
from domain.leads.intake import NewLead
from domain.leads.trials import TrialStep, receive_trial_lead, walk_trial_lead
from domain.owed import next_action
from domain.people.actor import Actor
from domain.people.addresses import Reach
from domain.people.endpoint import FAILS_FOR, PAUSES, Endpoint, Off, Topic, next_try
from domain.people.endpoints import (
    MOST_ENDPOINTS,
    EndpointChange,
    Failure,
    NewEndpoint,
    change_endpoint,
    note_failure,
    register_endpoint,
    remove_endpoint,
    replay_posts,
    rotate_secret,
    try_endpoint,
)
from domain.people.roles import Role
from domain.settle import settle
from domain.situation import Situation
from domain.unit_of_work import Kept, UnitOfWork
from tests.build import NOW, OPS, a_lead, an_endpoint, an_oem
from tests.fakes import FakeLedger, House, a_uow
from web.bodies import lead_out

VOLT = Actor(person=None, name="Volt Motors", roles=frozenset({Role.OEM}), oem="volt")
DESK = Actor(person="p", name="Ravi", roles=frozenset({Role.OPS}))
NEW = NewEndpoint(oem="volt", url="https://example.org/hook")
HOUR = timedelta(hours=1)


async def a_house(*endpoints: Endpoint) -> House:
    house = House()
    uow = house.uow(NOW)
    things: list[Kept] = [an_oem(), an_oem(id="kaveri", name="Kaveri"), a_lead(), *endpoints]
    for thing in things:
        await uow.add(thing)
    return house


async def reached(house: House) -> list[dict[str, object]]:
    """What is posted once the customer was reached."""
    uow = house.uow(NOW)
    await log_call(uow, "L-1042", CallOutcome.REACHED, DESK, note="He is a difficult customer")
    await settle(uow)
    return posted(house)


def posted(house: House) -> list[dict[str, object]]:
    return [json.loads(post.body) for post in house.ledger.posts]


async def test_a_change_of_stage_is_posted_with_the_lead_as_the_api_shows_it() -> None:
    house = await a_house(an_endpoint())
    [message] = await reached(house)
    [post] = house.ledger.posts
    lead = next(iter(house.shelves.all_of(type(a_lead()))))
    shown = lead_out(lead, next_action(Situation(lead=lead)), NOW).model_dump_json()
    assert message == {
        "type": "lead.stage_changed",
        "timestamp": "2026-11-23T06:00:00Z",
        "data": {
            "sequence": 1,
            "lead": json.loads(shown),
            "happened": "intro_call_reached",
            "at": "2026-11-23T06:00:00Z",
            "stage": {"before": "new", "after": "documents"},
        },
    }
    assert (post.endpoint, post.lead, post.topic, post.id[:4]) == (
        "W-a1b2c3d4e5",
        "L-1042",
        Topic.STAGE_CHANGED,
        "msg_",
    )
    assert "difficult" not in post.body
    assert "Ravi" not in post.body


@pytest.mark.parametrize(
    "but",
    [
        {"oem": "kaveri"},
        {"sandbox": True},
        {"off": Off.ASKED},
        {"off": Off.REMOVED},
        {"topics": frozenset({Topic.PACK_SENT})},
    ],
)
async def test_nothing_is_posted_to_one_who_is_not_meant(but: dict[str, object]) -> None:
    assert await reached(await a_house(an_endpoint(**but))) == []


async def test_each_endpoint_counts_for_itself() -> None:
    house = await a_house(an_endpoint(), an_endpoint(id="W-2"))
    uow = house.uow(NOW)
    await try_endpoint(uow, "W-2", VOLT)
    await reached(house)
    assert [(post.endpoint, post.sequence) for post in house.ledger.posts] == [
        ("W-2", 1),
        ("W-2", 2),
        ("W-a1b2c3d4e5", 1),
    ]


async def test_a_wrong_number_is_posted_as_a_question() -> None:
    house = await a_house(an_endpoint())
    uow = house.uow(NOW)
    await log_call(uow, "L-1042", CallOutcome.WRONG_NUMBER, DESK)
    await settle(uow)
    [message] = posted(house)
    assert message["type"] == "lead.question_asked"
    assert message["data"]["question"] == {"field": "phone", "wrong": "+919876543210"}  # type: ignore[index]  # JSON


@pytest.mark.parametrize(
    ("kind", "before", "after", "topic"),
    [
        (Happening.LEAD_HELD, "new", "on_hold", Topic.STAGE_CHANGED),
        (Happening.LEAD_RECEIVED, None, "new", Topic.LEAD_RECEIVED),
        (Happening.LEAD_MERGED, "new", "cancelled", Topic.LEAD_MERGED),
        (Happening.PACK_SENT, "draft", "sent", Topic.PACK_SENT),
        (Happening.CALL_LOGGED, None, "new", None),
        (Happening.BILL_SHARED, "documents", "documents", None),
    ],
)
def test_what_is_posted(kind: Happening, before: str | None, after: str, topic: Topic | None) -> None:
    event = Event(kind=kind, lead="L-1", subject="L-1", by=OPS, at=NOW, before=before, after=after)
    assert topic_of(event) is topic


def test_a_visit_that_moves_on_is_no_change_of_the_leads_stage() -> None:
    event = Event(
        kind=Happening.VISIT_BOOKED,
        lead="L-1",
        subject="S-1-1",
        by=OPS,
        at=NOW,
        before="proposed",
        after="booked",
    )
    assert topic_of(event) is None


async def test_trial_leads_are_told_to_sandbox_endpoints_only() -> None:
    house = await a_house(an_endpoint(), an_endpoint(id="W-try", sandbox=True))
    uow = house.uow(NOW)
    new = NewLead(oem="volt", reference="TRY-1", name="Asha", phone="9820010001", pin_code="411045")
    trial, _ = await receive_trial_lead(uow, new, VOLT)
    await walk_trial_lead(uow, trial.id, TrialStep.NEXT, VOLT)
    await settle(uow)
    assert {post.endpoint for post in house.ledger.posts} == {"W-try"}
    messages = posted(house)
    assert [message["type"] for message in messages] == ["lead.received", "lead.stage_changed"]
    assert messages[1]["data"]["lead"]["sandbox"] is True  # type: ignore[index]  # JSON


async def test_a_secret_has_256_bits_and_stands_in_no_text_of_the_endpoint() -> None:
    uow = a_uow()
    await uow.add(an_oem())
    endpoint, secret = await register_endpoint(uow, NEW, VOLT, reach=Reach())
    assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32
    assert endpoint.keys(uow.now) == (secret,)
    assert secret not in f"{endpoint!r} {endpoint}"


async def test_two_secrets_sign_while_one_is_replaced() -> None:
    uow = a_uow()
    await uow.add(an_endpoint())
    [old] = an_endpoint().keys(uow.now)
    endpoint, new = await rotate_secret(uow, an_endpoint().id, VOLT)
    assert endpoint.keys(uow.now) == (new, old)
    assert endpoint.keys(uow.now + 24 * HOUR) == (new,)
    again, newest = await rotate_secret(uow, an_endpoint().id, VOLT, overlap=HOUR)
    assert again.keys(uow.now + HOUR) == (newest,)


async def test_there_are_at_most_ten_and_removed_ones_do_not_count() -> None:
    house = await a_house(*[an_endpoint(id=f"W-{n}") for n in range(MOST_ENDPOINTS)])
    uow = house.uow(NOW)
    with pytest.raises(Refused, match="10"):
        await register_endpoint(uow, NEW, VOLT, reach=Reach())
    await register_endpoint(uow, replace(NEW, sandbox=True), VOLT, reach=Reach())
    removed = await remove_endpoint(uow, "W-0", VOLT)
    assert (removed.secrets, removed.off) == ((), Off.REMOVED)
    await register_endpoint(uow, NEW, VOLT, reach=Reach())


async def test_a_removed_endpoint_is_gone_for_good() -> None:
    house = await a_house(an_endpoint())
    uow = house.uow(NOW)
    await try_endpoint(uow, an_endpoint().id, VOLT)
    await remove_endpoint(uow, an_endpoint().id, VOLT)
    assert house.ledger.posts == []
    with pytest.raises(NotFound):
        await change_endpoint(uow, an_endpoint().id, EndpointChange(enabled=True), VOLT, reach=Reach())


async def test_an_address_inside_is_refused_when_it_is_changed_too() -> None:
    uow = a_uow()
    await uow.add(an_endpoint())
    with pytest.raises(Invalid):
        await change_endpoint(
            uow, an_endpoint().id, EndpointChange(url="https://10.0.0.1/"), VOLT, reach=Reach()
        )


async def test_what_is_off_is_neither_tried_nor_replayed() -> None:
    uow = a_uow()
    await uow.add(an_endpoint())
    off = await change_endpoint(uow, an_endpoint().id, EndpointChange(enabled=False), VOLT, reach=Reach())
    assert off.off is Off.ASKED
    with pytest.raises(Refused, match="switched off"):
        await try_endpoint(uow, off.id, VOLT)
    with pytest.raises(Refused, match="switched off"):
        await replay_posts(uow, off.id, VOLT)


async def test_replaying_one_that_is_not_dead_is_refused() -> None:
    house = await a_house(an_endpoint())
    uow = house.uow(NOW)
    post = await try_endpoint(uow, an_endpoint().id, VOLT)
    with pytest.raises(Refused, match="on its way"):
        await replay_posts(uow, an_endpoint().id, VOLT, post_id=post.id)
    house.ledger.dead.add(post.id)
    assert await replay_posts(uow, an_endpoint().id, VOLT) == 1


def a_failure(**but: object) -> Failure:
    failure = Failure(
        subject="L-1042", said="503", dead=True, is_news=True, gone=False, failing_since=NOW - 3 * HOUR
    )
    return replace(failure, **but)  # type: ignore[arg-type]  # fields of Failure


async def after(uow: UnitOfWork, failure: Failure) -> tuple[Endpoint, list[Happening], FakeLedger]:
    await uow.add(an_oem())
    await uow.add(an_endpoint(url="https://example.org/hook?token=private"))
    await note_failure(uow, an_endpoint().id, failure)
    assert isinstance(uow.ledger, FakeLedger)
    return await uow.get(Endpoint, an_endpoint().id), [event.kind for event in uow.events], uow.ledger


async def test_the_first_dead_message_is_told_and_listed_without_what_the_address_hides() -> None:
    endpoint, told, ledger = await after(a_uow(now=NOW), a_failure())
    assert (endpoint.is_on, told) == (True, [Happening.ENDPOINT_FAILING])
    assert ledger.failures == [("webhook", "L-1042", "Volt Motors: W-a1b2c3d4e5 at example.org: 503")]


async def test_the_next_dead_message_is_only_listed() -> None:
    _, told, ledger = await after(a_uow(now=NOW), a_failure(is_news=False))
    assert (told, len(ledger.failures)) == ([], 1)


async def test_a_try_that_is_not_the_last_is_neither() -> None:
    _, told, ledger = await after(a_uow(now=NOW), a_failure(dead=False, is_news=False))
    assert (told, ledger.failures) == ([], [])


@pytest.mark.parametrize(
    ("but", "why"),
    [({"gone": True}, Off.GONE), ({"dead": False, "failing_since": NOW - FAILS_FOR}, Off.FAILING)],
)
async def test_who_is_gone_or_silent_for_days_is_switched_off(but: dict[str, object], why: Off) -> None:
    endpoint, told, _ = await after(a_uow(now=NOW), a_failure(**but))
    assert (endpoint.off, endpoint.off_since, told) == (why, NOW, [Happening.ENDPOINT_SWITCHED_OFF])


def test_the_pauses_are_those_of_the_standard_and_end() -> None:
    found = [next_try(tries, NOW) for tries in range(1, len(PAUSES) + 2)]
    assert [moment - NOW for moment in found if moment] == list(PAUSES)
    assert found[-1] is None
    assert sum(PAUSES, timedelta()) > timedelta(days=3)


def test_what_failed_together_does_not_come_back_together() -> None:
    early, late = next_try(2, NOW, chance=0), next_try(2, NOW, chance=1)
    assert (early, late) == (NOW + timedelta(minutes=5), NOW + timedelta(minutes=6))


@pytest.mark.parametrize(
    ("asked", "pause"),
    [(1, 300), (900, 900), (10**9, 86400), (0, 300)],
    ids=["short", "long", "ever", "none"],
)
def test_a_pause_that_was_asked_for_is_kept_within_bounds(asked: int, pause: int) -> None:
    assert next_try(2, NOW, asked=timedelta(seconds=asked)) == NOW + timedelta(seconds=pause)
