"""What the OEM's API gives: without money and without other OEMs."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from domain.leads.lead import Lead
from domain.leads.shown import as_oem_sees
from domain.leads.stages import Stage
from domain.owed import NextAction
from domain.reporting.edition import Edition
from domain.reporting.pack import Pack, PackState
from web.examples import ANSWER, MOMENT, ODD, PACK
from web.field_errors import FieldError


def _shown(example: Any) -> ConfigDict:  # noqa: ANN401  any JSON
    return ConfigDict(json_schema_extra={"examples": [example]})


class CustomerOut(BaseModel):
    model_config = _shown(ANSWER["customer"])

    name: str
    phone: str
    city: str
    state: str
    pin_code: str


class SourceOut(BaseModel):
    """`channel` is how the lead came in: api, portal, import or ops."""

    model_config = _shown(ANSWER["source"])

    channel: str
    dealer: str | None
    campaign: str | None


class ActionOut(BaseModel):
    """What the lead waits for: who owes it, what it is, and by when."""

    model_config = _shown(ANSWER["next_action"])

    role: str
    what: str
    title: str
    due: datetime


class WarningOut(BaseModel):
    """Odd, but not in the way: the lead was taken. `code` stays the same, `message` is for people."""

    model_config = _shown(ODD)

    field: str
    pointer: str
    code: str
    message: str


class LeadOut(BaseModel):
    """`updated_at`: when anything of the lead last changed, its visits and papers included."""

    model_config = _shown(dict(ANSWER))

    id: str
    reference: str
    sandbox: bool
    stage: Stage
    stage_title: str
    stage_since: datetime
    created_at: datetime
    updated_at: datetime
    customer: CustomerOut
    source: SourceOut
    vehicle: str
    vin: str
    charger_kw: float
    rating: int | None
    satisfaction: int | None
    next_action: ActionOut | None
    warnings: list[WarningOut]


class LeadsOut(BaseModel):
    """`next` is the cursor of the next page, null on the last. `as_of` is the `updated_since` of your next round."""

    model_config = _shown({"leads": [dict(ANSWER)], "next": "n17", "as_of": MOMENT})

    leads: list[LeadOut]
    next: str | None
    as_of: datetime


class RowOut(BaseModel):
    """`index` counts from 0. `lead` is null where the row was refused; `errors` then say why."""

    model_config = _shown({"index": 0, "status": "created", "lead": dict(ANSWER), "errors": []})

    index: int
    status: Literal["created", "existing", "refused"]
    lead: LeadOut | None
    errors: list[FieldError]


class BatchOut(BaseModel):
    """One answer for each row, in the order in which they were sent."""

    model_config = _shown(
        {
            "created": 1,
            "existing": 0,
            "refused": 0,
            "rows": [{"index": 0, "status": "created", "lead": dict(ANSWER), "errors": []}],
        }
    )

    created: int
    existing: int
    refused: int
    rows: list[RowOut]


class PackFileOut(BaseModel):
    """`path` is where its bytes are; they never change."""

    model_config = _shown(PACK["files"][0])

    name: str
    bytes: int
    sha256: str
    path: str


class PackChangeOut(BaseModel):
    """What is new against the edition before; empty where there was or is nothing."""

    model_config = _shown(PACK["changes"][0])

    what: str
    visit: str
    before: str
    after: str


class PackOut(BaseModel):
    """The edition that was sent last: an earlier one that was returned stays until the next one is sent."""

    model_config = _shown(dict(PACK))

    id: str
    lead: str
    state: PackState
    edition: int
    state_since: datetime
    sent_at: datetime | None
    files: list[PackFileOut]
    changes: list[PackChangeOut]


def lead_out(
    lead: Lead, action: NextAction | None, changed_at: datetime, *, sandbox: bool = False
) -> LeadOut:
    return LeadOut.model_validate(as_oem_sees(lead, action, changed_at, sandbox=sandbox))


def pack_out(pack: Pack) -> PackOut:
    edition = pack.delivered
    is_next = pack.state is PackState.SUBMITTED
    return PackOut(
        id=pack.id,
        lead=pack.lead,
        state=PackState.RETURNED if is_next else pack.state,
        edition=edition.number if edition else pack.edition,
        state_since=pack.state_since,
        sent_at=edition.sent_at if edition else None,
        files=_pack_files(pack, edition) if edition and not pack.forgotten else [],
        changes=[
            PackChangeOut(what=one.label, visit=one.part, before=one.before, after=one.after)
            for one in (edition.changes if edition else ())
        ],
    )


def _pack_files(pack: Pack, edition: Edition) -> list[PackFileOut]:
    at = f"/api/v1/leads/{pack.lead}/pack"
    return [
        PackFileOut(name=file.name, bytes=file.size, sha256=file.sha256, path=path)
        for file, path in ((edition.paper, at), (edition.folder, f"{at}/files.zip"))
    ]
