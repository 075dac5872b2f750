"""What the OEM's API gives: without money and without other OEMs."""

from datetime import datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

from domain.leads.doubts import doubts_of
from domain.leads.lead import Lead
from domain.leads.stages import STAGES, Stage
from domain.owed import TITLES, NextAction, Owed
from domain.people.roles import Role
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


class PackOut(BaseModel):
    model_config = _shown(dict(PACK))

    id: str
    lead: str
    state: PackState
    edition: int
    state_since: datetime


# How materials are paid for is not the OEM's business: to him the lead simply waits for its materials.
_BEHIND_THE_COUNTER: Final = frozenset(
    {
        Owed.SHARE_VENDOR_DETAILS,
        Owed.CHECK_PAYMENT,
        Owed.APPROVE_PAYMENT,
        Owed.START_PAYMENT,
        Owed.RECORD_PAYMENT,
        Owed.CONFIRM_GOODS,
    }
)


def action_out(action: NextAction | None) -> ActionOut | None:
    if action is None:
        return None
    role, what = action.role, action.what
    if what in _BEHIND_THE_COUNTER:
        role, what = Role.PROCUREMENT, Owed.ALLOCATE_MATERIALS
    return ActionOut(role=role, what=what, title=TITLES[what], due=action.due)


def lead_out(
    lead: Lead, action: NextAction | None, changed_at: datetime, *, sandbox: bool = False
) -> LeadOut:
    customer, source = lead.customer, lead.source
    return LeadOut(
        id=lead.id,
        reference=lead.oem_reference,
        sandbox=sandbox,
        stage=lead.stage,
        stage_title=STAGES[lead.stage].title,
        stage_since=lead.stage_since,
        created_at=lead.created_at,
        updated_at=changed_at,
        customer=CustomerOut(
            name=customer.name,
            phone=customer.phone,
            city=customer.city,
            state=customer.state,
            pin_code=customer.pin_code,
        ),
        source=SourceOut(channel=source.channel, dealer=source.dealer, campaign=source.campaign),
        vehicle=lead.vehicle,
        vin=lead.vin,
        charger_kw=lead.charger_kw,
        rating=lead.rating,
        next_action=action_out(action),
        warnings=warnings_out(lead),
    )


def warnings_out(lead: Lead) -> list[WarningOut]:
    return [
        WarningOut(field=one.field, pointer=f"#/{one.field}", code=one.code, message=str(one.words))
        for one in doubts_of(lead)
    ]


def pack_out(pack: Pack) -> PackOut:
    return PackOut(
        id=pack.id, lead=pack.lead, state=pack.state, edition=pack.edition, state_since=pack.state_since
    )
