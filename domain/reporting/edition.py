"""One edition of a closure pack as it was compiled: its files for ever, what it says, what it lacks, what is new in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from domain.media import Picture
from domain.words import N_, Words, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A file in the media store; `size` in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that the pack says. `label` is a message, `part` the visit that it belongs to, if any.

    `mark` tells apart what reads the same, for example other photos in the place of as many.
    """

    key: str
    label: str
    value: str
    part: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Against the edition before; `before` and `after` are empty where there was or is nothing."""

    label: str
    part: str = ""
    before: str = ""
    after: str = ""


class GapKind(StrEnum):
    NO_SURVEY = "no_survey"
    NO_INSTALLATION = "no_installation"
    NOT_SIGNED = "not_signed"
    NO_CALL = "no_call"
    NO_SERIAL = "no_serial"
    OTHER_SERIAL = "other_serial"
    UNANSWERED = "unanswered"
    NO_FILE = "no_file"
    OUT_OF_LIMITS = "out_of_limits"


GAPS: Final[Mapping[GapKind, str]] = MappingProxyType(
    {
        GapKind.NO_SURVEY: N_("There is no survey report."),
        GapKind.NO_INSTALLATION: N_("There is no installation report."),
        GapKind.NOT_SIGNED: N_("The customer has not signed."),
        GapKind.NO_CALL: N_("There is no confirmation call."),
        GapKind.NO_SERIAL: N_("The charger has no serial number."),
        GapKind.OTHER_SERIAL: N_("Another charger was handed out: {about}"),
        GapKind.UNANSWERED: N_("{part}: not answered: {about}"),
        GapKind.NO_FILE: N_("{part}: a file could not be had: {about}"),
        GapKind.OUT_OF_LIMITS: N_("{part}: out of limits: {about}"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that whoever checks the pack ought to know. `about` is a message or a serial number, `part` a visit."""

    kind: GapKind
    about: str = ""
    part: str = ""

    @property
    def words(self) -> Words:
        return say(GAPS[self.kind], about=Words(self.about), part=self.part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """`facts` are kept to be compared with the next edition's; `returned` is why the one before came back.

    `sent_at`: since when the OEM has it.
    """

    number: int
    facts_at: datetime
    made_at: datetime
    paper: Filed
    folder: Filed
    gaps: tuple[Gap, ...] = ()
    changes: tuple[Change, ...] = ()
    facts: tuple[Fact, ...] = ()
    returned: str = ""
    sent_at: datetime | None = None

    def forgotten(self) -> Self:
        """Without what it says; which files there were, and their digests, stays."""
        paper, folder = (replace(one, name="") for one in (self.paper, self.folder))
        return replace(self, paper=paper, folder=folder, changes=(), facts=(), gaps=(), returned="")

    def files(self, pack: str) -> tuple[Picture, ...]:
        """As what the media of the lead keeps, so that they go with it."""
        kinds = ((self.paper, "application/pdf"), (self.folder, "application/zip"))
        return tuple(
            Picture(
                kind="document",
                unique_id=f"pack:{pack}:{self.number}:{file.sha256[:16]}",
                file_id="",
                sha256=file.sha256,
                file_name=file.name,
                mime_type=mime_type,
                size=file.size,
            )
            for file, mime_type in kinds
        )
