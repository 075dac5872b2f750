"""The books for Finance: of which month or financial year, and its files."""

from collections.abc import Sequence
from datetime import date

from cards.actions import Action, Tap
from cards.message import Button, Message, Picture
from cards.text import Speaker, Text
from domain.money.bookkeeping import year_named
from domain.words import say

_IN_A_ROW = 3


def months_message(months: Sequence[date], speaker: Speaker) -> Message:
    """And the financial years in which they lie."""
    buttons = [_period(f"{month:%b %Y}", f"{month:%Y-%m}") for month in months]
    years = tuple(_period(year, year) for year in dict.fromkeys(map(year_named, months)))
    words = say("The books of which month or financial year? Another one: /books 2026-04, /books FY2026-27")
    text = Text().line(speaker.say(words))
    rows = (tuple(buttons[at : at + _IN_A_ROW]) for at in range(0, len(buttons), _IN_A_ROW))
    return text.message((*rows, years))


def _period(label: str, period: str) -> Button:
    return Button(label=label, data=Tap(action=Action.BOOKS, subject=period).pack())


def books_message(period: str, first: date, last: date, speaker: Speaker) -> Message:
    """Set when it is sent; the same period makes the same files once it is over."""
    words = say(
        "The books from {first} to {last}: payments, bills, earnings, every entry, and the balances.",
        first=first,
        last=last,
    )
    pictures = tuple(
        Picture(kind="document", books=period, file_name=name)
        for name in (f"books {period}.xlsx", f"books {period}.csv", f"payments {period}.csv")
    )
    return Text().line(speaker.say(words)).message(pictures=pictures)
