"""What the OEM's API takes and gives: checked by the formats of the domain, without money and without other OEMs."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from domain import contact
from domain.errors import Invalid
from domain.leads.intake import NewLead
from domain.leads.lead import Lead
from domain.leads.stages import STAGES, Stage
from domain.owed import TITLES, NextAction, Owed
from domain.people.roles import Role
from domain.reporting.pack import Pack, PackState
from domain.words import say

_VIN: Final = re.compile(r"[A-HJ-NPR-Z0-9]{17}")


def _checked(check: Callable[[str], str], example: str) -> AfterValidator:
    """A field error in the domain's own words, with an example of what works."""

    def validate(text: str) -> str:
        try:
            return check(text)
        except Invalid as invalid:
            raise PydanticCustomError(
                "unusable", "{said}", {"said": str(invalid), "example": example}
            ) from invalid

    return AfterValidator(validate)


def _line(longest: int, example: str) -> AfterValidator:
    return _checked(lambda text: contact.line(text, longest=longest), example)


def _line_or_nothing(longest: int, example: str) -> AfterValidator:
    return _checked(lambda text: contact.line(text, longest=longest) if text.strip() else "", example)


def _vin(text: str) -> str:
    vin = text.strip().upper()
    if not _VIN.fullmatch(vin):
        raise Invalid(say("A VIN has 17 characters, without I, O and Q. Example: MALC381CLNM123456."))
    return vin


EXAMPLES: Final[Mapping[str, Any]] = {
    "reference": "AURA-2026-000123",
    "name": "Asha Kulkarni",
    "phone": "+919876543210",
    "pin_code": "411045",
    "city": "Pune",
    "address": "B-1204, Palm Grove, Baner",
    "email": "asha@example.org",
    "vehicle": "Aura EV LR",
    "vin": "MALC381CLNM123456",
    "charger_kw": 7.4,
    "dealer": "Aura Baner",
    "campaign": "Diwali",
}


class LeadIn(BaseModel):
    """A new lead. `reference` is your own number of it: sent again, it answers with the same lead."""

    model_config = ConfigDict(
        extra="forbid", coerce_numbers_to_str=True, json_schema_extra={"examples": [dict(EXAMPLES)]}
    )

    reference: Annotated[str, _line(64, "AURA-2026-000123")]
    name: Annotated[str, _line(120, "Asha Kulkarni")]
    phone: Annotated[str, _checked(contact.mobile, "+919876543210")]
    pin_code: Annotated[str, _checked(contact.pin_code, "411045")]
    city: Annotated[str, _line_or_nothing(80, "Pune")] = ""
    address: Annotated[str, _line_or_nothing(400, "B-1204, Palm Grove, Baner")] = ""
    email: Annotated[str, _checked(contact.email, "asha@example.org")] | None = None
    vehicle: Annotated[str, _line_or_nothing(120, "Aura EV LR")] = ""
    vin: Annotated[str, _checked(_vin, "MALC381CLNM123456")] | None = None
    charger_kw: Annotated[float, Field(ge=1, le=350, allow_inf_nan=False)] = 7.4
    dealer: Annotated[str, _line(120, "Aura Baner")] | None = None
    campaign: Annotated[str, _line(120, "Diwali")] | None = None

    def for_oem(self, oem: str) -> NewLead:
        return NewLead(oem=oem, channel="api", **{**self.model_dump(), "vin": self.vin or ""})


class ReturnIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "The photo of the earth pit is missing."}]}
    )

    reason: Annotated[str, _line(200, "The photo of the earth pit is missing.")]


class CustomerOut(BaseModel):
    name: str
    phone: str
    city: str
    pin_code: str


class ActionOut(BaseModel):
    """What the lead waits for: who owes it, what it is, and by when."""

    role: str
    what: str
    title: str
    due: datetime


class LeadOut(BaseModel):
    id: str
    reference: str
    stage: Stage
    stage_title: str
    stage_since: datetime
    created_at: datetime
    customer: CustomerOut
    vehicle: str
    charger_kw: float
    rating: int | None
    next_action: ActionOut | None


class LeadsOut(BaseModel):
    """`next` is the cursor of the next page; null on the last."""

    leads: list[LeadOut]
    next: str | None


class PackOut(BaseModel):
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


def lead_out(lead: Lead, action: NextAction | None) -> LeadOut:
    return LeadOut(
        id=lead.id,
        reference=lead.oem_reference,
        stage=lead.stage,
        stage_title=STAGES[lead.stage].title,
        stage_since=lead.stage_since,
        created_at=lead.created_at,
        customer=CustomerOut(
            name=lead.customer.name,
            phone=lead.customer.phone,
            city=lead.customer.city,
            pin_code=lead.customer.pin_code,
        ),
        vehicle=lead.vehicle,
        charger_kw=lead.charger_kw,
        rating=lead.rating,
        next_action=action_out(action),
    )


def pack_out(pack: Pack) -> PackOut:
    return PackOut(
        id=pack.id, lead=pack.lead, state=pack.state, edition=pack.edition, state_since=pack.state_since
    )
