"""Words in the reader's language, and text that nothing typed can turn into markup."""

from datetime import UTC, date, datetime
from typing import Final

import pytest

from cards.actions import Action, Tap
from cards.text import Speaker, Text, clipped, harmless, utf16_length
from domain.money.amount import Money
from domain.slot import Slot
from domain.words import Words, say
from tests.build import TOMORROW
from tests.cards.sound import HOSTILE, check

SPEAKER: Final = Speaker()


def test_times_are_told_in_the_sites_zone() -> None:
    assert SPEAKER.say(say("{slot}", slot=TOMORROW)) == "Tue 24 Nov, 10:00–12:00"
    assert SPEAKER.say(say("{day}", day=date(2026, 11, 24))) == "Tue 24 Nov"


def test_times_are_told_in_the_readers_language() -> None:
    assert Speaker("hi").time(datetime(2026, 11, 24, 4, 30, tzinfo=UTC)) == "मंगल 24 नव॰, 10:00"


def test_an_unknown_language_falls_back_to_english() -> None:
    slot = Slot(start=TOMORROW.start, end=TOMORROW.end)
    assert Speaker("tlh").say(say("Noted: {slot}", slot=slot)) == "Noted: Tue 24 Nov, 10:00–12:00"


def test_money_is_grouped_by_lakh() -> None:
    assert SPEAKER.say(say("{amount}", amount=Money(12_500_000))) == "₹1,25,000.00"


def test_words_within_words_are_told_too() -> None:
    assert SPEAKER.say(say("Next: {what}", what=say("pay"))) == "Next: pay"


def test_entities_count_utf_16_units() -> None:
    message = (
        Text().plain("🔌 ").bold("Asha 👩‍🔧").line("then").link_line("map", "https://example.org").message()
    )
    check(message)
    bold, link = message.entities
    assert (bold.offset, bold.length) == (3, utf16_length("Asha 👩‍🔧"))
    assert message.text.encode("utf-16-le")[2 * link.offset :].decode("utf-16-le") == "map"


def test_a_gap_comes_only_before_a_line() -> None:
    assert Text().line("a").gap().line("").gap().line("b").gap().message().text == "a\n\nb"


def test_a_value_cannot_turn_the_text_around_it() -> None:
    assert SPEAKER.say(say("From {name}.", name="\u202etxt\u2066")) == "From txt."


def test_a_value_in_another_direction_is_isolated() -> None:
    assert harmless("محمد") == "\u2068محمد\u2069"


def test_a_value_cannot_begin_a_line_of_its_own() -> None:
    assert harmless("Asha\nNext: pay\u2028now") == "Asha Next: pay now"


def test_a_value_is_never_a_template() -> None:
    assert SPEAKER.say(say("Hello {name}", name="{phone}")) == "Hello {phone}"


@pytest.mark.parametrize("longest", range(1, 12))
def test_a_cut_never_splits_a_character(longest: int) -> None:
    cut = clipped("a🔌b🔌c🔌d🔌", longest)
    assert utf16_length(cut) <= longest
    cut.encode("utf-16-le")
    assert cut.endswith("…")


def test_a_message_is_never_longer_than_telegram_takes() -> None:
    message = Text().bold("Title").line("🔌" * 5000).bold_line("never seen").message()
    check(message)
    assert utf16_length(message.text) <= 4096
    assert len(message.entities) == 1


def test_a_hostile_value_is_cut() -> None:
    assert utf16_length(SPEAKER.say(Words("{name}", {"name": HOSTILE}))) <= 602


def test_a_tap_reads_what_it_packed() -> None:
    tap = Tap(action=Action.ASSIGN, subject="S-1042-1", argument="sunrise")
    assert Tap.read(tap.pack()) == tap


@pytest.mark.parametrize("data", ["", "assign", "nonsense:L-1", ":", "assign:"])
def test_data_of_nobody_is_no_tap(data: str) -> None:
    assert Tap.read(data) is None


def test_a_tap_that_does_not_fit_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        Tap(action=Action.ASSIGN, subject="S-1042-1", argument="x" * 60).pack()
