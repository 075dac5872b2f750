"""What the OEM's API takes: checked by the formats of the domain, with an example of what works beside each refusal."""

from collections.abc import Callable
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from domain import contact
from domain.errors import Invalid
from domain.leads.intake import NewLead
from domain.leads.parting import Ground
from domain.leads.trials import TrialStep
from web.examples import EXAMPLES, LEAD

MOST_LEADS: Final = 500


def checked(name: str, check: Callable[[str], str]) -> AfterValidator:
    """A field error in the domain's own words, with an example of what works."""

    def validate(text: str) -> str:
        try:
            return check(text)
        except Invalid as invalid:
            raise PydanticCustomError(
                "unusable", "{said}", {"said": str(invalid), "example": str(EXAMPLES[name])}
            ) from invalid

    return AfterValidator(validate)


def _line(name: str, longest: int) -> AfterValidator:
    return checked(name, lambda text: contact.line(text, longest=longest))


def _line_or_nothing(name: str, longest: int) -> AfterValidator:
    return checked(name, lambda text: contact.line(text, longest=longest) if text.strip() else "")


def _about(name: str, what: str) -> Any:  # noqa: ANN401  pydantic's FieldInfo
    return Field(description=what, examples=[LEAD[name]])


class LeadIn(BaseModel):
    """A new lead. `reference` is your own number of it: sent again, it answers with the same lead."""

    model_config = ConfigDict(
        extra="forbid", coerce_numbers_to_str=True, json_schema_extra={"examples": [dict(LEAD)]}
    )

    reference: Annotated[
        str, _line("reference", 64), _about("reference", "Your own number, at most 64 characters.")
    ]
    name: Annotated[str, _line("name", 120), _about("name", "The customer, at most 120 characters.")]
    phone: Annotated[
        str,
        checked("phone", contact.mobile),
        _about("phone", "An Indian mobile number in any usual spelling."),
    ]
    pin_code: Annotated[str, checked("pin_code", contact.pin_code), _about("pin_code", "Six digits.")]
    city: Annotated[str, _line_or_nothing("city", 80), _about("city", "At most 80 characters.")] = ""
    state: Annotated[
        str, _line_or_nothing("state", 80), _about("state", "By name or by its two letters.")
    ] = ""
    address: Annotated[
        str, _line_or_nothing("address", 400), _about("address", "At most 400 characters.")
    ] = ""
    email: Annotated[str, checked("email", contact.email), _about("email", "An e-mail address.")] | None = (
        None
    )
    vehicle: Annotated[str, _line_or_nothing("vehicle", 120), _about("vehicle", "Make and model.")] = ""
    vin: (
        Annotated[str, checked("vin", contact.vin), _about("vin", "17 characters, without I, O and Q.")]
        | None
    ) = None
    charger_kw: Annotated[
        float,
        Field(ge=1, le=350, allow_inf_nan=False),
        _about("charger_kw", "Rated power, 1 to 350 kW; above 22 kW you are warned."),
    ] = 7.4
    dealer: Annotated[str, _line("dealer", 120), _about("dealer", "At most 120 characters.")] | None = None
    campaign: Annotated[str, _line("campaign", 120), _about("campaign", "At most 120 characters.")] | None = (
        None
    )

    def for_oem(self, oem: str) -> NewLead:
        return NewLead(oem=oem, channel="api", **{**self.model_dump(), "vin": self.vin or ""})


class BatchIn(BaseModel):
    """Leads, each for itself: one that cannot be used keeps no other from being made."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"leads": [dict(LEAD)]}]})

    leads: Annotated[
        list[Annotated[Any, WithJsonSchema({"$ref": "#/components/schemas/LeadIn"})]],
        Field(min_length=1, max_length=MOST_LEADS, description=f"1 to {MOST_LEADS} of them."),
    ]


class PhoneIn(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"phone": LEAD["phone"]}]})

    phone: Annotated[
        str,
        checked("phone", contact.mobile),
        _about("phone", "An Indian mobile number in any usual spelling."),
    ]


class CancelIn(BaseModel):
    """`ground` is how it is counted, `reason` what you say beside it; `other_ground` needs one."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"ground": EXAMPLES["ground"], "reason": "Delivery in 2027."}]},
    )

    ground: Annotated[Ground, Field(examples=[EXAMPLES["ground"]])] = Ground.OTHER
    reason: Annotated[
        str,
        _line_or_nothing("reason", 200),
        Field(description="At most 200 characters.", examples=["Delivery in 2027."]),
    ] = ""


class StepIn(BaseModel):
    """`next` is the way of a lead that meets no trouble."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"step": "next"}]})

    step: TrialStep


class ReturnIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": EXAMPLES["reason"]}]}
    )

    reason: Annotated[
        str, _line("reason", 200), Field(description="At most 200 characters.", examples=[EXAMPLES["reason"]])
    ]
