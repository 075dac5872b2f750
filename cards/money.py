"""`/money`: what waits and what is late, what was paid, by team and by vendor."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from cards.actions import Action, Tap
from cards.buttons import open_button
from cards.message import Button, Message
from cards.text import Speaker, Text, clipped, harmless
from cards.titles import ROLES
from cards.values import NAME_MOST
from domain.money.money_board import MoneyBoard, Section
from domain.money.money_month import MoneyMonth
from domain.money.overview import STEP_TITLES, Item, Moved, Outcome, Sum, Waiting
from domain.money.payment import PaymentKind
from domain.words import N_, Words, say

PAGE: Final = 8
LABEL_MOST: Final = 40
Keyboard = tuple[tuple[Button, ...], ...]
TITLES: Final[Mapping[Section, str]] = MappingProxyType(
    {
        Section.WAITING: N_("Waiting"),
        Section.LATE: N_("Late"),
        Section.PAID: N_("Paid this month"),
        Section.TEAMS: N_("By team"),
        Section.VENDORS: N_("By vendor"),
        Section.BEFORE: N_("Month before"),
    }
)
_ROWS: Final = (
    (Section.WAITING, Section.LATE),
    (Section.PAID, Section.TEAMS, Section.VENDORS),
    (Section.BEFORE,),
)
_STREAMS: Final = {Section.TEAMS: PaymentKind.PAYOUT, Section.VENDORS: PaymentKind.VENDOR}
_OUTCOMES: Final[Mapping[Outcome, str]] = MappingProxyType(
    {Outcome.PAID: N_("paid"), Outcome.FAILED: N_("failed"), Outcome.REVERSED: N_("came back")}
)


def waiting_card(board: MoneyBoard, waiting: Waiting, speaker: Speaker, *, sees_books: bool) -> Message:
    """Everything, by step and then one by one; or only what is late, longest late first."""
    only_late = board.section is Section.LATE
    items = waiting.is_late.items if only_late else waiting.items
    text, page, pages = _begun(board, len(items), say(TITLES[board.section]), speaker)
    text.line(speaker.say(say("As of {now}", now=waiting.now)))
    if not items:
        nothing = N_("Nothing is late.") if only_late else N_("Nothing waits.")
        text.line(speaker.say(say(nothing)))
    if page == 1 and not only_late:
        _steps(text, waiting, speaker)
    text.gap()
    shown = items[(page - 1) * PAGE : page * PAGE]
    for item in shown:
        _item(text, item, waiting, speaker)
    return text.message(_keyboard(board, shown, (page, pages), speaker, sees_books=sees_books))


def _begun(board: MoneyBoard, count: int, title: Words, speaker: Speaker) -> tuple[Text, int, int]:
    """The head, and which page of how many; one that is no longer there shows the last one."""
    pages = max(1, -(-count // PAGE))
    page = min(board.page, pages)
    text = Text().bold(speaker.say(say("Money: {section}", section=title)))
    if pages > 1:
        text.line(speaker.say(say("Page {page} of {pages}", page=page, pages=pages)))
    return text, page, pages


def _steps(text: Text, waiting: Waiting, speaker: Speaker) -> None:
    for step, group in waiting.by_step.items():
        late = len(group.late(waiting.now))
        words = say(
            "{step}: {count}, {amount}, since {oldest}",
            step=Words(STEP_TITLES[step]),
            count=group.count,
            amount=str(group.amount),
            oldest=group.oldest,
        )
        mark = "⚠" if late else "•"
        more = f" · {speaker.say(say('{count} late', count=late))}" if late else ""
        text.line(f"{mark} {speaker.say(words)}{more}")


def _item(text: Text, item: Item, waiting: Waiting, speaker: Speaker) -> None:
    """`⚠ V-1042-1 · ₹2,450.00 for Shree Electricals` and who owes what until when."""
    late = item.is_late(waiting.now)
    payee = harmless(item.payee, NAME_MOST)
    words = say("{id}: {amount} for {payee}", id=item.id, amount=str(item.amount), payee=payee)
    text.line(f"{'⚠' if late else '•'} {speaker.say(words)}")
    text.line(f"   {speaker.say(_owed(item, waiting, late=late))}")


def _owed(item: Item, waiting: Waiting, *, late: bool) -> Words:
    name = waiting.names.get(item.person or "")
    whose: Words = Words(ROLES[item.owes])
    if name:
        whose = say("{name} of {role}", name=harmless(name, NAME_MOST), role=whose)
    step = Words(STEP_TITLES[item.step])
    if item.due is None:
        return say("{step} · {whose}", step=step, whose=whose)
    if late:
        return say("{step} · {whose} · late since {due}", step=step, whose=whose, due=item.due)
    return say("{step} · {whose} · by {due}", step=step, whose=whose, due=item.due)


def month_card(board: MoneyBoard, month: MoneyMonth, speaker: Speaker) -> Message:
    """By stream with every payment, newest first; or by team or vendor, largest first."""
    stream = _STREAMS.get(board.section)
    sums = month.by_payee(stream) if stream else month.streams
    moves = () if stream else tuple(reversed(month.moves))
    rows = len(sums) if stream else len(moves)
    text, page, pages = _begun(board, rows, say(TITLES[board.section]), speaker)
    text.line(speaker.say(say("{first} to {last}", first=month.first, last=month.last)))
    if not sums:
        text.line(speaker.say(say("Nothing was paid.")))
    start = (page - 1) * PAGE
    _sums(text, sums[start : start + PAGE] if stream else sums if page == 1 else (), speaker)
    text.gap()
    shown = moves[start : start + PAGE]
    for move in shown:
        _move(text, move, speaker)
    opened = [(move.payment.id, move.payment.id) for move in shown]
    return text.message(_keyboard_of(board, opened, (page, pages), speaker, sees_books=True))


def _sums(text: Text, sums: Iterable[Sum], speaker: Speaker) -> None:
    for one in sums:
        title = harmless(speaker.say(one.title), NAME_MOST)
        words = say("{title}: {count} paid, {paid}", title=title, count=one.count, paid=str(one.paid))
        back = say("came back {back}", back=str(one.back)) if one.back.paise else None
        text.line(f"• {speaker.say(words)}{f' · {speaker.say(back)}' if back else ''}")


def _move(text: Text, move: Moved, speaker: Speaker) -> None:
    mark = "✓" if move.outcome is Outcome.PAID else "⚠"
    words = say(
        "{time} · {id}: {amount} to {payee}, {outcome}",
        time=move.at,
        id=move.payment.id,
        amount=str(move.payment.amount),
        payee=harmless(move.payment.payee_name, NAME_MOST),
        outcome=Words(_OUTCOMES[move.outcome]),
    )
    text.line(f"{mark} {speaker.say(words)}")


def _keyboard(
    board: MoneyBoard, shown: Sequence[Item], page: tuple[int, int], speaker: Speaker, *, sees_books: bool
) -> Keyboard:
    """The cards of what is shown; of an earning it is that of its lead."""
    opened = {item.opens: item for item in shown}
    return _keyboard_of(
        board,
        [
            (subject, item.id if subject == item.id else f"{subject}: {item.id}")
            for subject, item in opened.items()
        ],
        page,
        speaker,
        sees_books=sees_books,
    )


def _keyboard_of(
    board: MoneyBoard,
    opened: Sequence[tuple[str, str]],
    page: tuple[int, int],
    speaker: Speaker,
    *,
    sees_books: bool,
) -> Keyboard:
    buttons = [open_button(subject, say("{value}", value=label), speaker) for subject, label in opened]
    rows = [tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2)]
    turning = tuple(
        _button(label, board.section, number, Action.MONEY, speaker)
        for number, label in (
            (page[0] - 1, say("‹ Page {page}", page=page[0] - 1)),
            (page[0] + 1, say("Page {page} ›", page=page[0] + 1)),
        )
        if 1 <= number <= page[1]
    )
    sections = [
        tuple(
            _button(say(TITLES[section]), section, 1, Action.MONEY, speaker)
            for section in row
            if section is not board.section and (sees_books or section.permission is _OPEN)
        )
        for row in _ROWS
    ]
    refresh = (_button(say("Refresh"), board.section, page[0], Action.MONEY_AGAIN, speaker),)
    return tuple(row for row in (*rows, turning, *sections, refresh) if row)


_OPEN: Final = Section.WAITING.permission


def _button(label: Words, section: Section, page: int, action: Action, speaker: Speaker) -> Button:
    data = Tap(action=action, subject=MoneyBoard(section=section, page=page).id).pack()
    return Button(label=clipped(speaker.say(label), LABEL_MOST), data=data)


def money_button(speaker: Speaker) -> Button:
    """The way to it from elsewhere."""
    return _button(say("Money"), Section.WAITING, 1, Action.MONEY, speaker)
