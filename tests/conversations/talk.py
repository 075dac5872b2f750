"""People who write and tap, as Telegram tells it, fed through a real dispatcher to the dialogues' router."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from aiogram import Bot, Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED

from cards.actions import Action, Tap
from cards.answer import Answer, Here
from cards.form import form_card
from cards.message import Button, Message
from cards.text import Speaker
from conversations.router import router
from domain.draft import Draft
from domain.errors import DomainError
from domain.evidence import Looks
from domain.leads.lead import Customer, Lead, Source
from domain.leads.stages import Stage
from domain.materials.purchase import Purchase, PurchaseState
from domain.money.amount import Money
from domain.money.payee import Payee
from domain.money.payment import Payment, PaymentKind, PaymentState
from domain.people.access import actor_of, person_of
from domain.people.person import Chat, Grant, Oem, Person
from domain.people.roles import Role
from domain.reactions import FORM_CARD
from domain.reporting.pack import Pack, PackState
from domain.settle import settle
from domain.slot import Slot
from domain.visits.evidence import picture_was_read
from domain.visits.form import Form
from domain.visits.pages import page_of
from domain.visits.states import VisitKind, VisitState
from domain.visits.team import PaymentSchedule, Team
from domain.visits.visit import Visit
from tests.build import short_checklists
from tests.fakes import NOW, House

OPS_GROUP: Final = -100_100
TEAM_GROUP: Final = -100_200
FINANCE_GROUP: Final = -100_300


def _person(name: str, telegram_id: int, *grants: Grant) -> Person:
    return Person(id=f"p-{name.casefold()}", telegram_id=telegram_id, name=name, grants=grants)


ASHA: Final = _person("Asha", 501, Grant(role=Role.CUSTOMER, lead="L-1042"))
MEERA: Final = _person("Meera", 601, Grant(role=Role.OPS))
RAVI: Final = _person("Ravi", 701, Grant(role=Role.FIELD, team="T-1"))
MANOJ: Final = _person("Manoj", 702, Grant(role=Role.FIELD, team="T-1"))
FARAH: Final = _person("Farah", 801, Grant(role=Role.FINANCE))
POOJA: Final = _person("Pooja", 901, Grant(role=Role.REPORTING))
PEOPLE: Final = (ASHA, MEERA, RAVI, MANOJ, FARAH, POOJA)


def a_lead(**but: Any) -> Lead:  # noqa: ANN401  any field
    values: dict[str, Any] = {
        "id": "L-1042",
        "oem": "northwind",
        "oem_reference": "NW-1",
        "source": Source(channel="api"),
        "customer": Customer(name="Asha Kulkarni", phone="+919876543210", pin_code="411045"),
        "created_at": NOW,
        "stage_since": NOW,
        "customer_person": ASHA.id,
        "consent_at": NOW,
        "stage": Stage.DOCUMENTS,
    }
    return Lead(**(values | but))


def a_visit(**but: Any) -> Visit:  # noqa: ANN401  any field
    values: dict[str, Any] = {
        "id": "S-1042-1",
        "lead": "L-1042",
        "oem": "northwind",
        "kind": VisitKind.SURVEY,
        "state": VisitState.ON_SITE,
        "state_since": NOW,
        "slot": Slot(start=NOW, end=NOW + timedelta(hours=2)),
        "team": "T-1",
    }
    return Visit(**(values | but))


def a_purchase(**but: Any) -> Purchase:  # noqa: ANN401  any field
    values: dict[str, Any] = {
        "id": "B-1042-1",
        "lead": "L-1042",
        "oem": "northwind",
        "request": "M-1042",
        "team": "T-1",
        "items": frozenset({"rcbo"}),
        "state": PurchaseState.DETAILS_WANTED,
        "state_since": NOW,
    }
    return Purchase(**(values | but))


def a_payment(**but: Any) -> Payment:  # noqa: ANN401  any field
    values: dict[str, Any] = {
        "id": "V-1042-1",
        "kind": PaymentKind.VENDOR,
        "lead": "L-1042",
        "payee_name": "Shree Electricals",
        "payee": Payee(vpa="shree@okbank"),
        "amount": Money(2_450_00),
        "intent": "i" * 32,
        "state": PaymentState.PAYING,
        "state_since": NOW,
        "requested_by": RAVI.id,
    }
    return Payment(**(values | but))


def a_pack(**but: Any) -> Pack:  # noqa: ANN401  any field
    values: dict[str, Any] = {
        "id": "C-1042",
        "lead": "L-1042",
        "oem": "northwind",
        "state": PackState.SENT,
        "state_since": NOW,
        "facts_at": NOW,
    }
    return Pack(**(values | but))


async def a_house(*things: Any) -> House:  # noqa: ANN401  anything that can be kept
    """A small company with its people and groups, and these things in it."""
    house = House()
    team = Team(
        id="T-1",
        name="Volt Crew",
        skills=frozenset(VisitKind),
        zones=("411",),
        schedule=PaymentSchedule.PER_JOB,
    )
    groups = (
        Chat(id=OPS_GROUP, title="Ops", role=Role.OPS),
        Chat(id=TEAM_GROUP, title="Volt Crew", role=Role.FIELD, team="T-1"),
        Chat(id=FINANCE_GROUP, title="Finance", role=Role.FINANCE),
    )
    oems = (Oem(id="northwind", name="Northwind Motors"), Oem(id="zephyr", name="Zephyr {EV}"))
    asks_little = short_checklists("northwind")
    for thing in (*PEOPLE, *groups, *oems, *asks_little, team, *things):
        await house.uow().add(thing)
    return house


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What came back: an answer, words of refusal, or neither; `handled` is false if it fell through."""

    answer: Answer = field(default_factory=Answer)
    refusal: str = ""
    handled: bool = True

    @property
    def messages(self) -> tuple[Message, ...]:
        return self.answer.messages

    @property
    def text(self) -> str:
        return "\n\n".join(message.text for message in self.messages)

    @property
    def toast(self) -> str:
        return str(self.answer.toast or "")

    @property
    def buttons(self) -> list[Button]:
        return [button for message in self.messages for row in message.keyboard for button in row]

    def button(self, label: str) -> str:
        return next(button.data or "" for button in self.buttons if button.label == label)


class Talk:
    """One process: `restarted` gives another one on the same house."""

    def __init__(self, house: House, now: datetime = NOW) -> None:
        self.house = house
        self.now = now
        self._count = 0
        self._seen_cards = 0
        self._bot = Bot(token="42:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0")
        self._dispatcher = Dispatcher(disable_fsm=True)
        self._dispatcher.include_router(router())

    def restarted(self) -> "Talk":
        again = Talk(self.house, self.now)
        again._count = self._count
        again._seen_cards = self._seen_cards
        return again

    async def writes(self, who: Person, text: str, chat: int | None = None, **more: Any) -> Heard:  # noqa: ANN401  parts of a message
        return await self.sends(who, chat, text=text, **more)

    async def sends_photo(
        self, who: Person, name: str, chat: int | None = None, album: str | None = None, caption: str = ""
    ) -> Heard:
        sizes = [
            {"file_id": f"{name}-{size}", "file_unique_id": f"u-{name}-{size}", "width": size, "height": size}
            for size in (1280, 90, 320)
        ]
        more = {"media_group_id": album} if album else {}
        more |= {"caption": caption} if caption else {}
        return await self.sends(who, chat, photo=sizes, **more)

    async def sends_file(self, who: Person, mime: str, size: int = 1000, **more: Any) -> Heard:  # noqa: ANN401  parts of a message
        file = {
            "file_id": "f",
            "file_unique_id": "u-f",
            "file_name": "x",
            "mime_type": mime,
            "file_size": size,
        }
        return await self.sends(who, document=file, **more)

    async def sends(self, who: Person, chat: int | None = None, **parts: Any) -> Heard:  # noqa: ANN401  parts of a message
        return await self._feed(who, chat, {"message": self._message(who, chat, parts)}, parts)

    async def edits(self, who: Person, **parts: Any) -> Heard:  # noqa: ANN401  parts of a message
        message = self._message(who, None, parts) | {"edit_date": int(self.now.timestamp())}
        return await self._feed(who, None, {"edited_message": message}, parts)

    async def taps(self, who: Person, data: str | Tap, chat: int | None = None) -> Heard:
        query = {
            "id": str(self._count),
            "from": _user(who),
            "chat_instance": "1",
            "data": data.pack() if isinstance(data, Tap) else data,
            "message": self._message(who, chat, {"text": "a card"}),
        }
        return await self._feed(who, chat, {"callback_query": query}, {})

    async def begins(self, who: Person, action: Action, subject: str, chat: int | None = None) -> Heard:
        return await self.taps(who, Tap(action=action, subject=subject), chat)

    async def looked_at(self, picture: str, looks: Looks) -> str:
        """A file that was sent has been looked at; how the report's card of its sender reads then."""
        uow = self.house.uow(self.now)
        await picture_was_read(uow, picture, looks)
        await settle(uow)
        cards = await self._forms(RAVI.telegram_id or 0, Speaker(), private=True)
        return "\n".join(card.text for card in cards)

    def form(self, form: str = "F-S-1042-1") -> Form:
        [found] = [one for one in self.house.shelves.all_of(Form) if one.id == form]
        return found

    def moved(self) -> int:
        """How often the report's card came down as a new message so far."""
        return sum(card.card == FORM_CARD and card.instead for card in self.house.ledger.refreshed)

    def drafts(self, who: Person) -> list[Draft]:
        return [draft for draft in self.house.shelves.all_of(Draft) if draft.person == who.id and draft.open]

    def _message(self, who: Person, chat: int | None, parts: dict[str, Any]) -> dict[str, Any]:
        self._count += 1
        where = {"id": who.telegram_id, "type": "private", "first_name": who.name}
        if chat is not None:
            where = {"id": chat, "type": "supergroup", "title": "group"}
        return {
            "message_id": self._count,
            "date": int(self.now.timestamp()),
            "chat": where,
            "from": _user(who),
            **parts,
        }

    async def _feed(
        self, who: Person, chat: int | None, update: dict[str, Any], parts: dict[str, Any]
    ) -> Heard:
        """One input as the bot runs it: what is refused leaves nothing behind."""
        before = self.house.remembered()
        uow = self.house.uow(self.now)
        person = await person_of(uow, who.telegram_id or 0)
        here = Here(
            chat=chat or who.telegram_id or 0,
            thread=parts.get("message_thread_id"),
            private=chat is None,
            person=person,
            telegram_id=who.telegram_id or 0,
            name=who.name,
            message=self._count,
        )
        speaker = Speaker(person.language if person else "en")
        try:
            answer = await self._dispatcher.feed_raw_update(
                self._bot,
                {"update_id": self._count, **update},
                uow=uow,
                actor=actor_of(person),
                speaker=speaker,
                here=here,
            )
        except DomainError as refusal:
            self.house.undo(before)
            return Heard(refusal=str(refusal.words))
        await settle(uow)
        if answer is UNHANDLED:
            return Heard(handled=False)
        said = answer or Answer()
        cards = await self._forms(chat or who.telegram_id or 0, speaker, private=chat is None)
        return Heard(answer=replace(said, messages=(*cards, *said.messages)))

    async def _forms(self, chat: int, speaker: Speaker, *, private: bool) -> tuple[Message, ...]:
        """The reports that are filled here, as their cards look after this input if it touched them."""
        uow, seen = self.house.uow(self.now), self._seen_cards
        fresh = self.house.ledger.refreshed[seen:]
        self._seen_cards = len(self.house.ledger.refreshed)
        pens = dict.fromkeys(card.subject for card in fresh if card.card == FORM_CARD and card.chat == chat)
        return tuple([form_card(await page_of(uow, pen), speaker, private=private) for pen in pens])


def _user(who: Person) -> dict[str, Any]:
    return {"id": who.telegram_id, "is_bot": False, "first_name": who.name}
