"""Several people in one group: a form belongs to the one who began it."""

from datetime import timedelta
from typing import Any

from cards.actions import Action
from domain.leads.stages import Stage
from domain.people.person import Person
from tests.conversations.talk import MANOJ, OPS_GROUP, RAVI, TEAM_GROUP, Talk, a_house, a_lead, a_visit
from tests.fakes import NOW

BOT = {"id": 42, "is_bot": True, "first_name": "ChargeOps"}


async def a_talk() -> Talk:
    lead = a_lead(stage=Stage.SURVEY_SCHEDULED, visits_made=1)
    return Talk(await a_house(lead, a_visit()))


def reply_to(author: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401  parts of a message
    chat = {"id": TEAM_GROUP, "type": "supergroup", "title": "group"}
    return {"message_id": 3, "date": int(NOW.timestamp()), "chat": chat, "from": author, "text": "?", **more}


def a_user(person: Person) -> dict[str, Any]:
    return {"id": person.telegram_id, "is_bot": False, "first_name": person.name}


async def test_two_people_fill_in_forms_at_once() -> None:
    talk = await a_talk()
    ravis = await talk.begins(RAVI, Action.REPORT, "S-1042-1", TEAM_GROUP)
    manojs = await talk.begins(MANOJ, Action.REPORT, "S-1042-1", TEAM_GROUP)
    await talk.taps(RAVI, ravis.button("Single phase"), TEAM_GROUP)
    await talk.taps(MANOJ, manojs.button("Three phase"), TEAM_GROUP)
    await talk.writes(RAVI, "10", TEAM_GROUP)
    await talk.writes(MANOJ, "11", TEAM_GROUP)
    form = talk.form()
    assert form.answers == {"supply_phase": "3", "sanctioned_load_kw": "11"}
    assert {given.by for given in form.given.values()} == {"Manoj"}
    assert [old.by for replaced in form.before.values() for old in replaced] == ["Ravi", "Ravi"]


async def test_the_tap_of_another_changes_nothing_and_only_he_is_told() -> None:
    talk = await a_talk()
    first = await talk.begins(RAVI, Action.REPORT, "S-1042-1", TEAM_GROUP)
    for label in ("Single phase", "All items", "Continue later"):
        heard = await talk.taps(MANOJ, first.button(label), TEAM_GROUP)
        assert heard.toast == "This form belongs to Ravi."
        assert heard.messages == ()
    assert talk.form().answers == {}


async def test_others_may_talk_meanwhile() -> None:
    talk = await a_talk()
    await talk.begins(RAVI, Action.REPORT, "S-1042-1", TEAM_GROUP)
    assert not (await talk.writes(MANOJ, "single phase", TEAM_GROUP)).handled


async def test_a_typed_answer_is_asked_for_by_name_with_a_forced_reply() -> None:
    talk = await a_talk()
    first = await talk.begins(RAVI, Action.REPORT, "S-1042-1", TEAM_GROUP)
    heard = await talk.taps(RAVI, first.button("Single phase"), TEAM_GROUP)
    controls, asked = heard.messages
    assert asked.force_reply
    assert asked.text.startswith("Ravi, Sanctioned load (kW)")
    assert [entity.url for entity in asked.entities if entity.url] == ["tg://user?id=701"]
    assert not asked.keyboard
    assert [button.label for button in controls.keyboard[0]] == ["‹ Back", "Skip ›"]


async def test_a_reply_to_the_bot_answers_and_the_next_prompt_replies_to_it() -> None:
    talk = await a_talk()
    first = await talk.begins(RAVI, Action.REPORT, "S-1042-1", TEAM_GROUP)
    await talk.taps(RAVI, first.button("Single phase"), TEAM_GROUP)
    heard = await talk.writes(RAVI, "10", TEAM_GROUP, reply_to_message=reply_to(BOT))
    assert talk.form().answers["sanctioned_load_kw"] == "10"
    assert heard.messages[-1].reply_to == talk._count


async def test_what_is_written_to_another_person_is_no_answer() -> None:
    talk = await a_talk()
    await talk.begins(RAVI, Action.REPORT, "S-1042-1", TEAM_GROUP)
    told = await talk.writes(RAVI, "three phase", TEAM_GROUP, reply_to_message=reply_to(a_user(MANOJ)))
    assert not told.handled


async def test_in_a_forum_answers_count_in_their_topic_only() -> None:
    talk = await a_talk()
    opened = reply_to(a_user(MANOJ), forum_topic_created={"name": "L-1042", "icon_color": 7322096})
    await talk.begins(RAVI, Action.REPORT, "S-1042-1", TEAM_GROUP)
    elsewhere = await talk.writes(RAVI, "three phase", TEAM_GROUP, message_thread_id=9)
    assert not elsewhere.handled
    here = await talk.writes(RAVI, "three phase", TEAM_GROUP, reply_to_message=opened)
    assert here.handled


async def test_a_form_of_one_chat_hears_nothing_in_another() -> None:
    talk = await a_talk()
    await talk.begins(RAVI, Action.REPORT, "S-1042-1", TEAM_GROUP)
    assert not (await talk.writes(RAVI, "three phase")).handled
    assert not (await talk.writes(RAVI, "three phase", OPS_GROUP)).handled


async def test_a_form_is_taken_along_into_the_private_chat() -> None:
    talk = await a_talk()
    await talk.begins(RAVI, Action.REPORT, "S-1042-1", TEAM_GROUP)
    [draft] = talk.drafts(RAVI)
    await talk.taps(RAVI, f"choice:{draft.id}")
    assert "2 of 6" in (await talk.writes(RAVI, "three phase")).text


async def test_beginning_another_form_lets_the_first_wait_and_says_so() -> None:
    lead = a_lead(stage=Stage.SURVEY_SCHEDULED, visits_made=2)
    two = a_visit(id="S-1042-2", state_since=NOW + timedelta(hours=1))
    talk = Talk(await a_house(lead, a_visit(), two))
    await talk.begins(RAVI, Action.REPORT, "S-1042-1", TEAM_GROUP)
    second = await talk.begins(RAVI, Action.REPORT, "S-1042-2", TEAM_GROUP)
    assert "Survey report · S-1042-1" in second.messages[0].text
    assert "Kept for later. Nothing is lost." in second.messages[0].text
    await talk.writes(RAVI, "three phase", TEAM_GROUP)
    first, other = talk.drafts(RAVI)
    assert (first.paused, other.paused) == (True, False)
    assert talk.form("F-S-1042-1").answers == {}
    assert talk.form("F-S-1042-2").answers == {"supply_phase": "3"}


async def test_somebody_joining_is_no_answer() -> None:
    talk = await a_talk()
    await talk.begins(RAVI, Action.REPORT, "S-1042-1", TEAM_GROUP)
    joined = await talk.sends(RAVI, TEAM_GROUP, new_chat_members=[a_user(MANOJ)])
    assert not joined.handled


async def test_a_stranger_gets_nothing() -> None:
    talk = await a_talk()
    stranger = Person(id="p-x", telegram_id=999, name="X")
    heard = await talk.begins(stranger, Action.REPORT, "S-1042-1", TEAM_GROUP)
    assert "I do not know you yet" in heard.refusal
    assert not (await talk.writes(stranger, "hello", TEAM_GROUP)).handled
