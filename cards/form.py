"""A report while it is filled: one message that is edited, with what is asked now, what is open and what is odd."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from cards.actions import Action, Tap
from cards.blocks import MARKS, said, shown_answer
from cards.message import Button, Message
from cards.text import Speaker, Text, harmless
from cards.values import NAME_MOST
from domain.checklists.model import VERDICTS, Item, ItemKind, Verdict
from domain.checklists.model import Section as Part
from domain.evidence import ASKED_AGAIN, Fault
from domain.visits.pages import ALL, END, Page
from domain.visits.states import VisitKind
from domain.visits.visit import Visit
from domain.words import N_, Words, say

# Behind an item's key or alone, what a button of the form means.
GO: Final = "#go"
CLEAR: Final = "#clear"
KEPT: Final = "#kept"
PUT: Final = "#put"
DROP: Final = "#drop"
USE: Final = "#use"
_WIDE: Final = 18
_OPEN_MOST: Final = 4
_LISTED_MOST: Final = 24
"""A checklist that asks more is listed section by section."""
_TITLES: Final = {
    VisitKind.SURVEY: N_("Survey report"),
    VisitKind.INSTALLATION: N_("Installation report"),
}
Rows = tuple[tuple[Button, ...], ...]


def form_card(page: Page, speaker: Speaker, *, private: bool) -> Message:
    text = Text()
    text.bold(" · ".join((speaker.say(_TITLES[page.visit.kind]), page.visit.id, *_place(page, speaker))))
    if not private:
        text.line(harmless(page.person, NAME_MOST))
    if not page.is_open:
        return text.line(speaker.say(_closed(page))).message()
    if page.draft.paused:
        text.line(speaker.say(say("Kept for later. Nothing is lost.")))
        return text.message(((_button(page, say("Continue"), Action.CHOICE, speaker),),))
    if page.visit.redo:
        text.line(speaker.say(say("Ops asks you to do this again: {redo}", redo=page.visit.redo)))
        again = [item.label for item in page.filling.items if item.key in page.filling.form.redo]
        if again:
            named = ", ".join(said(page.filling.checklist, label, speaker) for label in again)
            text.line(speaker.say(say("Only this is open: {items}", items=named)))
    return _open(page, text, speaker)


def _open(page: Page, text: Text, speaker: Speaker) -> Message:
    if page.loose:
        text.gap().bold_line(
            speaker.say(say("What is this of? {count} not placed yet.", count=len(page.loose)))
        )
        return text.message((*_places(page, speaker), *_controls(page, speaker)))
    if page.shows_list:
        return text.message((*_all(page, speaker), *_controls(page, speaker)))
    item = page.item
    if item is None:
        _summary(page, text, speaker)
        return text.message((*_ending(page, speaker), *_controls(page, speaker)))
    _asked(page, item, text.gap(), speaker)
    _still_open(page, text, speaker)
    _odd(page, text, speaker)
    return text.message((*_choices(page, item, speaker), *_controls(page, speaker)))


def question_line(page: Page, item: Item, speaker: Speaker) -> str:
    """What is asked, in one line: `Earth resistance (Ω)`."""
    label = said(page.filling.checklist, item.label, speaker)
    return f"{label} ({item.unit})" if item.unit else label


def _place(page: Page, speaker: Speaker) -> tuple[str, ...]:
    """How far one is; nothing where all is shown at once."""
    if page.item is None or not page.is_open:
        return ()
    walk = page.filling.walk
    if page.item not in walk:
        return ()
    return (speaker.say(say("{number} of {of}", number=walk.index(page.item) + 1, of=len(walk))),)


def _closed(page: Page) -> Words:
    if not page.is_his:
        return say("{visit} is no longer to be reported here.", visit=page.visit.id)
    if page.visit.report is not None and not page.visit.redo:
        return say("The report is in. Ops will look at it.")
    return say("Left. What was answered is kept: tap “Write the report” to go on.")


def _asked(page: Page, item: Item, text: Text, speaker: Speaker) -> None:
    checklist = page.filling.checklist
    text.bold_line(question_line(page, item, speaker))
    if (words := asks_for_words(page, item, speaker)) is not None:
        text.line(words)
        return
    if item.limit:
        text.newline().italic(_limit(page, item, speaker))
    if item.example:
        text.line(speaker.say(say("Example: {example}", example=said(checklist, item.example, speaker))))
    if page.filling.instrument(item) is not None:
        text.line(speaker.say(say("Or send a photo of the display, with the reading written under it.")))
    if (why := page.filling.findings.why(item)) is not None:
        suggested = shown_answer(checklist, item, page.filling.findings.suggested(item) or "", speaker)
        text.line(speaker.say(say("Suggested: {answer} ({why})", answer=suggested, why=why)))
    _so_far(page, item, text, speaker)


def asks_for_words(page: Page, item: Item, speaker: Speaker) -> str | None:
    """What is asked about the answer, where it is not the answer itself."""
    if page.asks_word:
        limit = _limit(page, item, speaker)
        return speaker.say(say("This is to watch ({limit}). In a few words: what did you see?", limit=limit))
    if page.asks_why_kept:
        return speaker.say(say("In a few words: why can there be no better picture?"))
    return None


def _limit(page: Page, item: Item, speaker: Speaker) -> str:
    """What is wrong with the answer where its rule says that, else what would be good."""
    if (odd := page.filling.odd(item)) is not None:
        return speaker.say(odd)
    return said(page.filling.checklist, item.limit, speaker)


def _so_far(page: Page, item: Item, text: Text, speaker: Speaker) -> None:
    given = page.filling.form.given.get(item.key)
    if given is not None:
        answer = shown_answer(page.filling.checklist, item, given.answer, speaker)
        by = harmless(given.by, NAME_MOST)
        text.line(speaker.say(say("So far: {answer} ({by})", answer=answer, by=by)))
    shots = page.filling.form.shots.get(item.key, ())
    if shots:
        text.line(speaker.say(say("{count} received so far. Send more, or tap Done.", count=len(shots))))
    for fault in dict.fromkeys(fault for shot in shots if not shot.counts for fault in shot.faults):
        text.line(f"{MARKS[Verdict.FAIL]} {speaker.say(ASKED_AGAIN[Fault(fault)])}")


def _still_open(page: Page, text: Text, speaker: Speaker) -> None:
    others = [item for item in page.filling.missing() if item is not page.item]
    if not others:
        return
    shown = ", ".join(said(page.filling.checklist, item.label, speaker) for item in others[:_OPEN_MOST])
    more = len(others) - _OPEN_MOST
    words = say("Still open: {items}", items=shown)
    if more > 0:
        words = say("Still open: {items} and {count} more", items=shown, count=more)
    text.gap().line(speaker.say(words))


def _odd(page: Page, text: Text, speaker: Speaker) -> None:
    """Answers that did not pass, so that nobody is surprised at the end."""
    for item in page.filling.items:
        verdict = page.filling.verdict(item)
        if verdict is not Verdict.PASS and item is not page.item:
            text.line(_line(page, item, speaker))


def _line(page: Page, item: Item, speaker: Speaker) -> str:
    checklist, form = page.filling.checklist, page.filling.form
    label, given = said(checklist, item.label, speaker), form.given.get(item.key)
    if item.on_film or given is None:
        shots = form.shots.get(item.key, ())
        answer = speaker.say(say("{count} received", count=len(shots))) if shots else "–"
        return f"{label}: {answer}"
    line = f"{label}: {shown_answer(checklist, item, given.answer, speaker)}"
    verdict = page.filling.verdict(item)
    if verdict is Verdict.PASS:
        return line
    word = f" “{harmless(given.word, NAME_MOST)}”" if given.word else ""
    return f"{MARKS[verdict]} {line} ({speaker.say(VERDICTS[verdict])}: {_limit(page, item, speaker)}){word}"


def _summary(page: Page, text: Text, speaker: Speaker) -> None:
    blocked = page.filling.blocked()
    text.line(speaker.say(blocked if blocked is not None else say("Please check:")))
    walk = page.filling.walk
    for section in page.filling.checklist.sections:
        items = [item for item in section.items if item in walk]
        if items:
            text.gap().bold_line(said(page.filling.checklist, section.title, speaker))
        for item in items:
            text.line(_line(page, item, speaker))
    if page.filling.beside:
        more = say(
            "{count} more may be answered, but need not be: see “All items”.", count=len(page.filling.beside)
        )
        text.gap().line(speaker.say(more))
    if page.filling.form.aside:
        kept = say("Kept beside the report: {count}", count=len(page.filling.form.aside))
        text.gap().line(speaker.say(kept))


def on_web_button(visit: Visit, speaker: Speaker) -> Button:
    tap = Tap(action=Action.ON_WEB, subject=visit.id)
    return Button(label=speaker.say(say("Fill it on the web")), data=tap.pack())


def web_link(visit: str, address: str, ends: datetime, speaker: Speaker) -> Message:
    """For one person alone: whoever has the address writes in his name."""
    text = Text().bold_line(speaker.say(say("The report of {visit} on the web", visit=visit)))
    text.line(speaker.say(N_("The same report, also for long answers, many photos and large videos:")))
    text.line(address)
    words = say("The link is yours alone and works until {moment}. Another one ends it.", moment=ends)
    return text.gap().line(speaker.say(words)).message()


def _button(page: Page, label: Words | str, action: Action, speaker: Speaker, argument: str = "") -> Button:
    tap = Tap(action=action, subject=page.draft.id, argument=argument)
    return Button(label=label if isinstance(label, str) else speaker.say(label), data=tap.pack())


def _choices(page: Page, item: Item, speaker: Speaker) -> Rows:
    if page.asks_word:
        return ()
    filling = page.filling
    if item.on_film:
        return _film(page, item, speaker)
    chosen = (
        set(filling.form.answers.get(item.key, "").split(",")) if item.kind is ItemKind.SEVERAL else set()
    )
    buttons = [
        _button(
            page,
            ("✓ " if answer in chosen else "") + said(filling.checklist, label, speaker),
            Action.CHOICE,
            speaker,
            f"{item.key}.{answer}",
        )
        for answer, label in item.choices.items()
    ]
    suggested = filling.findings.suggested(item)
    if suggested is not None and item.kind is not ItemKind.CHOICE:
        shown = shown_answer(filling.checklist, item, suggested, speaker)
        buttons.append(
            _button(page, say("Take {answer}", answer=shown), Action.CHOICE, speaker, f"{item.key}.{USE}")
        )
    done = [_button(page, say("Done"), Action.DONE, speaker)] if chosen - {""} else []
    return (*_in_rows(buttons), *((tuple(done),) if done else ()))


def _film(page: Page, item: Item, speaker: Speaker) -> Rows:
    shots = page.filling.form.shots.get(item.key, ())
    again = _button(page, say("Send them again"), Action.CHOICE, speaker, f"{item.key}.{CLEAR}")
    if not shots or page.asks_why_kept:
        return ()
    if all(shot.counts for shot in shots):
        return ((_button(page, say("Done"), Action.DONE, speaker), again),)
    keep = _button(page, say("Keep them, with a reason"), Action.CHOICE, speaker, f"{item.key}.{KEPT}")
    return ((again,), (keep,))


def _in_rows(buttons: list[Button]) -> Iterator[tuple[Button, ...]]:
    width = 1 if any(len(button.label) > _WIDE for button in buttons) else 2
    return (tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))


def _all(page: Page, speaker: Speaker) -> Rows:
    """Every item with how it stands, to begin anywhere; of a long checklist first the sections."""
    sections = page.filling.checklist.sections
    if page.section:
        sections = tuple(section for section in sections if section.key == page.section)
    elif len(page.filling.items) > _LISTED_MOST:
        return tuple(_in_rows(list(_sections(page, speaker))))
    return tuple(_in_rows(list(_each(page, sections, speaker))))


def _sections(page: Page, speaker: Speaker) -> Iterator[Button]:
    """`• Supply 3/9`; the sign is that of what is worst in it."""
    for section in page.filling.checklist.sections:
        items = [item for item in section.items if item in page.filling.items]
        if not items:
            continue
        signs = [_sign(page, item) for item in items]
        worst = next((sign for sign in _WORST_FIRST if sign in signs), _MAY_BE)
        title = said(page.filling.checklist, section.title, speaker)
        done = sum(page.filling.is_done(item) for item in items)
        yield _button(
            page,
            f"{worst} {title} {done}/{len(items)}",
            Action.CHOICE,
            speaker,
            f"{ALL}.{section.key}",
        )


def _each(page: Page, sections: Iterable[Part], speaker: Speaker) -> Iterator[Button]:
    asked = page.filling.items
    for item in (item for section in sections for item in section.items if item in asked):
        yield _button(
            page,
            f"{_sign(page, item)} {said(page.filling.checklist, item.label, speaker)}",
            Action.CHOICE,
            speaker,
            f"{item.key}.{GO}",
        )


_TO_DO: Final = "•"
_MAY_BE: Final = "○"
_WORST_FIRST: Final = (MARKS[Verdict.FAIL], MARKS[Verdict.WARN], _TO_DO, MARKS[Verdict.PASS])


def _sign(page: Page, item: Item) -> str:
    verdict = page.filling.verdict(item)
    if verdict is not Verdict.PASS:
        return MARKS[verdict]
    if page.filling.is_done(item):
        return MARKS[Verdict.PASS]
    return _TO_DO if item.mandatory else _MAY_BE


def _places(page: Page, speaker: Speaker) -> Rows:
    film = [item for item in page.filling.items if item.on_film]
    film.sort(key=page.filling.is_done)
    buttons = [
        _button(
            page,
            said(page.filling.checklist, item.label, speaker),
            Action.CHOICE,
            speaker,
            f"{item.key}.{PUT}",
        )
        for item in film
    ]
    drop = _button(page, say("Throw away"), Action.CHOICE, speaker, DROP)
    return (*_in_rows(buttons), (drop,))


def _ending(page: Page, speaker: Speaker) -> Rows:
    if page.filling.blocked() is not None:
        return ()
    return ((_button(page, say("Submit"), Action.SUBMIT, speaker),),)


def _controls(page: Page, speaker: Speaker) -> Rows:
    moves = []
    if page.draft.question != END and not page.shows_list and not page.loose:
        first = page.item is not None and page.filling.walk[:1] == (page.item,) and not page.asks_word
        moves = [] if first else [_button(page, say("‹ Back"), Action.BACK, speaker)]
        moves.append(_button(page, say("Skip ›"), Action.SKIP, speaker))
    ways = []
    if page.draft.question != ALL:
        ways.append(_button(page, say("All items"), Action.CHOICE, speaker, ALL))
    if page.draft.question != END:
        ways.append(_button(page, say("Check and submit"), Action.CHOICE, speaker, END))
    leave = (_button(page, say("Continue later"), Action.LATER, speaker), on_web_button(page.visit, speaker))
    return tuple(row for row in (tuple(moves), tuple(ways), leave) if row)
