"""What stands in the address of a request: which leads, in which order, from where on."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from fastapi import Path, Query
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from domain import contact
from domain.leads.listing import LeadFilter, Place
from domain.leads.stages import Stage
from web.examples import EXAMPLES, LEAD, MOMENT
from web.lead_form import checked

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_FIRST_YEAR: Final = 2000
_LAST_YEAR: Final = 2199

LeadId = Annotated[
    str, Path(max_length=64, description="The lead's number here.", examples=[EXAMPLES["lead_id"]])
]


def _near(moment: datetime) -> datetime:
    """Years that no computer's calendar ends in."""
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        said = f"This must lie between {_FIRST_YEAR} and {_LAST_YEAR}. Example: {MOMENT}."
        raise PydanticCustomError("unusable", "{said}", {"said": said, "example": MOMENT})
    return moment


_Moment = Annotated[AwareDatetime, AfterValidator(_near)]
_Word = Annotated[str, Field(min_length=1, max_length=128)]


class LeadQuery(BaseModel):
    """All filters that are given must fit."""

    model_config = ConfigDict(extra="forbid")

    stage: Stage | None = Field(None, examples=[EXAMPLES["stage"]])
    reference: _Word | None = Field(None, description="Your own number.", examples=[LEAD["reference"]])
    phone: Annotated[str, checked("phone", contact.mobile)] | None = Field(
        None, description="In any usual spelling.", examples=[LEAD["phone"]]
    )
    created_from: _Moment | None = Field(None, description="At or after.", examples=[MOMENT])
    created_to: _Moment | None = Field(None, description="Before.", examples=[MOMENT])
    channel: _Word | None = Field(None, description="api, portal, import or ops.", examples=["api"])
    dealer: _Word | None = Field(None, examples=[LEAD["dealer"]])
    campaign: _Word | None = Field(None, examples=[LEAD["campaign"]])
    updated_since: _Moment | None = Field(
        None,
        description=(
            "Changed at or after. Turns the order: the longest unchanged come first, so that a lead which changes while"
            " you page comes at the end and none is missed. Take `as_of` of the last page for your next round; it lies"
            " a minute back, so a lead may come twice."
        ),
        examples=[MOMENT],
    )
    cursor: str | None = Field(
        None,
        pattern=r"^(n[0-9]{1,15}|c[0-9]{1,16}-[0-9]{1,15})$",
        description="`next` of the page before; the filters must be the same.",
        examples=[EXAMPLES["cursor"]],
    )
    limit: int = Field(50, ge=1, le=100, description="How many at most.", examples=[50])

    @property
    def wanted(self) -> LeadFilter:
        return LeadFilter(**self.model_dump(exclude={"cursor", "limit"}))

    @property
    def after(self) -> Place | None:
        """Raises RequestValidationError for a cursor of a list in the other order."""
        if self.cursor is None:
            return None
        if self.cursor.startswith("c") != (self.updated_since is not None):
            said = (
                "This cursor belongs to a list with other filters: send those of the page that it came with."
            )
            error = {"type": "unusable", "loc": ("query", "cursor"), "msg": said, "ctx": {"said": said}}
            raise RequestValidationError([error])
        changed, _, seq = self.cursor[1:].rpartition("-")
        return Place(seq=int(seq), changed_at=_EPOCH + int(changed or 0) * _MICROSECOND)

    def cursor_at(self, place: Place) -> str:
        if self.updated_since is None:
            return f"n{place.seq}"
        return f"c{(place.changed_at - _EPOCH) // _MICROSECOND}-{place.seq}"


FromQuery = Annotated[LeadQuery, Query()]
