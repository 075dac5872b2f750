"""A lead as its OEM sees it, in the API's answers and in webhooks: without money, without other OEMs, without crews."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from domain.leads.doubts import doubts_of
from domain.leads.lead import Lead
from domain.leads.stages import STAGES
from domain.owed import TITLES, NextAction, Owed
from domain.people.roles import Role

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
Shown = Mapping[str, Any]


def as_oem_sees(
    lead: Lead, action: NextAction | None, changed_at: datetime, *, sandbox: bool = False
) -> Shown:
    """The names and values of the API's `LeadOut`; moments are still datetimes."""
    customer, source = lead.customer, lead.source
    return {
        "id": lead.id,
        "reference": lead.oem_reference,
        "sandbox": sandbox,
        "stage": lead.stage,
        "stage_title": STAGES[lead.stage].title,
        "stage_since": lead.stage_since,
        "created_at": lead.created_at,
        "updated_at": changed_at,
        "customer": {
            "name": customer.name,
            "phone": customer.phone,
            "city": customer.city,
            "state": customer.state,
            "pin_code": customer.pin_code,
        },
        "source": {"channel": source.channel, "dealer": source.dealer, "campaign": source.campaign},
        "vehicle": lead.vehicle,
        "vin": lead.vin,
        "charger_kw": lead.charger_kw,
        "rating": lead.rating,
        "satisfaction": lead.confirmation.score,
        "next_action": _action(action),
        "warnings": [
            {"field": one.field, "pointer": f"#/{one.field}", "code": one.code, "message": str(one.words)}
            for one in doubts_of(lead)
        ],
    }


def _action(action: NextAction | None) -> Shown | None:
    if action is None:
        return None
    role, what = action.role, action.what
    if what in _BEHIND_THE_COUNTER:
        role, what = Role.PROCUREMENT, Owed.ALLOCATE_MATERIALS
    return {"role": role, "what": what, "title": TITLES[what], "due": action.due}
