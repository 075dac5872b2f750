"""A simulated town for tests: its people by control calls, its bot by plain Bot API calls."""

from typing import Any

import httpx

Json = dict[str, Any]

TOKEN = "700:playground"


class Town:
    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        self.offset = 0

    def control(self, path: str, **body: object) -> Any:  # noqa: ANN401  whatever JSON it answers
        return self.http.post(f"/sim/{path}", json=body).raise_for_status().json()

    def bot(self, method: str, **parameters: object) -> Any:  # noqa: ANN401  whatever JSON it answers
        return self.http.post(f"/bot{TOKEN}/{method}", json=parameters).raise_for_status().json()["result"]

    def writes(self, person: int, text: str, chat: int | None = None) -> Json:
        message: Json = self.control(f"chats/{chat or person}/messages", **{"from": person, "text": text})
        return message

    def next_update(self, kind: str) -> Json:
        """The next update of this kind; others before it are dropped."""
        for _ in range(20):
            for update in self.bot("getUpdates", offset=self.offset, timeout=2):
                self.offset = update["update_id"] + 1
                if kind in update:
                    found: Json = update[kind]
                    return found
        raise AssertionError(f"the bot never got a {kind}")

    def next_message(self, **wanted: object) -> Json:
        """The next message that carries these fields (a value of `...` is any)."""
        while True:
            message = self.next_update("message")
            if all(
                message.get(key) == value or (value is ... and key in message)
                for key, value in wanted.items()
            ):
                return message
