"""The books for Finance: which month, and its two files."""

from collections.abc import Sequence
from datetime import date

from cards.actions import Action, Tap
from cards.message import Button, Message, Picture
from cards.text import Speaker, Text
from domain.words import say

_IN_A_ROW = 3


def months_message(months: Sequence[date], speaker: Speaker) -> Message:
    buttons = [_month(month) for month in months]
    text = Text().line(speaker.say(say("The books of which month? Another one: /books 2026-04")))
    return text.message(
        tuple(tuple(buttons[at : at + _IN_A_ROW]) for at in range(0, len(buttons), _IN_A_ROW))
    )


def _month(month: date) -> Button:
    data = Tap(action=Action.BOOKS, subject=f"{month:%Y-%m}").pack()
    return Button(label=f"{month:%b %Y}", data=data)


def books_message(first: date, last: date, speaker: Speaker) -> Message:
    """Set when it is sent; the same month makes the same files once it is over."""
    month = f"{first:%Y-%m}"
    words = say("The books from {first} to {last}: every entry, and the balances.", first=first, last=last)
    pictures = tuple(
        Picture(kind="document", books=month, file_name=f"books {month}.{kind}") for kind in ("xlsx", "csv")
    )
    return Text().line(speaker.say(words)).message(pictures=pictures)
