"""The introductory call: the card with what to say, tries that set the next one, a wrong number, and the end of the ladder."""

from tests.scenarios import days
from tests.scenarios.days import LEAD, OPS, VOLTERA, november
from tests.scenarios.town import KEYS, PEOPLE, Town

# The town's lead arrives on Sunday 22 November at noon.


async def test_the_call_card_says_what_to_say_and_the_next_try_comes_by_itself(town: Town) -> None:
    await days.lead_arrives(town)
    await town.tap("ravi", "Call card", OPS)
    [card] = await town.told(OPS, "Call Asha Rao: +919820010001")
    assert "I am calling for Voltera Motors" in card["text"]
    assert await town.tap("ravi", "No answer", OPS, within="Call Asha Rao") == (
        "Logged. The desk is reminded Sun 22 Nov, 15:00."
    )
    assert await days.owes(town) == ("new", "ops", "call_customer")
    await town.clock_to(november(22, "15:00"))
    await town.told(OPS, "Please call Asha Rao again now: +919820010001")

    await town.tap("ravi", "Call back at …", OPS, within="again now")
    await town.told(
        OPS, "Call back · L-1042 · 1 of 2\n\nRavi Kulkarni, When does the customer want to be called?"
    )
    await town.answer("ravi", "yesterday", OPS)
    await town.told(OPS, "Example: tomorrow 16:30")
    await town.answer("ravi", "tomorrow 16:30", OPS)
    await town.told(OPS, "Call back · L-1042 · 2 of 2", "Anything to remember for that call?")
    await town.answer("ravi", "asks about extra cable", OPS)
    await town.told(OPS, "asks about extra cable")
    await town.tap("ravi", "Submit", OPS)
    await town.told(OPS, "The desk is reminded Mon 23 Nov, 16:30.")
    assert "asks about extra cable" in await town.card(OPS, f"{LEAD} · New")
    await town.clock_to(november(23, "16:30"))
    await town.told(OPS, "Please call Asha Rao again now")
    assert await town.tap("ravi", "Reached", OPS, within=f"{LEAD} · New") == "Logged."
    await town.holds()
    await town.nobody_else()


async def test_a_wrong_number_goes_back_to_the_oem_and_the_right_one_to_ops(town: Town) -> None:
    await days.lead_arrives(town)
    assert await town.tap("ravi", "Wrong number", OPS) == "Logged. The OEM is asked for the right number."
    await town.told(VOLTERA, "The number of Asha Rao is wrong")
    assert await days.owes(town) == ("new", "oem", "correct_phone")
    await town.tap("jaya", "Enter the right number", VOLTERA)
    await town.told(VOLTERA, "1 of 1", "What is the customer's mobile number?")
    await town.answer("jaya", "12345", VOLTERA)
    await town.told(VOLTERA, "Example: 98765 43210")
    await town.answer("jaya", "98200 10002", VOLTERA)
    await town.told(VOLTERA, "What is the customer's mobile number? +919820010002")
    await town.tap("jaya", "Submit", VOLTERA)
    await town.told(VOLTERA, f"{LEAD} has the number +919820010002 now.")
    await town.told(OPS, "Asha Rao has another number: +919820010002")
    assert await days.owes(town) == ("new", "ops", "call_customer")
    await town.holds()
    await town.nobody_else()


async def test_after_three_tries_on_two_days_over_two_channels_the_lead_is_on_hold(town: Town) -> None:
    await days.lead_arrives(town)
    await town.tap("ravi", "Busy", OPS)
    await town.tap("ravi", "Wrote a message", OPS)
    await town.clock_to(november(23, "12:05"))
    await town.skip(OPS)
    assert await town.tap("ravi", "No answer", OPS, within=f"{LEAD} · New") == (
        "Logged. That was the last try: the lead is on hold."
    )
    assert (await days.owes(town))[0] == "on_hold"
    await town.skip(OPS, VOLTERA)
    await town.holds()
    await town.nobody_else()


async def test_only_the_desk_calls(town: Town) -> None:
    await days.lead_arrives(town)
    await town.sim.post(f"/sim/chats/{OPS}/members", json={"add": [PEOPLE["farida"]]})
    for button in ("Call card", "Busy"):
        assert "not yours to do" in await town.tap("farida", button, OPS)
    await town.holds()
    await town.nobody_else()


async def test_a_forwarded_message_becomes_a_draft_that_ops_completes(town: Town) -> None:
    text = "Voltera Motors booking\nName: Dev Patil\nMobile: 98765 43210\nPIN: 411045\nChassis: MALC381CLNM123456"
    meera = PEOPLE["meera"]
    await town.say("meera", text, forward_from=PEOPLE["jaya"])
    await town.told(meera, "This looks like a lead", "New lead · 2 of 9\n\nThe OEM's reference")
    while "Submit" not in str((await town.messages(meera))[-1]["inline_keyboard"]):
        last = str((await town.messages(meera))[-1]["inline_keyboard"])
        await town.tap("meera", "Skip ›" if "Skip" in last else "That is all")
    await town.skip(meera)
    await town.tap("meera", "Submit")
    await town.told(OPS, f"{LEAD} · New")
    await town.told(meera, f"{LEAD} is written down.")
    card = await town.card(OPS, f"{LEAD} · New")
    assert "Dev Patil, +919876543210" in card
    assert "Source: message" in card
    await town.holds()


async def test_a_forwarded_chat_and_a_forward_by_anybody_else_are_no_leads(town: Town) -> None:
    await town.say("meera", "see you at 4", forward_from=PEOPLE["jaya"])
    await town.told(PEOPLE["meera"], "You owe nothing now")
    await town.say("farida", "Name: Dev Patil\nMobile: 98765 43210", forward_from=PEOPLE["jaya"])
    await town.told(PEOPLE["farida"], "You owe nothing now")
    await town.nobody_else()


async def test_an_oem_without_a_chat_is_asked_by_way_of_ops(town: Town) -> None:
    answer = await town.api("POST", "/api/v1/leads", key=KEYS["kaveri"], json=days.BODY)
    assert answer.status_code == 201, answer.text
    await town.told(OPS, f"{LEAD} · New")
    await town.tap("ravi", "Wrong number", OPS)
    await town.told(
        OPS, "Kaveri EV has no chat with the bot: please pass this on.\n\nThe number of Asha Rao is wrong"
    )
    await town.tap("ravi", "Enter the right number", OPS, within="please pass this on")
    await town.told(OPS, "1 of 1", "What is the customer's mobile number?")
    await town.holds()
    await town.nobody_else()
