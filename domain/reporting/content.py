"""All that a compiled report says, frozen: its papers are set from this and from nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.policy import Policy
from domain.reporting.corrections import Correction
from domain.reporting.course import Course
from domain.reporting.edition import Filed
from domain.reporting.figures import Figures, figures_of
from domain.reporting.span import Span
from domain.reporting.tracker import Line, line_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """`oem` is its name as it stands on paper; `corrects` the period that `corrections` are about."""

    oem: str
    figures: Figures
    lines: tuple[Line, ...]
    corrects: Span | None = None
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """`papers` were set from the content and are in the media store; `compared` is the report that it corrects, if any."""

    content: Content
    papers: tuple[Filed, ...] = ()
    compared: str = ""


class Frozen(Protocol):
    """Contents of reports by edition: written once, never changed."""

    async def freeze(self, report: str, edition: int, content: Content) -> str:
        """The SHA-256 of what is kept."""

    async def content(self, report: str, edition: int) -> Content:
        """Raises KeyError where there is none."""


def lines_of(courses: Sequence[Course], span: Span, policy: Policy, now: datetime) -> list[Line]:
    """Of all leads that were open at some moment of the period, as far as it has gone."""
    until = min(span.end, now)
    lines = (
        line_of(course, span, policy, until=until) for course in courses if course.lead.created_at < until
    )
    return [line for line in lines if _concerns(line)]


def _concerns(line: Line) -> bool:
    return bool(line.part.opening or line.part.new or line.part.reopened)


def counted(oem: str, lines: Sequence[Line], span: Span, now: datetime) -> Figures:
    return figures_of(oem, lines, span, until=min(span.end, now), facts_at=now)
