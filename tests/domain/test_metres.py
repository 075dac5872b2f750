"""Cable beyond what was agreed: found, accepted or disputed, and settled; nothing waits for it."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from domain.errors import Refused
from domain.events import Happening
from domain.leads.confirming import confirm_satisfied
from domain.leads.lead import Lead
from domain.leads.metres import accept_metres, agreed, dispute_metres, extra_metres, settle_metres
from domain.leads.stages import Stage
from domain.materials.quote import QuoteState
from domain.owed import Owed, next_action
from domain.policy import DEFAULT, Policy, with_overrides
from domain.settle import situation_of
from domain.visits.review import approve_installation
from domain.visits.states import VisitState
from tests.build import NOW, a_quote, a_report, a_team, a_visit, an_oem
from tests.build import extra_metres as more_metres
from tests.domain.signing_deeds import made, reviewed
from tests.domain.test_signing import ASHA, DESK
from tests.fakes import House

PACKAGE: Final = with_overrides({"included_metres": "15"})


@pytest.mark.parametrize(
    ("used", "measured", "policy", "extra"),
    [
        ("18", "18", DEFAULT, None),
        ("18.5", "18", DEFAULT, 0.5),
        ("18", None, DEFAULT, None),
        (None, "18", DEFAULT, None),
        ("many", "18", DEFAULT, None),
        ("15", "18", PACKAGE, None),
        ("18", "18", PACKAGE, 3),
        ("18", None, PACKAGE, 3),
    ],
)
def test_what_is_beyond_the_package_or_else_beyond_the_survey(
    used: str | None, measured: str | None, policy: Policy, extra: float | None
) -> None:
    installed = made(report=replace(a_report(), answers={"cable_metres_used": used} if used else {}))
    surveyed = a_visit(report=replace(a_report(), answers={"cable_metres": measured} if measured else {}))
    found = extra_metres(installed, agreed(surveyed, None, policy), None, policy)
    assert (found.extra if found else None) == extra


async def a_house(stage: Stage = Stage.INSTALLATION_REVIEW) -> House:
    house = House()
    lead = reviewed(stage, extra_metres=more_metres())
    for thing in (an_oem(), lead, made(state=VisitState.APPROVED)):
        await house.uow(NOW).add(thing)
    return house


async def owed(house: House) -> tuple[Owed, timedelta]:
    action = next_action(await situation_of(house.uow(NOW), "L-1042"))
    assert action is not None
    return action.what, action.due - NOW


async def test_he_accepts_what_he_was_shown_and_no_other_figure() -> None:
    house = await a_house()
    with pytest.raises(Refused, match=r"It is 21\.5 m now"):
        await accept_metres(house.uow(NOW), "L-1042", ASHA, used=20)
    uow = house.uow(NOW)
    lead = await accept_metres(uow, "L-1042", ASHA, used=21.5)
    assert lead.extra_metres == more_metres(accepted=True, said_at=NOW)
    assert [(event.kind, event.facts) for event in uow.events] == [
        (Happening.METRES_ACCEPTED, {"metres": "3.5"})
    ]
    with pytest.raises(Refused, match="settled already"):
        await dispute_metres(house.uow(NOW), "L-1042", "too much", ASHA)


@pytest.mark.parametrize("stage", [Stage.CONFIRMATION_CALL, Stage.CLOSURE])
async def test_a_dispute_is_owed_by_the_desk_until_it_is_settled(stage: Stage) -> None:
    house = await a_house(stage)
    before = await owed(house)
    await dispute_metres(house.uow(NOW), "L-1042", "nobody asked me", ASHA)
    assert await owed(house) == (Owed.SETTLE_METRES, DEFAULT.desk)
    with pytest.raises(Refused, match="told us already"):
        await dispute_metres(house.uow(NOW), "L-1042", "nobody asked me", ASHA)
    await settle_metres(house.uow(NOW), "L-1042", "he pays 2 m", DESK)
    assert await owed(house) == before
    with pytest.raises(Refused, match="disputed, or no longer"):
        await settle_metres(house.uow(NOW), "L-1042", "he pays 2 m", DESK)


async def test_whoever_disputes_may_still_accept() -> None:
    house = await a_house()
    await dispute_metres(house.uow(NOW), "L-1042", "nobody asked me", ASHA)
    lead = await accept_metres(house.uow(NOW), "L-1042", ASHA, used=21.5)
    assert lead.extra_metres == more_metres(accepted=True, said_at=NOW)


async def test_a_dispute_never_blocks_the_record() -> None:
    house = await a_house(Stage.CONFIRMATION_CALL)
    await dispute_metres(house.uow(NOW), "L-1042", "nobody asked me", ASHA)
    assert (await confirm_satisfied(house.uow(NOW), "L-1042", DESK)).stage is Stage.CLOSURE


async def test_without_more_cable_there_is_nothing_to_say() -> None:
    house = await a_house()
    lead = await house.uow(NOW).get(Lead, "L-1042")
    await house.uow(NOW).save(replace(lead, extra_metres=None))
    with pytest.raises(Refused, match="No more cable"):
        await accept_metres(house.uow(NOW), "L-1042", ASHA, used=21.5)


@pytest.mark.parametrize(
    ("used", "quoted", "extra"),
    [("25", 25, None), ("27.4", 25, None), ("27.6", 25, 2.6), ("44", 40, None), ("44.1", 40, 4.1)],
)
def test_the_price_of_a_quote_stands_for_two_metres_or_a_tenth_more(
    used: str, quoted: int, extra: float | None
) -> None:
    installed = made(report=replace(a_report(), answers={"cable_metres_used": used}))
    quote = a_quote(state=QuoteState.ACCEPTED, metres=quoted)
    found = extra_metres(installed, agreed(None, quote, PACKAGE), quote, PACKAGE)
    assert (found.extra if found else None) == extra


def test_a_quote_that_nobody_accepted_agrees_on_nothing() -> None:
    assert agreed(None, a_quote(metres=40), PACKAGE) == 15
    assert agreed(None, a_quote(metres=18, state=QuoteState.WAIVED), PACKAGE) == 20


@pytest.mark.parametrize(("tolerance", "needs"), [(None, False), (3.5, False), (3.4, True)])
async def test_much_more_cable_is_approved_only_for_a_reason(tolerance: float | None, *, needs: bool) -> None:
    house = House()
    lead = reviewed(Stage.INSTALLATION_REVIEW, extra_metres=more_metres(tolerance=tolerance))
    for thing in (an_oem(), a_team(), lead, made()):
        await house.uow(NOW).add(thing)
    if needs:
        with pytest.raises(Refused, match=r"21\.5 m of cable were used and 18 m agreed"):
            await approve_installation(house.uow(NOW), "I-1042-1", DESK)
    uow = house.uow(NOW)
    await approve_installation(uow, "I-1042-1", DESK, "the way was closed" if needs else "")
    [event] = [one for one in uow.events if one.kind is Happening.INSTALLATION_APPROVED]
    assert event.facts.get("reason", "") == ("the way was closed" if needs else "")
