"""What the API gives of the reports of periods: figures and lines as they were frozen."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, Final

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, WithJsonSchema

from domain.leads.stages import Stage
from domain.reporting.content import Content, counted
from domain.reporting.corrections import Correction
from domain.reporting.figures import Balance, Figures
from domain.reporting.period_report import PeriodReport
from domain.reporting.period_wishes import Rhythm
from domain.reporting.span import read_span
from domain.reporting.tracker import Line, Part
from web.examples import LEAD, MOMENT

_MOMENT: Final = datetime.fromisoformat(MOMENT)
_SPAN: Final = read_span("2026-10")
_LINE: Final = Line(
    lead="L-1042",
    reference=LEAD["reference"],
    vin=LEAD["vin"],
    vehicle=LEAD["vehicle"],
    charger_kw=7.4,
    dealer=LEAD["dealer"],
    city=LEAD["city"],
    state=LEAD["state"],
    zone="4",
    received_at=_SPAN.start,
    contacted_at=_SPAN.start,
    attempts=1,
    stage=Stage.NEW,
    waits_days=31,
    gross_days=31.0,
    net_days=31.0,
    part=Part(new=1, closing=1),
)
_FIGURES: Final = counted("aura", [_LINE], _SPAN, _MOMENT)
_PART: Final = {"opening": 12, "new": 30, "reopened": 1, "closed": 20, "cancelled": 3, "closing": 20}
_REPORT: Final = {
    "id": "R-7",
    "kind": "monthly",
    "first": "2026-10-01",
    "last": "2026-10-31",
    "released_at": MOMENT,
    "edition": 1,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "balance": _PART,
}
_SATISFACTION: Final = {"average": 4.35, "count": 17, "satisfied_percent": 88.2}
_CORRECTION: Final = {"what": "right_first_time", "lead": "L-1042", "was": "yes", "now": "no"}
ReportId = Annotated[str, Path(max_length=64, description="The report's number.", examples=["R-7"])]


def plain(thing: Any) -> Any:  # noqa: ANN401  any JSON
    return TypeAdapter(type(thing)).dump_python(thing, mode="json")


def _whole(kind: Any) -> Any:  # noqa: ANN401  a type and its JSON Schema
    """The shape of a thing of the domain, written out in place: its parts are no shapes of the API by themselves."""
    schema = TypeAdapter(kind).json_schema(mode="serialization")
    parts = schema.pop("$defs", {})

    def written_out(part: Any) -> Any:  # noqa: ANN401  any JSON
        if isinstance(part, dict):
            if "$ref" in part:
                return written_out(parts[part["$ref"].rpartition("/")[2]])
            return {name: written_out(inner) for name, inner in part.items()}
        return [written_out(inner) for inner in part] if isinstance(part, list) else part

    return WithJsonSchema(written_out(schema))


_FrozenBalance = Annotated[Any, _whole(Balance)]
_FrozenFigures = Annotated[Any, _whole(Figures)]
_FrozenLine = Annotated[Any, _whole(Line)]
_FrozenCorrection = Annotated[Any, _whole(Correction)]


def _shown(example: Any) -> ConfigDict:  # noqa: ANN401  any JSON
    return ConfigDict(json_schema_extra={"examples": [example]})


class ReportOut(BaseModel):
    """A released report; `first` and `last` are days of India, both included. `sha256` is of what was frozen."""

    model_config = _shown(_REPORT)

    id: str
    kind: Rhythm
    first: date
    last: date
    released_at: datetime
    edition: int
    sha256: str
    balance: _FrozenBalance | None


class ReportsOut(BaseModel):
    """Newest first. `next` is the cursor of the next page, null on the last."""

    model_config = _shown({"reports": [_REPORT], "next": None})

    reports: list[ReportOut]
    next: str | None


class SatisfactionOut(BaseModel):
    """Scores from 1 to 5 of the confirmation call. `average` and `satisfied_percent` (scores of 4 and 5) are null without any."""

    model_config = _shown(_SATISFACTION)

    average: float | None
    count: int
    satisfied_percent: float | None


class FiguresOut(ReportOut):
    """With all figures, how satisfied customers are, and what is known otherwise now of the report before (`corrects`)."""

    model_config = _shown(
        {
            **_REPORT,
            "figures": plain(_FIGURES),
            "satisfaction": _SATISFACTION,
            "corrects": "R-5",
            "corrections": [_CORRECTION],
        }
    )

    figures: _FrozenFigures
    satisfaction: SatisfactionOut
    corrects: str | None
    corrections: list[_FrozenCorrection]


class LinesOut(BaseModel):
    """The leads of the report, oldest first. `next` is the cursor of the next page, null on the last."""

    model_config = _shown({"leads": [plain(_LINE)], "next": None})

    leads: list[_FrozenLine]
    next: str | None


class ReportQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(
        None, pattern=r"^r[0-9]{1,9}$", description="`next` of the page before.", examples=["r17"]
    )
    limit: int = Field(50, ge=1, le=500, description="How many at most.", examples=[50])

    @property
    def after(self) -> int:
        """How many were on the pages before."""
        return 0 if self.cursor is None else int(self.cursor[1:])

    def cursor_after(self, all_of_them: int) -> str | None:
        shown = self.after + self.limit
        return f"r{shown}" if shown < all_of_them else None


FromReportQuery = Annotated[ReportQuery, Query()]


def report_out(report: PeriodReport) -> ReportOut:
    return ReportOut(**dict(_of(report)))


def figures_out(report: PeriodReport, content: Content) -> FiguresOut:
    return FiguresOut(
        **dict(_of(report)),
        figures=plain(content.figures),
        satisfaction=_satisfaction(content.figures),
        corrects=report.corrects or None,
        corrections=[plain(one) for one in content.corrections],
    )


def _satisfaction(figures: Figures) -> SatisfactionOut:
    return SatisfactionOut(
        average=figures.satisfaction,
        count=figures.satisfied.total,
        satisfied_percent=figures.satisfied.percent,
    )


def _of(report: PeriodReport) -> Iterator[tuple[str, Any]]:
    yield "id", report.id
    yield "kind", report.rhythm
    yield "first", report.span.first
    yield "last", report.span.last
    yield "released_at", report.state_since
    yield "edition", report.edition
    yield "sha256", report.sha256
    yield "balance", plain(report.balance) if report.balance else None
