"""What the codes of the domain are called when a person reads them: catalogue messages."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.leads import parting, told
from domain.leads.call import CallOutcome
from domain.leads.lead import Document
from domain.materials.custody import Cause, Outcome
from domain.materials.purchase import PurchaseState
from domain.materials.request import LineState
from domain.money.earning import EarningState
from domain.money.payment import PaymentKind
from domain.people.roles import TITLES
from domain.reporting.pack import PackState
from domain.visits.emergency import OfferState, Withdrawal
from domain.words import N_, Words

ROLES: Final = TITLES
KINDS: Final = told.KINDS
DOCUMENTS: Final = told.DOCUMENTS
SITE_KINDS: Final = told.SITE_KINDS
PAPERS: Final = told.PAPERS
WAIVERS: Final[Mapping[Document, str]] = MappingProxyType(
    {
        Document.BILL: N_("Waive bill"),
        Document.LOCATION: N_("Waive location"),
        Document.ELECTRICIAN: N_("Waive electrician"),
    }
)
CALLS: Final[Mapping[CallOutcome, str]] = MappingProxyType(
    {
        CallOutcome.REACHED: N_("Reached"),
        CallOutcome.NO_ANSWER: N_("No answer"),
        CallOutcome.BUSY: N_("Busy"),
        CallOutcome.WRONG_NUMBER: N_("Wrong number"),
        CallOutcome.CALL_BACK: N_("To be called back"),
        CallOutcome.MESSAGED: N_("Wrote a message"),
    }
)
BLOCKERS: Final = told.BLOCKERS
OWNERS: Final = told.OWNERS
SIGNED: Final = told.SIGNED
DELAYS: Final = told.DELAYS
CAUSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "vehicle": N_("Vehicle broke down"),
        "ill": N_("Somebody is ill"),
        "late": N_("Earlier visit runs late"),
        "accident": N_("Accident"),
        "tools": N_("Tools or materials are missing"),
        "other": N_("Another reason"),
    }
)
OTHER_CAUSE: Final = "other"
"""Said in the team's own words, or not at all."""
OFF_SITE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "gate": N_("At the gate or the parking of the site"),
        "pin": N_("The place on the map is wrong"),
        "phone": N_("The phone shows a wrong place"),
        "cannot": N_("I cannot share my location"),
    }
)
"""Why a team checks in away from the site, or without a place."""
AT_THE_DOOR: Final = told.AT_THE_DOOR
GROUNDS: Final[Mapping[str, str]] = {ground.value: title for ground, title in parting.TITLES.items()}
REASONS_OF_OURS: Final = (
    N_("no word from the team"),
    N_("no other team was found in time"),
    N_("no team was assigned in time"),
    N_("given to another team"),
    N_("no team could make it"),
    N_("other times asked"),
    N_("no progress for 30 days"),
    N_("wrong number"),
    N_("customer not reached"),
    N_("vehicle broke down"),
    N_("somebody is ill"),
    N_("the earlier visit runs late"),
    N_("another reason"),
    N_("the customer asked for another time"),
    N_("the customer was not there"),
    N_("the customer withdrew his consent"),
    N_("replaces the earlier one"),
    N_("the team is on leave"),
    N_("the team's certificate has expired"),
    told.NOT_DONE,
)
"""What the program itself writes as a reason; here so that the catalogues hold it."""
OFFERS: Final[Mapping[OfferState, str]] = MappingProxyType(
    {
        OfferState.ASKED: N_("asked"),
        OfferState.ACCEPTED: N_("accepted"),
        OfferState.DECLINED: N_("declined"),
        OfferState.EXPIRED: N_("no answer"),
        OfferState.OUTRUN: N_("another team was faster"),
        OfferState.WITHDRAWN: N_("offer withdrawn"),
    }
)
WITHDRAWALS: Final[Mapping[Withdrawal, str]] = MappingProxyType(
    {
        Withdrawal.BUSY: N_("You are not free at that time any more, so the offer is over."),
        Withdrawal.FIRST_TEAM: N_("The first team can make it after all. You need not do anything."),
        Withdrawal.OVER: N_("The search is over. You need not do anything."),
    }
)
LINES: Final[Mapping[LineState, str]] = MappingProxyType(
    {
        LineState.OPEN: N_("open"),
        LineState.ALLOCATED: N_("reserved"),
        LineState.BEING_BOUGHT: N_("being bought"),
        LineState.RECEIVED: N_("received"),
        LineState.ISSUED: N_("with the team"),
        LineState.RELEASED: N_("given back"),
    }
)
DIFFERENCES: Final[Mapping[Cause, str]] = MappingProxyType(
    {
        Cause.NOT_RECEIVED: N_("did not come to the team"),
        Cause.USED_MORE: N_("used, but never handed out"),
        Cause.NOT_RETURNED: N_("did not come back"),
    }
)
OUTCOMES: Final[Mapping[Outcome, str]] = MappingProxyType(
    {
        Outcome.IN_STORE: N_("It lies in the store"),
        Outcome.GIVEN_LATER: N_("The team got it later"),
        Outcome.LOST: N_("Lost or broken: write it off"),
        Outcome.EXPLAINED: N_("Explained"),
    }
)
PURCHASES: Final[Mapping[PurchaseState, str]] = MappingProxyType(
    {
        PurchaseState.DETAILS_WANTED: N_("vendor's details wanted"),
        PurchaseState.APPROVAL_WANTED: N_("waits to be allowed"),
        PurchaseState.PAYMENT_PENDING: N_("payment under way"),
        PurchaseState.PAID: N_("paid, goods to be fetched"),
        PurchaseState.BILL_DIFFERS: N_("goods received, the bill says another amount"),
        PurchaseState.RECEIVED: N_("goods received"),
        PurchaseState.CANCELLED: N_("called off"),
    }
)
PACKS: Final[Mapping[PackState, str]] = MappingProxyType(
    {
        PackState.SUBMITTED: N_("to be checked and sent"),
        PackState.SENT: N_("sent to the OEM"),
        PackState.ACKNOWLEDGED: N_("acknowledged by the OEM"),
        PackState.RETURNED: N_("returned"),
    }
)
EARNINGS: Final[Mapping[EarningState, str]] = MappingProxyType(
    {
        EarningState.EARNED: N_("earned, not yet payable"),
        EarningState.PAYABLE: N_("payable"),
        EarningState.IN_PAYOUT: N_("in a payout"),
        EarningState.DISPUTED: N_("disputed"),
        EarningState.PAID: N_("paid"),
    }
)
PURPOSES: Final[Mapping[PaymentKind, str]] = MappingProxyType(
    {PaymentKind.VENDOR: N_("local purchase"), PaymentKind.PAYOUT: N_("payout to a team")}
)
CHANNELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "api": N_("API"),
        "portal": N_("portal"),
        "import": N_("file"),
        "ops": N_("Central Ops"),
        "phone": N_("phone call"),
        "message": N_("message"),
        "email": N_("e-mail"),
        "walk_in": N_("came by"),
        "fair": N_("fair or event"),
    }
)


def reason(text: str) -> Words | str:
    """A reason code or a reason of the program's own in the reader's language; anybody else's as he wrote it."""
    for known in (CAUSES, OFF_SITE, told.CALLED_OFF, GROUNDS):
        if text in known:
            return Words(known[text])
    return Words(text) if text in REASONS_OF_OURS else text
