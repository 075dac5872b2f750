"""A file of stock: what would be received, what is wrong in which cell, and that it was booked."""

from collections import Counter
from typing import Final

from cards.actions import Action, Tap
from cards.blocks import named
from cards.message import Button, Message
from cards.text import Speaker, Text, harmless
from cards.values import NAME_MOST
from domain.materials.catalogue import title_of
from domain.materials.stock_file import STOCK_FILE_TITLES, StockFile, StockFileState
from domain.materials.stock_rows import COLUMNS, HEADINGS
from domain.reactions import Audience
from domain.view import View
from domain.words import N_, say

FAULTS_SHOWN: Final = 10
SUMS_SHOWN: Final = 20
GIVEN_SHOWN: Final = 40


def stock_file_card(view: View, audience: Audience, speaker: Speaker, *, team: str | None = None) -> Message:  # noqa: ARG001  the shape of every card
    file, text = view.stock_file, Text()
    if file is None:
        return text.line(speaker.say(say("There is no {key}.", key=view.subject))).message()
    title = say(STOCK_FILE_TITLES[file.state])
    text.bold_line(speaker.say(say("{file}: {state}", file=file.id, state=title)))
    named(text, speaker, N_("File"), harmless(file.file_name, NAME_MOST))
    named(text, speaker, N_("From"), harmless(file.made_by.name, NAME_MOST))
    if file.decided_by is not None:
        named(text, speaker, N_("Decided by"), harmless(file.decided_by.name, NAME_MOST))
    text.gap()
    if file.problem is not None:
        text.line(speaker.say(file.problem.words))
    if file.before:
        text.line(
            speaker.say(
                say("The same rows were booked with {file} already: nothing to do.", file=file.before)
            )
        )
    _faults(text, file, speaker)
    _sums(text, view, file, speaker)
    return text.message(_buttons(file, speaker))


def _faults(text: Text, file: StockFile, speaker: Speaker) -> None:
    if file.missing:
        titles = ", ".join(speaker.say(COLUMNS[name].title) for name in file.missing)
        text.bold_line(speaker.say(say("No column was understood as: {fields}", fields=titles)))
        text.line(speaker.say(say("Name the columns so and send the file again: {names}.", names=HEADINGS)))
    if not file.faulty:
        return
    text.line(speaker.say(say("✗ Rows with errors: {count}. Nothing can be booked.", count=file.faulty)))
    for fault in file.faults[:FAULTS_SHOWN]:
        given = f" “{harmless(fault.given, GIVEN_SHOWN)}”" if fault.given else ""
        where = " · ".join(part for part in (fault.cell, speaker.say(COLUMNS[fault.field].title)) if part)
        text.line(f"{where}{given}: {speaker.say(fault.problem.words)}")
    text.line(speaker.say(say("Mend the file and send it again.")))


def _sums(text: Text, view: View, file: StockFile, speaker: Speaker) -> None:
    """By store and item."""
    sums = Counter[tuple[str, str]]()
    for row in file.rows:
        sums[row.store, row.item] += row.quantity
    for (store, item), quantity in sorted(sums.items())[:SUMS_SHOWN]:
        words = say(
            "• {store}: {quantity} × {item}",
            store=harmless(view.stores.get(store, store), NAME_MOST),
            quantity=quantity,
            item=say(title_of(item)),
        )
        text.line(speaker.say(words))
    if len(sums) > SUMS_SHOWN:
        text.line(speaker.say(say("and {count} more", count=len(sums) - SUMS_SHOWN)))


def _buttons(file: StockFile, speaker: Speaker) -> tuple[tuple[Button, ...], ...]:
    if file.state is not StockFileState.CHECKED and file.state is not StockFileState.READING:
        return ()
    drop = Tap(action=Action.DROP_FILE, subject=file.id).pack()
    cancel = (Button(label=speaker.say(say("Cancel")), data=drop),)
    if not file.can_be_booked:
        return (cancel,)
    book = Tap(action=Action.BOOK_FILE, subject=file.id).pack()
    label = speaker.say(say("Book {count} rows", count=len(file.rows)))
    return ((Button(label=label, data=book),), cancel)
