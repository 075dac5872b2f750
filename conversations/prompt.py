"""What a dialogue says: its questions, its summary and the buttons under them."""

from collections.abc import Iterable
from typing import Final

from cards.actions import Action, Tap
from cards.message import Button, Message, Place, ReplyButton
from cards.text import Speaker, Text
from conversations.dialogue import Question, Script, Unsure
from conversations.given import Kind
from conversations.readers import Pictures, VendorNamed
from conversations.turn import Turn
from domain.draft import Draft
from domain.words import Words, say

Rows = tuple[tuple[Button, ...], ...]
CHANGE: Final = "#change"
CLEAR: Final = "#clear"
RIGHT: Final = "#right"
AGAIN: Final = "#again"
LONGEST_SHOWN: Final = 300
SHORT_LABEL: Final = 18


def button(turn: Turn, words: Words | str, action: Action, draft: Draft, argument: str = "") -> Button:
    tap = Tap(action=action, subject=draft.id, argument=argument)
    return Button(label=turn.speaker.say(words), data=tap.pack())


def continue_button(turn: Turn, draft: Draft) -> Button:
    """An empty choice answers with what is asked now, so it takes up a draft wherever it was left."""
    return button(turn, say("Continue"), Action.CHOICE, draft)


def title(speaker: Speaker, script: Script) -> str:
    """`Survey report · S-1042-1`."""
    return " · ".join(part for part in (speaker.say(script.dialogue.title), script.about) if part)


def question(turn: Turn, script: Script, draft: Draft, asked: Question) -> tuple[Message, ...]:
    """What is asked now. A message carries one kind of keyboard, so a forced reply or a request stands in its own."""
    top = _heading(turn, script, draft)
    choices, controls = _choices(turn, draft, asked), _controls(turn, script, draft, asked)
    if wants_location_key(turn, asked):
        body = _body(turn, draft, asked, top.newline().newline())
        return (_message(body, (*choices, *controls)), _location_key(turn))
    if turn.here.private or (choices and not isinstance(asked.reader, (Pictures, VendorNamed))):
        body = _body(turn, draft, asked, _addressed(turn, top.newline().newline()))
        return (_message(body, (*choices, *controls)),)
    body = _body(turn, draft, asked, _addressed(turn, Text()))
    return (_message(top, (*choices, *controls)), forced(turn, body))


def forced(turn: Turn, text: Text) -> Message:
    """In a group the person's client opens a reply to this message, so that it reaches a bot in privacy mode."""
    return Message(
        text=text.text, entities=text.entities, force_reply=not turn.here.private, reply_to=turn.said
    )


def complaint(turn: Turn, words: Words) -> Message:
    """An answer that does not work, with what would."""
    return forced(turn, _addressed(turn, Text()).plain(turn.speaker.say(words)))


def pointed(turn: Turn, words: Words, way: Button) -> Message:
    """An answer that does not work here, with the button to where it does."""
    text = _addressed(turn, Text()).plain(turn.speaker.say(words))
    return Message(text=text.text, entities=text.entities, keyboard=((way,),), reply_to=turn.said)


def summary(turn: Turn, script: Script, draft: Draft, note: Words | None = None) -> Message:
    text = Text().bold(title(turn.speaker, script)).newline()
    if note is not None:
        text.newline().italic(turn.speaker.say(note)).newline()
    _addressed(turn, text).plain(turn.speaker.say(say("Please check:"))).newline()
    for asked in script.asked(draft):
        _line(turn, text.newline(), draft, asked)
    return _message(text, _summary_rows(turn, script, draft))


def to_change(turn: Turn, script: Script, draft: Draft) -> Message:
    """Every answer as a button, to give it again."""
    text = Text().bold(title(turn.speaker, script)).newline()
    _addressed(turn, text).plain(turn.speaker.say(say("Which answer do you want to change?")))
    rows = tuple(
        (button(turn, asked.label, Action.CHOICE, draft, f"{CHANGE}.{asked.key}"),)
        for asked in script.asked(draft)
    )
    return _message(text, (*rows, _leave(turn, draft)))


def to_confirm(turn: Turn, draft: Draft, asked: Question, unsure: Unsure) -> Message:
    """What was understood, on the map where it is a place, before it counts."""
    text = _addressed(turn, Text()).plain(turn.speaker.say(unsure.words))
    rows = (
        (
            button(turn, say("Right"), Action.CHOICE, draft, f"{asked.key}.{RIGHT}"),
            button(turn, say("Send again"), Action.CHOICE, draft, f"{asked.key}.{AGAIN}"),
        ),
    )
    place = Place(latitude=unsure.place[0], longitude=unsure.place[1]) if unsure.place else None
    return Message(text=text.text, entities=text.entities, keyboard=rows, place=place)


def not_kept(turn: Turn, draft: Draft, asked: Question) -> Message:
    """A picture that nobody asked for, and how to send it on purpose."""
    words = say(
        "{label}: I have one already, so what you sent now is not kept. To replace it, tap below and send it again.",
        label=say(asked.label),
    )
    change = button(turn, say("Replace it"), Action.CHOICE, draft, f"{CHANGE}.{asked.key}")
    return Message(text=turn.speaker.say(words), keyboard=((change,),))


def unneeded(turn: Turn, lead: str) -> Message:
    """What may be meant by something that nobody has asked for."""
    words = say("I have everything I asked for, so what you sent now is not kept. What is it?")
    rows = tuple(
        (Button(label=turn.speaker.say(label), data=Tap(action=action, subject=lead).pack()),)
        for label, action in (
            (say("Change what I shared"), Action.DOCUMENTS),
            (say("Papers that may be needed"), Action.PAPERS),
        )
    )
    return Message(text=turn.speaker.say(words), keyboard=rows)


def so_far(turn: Turn, draft: Draft, asked: Question, *, album: bool) -> Message:
    """How many pictures have come; an album is still coming in while this is said."""
    count = len(draft.pictures.get(asked.key, ()))
    words = say("{count} received so far. Send more, or tap Done.", count=count)
    if album:
        words = say("Your album is coming in. Send more, or tap Done when all are there.")
    return _message(
        _addressed(turn, Text()).plain(turn.speaker.say(words)), _picture_rows(turn, draft, asked)
    )


def plain(turn: Turn, words: Words, rows: Rows = (), *, off: bool = False) -> Message:
    """Words alone; `off` takes a reply keyboard away, which only a message without buttons can."""
    return Message(text=turn.speaker.say(words), keyboard=rows, remove_reply_keyboard=off and not rows)


def wants_location_key(turn: Turn, asked: Question | None) -> bool:
    """Telegram lets a bot ask for a location by a key in private chats only."""
    return turn.here.private and asked is not None and Kind.PLACE in asked.reader.takes


def _location_key(turn: Turn) -> Message:
    label = turn.speaker.say(say("📍 Send where I am now"))
    return Message(
        text=turn.speaker.say(say("If you are at the site, the key below sends where you are.")),
        reply_keyboard=((ReplyButton(label=label, request="location"),),),
    )


def _heading(turn: Turn, script: Script, draft: Draft) -> Text:
    number, of = script.place(draft)
    progress = turn.speaker.say(say("{number} of {of}", number=number, of=of))
    return Text().bold(title(turn.speaker, script)).plain(f" · {progress}")


def _addressed(turn: Turn, text: Text) -> Text:
    if turn.here.private:
        return text
    return text.link(turn.person.name, f"tg://user?id={turn.here.telegram_id}").plain(", ")


def _body(turn: Turn, draft: Draft, asked: Question, text: Text) -> Text:
    speaker = turn.speaker
    text.plain(speaker.say(asked.ask or asked.label))
    if asked.note:
        text.newline().italic(speaker.say(asked.note))
    if asked.example:
        example = speaker.say(asked.example)
        text.newline().plain(speaker.say(say("Example: {example}", example=example)))
    if draft.answers.get(asked.key):
        given = asked.reader.show(draft.answers[asked.key], speaker)[:LONGEST_SHOWN]
        text.newline().plain(speaker.say(say("So far: {answer}", answer=given)))
    return text


def _line(turn: Turn, text: Text, draft: Draft, asked: Question) -> None:
    answer = draft.answers.get(asked.key, "")
    shown = asked.reader.show(answer, turn.speaker)[:LONGEST_SHOWN] if answer else "–"
    label = turn.speaker.say(asked.label)
    text.plain(f"{label} " if label.endswith("?") else f"{label}: ").bold(shown)
    remark = asked.remark(answer) if answer else ""
    if remark:
        said = turn.speaker.say(remark)
        text.plain(f"\n⚠ {said}" if "\n" in said else f" ⚠ {said}")


def _message(text: Text, rows: Rows) -> Message:
    return Message(text=text.text, entities=text.entities, keyboard=rows)


def _choices(turn: Turn, draft: Draft, asked: Question) -> Rows:
    buttons = [
        button(turn, option.label, Action.CHOICE, draft, f"{asked.key}.{option.key}")
        for option in asked.reader.options
    ]
    wide = any(len(choice.label) > SHORT_LABEL for choice in buttons)
    return tuple(_in_rows(buttons, 1 if wide else 2))


def _in_rows(buttons: list[Button], width: int) -> Iterable[tuple[Button, ...]]:
    return (tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))


def _controls(turn: Turn, script: Script, draft: Draft, asked: Question) -> Rows:
    steps = []
    if script.before(draft) is not None:
        steps.append(button(turn, say("‹ Back"), Action.BACK, draft))
    if asked.optional or script.dialogue.any_order:
        steps.append(button(turn, say("Skip ›"), Action.SKIP, draft))
    pictures = _picture_rows(turn, draft, asked) if draft.pictures.get(asked.key) else ()
    return tuple(row for row in (*pictures, tuple(steps), _leave(turn, draft)) if row)


def _picture_rows(turn: Turn, draft: Draft, asked: Question) -> Rows:
    if not (isinstance(asked.reader, Pictures) and asked.reader.several):
        return ()
    again = button(turn, say("Send them again"), Action.CHOICE, draft, f"{asked.key}.{CLEAR}")
    return ((button(turn, say("Done"), Action.DONE, draft), again),)


def _leave(turn: Turn, draft: Draft) -> tuple[Button, ...]:
    return (
        button(turn, say("Continue later"), Action.LATER, draft),
        button(turn, say("Cancel"), Action.DISCARD, draft),
    )


def _summary_rows(turn: Turn, script: Script, draft: Draft) -> Rows:
    change = (button(turn, say("Change an answer"), Action.CHOICE, draft, CHANGE),)
    if script.dialogue.any_order:
        return (change, _leave(turn, draft))
    return ((button(turn, say("Submit"), Action.SUBMIT, draft),), change, _leave(turn, draft))
