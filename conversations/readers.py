"""Readers turn what a person sent into an answer, or say in words with an example what would work.

An answer is kept as text; each reader knows how its own text is read back and shown.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

from cards.text import Speaker
from conversations.given import Given, Kind
from domain.checklists.answers import read_choice, read_words
from domain.contact import ascii_digits, line, mobile, pin_code, vpa
from domain.errors import Invalid
from domain.leads.sharing import place_given
from domain.media import LARGEST_FILE
from domain.money.amount import Money
from domain.money.methods import Method, bank_reference
from domain.money.payee import account_holder, account_number, ifsc
from domain.money.tax_numbers import gstin
from domain.serials import EXAMPLE, SHORTEST, read_serial, sticker_wanted
from domain.words import N_, Words, say


@dataclass(frozen=True, slots=True)
class Option:
    """`key` is the answer, `label` a catalogue message or a name."""

    key: str
    label: str


class Reader(Protocol):
    @property
    def takes(self) -> frozenset[Kind]:
        """The kinds of message it can make something of."""

    @property
    def wants(self) -> Words:
        """What to send, said when something of another kind came."""

    @property
    def options(self) -> tuple[Option, ...]:
        """Answers to tap."""

    def read(self, given: Given, speaker: Speaker) -> str:
        """The answer; `Invalid` if it is none. Called only with a kind that it takes."""

    def show(self, answer: str, speaker: Speaker) -> str: ...


_TEXT: Final = frozenset({Kind.TEXT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A few words."""

    shortest: int = 1
    longest: int = 200
    takes: frozenset[Kind] = _TEXT
    options: tuple[Option, ...] = ()

    @property
    def wants(self) -> Words:
        return say("Please answer with a few words.")

    def read(self, given: Given, speaker: Speaker) -> str:  # noqa: ARG002  the protocol's
        return read_words(given.text, shortest=self.shortest, longest=self.longest)

    def show(self, answer: str, speaker: Speaker) -> str:  # noqa: ARG002  the protocol's
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """Text of a fixed format: `check` gives its normal form or raises `Invalid` with an example."""

    check: Callable[[str], str]
    asks: str
    takes: frozenset[Kind] = _TEXT
    options: tuple[Option, ...] = ()

    @property
    def wants(self) -> Words:
        return say(self.asks)

    def read(self, given: Given, speaker: Speaker) -> str:  # noqa: ARG002  the protocol's
        return self.check(ascii_digits(given.text))

    def show(self, answer: str, speaker: Speaker) -> str:  # noqa: ARG002  the protocol's
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorNamed(Line):
    """One of those that were offered, by his id, or the name of any other; `names` by id."""

    names: Mapping[str, str]

    @property
    def wants(self) -> Words:
        return say("Please tap a vendor, or type his name. Example: Shree Electricals, Baner.")

    def show(self, answer: str, speaker: Speaker) -> str:  # noqa: ARG002  the protocol's
        return self.names.get(answer, answer)


def mobile_number() -> Typed:
    return Typed(check=mobile, asks=N_("Please type a mobile number. Example: 98765 43210."))


def pin() -> Typed:
    return Typed(check=pin_code, asks=N_("Please type a PIN code of six digits. Example: 411045."))


def tax_number() -> Typed:
    return Typed(check=gstin, asks=N_("Please type a GSTIN. Example: 27AAPFU0939F1ZV."))


def account() -> Typed:
    return Typed(check=account_number, asks=N_("Please type an account number. Example: 00501000123456."))


def branch() -> Typed:
    return Typed(check=ifsc, asks=N_("Please type an IFSC. Example: HDFC0001234."))


def holder() -> Typed:
    return Typed(
        check=account_holder, asks=N_("Please type the account holder's name. Example: Shree Electricals.")
    )


def reference(method: Method) -> Typed:
    return Typed(
        check=partial(bank_reference, method),
        asks=N_("Please type the bank's reference, not a picture of it."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of a few answers, tapped or typed."""

    options: tuple[Option, ...]
    takes: frozenset[Kind] = _TEXT

    @property
    def wants(self) -> Words:
        return say("Please tap one of the buttons.")

    def read(self, given: Given, speaker: Speaker) -> str:
        choices = {option.key: option.label for option in self.options}
        labels = {key: speaker.say(label) for key, label in choices.items()}
        return read_choice(choices, given.text, labels)

    def show(self, answer: str, speaker: Speaker) -> str:
        return next((speaker.say(option.label) for option in self.options if option.key == answer), answer)


COUNT_DIGITS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A whole number from `least` to `most`."""

    most: int
    least: int = 0
    takes: frozenset[Kind] = _TEXT

    @property
    def options(self) -> tuple[Option, ...]:
        return (Option("0", N_("None")),) if self.least == 0 else ()

    @property
    def wants(self) -> Words:
        return say(
            "Please type a whole number from {least} to {most}. Example: {most}.",
            least=self.least,
            most=self.most,
        )

    def read(self, given: Given, speaker: Speaker) -> str:
        typed = ascii_digits(given.text).strip()
        if self.least == 0 and typed.casefold() in {"none", speaker.say(N_("None")).casefold()}:
            return "0"
        if not typed.isdecimal() or len(typed) > COUNT_DIGITS or not self.least <= int(typed) <= self.most:
            raise Invalid(self.wants)
        return str(int(typed))

    def show(self, answer: str, speaker: Speaker) -> str:  # noqa: ARG002  the protocol's
        return answer


MOST_RUPEES: Final = Money(1_00_00_000_00)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Rupees; kept as paise."""

    takes: frozenset[Kind] = _TEXT
    options: tuple[Option, ...] = ()

    @property
    def wants(self) -> Words:
        return say("Please type an amount in rupees. Example: 2,450.00.")

    def read(self, given: Given, speaker: Speaker) -> str:  # noqa: ARG002  the protocol's
        typed = ascii_digits(given.text).strip()
        try:
            amount = Money.rupees(typed) if len(typed) <= 24 else None
        except ValueError:
            amount = None
        if amount is None:
            raise Invalid(self.wants)
        if not 0 < amount.paise <= MOST_RUPEES.paise:
            raise Invalid(say("The amount must be more than zero and at most {most}.", most=str(MOST_RUPEES)))
        return str(amount.paise)

    def show(self, answer: str, speaker: Speaker) -> str:  # noqa: ARG002  the protocol's
        return str(Money(int(answer)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A pin, a live location, a map link or a typed address; kept as `geo:<latitude>,<longitude>` or as the address."""

    takes: frozenset[Kind] = frozenset({Kind.TEXT, Kind.PLACE})
    options: tuple[Option, ...] = ()

    @property
    def wants(self) -> Words:
        return say(
            "Please send a location (📎 → Location), a map link, or type the address. Example: Flat 4, Rose Park, Baner, Pune 411045."
        )

    def read(self, given: Given, speaker: Speaker) -> str:  # noqa: ARG002  the protocol's
        if given.kind is Kind.PLACE:
            return f"geo:{given.latitude:.6f},{given.longitude:.6f}"
        place = place_given(given.text, self.wants)
        if place.latitude is None or place.longitude is None:
            return place.address
        return f"geo:{place.latitude:.6f},{place.longitude:.6f}"

    def show(self, answer: str, speaker: Speaker) -> str:  # noqa: ARG002  the protocol's
        return answer.removeprefix("geo:")


NOBODY: Final = "none"
_NAME_AND_NUMBER: Final = re.compile(r"^(.*?[^\d\s,;:+()-])[\s,;:(-]*([+\d][\d\s()-]{8,18})$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """A person's name and mobile number, typed or as a contact; kept as `<number> <name>`, or `none`."""

    none: str = N_("I have none")
    takes: frozenset[Kind] = frozenset({Kind.TEXT, Kind.CONTACT})

    @property
    def options(self) -> tuple[Option, ...]:
        return (Option(NOBODY, self.none),)

    @property
    def wants(self) -> Words:
        return say("Please send a contact, or type a name and a number. Example: Ramesh Patil, 98765 43210.")

    def read(self, given: Given, speaker: Speaker) -> str:
        if given.kind is Kind.CONTACT:
            phone = mobile(given.phone)
            return f"{phone} {' '.join(given.name.split())[:120] or phone}"
        typed = line(ascii_digits(given.text))
        if typed.casefold() in {NOBODY, self.none.casefold(), speaker.say(self.none).casefold()}:
            return NOBODY
        match = _NAME_AND_NUMBER.match(typed)
        if match is None:
            raise Invalid(self.wants)
        return f"{mobile(match[2])} {line(match[1], longest=120)}"

    def show(self, answer: str, speaker: Speaker) -> str:
        phone, _, name = answer.partition(" ")
        return speaker.say(self.none) if answer == NOBODY else f"{name}, {phone}"


PDF: Final = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """Photos, or images sent as files; with `pdf` also that. The pictures stand in the draft, the answer is their count."""

    least: int = 1
    most: int = 1
    pdf: bool = False
    options: tuple[Option, ...] = ()

    @property
    def takes(self) -> frozenset[Kind]:
        return frozenset({Kind.PICTURE, Kind.FILE}) if self.pdf else frozenset({Kind.PICTURE})

    @property
    def wants(self) -> Words:
        if self.pdf:
            return say("Please send a photo or a PDF file (📎), up to 20 MB.")
        return say("Please send a photo (📎), up to 20 MB.")

    @property
    def several(self) -> bool:
        return self.most > 1

    def check(self, given: Given) -> None:
        """`Invalid` unless it is a picture that can be fetched and shown."""
        if given.picture is not None and given.picture.size > LARGEST_FILE:
            size = -(-given.picture.size // (1024 * 1024))
            raise Invalid(
                say(
                    "This file has {size} MB, and at most 20 MB can be fetched. Send it as a photo, or in parts.",
                    size=size,
                )
            )
        if given.picture is None or (given.kind is Kind.FILE and given.picture.mime_type != PDF):
            raise Invalid(self.wants)

    def read(self, given: Given, speaker: Speaker) -> str:  # noqa: ARG002  the protocol's
        self.check(given)
        return "1"

    def show(self, answer: str, speaker: Speaker) -> str:
        return speaker.say(say("{count} received", count=answer))


IN_A_BANK: Final = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeOrAddress(Pictures):
    """A photo of a payment code that is read later, a typed UPI address, or that the money goes into an account."""

    options: tuple[Option, ...] = (Option(IN_A_BANK, N_("Into a bank account")),)

    @property
    def takes(self) -> frozenset[Kind]:
        return frozenset({Kind.PICTURE, Kind.TEXT})

    @property
    def wants(self) -> Words:
        return say(
            "Please send a photo of the vendor's QR code (📎), or type his UPI address. Example: shreeelectricals@okbank."
        )

    def read(self, given: Given, speaker: Speaker) -> str:
        if given.kind is Kind.TEXT:
            return vpa(ascii_digits(given.text))
        return Pictures.read(self, given, speaker)

    def show(self, answer: str, speaker: Speaker) -> str:
        if answer == IN_A_BANK:
            return speaker.say(self.options[0].label)
        return answer if "@" in answer else Pictures.show(self, answer, speaker)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sticker(Pictures):
    """A device's serial number: a photo from which it is read later, or typed; then the answer is the number."""

    @property
    def takes(self) -> frozenset[Kind]:
        return frozenset({Kind.PICTURE, Kind.TEXT})

    @property
    def wants(self) -> Words:
        return sticker_wanted(EXAMPLE)

    def read(self, given: Given, speaker: Speaker) -> str:
        if given.kind is Kind.TEXT:
            return read_serial(ascii_digits(given.text))
        return Pictures.read(self, given, speaker)

    def show(self, answer: str, speaker: Speaker) -> str:
        return answer if len(answer) >= SHORTEST else Pictures.show(self, answer, speaker)
