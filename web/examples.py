"""One invented lead, and the other values that documentation and refusals show as what works."""

from collections.abc import Mapping
from typing import Any, Final

LEAD: Final[Mapping[str, Any]] = {
    "reference": "AURA-2026-000123",
    "name": "Asha Kulkarni",
    "phone": "+919876543210",
    "pin_code": "411045",
    "city": "Pune",
    "state": "Maharashtra",
    "address": "B-1204, Palm Grove, Baner",
    "email": "asha@example.org",
    "vehicle": "Aura EV LR",
    "vin": "MALC381CLNM123456",
    "charger_kw": 7.4,
    "dealer": "Aura Baner",
    "campaign": "Diwali",
}
MOMENT: Final = "2026-11-24T09:30:00Z"
EXAMPLES: Final[Mapping[str, Any]] = {
    **LEAD,
    "reason": "The photo of the earth pit is missing.",
    "ground": "order_cancelled",
    "stage": "documents",
    "step": "next",
    "channel": "api",
    "limit": 50,
    "cursor": "n17",
    "created_from": MOMENT,
    "created_to": MOMENT,
    "updated_since": MOMENT,
    "lead_id": "L-1042",
    "endpoint_id": "W-4f0d1b2c3a",
    "delivery_id": "msg_5f2c9b1e0d7a4c3b8e6f1a2b3c4d5e6f",
    "url": "https://example.org/chargeops",
    "description": "CRM",
    "events": "lead.stage_changed",
    "enabled": True,
    "Idempotency-Key": "6f1f0f1e-9a3b-4a6e-8a0f-0d3b8f5f6a11",
}
IN_QUERIES: Final[Mapping[str, Any]] = {"state": "dead"}
"""What is called the same in a body and in a query, and means another thing there."""
ANSWER: Final[Mapping[str, Any]] = {
    "id": "L-1042",
    "reference": LEAD["reference"],
    "sandbox": False,
    "stage": "new",
    "stage_title": "New",
    "stage_since": MOMENT,
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "customer": {
        "name": LEAD["name"],
        "phone": LEAD["phone"],
        "city": LEAD["city"],
        "state": LEAD["state"],
        "pin_code": LEAD["pin_code"],
    },
    "source": {"channel": "api", "dealer": LEAD["dealer"], "campaign": LEAD["campaign"]},
    "vehicle": LEAD["vehicle"],
    "vin": LEAD["vin"],
    "charger_kw": LEAD["charger_kw"],
    "rating": None,
    "satisfaction": None,
    "next_action": {
        "role": "ops",
        "what": "call_customer",
        "title": "make the introductory call",
        "due": "2026-11-24T13:30:00Z",
    },
    "warnings": [],
}
ODD: Final[Mapping[str, Any]] = {
    "field": "pin_code",
    "pointer": "#/pin_code",
    "code": "pin_code_not_in_city",
    "message": "The PIN code 560001 does not lie in Pune.",
}
TOLD: Final[Mapping[str, Any]] = {
    "at": MOMENT,
    "what": "lead_received",
    "title": "The lead was received",
    "by": "oem",
    "on_behalf_of": None,
    "subject": "L-1042",
    "before": None,
    "after": "new",
    "facts": {"channel": "api"},
}
PACK: Final[Mapping[str, Any]] = {
    "id": "C-1042",
    "lead": "L-1042",
    "state": "acknowledged",
    "edition": 2,
    "state_since": MOMENT,
    "sent_at": MOMENT,
    "files": [
        {
            "name": "Voltera-Motors_L-1042_Pune_AC74-2026-000123_20261124.pdf",
            "bytes": 11400000,
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "path": "/api/v1/leads/L-1042/pack",
        }
    ],
    "changes": [{"what": "Earth resistance", "visit": "I-1042-1", "before": "12 Ω", "after": "3.4 Ω"}],
}
