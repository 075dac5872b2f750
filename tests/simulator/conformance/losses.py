"""What a library made of an answer, held against the answer itself, field by field."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from tests.simulator.conformance.clients import Answer
from tests.simulator.driving import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """`how` is lost, added, changed or unknown (kept, without a name for it)."""

    where: str
    how: str
    raw: Any = None
    back: Any = None

    def __str__(self) -> str:
        return f"{self.where} {self.how}: {self.raw!r} → {self.back!r}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A difference that is the library's way and no loss."""

    client: str
    how: str
    where: str
    raws: tuple[Any, ...] | None = None
    backs: tuple[Any, ...] | None = None
    reason: str

    def fits(self, client: str, found: Difference) -> bool:
        return (
            self.client == client
            and self.how == found.how
            and re.search(self.where, found.where) is not None
            and (self.raws is None or found.raw in self.raws)
            and (self.backs is None or found.back in self.backs)
        )


PTB: Final = "python-telegram-bot"
KNOWN: Final = (
    Known(client=PTB, how="lost", where=r"", raws=([],), reason="to_dict leaves out empty lists"),
    Known(
        client=PTB,
        how="unknown",
        where=r"\.(supports_join_request_queries|can_send_welcome_messages)$",
        reason="it speaks Bot API 10.0; these came with 10.1 and later",
    ),
    Known(
        client=PTB,
        how="added",
        where=r"\.(channel_chat_created|delete_chat_photo|group_chat_created|supergroup_chat_created)$",
        backs=(False,),
        reason="a Message has these as False where the answer leaves them out",
    ),
    Known(
        client=PTB,
        how="changed",
        where=r"^result\.file_path$",
        reason="get_file puts the server's address before the path, for File.download",
    ),
)


def differences(raw: Any, back: Any, where: str = "result") -> Iterator[Difference]:  # noqa: ANN401  any JSON
    if isinstance(raw, dict) and isinstance(back, dict):
        yield from _in_objects(raw, back, where)
    elif isinstance(raw, list) and isinstance(back, list) and len(raw) == len(back):
        for index, (one, other) in enumerate(zip(raw, back, strict=True)):
            yield from differences(one, other, f"{where}[{index}]")
    elif raw != back or type(raw) is not type(back):
        yield Difference(where=where, how="changed", raw=raw, back=back)


def _in_objects(raw: Json, back: Json, where: str) -> Iterator[Difference]:
    for key, item in raw.items():
        if key in back:
            yield from differences(item, back[key], f"{where}.{key}")
        else:
            yield Difference(where=f"{where}.{key}", how="lost", raw=item)
    for key in back.keys() - raw.keys():
        yield Difference(where=f"{where}.{key}", how="added", back=back[key])


def losses(client: str, answer: Answer) -> list[str]:
    """What the library lost of the result, and what it has no name for; empty when it has all."""
    found = [
        *differences(answer.body.get("result"), answer.back),
        *(Difference(where=where, how="unknown") for where in answer.unknown),
    ]
    return [str(one) for one in found if not any(known.fits(client, one) for known in KNOWN)]
