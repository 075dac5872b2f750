"""The confirmation call: tried until the customer is heard or his silence counts, and then the pack goes out by itself."""

from datetime import timedelta
from typing import Any, Final

import pytest

from cards.confirmation import waiting_line
from cards.text import Speaker, Text
from domain.errors import DomainError, Invalid, Refused
from domain.events import Happening
from domain.leads.call import CallOutcome
from domain.leads.confirmation import Confirmation, Heard, read_score
from domain.leads.confirming import (
    accept_silence,
    call_again,
    confirm_satisfied,
    log_confirmation_try,
    report_problem,
    rework_as_said,
    silence_is_over,
)
from domain.leads.lead import Lead
from domain.leads.metres import settle_metres
from domain.leads.privacy import ERASED, erased_lead
from domain.leads.signing import sign_off
from domain.leads.stages import Stage
from domain.policy import DEFAULT
from domain.reporting.pack import Pack, PackState
from domain.rules import Rule, Timer
from domain.settle import settle
from domain.timekeeping import fire
from domain.visits.states import VisitState
from tests.build import NOW, a_pack, a_sign_off, an_oem, extra_metres
from tests.domain.signing_deeds import made, reviewed
from tests.domain.test_signing import ASHA, DESK
from tests.fakes import House

DAY: Final = timedelta(days=1)
Said: Final = CallOutcome
LADDER: Final = ((NOW, Said.NO_ANSWER), (NOW + timedelta(hours=1), Said.MESSAGED), (NOW + DAY, Said.BUSY))
SILENT: Final = Confirmation(told_at=NOW - 2 * DAY, silent_at=NOW)


async def a_house(**but: Any) -> House:  # noqa: ANN401  fields of Lead
    house = House()
    known = {"sign_offs": (a_sign_off(),)} | but
    for thing in (an_oem(), reviewed(Stage.CONFIRMATION_CALL, **known), made(state=VisitState.APPROVED)):
        await house.uow(NOW).add(thing)
    return house


async def packs(house: House) -> list[PackState]:
    return [pack.state for pack in await house.uow(NOW).all(Pack, lead="L-1042")]


async def tried(house: House) -> Lead:
    for at, outcome in LADDER:
        lead = await log_confirmation_try(house.uow(at), "L-1042", outcome, DESK)
    return lead


@pytest.mark.parametrize("score", [None, 1, 5])
async def test_a_satisfied_customer_needs_no_further_tap_for_the_pack(score: int | None) -> None:
    house = await a_house()
    uow = house.uow(NOW)
    lead = await confirm_satisfied(uow, "L-1042", DESK, score=score)
    assert (lead.stage, lead.confirmation.heard, lead.confirmation.score) == (
        Stage.CLOSURE,
        Heard.SATISFIED,
        score,
    )
    assert [event.kind for event in uow.events] == [Happening.CUSTOMER_SATISFIED, Happening.PACK_SUBMITTED]
    assert uow.events[0].facts == ({"score": str(score)} if score else {})
    assert await packs(house) == [PackState.SUBMITTED]


@pytest.mark.parametrize(
    "open_for_ops",
    [
        {"sign_offs": ()},
        {"extra_metres": extra_metres(accepted=False, said_at=NOW, words="nobody asked me")},
    ],
)
async def test_the_pack_waits_where_ops_has_to_look_at_something_first(open_for_ops: dict[str, Any]) -> None:
    house = await a_house(**open_for_ops)
    assert (await confirm_satisfied(house.uow(NOW), "L-1042", DESK, score=4)).stage is Stage.CLOSURE
    assert await packs(house) == []


async def test_the_pack_goes_out_once_what_it_waited_for_has_come() -> None:
    disputed = extra_metres(accepted=False, said_at=NOW, words="nobody asked me")
    house = await a_house(sign_offs=(), extra_metres=disputed)
    lead = await confirm_satisfied(house.uow(NOW), "L-1042", DESK)
    text = Text()
    waiting_line(text, lead, Speaker())
    assert "waits for the customer’s signature" in text.message().text
    await sign_off(house.uow(NOW), "L-1042", ASHA)
    assert await packs(house) == []
    await settle_metres(house.uow(NOW), "L-1042", "half of it", DESK)
    assert await packs(house) == [PackState.SUBMITTED]


async def test_after_a_rework_the_next_edition_goes_out_by_itself() -> None:
    house = await a_house()
    await house.uow(NOW).add(a_pack(state=PackState.RETURNED))
    await confirm_satisfied(house.uow(NOW), "L-1042", DESK)
    assert await packs(house) == [PackState.SUBMITTED]


@pytest.mark.parametrize("score", [0, 6])
async def test_a_score_goes_from_one_to_five(score: int) -> None:
    house = await a_house()
    with pytest.raises(Invalid, match="from 1 to 5"):
        await confirm_satisfied(house.uow(NOW), "L-1042", DESK, score=score)


@pytest.mark.parametrize("typed", ["", "0", "6", "45", "²", "good"])
def test_a_button_without_a_score_is_refused(typed: str) -> None:
    assert read_score("none") is None
    assert read_score("3") == 3
    with pytest.raises(Invalid, match="Example: 4"):
        read_score(typed)


async def test_each_try_sets_the_next_one_and_the_last_makes_the_silence_count() -> None:
    house = await a_house()
    first = await log_confirmation_try(house.uow(NOW), "L-1042", Said.NO_ANSWER, DESK)
    assert first.confirmation.call_at == NOW + timedelta(hours=3)
    for at, outcome in LADDER[1:]:
        uow = house.uow(at)
        lead = await log_confirmation_try(uow, "L-1042", outcome, DESK)
    assert (lead.confirmation.told_at, lead.confirmation.call_at) == (NOW + DAY, None)
    assert [event.kind for event in uow.events] == [Happening.SILENCE_TOLD]
    assert uow.events[0].facts["until"] == (NOW + 3 * DAY).isoformat()
    with pytest.raises(Refused, match="we wait for his word"):
        await log_confirmation_try(house.uow(NOW + DAY), "L-1042", Said.BUSY, DESK)


async def test_a_customer_who_wants_to_be_called_again_is_not_told_that_he_was_missed() -> None:
    house = await a_house()
    uow = house.uow(NOW)
    lead = await log_confirmation_try(uow, "L-1042", Said.CALL_BACK, DESK, call_at=NOW + timedelta(hours=4))
    assert [event.kind for event in uow.events] == [Happening.CONFIRMATION_CALL_SET]
    assert lead.confirmation.call_at == NOW + timedelta(hours=4)


@pytest.mark.parametrize("outcome", [Said.REACHED, Said.WRONG_NUMBER])
async def test_who_was_reached_says_something(outcome: CallOutcome) -> None:
    house = await a_house()
    with pytest.raises(Invalid, match="tap “Satisfied” or “Problem: rework”"):
        await log_confirmation_try(house.uow(NOW), "L-1042", outcome, DESK)


@pytest.mark.parametrize("says", ["nothing", "a problem", "all is well"])
async def test_only_true_silence_is_put_before_the_desk(says: str) -> None:
    house = await a_house()
    told_at = (await tried(house)).confirmation.told_at
    assert told_at is not None
    due = told_at + DEFAULT.silence_accepts
    if says == "a problem":
        await report_problem(house.uow(due), "L-1042", "the RCBO trips", ASHA)
    elif says == "all is well":
        await confirm_satisfied(house.uow(due), "L-1042", ASHA, score=5)
    uow = house.uow(due)
    rule = Timer(subject="L-1042", rule=Rule.SILENCE_COUNTS, occurrence=told_at.isoformat(), due_at=due)
    await fire(uow, rule, "L-1042")
    await settle(uow)
    expected = [Happening.CUSTOMER_SILENT] if says == "nothing" else []
    assert [event.kind for event in uow.events] == expected
    assert (await silence_is_over(house.uow(due), "L-1042")).confirmation.silent_at == (
        due if says == "nothing" else None
    )


async def test_ops_closes_a_silent_customer_once_and_never_before_his_time_is_over() -> None:
    house = await a_house()
    for at in (NOW, NOW + DAY):
        with pytest.raises(Refused, match="still has time"):
            await accept_silence(house.uow(at), "L-1042", DESK)
        await tried(house) if at == NOW else None
    await silence_is_over(house.uow(NOW + 3 * DAY), "L-1042")
    lead = await accept_silence(house.uow(NOW + 3 * DAY), "L-1042", DESK)
    assert (lead.stage, lead.confirmation.heard, lead.confirmation.score) == (
        Stage.CLOSURE,
        Heard.SILENT,
        None,
    )
    assert await packs(house) == [PackState.SUBMITTED]
    with pytest.raises(Refused, match="is at “Closure”"):
        await accept_silence(house.uow(NOW + 3 * DAY), "L-1042", DESK)


async def test_ops_can_have_him_called_again_with_all_tries_anew() -> None:
    house = await a_house(confirmation=SILENT)
    lead = await call_again(house.uow(NOW), "L-1042", DESK)
    assert (lead.confirmation.told_at, lead.confirmation.tries) == (None, ())
    assert (await tried(house)).confirmation.told_at == NOW + DAY


async def test_a_rework_is_opened_for_the_reason_that_the_customer_wrote() -> None:
    house = await a_house()
    with pytest.raises(Refused, match="has not written what is wrong"):
        await rework_as_said(house.uow(NOW), "L-1042", DESK)
    await report_problem(house.uow(NOW), "L-1042", "the RCBO trips", ASHA)
    lead = await rework_as_said(house.uow(NOW), "L-1042", DESK)
    assert lead.stage is Stage.INSTALLATION_SCHEDULING
    assert lead.rework is not None
    assert (lead.rework.of, lead.rework.reason) == ("I-1042-1", "the RCBO trips")
    assert lead.confirmation == Confirmation()


async def test_a_customer_who_said_something_is_wrong_can_be_satisfied_after_all() -> None:
    house = await a_house()
    await report_problem(house.uow(NOW), "L-1042", "the RCBO trips", ASHA)
    assert (await confirm_satisfied(house.uow(NOW), "L-1042", DESK, score=3)).stage is Stage.CLOSURE


async def test_nothing_of_it_is_said_before_or_after_its_time() -> None:
    house = await a_house()
    await confirm_satisfied(house.uow(NOW), "L-1042", ASHA, score=3)
    for again in (
        confirm_satisfied(house.uow(NOW), "L-1042", ASHA, score=3),
        report_problem(house.uow(NOW), "L-1042", "it trips", ASHA),
        log_confirmation_try(house.uow(NOW), "L-1042", Said.BUSY, DESK),
    ):
        with pytest.raises(DomainError, match="is at “Closure”"):
            await again


def test_what_he_said_and_what_was_noted_of_him_goes_with_his_data() -> None:
    lead = reviewed(confirmation=Confirmation(problem="my wife is ill", problem_at=NOW, score=4))
    known = erased_lead(lead, ERASED).confirmation
    assert (known.problem, known.score) == ("", 4)
