"""What goes beyond the package: quoted before the work, answered in chat or on the page, and followed when the bill changes."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.scenarios import days
from tests.scenarios.conftest import SUNDAY_NOON
from tests.scenarios.days import ASHA, OPS, PROCUREMENT
from tests.scenarios.searches import old_tap
from tests.scenarios.town import PEOPLE, Town, Unexpected, a_town

QUOTE = "Q-1042-1"
OTHER = "Q-1042-2"


async def a_quote_is_made(town: Town) -> None:
    """26.2 m are measured, and the package has 20."""
    await days.pass_until(town, days.survey_day)
    await days.survey_is_reported(town, metres="26.2 m")
    await days.site_is_ready(town)
    assert await town.tap("ravi", "Ask Procurement", OPS) == "Procurement has been asked."
    await town.told(PROCUREMENT, "Materials M-1042")
    await town.told(OPS, f"The customer has a quote: {QUOTE}, ₹2,891.00")


async def says(town: Town, button: str, question: str, words: str, answer: str) -> None:
    await town.tap("asha", button)
    await town.told(ASHA, question)
    await town.say("asha", words)
    await town.told(ASHA, "Please check:")
    await town.tap("asha", "Submit")
    await town.told(ASHA, answer)


async def test_he_asks_declines_and_accepts_another_quote_for_a_shorter_way(town: Town) -> None:
    await a_quote_is_made(town)
    [first] = await town.told(ASHA, f"Quote {QUOTE}")
    assert "needs 27 m of cable. The package of your car maker has 20 m, so 7 m are extra." in first["text"]
    assert (
        "Copper cable 3×6 mm² (m): 7 × ₹350.00 = ₹2,450.00\nGST 18 %: ₹441.00\nTo pay: ₹2,891.00"
        in first["text"]
    )
    assert await days.owes(town) == ("materials", "customer", "accept_quote")
    with pytest.raises(Unexpected, match="no button"):
        await town.tap("farida", "Allocate from stock", PROCUREMENT)

    question = "What would you like to know about the quote?"
    await says(town, "I have a question", question, "why so much?", "Our desk calls you about the quote.")
    await town.told(OPS, f"The customer asks about {QUOTE}, ₹2,891.00")
    assert await days.owes(town) == ("materials", "ops", "settle_quote")
    await days.gives_a_reason(town, "ravi", "Answer the customer …", OPS, "the way goes around the garden")
    await town.told(OPS, f"{QUOTE}: the customer is told, and asked again.")
    await town.told(
        ASHA, f"About your quote {QUOTE}, ₹2,891.00\nOur desk says: the way goes around the garden"
    )
    why = "Why is the quote not accepted?"
    await says(
        town, "I do not accept", why, "go through the hall", "Nothing is installed before this is settled."
    )
    await town.told(OPS, f"The customer does not accept {QUOTE}, ₹2,891.00")

    await town.tap("ravi", "Bill of materials", OPS)
    await town.told(OPS, "Materials M-1042")
    await town.tap("ravi", "Another length …", OPS)
    await town.told(OPS, "1 of 2", "Example: 26")
    await town.answer("ravi", "22.5", OPS)
    await town.told(OPS, "Please type a whole number from 1 to 300. Example: 22.")
    await town.answer("ravi", "23", OPS)
    await town.told(OPS, "2 of 2", "Example:")
    await town.answer("ravi", "through the hall", OPS)
    await town.told(OPS, "Metres from the meter to the charger: 23")
    await town.tap("ravi", "Submit", OPS)
    await town.told(
        OPS,
        "M-1042 is changed.",
        "Length of the way: 23 m instead of 27 m\nReason: through the hall",
        f"The customer has a quote: {OTHER}, ₹1,239.00",
    )
    await town.told(PROCUREMENT, "Length of the way: 23 m instead of 27 m\nReason: through the hall")
    await town.told(ASHA, f"Quote {OTHER}")
    assert "This quote no longer counts." in await town.card(ASHA, f"Quote {QUOTE}")

    late = await old_tap(town, "asha", f"acceptq:{QUOTE}", ASHA, first["id"])
    assert late == f"{QUOTE} no longer counts. Please look at {OTHER}: ₹1,239.00."
    [second] = [one for one in await town.messages(ASHA) if f"Quote {OTHER}" in one.get("text", "")]
    assert await town.tap("asha", "Accept ₹1,239.00") == "Thank you, noted."
    assert (await old_tap(town, "asha", f"acceptq:{OTHER}", ASHA, second["id"])).startswith(
        f"{OTHER}: accepted since"
    )
    await town.told(ASHA, f"Thank you: you accepted {OTHER}, ₹1,239.00")
    await town.told(OPS, f"The customer accepts {OTHER}, ₹1,239.00")
    await town.told(PROCUREMENT, f"The customer accepts {OTHER}: the materials of M-1042 can be allocated")
    assert await days.owes(town) == ("materials", "procurement", "allocate_materials")
    await days.materials_are_allocated(town)
    await town.holds()
    await town.nobody_else()


async def test_he_is_silent_and_the_desk_notes_what_he_says_on_the_phone(town: Town) -> None:
    await a_quote_is_made(town)
    await town.told(ASHA, f"Quote {QUOTE}")
    await town.advance("24h")
    await town.told(ASHA, "Please say if the quote is accepted")
    await town.advance("4h")
    await town.told(OPS, "Overdue: say if the quote is accepted")
    await town.told(PEOPLE["meera"], "Overdue: say if the quote is accepted")
    accepts = "Customer accepts ₹2,891.00 …"
    await days.gives_a_reason(town, "ravi", accepts, OPS, "he said so on the phone at 14:10")
    await town.told(
        OPS,
        f"{QUOTE} is accepted.",
        f"The customer accepts {QUOTE}, ₹2,891.00",
    )
    await town.told(ASHA, f"Thank you: you accepted {QUOTE}, ₹2,891.00")
    await town.told(PROCUREMENT, f"The customer accepts {QUOTE}")
    await days.materials_are_allocated(town)
    await town.holds()
    await town.nobody_else()


@pytest.fixture
async def page_town(tmp_path: Path, http_port: int) -> AsyncIterator[Town]:
    url = f"sqlite:///{tmp_path / 'test.db'}"
    async with a_town(tmp_path, url, http_port, SUNDAY_NOON, pages=True) as found:
        yield found


async def test_on_his_page_he_asks_and_accepts_and_twice_is_once(page_town: Town) -> None:
    town = page_town
    await a_quote_is_made(town)
    await town.told(ASHA, f"Quote {QUOTE}")
    await town.tap("meera", "Customer link", OPS)
    words, _ = await town.told(OPS, "Without Telegram, the same steps are on this page:", "Until it is used")
    found = re.search(r"http://127\.0\.0\.1:\d+/c/\S+", words["text"])
    assert found is not None
    async with httpx.AsyncClient(follow_redirects=True) as asha:

        async def sends(**fields: str) -> str:
            answer = await asha.post(f"{found[0]}/quote", data={"quote": QUOTE, **fields})
            await town.quiet()
            return answer.text

        page = (await asha.get(found[0])).text
        assert "To pay: ₹2,891.00" in page
        assert "our team takes no money" in page
        assert "Please write your question, or why you do not accept." in await sends(answer="no")
        page = await sends(answer="ask", words="why so much?")
        assert "You asked: why so much?" in page
        await town.told(OPS, f"The customer asks about {QUOTE}")
        for _ in range(2):
            page = await sends(answer="yes")
            assert "Thank you, your answer is noted." in page
            assert "You accepted this on" in page
            assert "Accept ₹2,891.00" not in page
    await town.told(OPS, f"The customer accepts {QUOTE}, ₹2,891.00")
    await town.told(PROCUREMENT, f"The customer accepts {QUOTE}")
    await town.told(ASHA, f"Thank you: you accepted {QUOTE}")
    assert await days.owes(town) == ("materials", "procurement", "allocate_materials")
    await town.holds()
    await town.nobody_else()
