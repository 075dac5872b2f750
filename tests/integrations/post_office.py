"""A mail server on this machine: it keeps the letters it takes over and answers as it is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Final

TAKEN: Final = "250 2.0.0 Ok: queued as 4WX7"
_LARGEST: Final = 10_000_000
_MEANT: Final = {
    "EHLO": "250-here\r\n250 AUTH PLAIN",
    "DATA": "354 go on",
    "QUIT": "221 bye",
    "AUTH": "235 welcome",
}


@dataclass(slots=True)
class PostOffice:
    """`answers` are said once each, to a command that begins so or to the end of a letter (`.`), instead of what is usual.

    Where there is none (an empty text), it falls silent; `got` are all letters that it has read to their end.
    """

    port: int = 0
    answers: list[tuple[str, str]] = field(default_factory=list)
    got: list[bytes] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    @property
    def letters(self) -> list[EmailMessage]:
        return [message_from_bytes(one, policy=default) for one in self.got]

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._say(writer, "220 here")
            while line := (await reader.readline()).decode("ascii").strip():
                self.heard.append(line)
                await self._obey(line, reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()

    async def _obey(self, line: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        verb = line.partition(" ")[0].upper()
        answer = self._answer(line, _MEANT.get(verb, "250 ok"))
        await self._say(writer, answer)
        if verb == "DATA" and answer.startswith("354"):
            letter = await reader.readuntil(b"\r\n.\r\n")
            self.got.append(letter.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n."))
            await self._say(writer, self._answer(".", TAKEN))

    def _answer(self, line: str, usual: str) -> str:
        found = next((one for one in self.answers if line.startswith(one[0])), None)
        if found is None:
            return usual
        self.answers.remove(found)
        return found[1]

    async def _say(self, writer: asyncio.StreamWriter, answer: str) -> None:
        if answer:
            writer.write(f"{answer}\r\n".encode("ascii"))
            await writer.drain()


@asynccontextmanager
async def a_post_office() -> AsyncIterator[PostOffice]:
    office = PostOffice()
    server = await asyncio.start_server(office.handle, "127.0.0.1", 0, limit=_LARGEST)
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        server.close()
