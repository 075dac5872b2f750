"""What the API takes and gives about webhooks, and the message itself."""

from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from domain import contact
from domain.events import Happening
from domain.people.addresses import EXAMPLE, LONGEST_URL
from domain.people.endpoint import Endpoint, Off, PostState, Standing, Topic
from web.bodies import LeadOut
from web.examples import ANSWER, EXAMPLES, MOMENT
from web.lead_form import checked
from web.report_bodies import ReportOut

_SECRET: Final = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105  that of the specification's own example
_ENDPOINT: Final = {
    "id": EXAMPLES["endpoint_id"],
    "url": EXAMPLE,
    "description": "CRM",
    "events": ["lead.stage_changed", "pack.sent"],
    "sandbox": False,
    "enabled": True,
    "off_because": None,
    "off_since": None,
    "failing_since": None,
    "secrets": 1,
    "created_at": MOMENT,
}
_POST: Final = {
    "id": EXAMPLES["delivery_id"],
    "type": "lead.stage_changed",
    "lead": "L-1042",
    "sequence": 7,
    "state": "pending",
    "tries": 2,
    "created_at": MOMENT,
    "next_try_at": MOMENT,
    "ended_at": None,
    "last_status": 503,
    "last_error": "503 back in a minute",
}
_STAGE: Final = {"before": "new", "after": "documents"}


def _shown(example: Any) -> ConfigDict:  # noqa: ANN401  any JSON
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [example]})


def _line_or_nothing(text: str) -> str:
    return contact.line(text, longest=120) if text.strip() else ""


_Described = Annotated[str, checked("description", _line_or_nothing)]
_Url = Annotated[str, Field(max_length=LONGEST_URL)]
_Topics = Annotated[list[Topic], Field(max_length=len(Topic))]


class EndpointIn(BaseModel):
    """An address that is public, with https, on port 443 or 8443. `events` empty or left out: all of them."""

    model_config = _shown({"url": EXAMPLE, "events": ["lead.stage_changed"], "description": "CRM"})

    url: _Url = Field(examples=[EXAMPLE])
    events: _Topics = Field(default=[], examples=[["lead.stage_changed"]])
    description: _Described = Field("", examples=["CRM"])


class EndpointChangeIn(BaseModel):
    """What is left out or null stays as it is."""

    model_config = _shown({"enabled": True})

    url: _Url | None = Field(None, examples=[EXAMPLE])
    events: _Topics | None = Field(None, examples=[["lead.stage_changed"]])
    description: _Described | None = Field(None, examples=["CRM"])
    enabled: bool | None = Field(None, examples=[True])


class EndpointOut(BaseModel):
    """`secrets` is how many sign now; `off_because` why nothing is sent; `failing_since` the first failure since something last arrived."""

    model_config = _shown(_ENDPOINT)

    id: str
    url: str
    description: str
    events: list[Topic]
    sandbox: bool
    enabled: bool
    off_because: Off | None
    off_since: datetime | None
    failing_since: datetime | None
    secrets: int
    created_at: datetime


class NewEndpointOut(EndpointOut):
    """With the secret, which is shown here only."""

    model_config = _shown({**_ENDPOINT, "secret": _SECRET})

    secret: str


class EndpointsOut(BaseModel):
    model_config = _shown({"endpoints": [_ENDPOINT]})

    endpoints: list[EndpointOut]


class DeliveryOut(BaseModel):
    """One message to one endpoint. `last_status` and `last_error` are of the last try."""

    model_config = _shown(_POST)

    id: str
    type: Topic
    lead: str | None
    sequence: int
    state: PostState
    tries: int
    created_at: datetime
    next_try_at: datetime | None
    ended_at: datetime | None
    last_status: int | None
    last_error: str | None


class DeliveriesOut(BaseModel):
    """Newest first; kept for 30 days. `next` is the cursor of the next page, null on the last."""

    model_config = _shown({"deliveries": [_POST], "next": None})

    deliveries: list[DeliveryOut]
    next: str | None


class DeliveryQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    state: PostState | None = Field(None, description="Only those.", examples=[PostState.DEAD.value])
    cursor: str | None = Field(
        None, pattern=r"^p[0-9]{1,15}$", description="`next` of the page before.", examples=["p17"]
    )
    limit: int = Field(50, ge=1, le=100, description="How many at most.", examples=[50])

    @property
    def before(self) -> int | None:
        return None if self.cursor is None else int(self.cursor[1:])


FromDeliveryQuery = Annotated[DeliveryQuery, Query()]


class QueuedOut(BaseModel):
    """How many messages are on their way now; `id` is the one, where it is one."""

    model_config = _shown({"queued": 1, "id": EXAMPLES["delivery_id"]})

    queued: int
    id: str | None


class StageOut(BaseModel):
    model_config = _shown(_STAGE)

    before: str | None
    after: str


class QuestionOut(BaseModel):
    """What you are asked: the right value of a field."""

    model_config = _shown({"field": "phone", "wrong": "+919876543210"})

    field: str
    wrong: str | None


class MessageData(BaseModel):
    """`lead` is as the API shows it at that moment. What does not belong to the type is not there.

    `sequence` counts the messages of your endpoint from 1 without a gap; they may arrive in another order, and twice.
    """

    model_config = _shown(
        {"sequence": 7, "lead": dict(ANSWER), "happened": "intro_call_reached", "at": MOMENT, "stage": _STAGE}
    )

    sequence: int
    lead: LeadOut | None = None
    happened: Happening | None = None
    at: datetime | None = None
    stage: StageOut | None = None
    goes_on_as: str | None = Field(
        None, description="lead.merged: the lead that goes on.", examples=["L-1017"]
    )
    question: QuestionOut | None = None
    pack: str | None = Field(None, description="pack.sent: the closure pack.", examples=["C-1042"])
    report: ReportOut | None = Field(None, description="report.released: the report of a period.")
    endpoint: str | None = Field(None, description="endpoint.test.", examples=[EXAMPLES["endpoint_id"]])


class MessageOut(BaseModel):
    model_config = _shown(
        {
            "type": "lead.stage_changed",
            "timestamp": MOMENT,
            "data": {
                "sequence": 7,
                "lead": dict(ANSWER),
                "happened": "intro_call_reached",
                "at": MOMENT,
                "stage": _STAGE,
            },
        }
    )

    type: Topic
    timestamp: datetime
    data: MessageData


def endpoint_out(endpoint: Endpoint, failing_since: datetime | None, now: datetime) -> EndpointOut:
    return EndpointOut(
        id=endpoint.id,
        url=endpoint.url,
        description=endpoint.description,
        events=sorted(endpoint.topics),
        sandbox=endpoint.sandbox,
        enabled=endpoint.is_on,
        off_because=endpoint.off,
        off_since=endpoint.off_since,
        failing_since=failing_since,
        secrets=len(endpoint.keys(now)),
        created_at=endpoint.created_at,
    )


def new_endpoint_out(endpoint: Endpoint, secret: str, now: datetime) -> NewEndpointOut:
    return NewEndpointOut(**endpoint_out(endpoint, None, now).model_dump(), secret=secret)


def delivery_out(one: Standing) -> DeliveryOut:
    return DeliveryOut(
        id=one.id,
        type=one.topic,
        lead=one.lead,
        sequence=one.sequence,
        state=one.state,
        tries=one.tries,
        created_at=one.created_at,
        next_try_at=one.next_try_at,
        ended_at=one.ended_at,
        last_status=one.status,
        last_error=one.said,
    )
