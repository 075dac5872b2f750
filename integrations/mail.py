"""Sends letters by one mail server (SMTP), with TLS to every other machine, and says what the server answered."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP as AS_SENT
from email.utils import format_datetime, parseaddr
from ipaddress import ip_address
from typing import Final
from urllib.parse import unquote, urlsplit

import aiosmtplib

from domain.errors import Rejected, Unavailable
from domain.reporting.letter import Letter

TIMEOUT: Final = 60.0
"""Seconds for each answer; a letter has twice as much for all of it."""
_PORTS: Final = {"smtp": 587, "smtps": 465}
_EXCERPT: Final = 160
_PERMANENT: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """`smtps` is TLS from the first byte, with `starttls` nothing is said before TLS; one of them unless it is this machine."""

    host: str
    port: int
    smtps: bool
    starttls: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def server_of(url: str) -> MailServer:
    """`smtp[s]://user:password@host:port`, signs like @ in them as %40. Raises ValueError, which does not repeat the address."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise ValueError("it is no address of a mail server") from None
    if (
        not parts.hostname
        or parts.path.strip("/")
        or parts.query
        or bool(parts.username) != bool(parts.password)
    ):
        raise ValueError("it needs a host, and a password where there is a user")
    return MailServer(
        host=parts.hostname,
        port=port,
        smtps=parts.scheme == "smtps",
        starttls=parts.scheme == "smtp" and not _is_here(parts.hostname),
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def _is_here(host: str) -> bool:
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"


class Mail:
    """`sender` as people read it, for example `ChargeOps <reports@example.org>`."""

    def __init__(self, server: MailServer, sender: str, *, timeout: float = TIMEOUT) -> None:
        self._server = server
        self._sender = sender
        self._timeout = timeout

    async def send(self, letter: Letter) -> str:
        """What the server said when it took it over.

        Raises Unavailable where trying again may help – also where nobody knows whether it was taken over –, else Rejected.
        """
        client = self._client()
        try:
            async with asyncio.timeout(2 * self._timeout):
                return await self._through(client, letter)
        except TimeoutError:
            raise Unavailable(f"no answer from {self._server.host} in time") from None
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _refusal(error.recipients[0]) from None
        except aiosmtplib.SMTPResponseException as error:
            raise _refusal(error) from None
        except (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPConnectError, OSError) as error:
            raise Unavailable(f"no connection to {self._server.host}: {_plain(str(error))}") from None
        except aiosmtplib.SMTPException as error:
            raise Rejected(f"{self._server.host}: {_plain(str(error))}") from None
        finally:
            client.close()

    def _client(self) -> aiosmtplib.SMTP:
        server = self._server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.smtps,
            start_tls=server.starttls,
            timeout=self._timeout,
        )

    async def _through(self, client: aiosmtplib.SMTP, letter: Letter) -> str:
        await client.connect()
        _, sender = parseaddr(self._sender)
        _, said = await client.sendmail(sender, [letter.to], as_sent(letter, self._sender))
        with suppress(aiosmtplib.SMTPException, TimeoutError):  # it is taken over, however the parting goes
            await client.quit()
        return f"250 {_plain(said)}"


def as_sent(letter: Letter, sender: str) -> bytes:
    """The same letter makes the same bytes, down to the boundary between its parts."""
    message = EmailMessage(AS_SENT)
    _, address = parseaddr(sender)
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.mark}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(f"{letter.text}\n", cte="quoted-printable")
    for one in letter.attached:
        main, _, sub = one.kind.partition("/")
        message.add_attachment(one.content, maintype=main, subtype=sub, filename=one.name)
    if letter.attached:
        message.set_boundary(f"=_{letter.mark}")
    return message.as_bytes()


def _refusal(error: aiosmtplib.SMTPResponseException) -> Rejected | Unavailable:
    said = f"{error.code} {_plain(error.message)}"
    return Rejected(said) if error.code >= _PERMANENT else Unavailable(said)


def _plain(text: str) -> str:
    """A few words of what was answered, for the card."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:_EXCERPT]
