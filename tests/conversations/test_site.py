"""The dialogues about work at a site: for one blocker each, and right where an old button names none."""

from dataclasses import replace
from datetime import date

import pytest

from cards.actions import Action
from domain.leads.blocker import Application, Area, Blocker, BlockerKind, Claim, Owner
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.money.amount import Money
from tests.conversations.talk import ASHA, MEERA, OPS_GROUP, RAVI, TEAM_GROUP, Talk, a_house, a_lead
from tests.fakes import NOW

EARTH = Blocker(kind=BlockerKind.EARTHING, owner=Owner.CUSTOMER, target=NOW)
LOAD = replace(EARTH, kind=BlockerKind.LOAD_UPGRADE)


def done(blocker: Blocker) -> Blocker:
    return replace(blocker, claims=(Claim(at=NOW),))


async def a_talk(*blockers: Blocker, stage: Stage = Stage.SITE_WORK) -> Talk:
    return Talk(await a_house(a_lead(stage=stage, blockers=blockers)))


async def kept(talk: Talk, kind: BlockerKind) -> Blocker:
    lead = await talk.house.uow().get(Lead, "L-1042")
    return next(one for one in lead.blockers if one.kind is kind)


@pytest.mark.parametrize("count", [0, 1, 2])
async def test_the_customer_says_that_one_thing_is_done_with_or_without_photos(count: int) -> None:
    talk = await a_talk(EARTH, LOAD)
    asked = await talk.begins(ASHA, Action.SITE_DONE, "L-1042:earthing")
    assert "Earthing: please send photos" in asked.text
    for number in range(count):
        asked = await talk.sends_photo(ASHA, f"pit-{number}")
    check = await talk.taps(ASHA, asked.button("Done" if count else "Skip ›"))
    await talk.taps(ASHA, check.button("Submit"))
    again = await talk.taps(ASHA, check.button("Submit"))
    assert again.toast == "This is done already."
    blocker = await kept(talk, BlockerKind.EARTHING)
    assert blocker.claim is not None
    assert len(blocker.claim.proofs) == count
    assert await kept(talk, BlockerKind.LOAD_UPGRADE) == LOAD


async def test_an_old_button_that_names_nothing_asks_which_where_there_are_several() -> None:
    talk = await a_talk(EARTH, LOAD)
    asked = await talk.begins(ASHA, Action.SITE_DONE, "L-1042")
    assert "What is it about?" in asked.text
    asked = await talk.taps(ASHA, asked.button("Load upgrade"))
    check = await talk.taps(ASHA, asked.button("Skip ›"))
    await talk.taps(ASHA, check.button("Submit"))
    assert (await kept(talk, BlockerKind.LOAD_UPGRADE)).claim is not None
    asked = await talk.begins(ASHA, Action.SITE_DONE, "L-1042")
    check = await talk.taps(ASHA, asked.button("Skip ›"))
    await talk.taps(ASHA, check.button("Submit"))
    assert (await kept(talk, BlockerKind.EARTHING)).claim is not None
    nothing = await talk.begins(ASHA, Action.SITE_DONE, "L-1042")
    assert nothing.refusal == "Thank you, you have told us already. We look at it."


async def test_what_the_desk_sends_back_is_one_thing_too() -> None:
    talk = await a_talk(done(EARTH), done(LOAD))
    await talk.begins(MEERA, Action.REFUSE_WORK, "L-1042:load_upgrade", OPS_GROUP)
    check = await talk.writes(MEERA, "the bill shows 5 kW", OPS_GROUP)
    await talk.taps(MEERA, check.button("Submit"), OPS_GROUP)
    assert (await kept(talk, BlockerKind.LOAD_UPGRADE)).refused == "the bill shows 5 kW"
    late = await talk.begins(MEERA, Action.REFUSE_WORK, "L-1042:load_upgrade", OPS_GROUP)
    assert "was sent back already" in late.refusal
    assert await kept(talk, BlockerKind.EARTHING) == done(EARTH)


@pytest.mark.parametrize(
    ("action", "subject"),
    [
        (Action.SITE_DONE, "L-1042:earthing"),
        (Action.APPLIED, "L-1042:load_upgrade"),
        (Action.REFUSE_WORK, "L-1042:earthing"),
        (Action.TARGET_DAY, "L-1042:earthing"),
        (Action.BLOCKER_WORDS, "L-1042:earthing"),
    ],
)
async def test_a_crew_cannot_begin_any_of_them(action: Action, subject: str) -> None:
    talk = await a_talk(EARTH, LOAD)
    heard = await talk.begins(RAVI, action, subject, TEAM_GROUP)
    assert heard.refusal
    assert talk.drafts(RAVI) == []


@pytest.mark.parametrize("subject", ["L-1042:moon", "L-1042"])
async def test_a_button_that_names_no_blocker_is_not_known(subject: str) -> None:
    talk = await a_talk(EARTH)
    heard = await talk.begins(MEERA, Action.TARGET_DAY, subject, OPS_GROUP)
    assert heard.refusal in {"There is no L-1042:moon.", "This button is not known any more."}


async def test_the_desk_writes_what_the_customer_reads_in_his_language() -> None:
    talk = await a_talk(EARTH, stage=Stage.SURVEY_REVIEW)
    asked = await talk.begins(MEERA, Action.BLOCKER_WORDS, "L-1042:earthing", OPS_GROUP)
    assert "Without words of yours he reads: have a proper earth pit" in asked.text
    asked = await talk.taps(MEERA, asked.button("Skip ›"), OPS_GROUP)
    check = await talk.writes(MEERA, "अर्थ पिट भरवाएँ", OPS_GROUP)
    await talk.taps(MEERA, check.button("Submit"), OPS_GROUP)
    assert (await kept(talk, BlockerKind.EARTHING)).words == {"hi": "अर्थ पिट भरवाएँ"}


async def test_an_application_is_told_whole_and_mended_later() -> None:
    talk = await a_talk(LOAD)
    await talk.begins(ASHA, Action.APPLIED, "L-1042:load_upgrade")
    await talk.writes(ASHA, "LE 2411-00871")
    asked = await talk.writes(ASHA, "20 Nov")
    asked = await talk.taps(ASHA, asked.button("Village"))
    asked = await talk.taps(ASHA, asked.button("Yes, new mains or a substation"))
    await talk.writes(ASHA, "2,450")
    check = await talk.writes(ASHA, "today")
    await talk.taps(ASHA, check.button("Submit"))
    blocker = await kept(talk, BlockerKind.LOAD_UPGRADE)
    assert blocker.application == Application(
        number="LE2411-00871",
        applied_on=date(2026, 11, 20),
        area=Area.RURAL,
        mains=True,
        demand=Money(2_450_00),
        paid_on=NOW.date(),
    )
    assert (blocker.owner, blocker.expected_on) == (Owner.DISCOM, date(2027, 2, 18))
    again = await talk.begins(ASHA, Action.APPLIED, "L-1042:load_upgrade")
    assert "Application number: LE2411-00871" in again.text
