"""What was read on an electricity bill: to the customer for a look, to Ops with what is to be doubted."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from cards.actions import Action, Tap
from cards.message import Button, Message
from cards.text import Speaker, Text, harmless
from cards.values import NAME_MOST
from domain.events import Happening
from domain.happened import HAPPENED
from domain.leads.bill import Bill, BillReading, BillState, Phase, Problem, masked
from domain.leads.bill_doubts import doubts_of_bill
from domain.leads.discoms import DISCOMS
from domain.reactions import Audience
from domain.view import View
from domain.words import N_, Words, say

PHASES: Final[Mapping[str, str]] = MappingProxyType(
    {Phase.SINGLE.value: N_("single phase"), Phase.THREE.value: N_("three phases")}
)
PROBLEMS: Final[Mapping[Problem, str]] = MappingProxyType(
    {
        Problem.LOCKED: N_("This PDF opens with a password only, so I could not read it."),
        Problem.BROKEN: N_("I could not open this file: it seems to be damaged."),
        Problem.WRONG_TYPE: N_("This file is neither a picture nor a PDF, whatever its name says."),
        Problem.TOO_LARGE: N_("This file is too large or too complicated for me to read."),
        Problem.NO_BILL: N_(
            "I did not find an electricity bill in it. Perhaps it is blurred, or another paper."
        ),
        Problem.GONE: N_("Telegram did not give me this file."),
    }
)
STANDS: Final[Mapping[BillState, str]] = MappingProxyType(
    {
        BillState.READ: N_("Bill, as read by the program; the customer has not looked at it yet"),
        BillState.CONFIRMED: N_("Bill, confirmed"),
    }
)
_HEADINGS: Final[Mapping[BillState, str]] = MappingProxyType(
    {
        BillState.READ: N_("This is what I read on your electricity bill. Is it right?"),
        BillState.CONFIRMED: N_("Your electricity bill"),
    }
)


def bill_card(view: View, audience: Audience, speaker: Speaker, *, team: str | None = None) -> Message:  # noqa: ARG001  the shape of every card
    """In full for its owner in his private chat; in groups the consumer number is masked."""
    bill, text = view.bill, Text()
    if bill is None or bill.state is BillState.DROPPED:
        return text.line(speaker.say(say("There is nothing to show here."))).message()
    if bill.reading is not None and bill.is_shown:
        text.bold_line(speaker.say(_HEADINGS[bill.state]))
        private = audience is Audience.CUSTOMER
        for line in _fields(bill.reading, speaker, private=private):
            text.line(f"• {line}")
        if not private:
            bill_doubts(text, view, speaker)
    else:
        _without_reading(text, bill, speaker)
    return text.message(_buttons(bill, speaker))


def _fields(reading: BillReading, speaker: Speaker, *, private: bool) -> Iterator[str]:
    unknown = speaker.say(N_("not found"))
    consumer = reading.consumer.value if reading.consumer else ""
    phase = PHASES.get(reading.phase.value) if reading.phase else None
    shown = {
        N_("Consumer number"): consumer if private else consumer and masked(consumer),
        N_("Name on the bill"): harmless(reading.name.value, NAME_MOST) if reading.name else "",
        N_("Sanctioned load"): reading.load.value if reading.load else "",
        N_("Phase"): speaker.say(phase) if phase else "",
    }
    if reading.discom:
        supplier = speaker.say(N_("Supplier"))
        yield f"{supplier}: {DISCOMS[reading.discom].name}"
    for label, value in shown.items():
        yield f"{speaker.say(label)}: {value or unknown}"


def _without_reading(text: Text, bill: Bill, speaker: Speaker) -> None:
    if bill.state is BillState.NOT_MINE:
        text.bold_line(speaker.say(say("This bill is not yours: nothing that stands on it is kept.")))
        text.line(speaker.say(say("Please send a photo or the PDF of your own bill.")))
    elif bill.problem is not None:
        text.bold_line(speaker.say(PROBLEMS[bill.problem]))
        text.line(
            speaker.say(
                say(
                    "It is kept, and nothing waits for this. It saves time later if you send it once more, sharp and whole, or type what stands on it."
                )
            )
        )
    else:
        text.line(speaker.say(say("I have your new bill and am reading it.")))


def _buttons(bill: Bill, speaker: Speaker) -> tuple[tuple[Button, ...], ...]:
    another = (say("Send another bill"), Action.DOCUMENTS, bill.lead)
    not_mine = (say("This is not my bill"), Action.BILL_NOT_MINE, bill.id)
    offered = {
        BillState.READ: (
            (say("Yes, all of it"), Action.BILL_RIGHT, bill.id),
            (say("Correct something"), Action.BILL_CORRECT, bill.id),
            not_mine,
        ),
        BillState.CONFIRMED: ((say("Correct something"), Action.BILL_CORRECT, bill.id), not_mine),
        BillState.UNREADABLE: ((say("Type it myself"), Action.BILL_CORRECT, bill.id), another),
        BillState.NOT_MINE: (another,),
    }
    return tuple((_button(*choice, speaker),) for choice in offered.get(bill.state, ()))


def _button(label: Words, action: Action, subject: str, speaker: Speaker) -> Button:
    return Button(label=speaker.say(label), data=Tap(action=action, subject=subject).pack())


def bill_lines(text: Text, view: View, speaker: Speaker) -> None:
    """On the lead's card of Ops: what is known in one line, and what is to be looked at."""
    bill = view.bill
    if bill is None:
        return
    if bill.reading is not None and bill.is_shown:
        text.line(f"{speaker.say(STANDS[bill.state])}: {' · '.join(_short(bill.reading, speaker))}")
    elif bill.problem is not None:
        unread = say("The bill could not be read: {why}", why=Words(PROBLEMS[bill.problem]))
        text.line(f"⚠ {speaker.say(unread)}")
    elif bill.state is BillState.NOT_MINE:
        text.line(f"⚠ {speaker.say(HAPPENED[Happening.BILL_DISOWNED])}")
    bill_doubts(text, view, speaker)


def _short(reading: BillReading, speaker: Speaker) -> Iterator[str]:
    if reading.discom:
        yield DISCOMS[reading.discom].name
    if reading.consumer is not None:
        yield masked(reading.consumer.value)
    if reading.name is not None:
        yield harmless(reading.name.value, NAME_MOST)
    if reading.load is not None:
        yield reading.load.value
    if reading.phase is not None and reading.phase.value in PHASES:
        yield speaker.say(PHASES[reading.phase.value])


def bill_doubts(text: Text, view: View, speaker: Speaker) -> None:
    if view.bill is not None and view.lead is not None:
        for doubt in doubts_of_bill(view.bill, view.lead):
            text.line(f"⚠ {harmless(speaker.say(doubt.words))}")
