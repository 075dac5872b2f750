"""One Bot API call on its way through a method, with the questions every method asks."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from simulator.access import chat_for_reading, chat_for_writing, own_message
from simulator.budgets import Budgets
from simulator.errors import bad_request
from simulator.faults import Faults
from simulator.model import Bot, Chat, Json, Message, Upload
from simulator.polling import Pollers
from simulator.updates import UpdateQueue
from simulator.webhooks import Webhooks
from simulator.world import World


@dataclass(slots=True)
class Call:
    world: World
    bot: Bot
    method: str
    params: Json
    pollers: Pollers
    webhooks: Webhooks
    uploads: dict[str, Upload] = field(default_factory=dict)
    budgets: Budgets | None = None

    @property
    def queue(self) -> UpdateQueue:
        return self.world.queues[self.bot.id]

    @property
    def faults(self) -> Faults:
        return self.pollers.faults

    @property
    def now(self) -> int:
        return self.world.clock.stamp()

    def target(self) -> Chat:
        """The chat this call writes to."""
        chat = chat_for_writing(self.world, self.bot, self._chat_id())
        self.world.changes.chat(chat)
        if self.budgets is not None:
            self.budgets.spend(self.bot.id, chat)
        return chat

    def _chat_id(self) -> int | str:
        """Where inline messages can be meant the schema does not ask for it."""
        if "chat_id" not in self.params:
            told = "message_id" in self.params
            raise bad_request("chat_id is empty" if told else "message identifier is not specified")
        found: int | str = self.params["chat_id"]
        return found

    def place(self) -> Chat:
        """The chat this call asks about."""
        chat = chat_for_reading(self.world, self.bot, self._chat_id())
        self.world.changes.chat(chat)
        return chat

    def edited(self) -> tuple[Chat, Message]:
        return own_message(self.bot, self.target(), self.params.get("message_id"))


Method = Callable[[Call], Awaitable[object]]
