"""Event → who must know, and whose card must be there. Data: nothing here sends anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Final

from domain.events import Happening


class Audience(StrEnum):
    """Resolved to chats when the event is settled: a desk's group, the customer's private chat, a team's group."""

    OPS = "ops"
    OPS_LEAD = "ops_lead"
    ON_CALL = "on_call"
    CUSTOMER = "customer"
    TEAM = "team"
    FORMER_TEAM = "former_team"
    PROCUREMENT = "procurement"
    FINANCE = "finance"
    REPORTING = "reporting"
    OEM = "oem"
    ADMIN = "admin"


class Lane(IntEnum):
    """What goes first when many things wait to be sent."""

    ALERT = 0
    ANSWER = 1
    NOTICE = 2
    DIGEST = 3


class CardName(StrEnum):
    LEAD = "lead"
    VISIT = "visit"
    REQUEST = "request"
    PURCHASE = "purchase"
    PAYMENT = "payment"
    PACK = "pack"
    TWINS = "twins"
    IMPORT = "import"
    CALENDAR = "calendar"
    SITE = "site"
    REPORT = "report"
    REDO = "redo"
    BILL = "bill"
    SIGNING = "signing"
    QUOTE = "quote"
    COUNT = "count"
    STOCK_FILE = "stock_file"
    PERIOD = "period"
    STATEMENT = "statement"
    RUN = "run"
    EARNING = "earning"


class BoardName(StrEnum):
    """Live cards of a day, or of all money, instead of a thing (`domain/visits/board.py`, `domain/money/money_board.py`)."""

    TODAY = "today"
    MY_DAY = "my_day"
    MONEY = "money"


FORM_CARD: Final = "form"
"""The report as one person fills it, in one chat; the subject is his draft (`domain/visits/pages.py`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """A notice about the event, with the buttons of what the reader owes now."""

    to: Audience
    lane: Lane = Lane.NOTICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """The live card of the event's subject appears in these chats, and is edited from then on.

    `anew`: as a new message, even where the chat has the card already, because an edit would go unnoticed.
    """

    card: CardName
    to: Audience
    anew: bool = False


def _tell(*audiences: Audience, lane: Lane = Lane.NOTICE) -> tuple[Tell, ...]:
    return tuple(Tell(to=audience, lane=lane) for audience in audiences)


_A = Audience
_H = Happening
_STATED: Final[tuple[Tell | Show, ...]] = (
    Show(card=CardName.STATEMENT, to=_A.TEAM, anew=True),
    *_tell(_A.TEAM),
)
"""The statement on paper, and the card on which the team says what it thinks of it."""
REACTIONS: Final[Mapping[Happening, tuple[Tell | Show, ...]]] = MappingProxyType(
    {
        _H.IMPORT_DROPPED: (Show(card=CardName.IMPORT, to=_A.OPS),),
        _H.IMPORT_UPLOADED: (),
        _H.IMPORT_CHANGED: (),
        _H.IMPORT_CONFIRMED: (Show(card=CardName.IMPORT, to=_A.OPS),),
        _H.IMPORT_DONE: (),
        _H.IMPORT_CANCELLED: (),
        _H.LEAD_RECEIVED: (Show(card=CardName.LEAD, to=_A.OPS),),
        _H.LEAD_RESEMBLES: (Show(card=CardName.TWINS, to=_A.OPS),),
        _H.KEPT_BOTH: (),
        _H.LEAD_MERGED: _tell(_A.OEM),
        _H.LEAD_TOOK_OVER: (),
        _H.CALL_LOGGED: (),
        _H.CALL_NOTED: (),
        _H.OEM_ASKED: _tell(_A.OEM),
        _H.CALL_ASKED: _tell(_A.OPS, lane=Lane.ALERT),
        _H.CUSTOMER_CALLED: (),
        _H.PHONE_CORRECTED: _tell(_A.OPS),
        _H.INTRO_CALL_REACHED: (),
        _H.CUSTOMER_INVITED: (),
        _H.CUSTOMER_JOINED: _tell(_A.OPS),
        _H.CONSENT_GIVEN: (),
        _H.CONSENT_REFUSED: _tell(_A.OPS),
        _H.CONSENT_WITHDRAWN: _tell(_A.OPS, lane=Lane.ALERT),
        _H.CONSENT_RENEWED: _tell(_A.OPS),
        _H.LINK_REVOKED: (),
        _H.LINK_REFUSED: _tell(_A.OPS),
        _H.LOCATION_DOUBTED: _tell(_A.OPS),
        _H.PAPERS_SHARED: (),
        _H.DATA_EXPORTED: _tell(_A.CUSTOMER),
        _H.ERASURE_ASKED: _tell(_A.OPS),
        _H.DATA_DOWNLOADED: (),
        _H.ERASURE_DECLINED: _tell(_A.CUSTOMER),
        _H.DATA_ERASED: _tell(_A.CUSTOMER),
        _H.BILL_SHARED: (),
        _H.BILL_READ: (Show(card=CardName.BILL, to=_A.CUSTOMER, anew=True),),
        _H.BILL_UNREADABLE: (Show(card=CardName.BILL, to=_A.CUSTOMER, anew=True),),
        _H.BILL_CONFIRMED: (),
        _H.BILL_CORRECTED: (),
        _H.BILL_DISOWNED: _tell(_A.OPS),
        _H.BILL_DOUBTED: _tell(_A.OPS),
        _H.LOCATION_SHARED: (),
        _H.PLACE_FOUND: _tell(_A.CUSTOMER),
        _H.PLACE_CONFIRMED: (),
        _H.ELECTRICIAN_SHARED: (),
        _H.DOCUMENT_WAIVED: (),
        _H.DOCUMENTS_COMPLETED: _tell(_A.OPS, _A.CUSTOMER),
        _H.CALENDAR_OPENED: (Show(card=CardName.CALENDAR, to=_A.OPS, anew=True),),
        _H.SLOTS_PROPOSED: _tell(_A.CUSTOMER),
        _H.OTHER_SLOTS_ASKED: _tell(_A.OPS),
        _H.SLOT_HELD: (),
        _H.HOLD_ENDED: _tell(_A.CUSTOMER),
        _H.SLOT_CHOSEN: _tell(_A.OPS, _A.CUSTOMER),
        _H.VISIT_BOOKED: (Show(card=CardName.VISIT, to=_A.TEAM), *_tell(_A.CUSTOMER, _A.OPS)),
        _H.PRE_INSTALLATION_CONFIRMATION_SENT: _tell(_A.CUSTOMER),
        _H.PLACE_MOVED: (),
        _H.PLACE_LOST: _tell(_A.OPS),
        _H.VISIT_UNASSIGNED: _tell(_A.OPS, _A.FORMER_TEAM),
        _H.VISIT_REASSIGNED: (
            Show(card=CardName.VISIT, to=_A.TEAM, anew=True),
            *_tell(_A.CUSTOMER, _A.OPS, _A.FORMER_TEAM),
        ),
        _H.VISIT_GIVEN_BACK: (Show(card=CardName.VISIT, to=_A.TEAM, anew=True), *_tell(_A.OPS)),
        _H.VISIT_ACKNOWLEDGED: (),
        _H.VISIT_CONFIRMED: _tell(_A.CUSTOMER),
        _H.CUSTOMER_WILL_BE_THERE: (),
        _H.CUSTOMER_NOT_REACHED: _tell(_A.OPS),
        _H.TEAM_SET_OUT: _tell(_A.CUSTOMER),
        _H.TEAM_SHARES_LOCATION: (Show(card=CardName.VISIT, to=_A.CUSTOMER),),
        _H.ETA_SLIPPED: _tell(_A.CUSTOMER),
        _H.TEAM_NEAR: _tell(_A.TEAM),
        _H.TEAM_ARRIVED: (),
        _H.ARRIVAL_PLACED: (),
        _H.ARRIVAL_EXPLAINED: (),
        _H.CUSTOMER_AWAITED: _tell(_A.OPS, _A.CUSTOMER, lane=Lane.ALERT),
        _H.CUSTOMER_ANSWERED: _tell(_A.TEAM, _A.OPS, lane=Lane.ALERT),
        _H.CUSTOMER_APPEARED: _tell(_A.OPS),
        _H.CUSTOMER_WAS_ABSENT: _tell(_A.OPS, _A.CUSTOMER, _A.TEAM),
        _H.FEE_DECIDED: _tell(_A.TEAM),
        _H.VISIT_RESCHEDULED: _tell(_A.OPS, _A.CUSTOMER, _A.TEAM),
        _H.VISIT_CALLED_OFF: _tell(_A.OPS, _A.CUSTOMER, _A.TEAM),
        _H.VISIT_CANCELLED: _tell(_A.TEAM, lane=Lane.ALERT),
        _H.EMERGENCY_OPENED: _tell(_A.OPS, lane=Lane.ALERT),
        _H.DELAY_TOLD: _tell(_A.CUSTOMER, lane=Lane.ALERT),
        _H.EMERGENCY_TAKEN: (),
        _H.EMERGENCY_NEGLECTED: _tell(_A.OPS, lane=Lane.ALERT),
        _H.EMERGENCY_WITHDRAWN: (
            Show(card=CardName.VISIT, to=_A.TEAM, anew=True),
            *_tell(_A.OPS, _A.CUSTOMER, lane=Lane.ALERT),
        ),
        _H.DELAY_ANSWERED: _tell(_A.OPS, lane=Lane.ALERT),
        _H.BACKUP_ASKED: (Show(card=CardName.VISIT, to=_A.TEAM, anew=True),),
        _H.BACKUP_DECLINED: _tell(_A.OPS, lane=Lane.ALERT),
        _H.BACKUP_OFFER_EXPIRED: (),
        _H.BACKUP_WITHDRAWN: (),
        _H.NO_BACKUP_LEFT: _tell(_A.OPS, lane=Lane.ALERT),
        _H.SEARCH_EXTENDED: (),
        _H.BACKUP_FOUND: (
            Show(card=CardName.VISIT, to=_A.TEAM),
            *_tell(_A.TEAM, _A.CUSTOMER, _A.OPS, _A.FORMER_TEAM, lane=Lane.ALERT),
        ),
        _H.PRIORITY_RESCHEDULED: _tell(_A.OPS, _A.CUSTOMER, _A.TEAM, lane=Lane.ALERT),
        _H.REPORT_SUBMITTED: _tell(_A.OPS, _A.CUSTOMER),
        _H.REPORT_RETURNED: _tell(_A.TEAM),
        _H.SITE_READY: _tell(_A.CUSTOMER, _A.OPS, _A.TEAM),
        _H.SITE_NOT_READY: _tell(_A.CUSTOMER, _A.TEAM),
        _H.SITE_CARD_OPENED: (Show(card=CardName.SITE, to=_A.OPS, anew=True),),
        _H.BLOCKER_CHANGED: _tell(_A.CUSTOMER),
        _H.LOAD_APPLIED: _tell(_A.OPS),
        _H.SITE_WORK_REPORTED: _tell(_A.OPS),
        _H.BLOCKER_ACCEPTED: _tell(_A.CUSTOMER),
        _H.SITE_WORK_ACCEPTED: _tell(_A.CUSTOMER, _A.OPS),
        _H.SITE_WORK_REFUSED: _tell(_A.CUSTOMER),
        _H.REVISIT_ORDERED: _tell(_A.CUSTOMER),
        _H.MATERIALS_REQUESTED: (Show(card=CardName.REQUEST, to=_A.PROCUREMENT),),
        _H.MATERIALS_CHANGED: _tell(_A.PROCUREMENT, _A.OPS),
        _H.QUOTE_MADE: (Show(card=CardName.QUOTE, to=_A.CUSTOMER, anew=True), *_tell(_A.OPS)),
        _H.QUOTE_ASKED_ABOUT: _tell(_A.OPS),
        _H.QUOTE_EXPLAINED: _tell(_A.CUSTOMER),
        _H.QUOTE_ACCEPTED: _tell(_A.CUSTOMER, _A.OPS, _A.PROCUREMENT),
        _H.QUOTE_DECLINED: _tell(_A.OPS),
        _H.QUOTE_WAIVED: _tell(_A.CUSTOMER, _A.PROCUREMENT),
        _H.QUOTE_WITHDRAWN: _tell(_A.CUSTOMER, _A.OPS),
        _H.MATERIALS_ALLOCATED: (),
        _H.TRANSFER_CAME: (),
        _H.RESERVATION_ENDED: _tell(_A.PROCUREMENT, _A.OPS),
        _H.MATERIALS_NEEDED: (Show(card=CardName.REQUEST, to=_A.PROCUREMENT, anew=True),),
        _H.MATERIALS_HANDED_OUT: (Show(card=CardName.REQUEST, to=_A.TEAM, anew=True),),
        _H.MATERIALS_RECEIVED: (),
        _H.MATERIALS_MISSING: _tell(_A.PROCUREMENT, _A.OPS),
        _H.MATERIALS_TO_BRING: (
            Show(card=CardName.REQUEST, to=_A.FORMER_TEAM, anew=True),
            *_tell(_A.TEAM, _A.PROCUREMENT),
        ),
        _H.MATERIALS_STAY: _tell(_A.FORMER_TEAM),
        _H.MATERIALS_HANDED_OVER: (Show(card=CardName.REQUEST, to=_A.TEAM, anew=True),),
        _H.MATERIALS_BROUGHT: (Show(card=CardName.REQUEST, to=_A.PROCUREMENT, anew=True),),
        _H.MATERIALS_TAKEN_BACK: (),
        _H.MATERIALS_TO_RETURN: (Show(card=CardName.REQUEST, to=_A.TEAM, anew=True),),
        _H.MATERIALS_TO_ACCOUNT: (Show(card=CardName.REQUEST, to=_A.TEAM, anew=True),),
        _H.MATERIALS_ACCOUNTED: (),
        _H.MATERIALS_LEFT: (Show(card=CardName.REQUEST, to=_A.PROCUREMENT, anew=True),),
        _H.LEFTOVERS_CAME: (),
        _H.DIFFERENCE_SETTLED: (),
        _H.MATERIALS_RELEASED: _tell(_A.PROCUREMENT),
        _H.BOUGHT_STORED: (),
        _H.STICKER_LOOKED_AT: (Show(card=CardName.REQUEST, to=_A.PROCUREMENT, anew=True),),
        _H.CHARGER_HANDED_OUT: _tell(_A.TEAM),
        _H.CHARGER_EXCHANGED: _tell(_A.TEAM),
        _H.STOCK_RECEIVED: (),
        _H.STOCK_TRANSFERRED: (),
        _H.STOCK_COUNTED: (),
        _H.COUNT_WAITS: (
            Show(card=CardName.COUNT, to=_A.PROCUREMENT),
            Show(card=CardName.COUNT, to=_A.FINANCE),
        ),
        _H.COUNT_CONFIRMED: (),
        _H.COUNT_REFUSED: _tell(_A.PROCUREMENT),
        _H.STOCK_FILE_CAME: (Show(card=CardName.STOCK_FILE, to=_A.PROCUREMENT),),
        _H.STOCK_FILE_BOOKED: (),
        _H.STOCK_FILE_CANCELLED: (),
        _H.STOCK_LOW: _tell(_A.PROCUREMENT),
        _H.LOCAL_PURCHASE_OPENED: (Show(card=CardName.PURCHASE, to=_A.TEAM), *_tell(_A.OPS)),
        _H.PURCHASE_TO_ALLOW: (Show(card=CardName.PURCHASE, to=_A.PROCUREMENT, anew=True),),
        _H.LARGE_PURCHASE_TO_ALLOW: (
            Show(card=CardName.PURCHASE, to=_A.OPS, anew=True),
            Show(card=CardName.PURCHASE, to=_A.FINANCE, anew=True),
        ),
        _H.PURCHASE_ALLOWED: _tell(_A.TEAM),
        _H.PURCHASE_DECLINED: _tell(_A.TEAM, _A.PROCUREMENT),
        _H.PURCHASE_CALLED_OFF: _tell(_A.TEAM, _A.PROCUREMENT),
        _H.VENDOR_CODE_READ: (Show(card=CardName.PURCHASE, to=_A.TEAM, anew=True),),
        _H.VENDOR_DETAILS_SHARED: (),
        _H.PAYMENT_REQUESTED: (Show(card=CardName.PAYMENT, to=_A.PROCUREMENT),),
        _H.PAYMENT_CHECKED: (Show(card=CardName.PAYMENT, to=_A.FINANCE),),
        _H.PAYMENT_ASKED: (),
        _H.PAYMENT_ANSWERED: _tell(_A.FINANCE),
        _H.PAYMENT_LIFTED: _tell(_A.FINANCE),
        _H.PAYMENT_APPROVED_ONCE: _tell(_A.FINANCE),
        _H.PAYMENT_APPROVED: (),
        _H.PAYMENT_REJECTED: _tell(_A.OPS, _A.TEAM, _A.PROCUREMENT),
        _H.PAYMENT_STARTED: (),
        _H.PAYEE_NAMED: (),
        _H.PAYMENT_TAKEN: (),
        _H.PAYMENT_UNKNOWN: _tell(_A.FINANCE),
        _H.PAYMENT_PAID: _tell(_A.TEAM, _A.PROCUREMENT),
        _H.PAYMENT_FAILED: _tell(_A.OPS, _A.FINANCE, lane=Lane.ALERT),
        _H.PAYMENT_REVERSED: _tell(_A.OPS, _A.FINANCE, lane=Lane.ALERT),
        _H.GOODS_RECEIVED: _tell(_A.PROCUREMENT),
        _H.BILL_DIFFERS: (Show(card=CardName.PURCHASE, to=_A.PROCUREMENT, anew=True),),
        _H.BILL_SETTLED: (),
        _H.MATERIALS_READY: _tell(_A.OPS),
        _H.INSTALLATION_APPROVED: _tell(_A.TEAM, _A.OPS),
        _H.SIGNING_ASKED: (Show(card=CardName.SIGNING, to=_A.CUSTOMER, anew=True),),
        _H.SIGNING_CODE_MADE: (),
        _H.SIGNING_CODE_WRONG: (),
        _H.SIGNING_CODE_SPENT: _tell(_A.CUSTOMER),
        _H.CUSTOMER_SIGNED_OFF: _tell(_A.OPS, _A.TEAM),
        _H.CUSTOMER_RATED: _tell(_A.OPS),
        _H.CUSTOMER_REMARKED: _tell(_A.OPS),
        _H.METRES_ACCEPTED: (),
        _H.METRES_DISPUTED: _tell(_A.OPS),
        _H.METRES_SETTLED: _tell(_A.CUSTOMER),
        _H.CONFIRMATION_CALL_MISSED: _tell(_A.CUSTOMER),
        _H.CONFIRMATION_CALL_SET: (),
        _H.CONFIRMATION_ANEW: (),
        _H.SILENCE_TOLD: _tell(_A.CUSTOMER, _A.OPS),
        _H.CUSTOMER_SILENT: _tell(_A.OPS),
        _H.SILENCE_ACCEPTED: _tell(_A.CUSTOMER),
        _H.PROBLEM_REPORTED: _tell(_A.OPS),
        _H.CUSTOMER_SATISFIED: (),
        _H.REWORK_OPENED: _tell(_A.CUSTOMER, _A.OPS),
        _H.PACK_SUBMITTED: (Show(card=CardName.PACK, to=_A.REPORTING),),
        _H.PACK_COMPILED: _tell(_A.REPORTING),
        _H.PACK_SENT: (Show(card=CardName.PACK, to=_A.OEM), *_tell(_A.OEM)),
        _H.PACK_ACKNOWLEDGED: _tell(_A.REPORTING),
        _H.PACK_RETURNED: _tell(_A.OPS, _A.REPORTING),
        _H.PACK_WITHDRAWN: _tell(_A.REPORTING),
        _H.LEAD_CLOSED: _tell(_A.OPS, _A.CUSTOMER),
        _H.PERIOD_REPORT_WANTED: (),
        _H.PERIOD_REPORT_COMPILED: (Show(card=CardName.PERIOD, to=_A.REPORTING),),
        _H.PERIOD_REPORT_EMPTY: (),
        _H.PERIOD_REPORT_RELEASED: (),
        _H.PERIOD_REPORT_FETCHED: (),
        _H.PERIOD_REPORT_FAILED: _tell(_A.REPORTING),
        _H.PERIOD_REPORT_SENT_AGAIN: (),
        _H.EARNED: (),
        _H.MARKED_PAYABLE: (),
        _H.RATES_SET: (),
        _H.PAYOUT_OPENED: _STATED,
        _H.PAYOUT_RESTATED: _STATED,
        _H.PAYOUT_WITHDRAWN: (),
        _H.PAYOUT_AGREED: (Show(card=CardName.PAYMENT, to=_A.FINANCE),),
        _H.RUN_PAYOUT_AGREED: (),
        _H.PAYOUT_SHOWN: (Show(card=CardName.PAYMENT, to=_A.FINANCE, anew=True),),
        _H.RUN_OPENED: (Show(card=CardName.RUN, to=_A.FINANCE),),
        _H.RUN_READY: (Show(card=CardName.RUN, to=_A.FINANCE, anew=True),),
        _H.EARNING_DISPUTED: (Show(card=CardName.EARNING, to=_A.OPS, anew=True),),
        _H.DISPUTE_ANSWERED: _tell(_A.TEAM),
        _H.LEAD_HELD: _tell(_A.OPS, _A.CUSTOMER, _A.OEM),
        _H.LEAD_RESUMED: _tell(_A.OPS, _A.CUSTOMER),
        _H.LEAD_CANCELLED: _tell(_A.OPS, _A.CUSTOMER, _A.OEM),
        _H.LEAD_REOPENED: _tell(_A.OPS, _A.CUSTOMER, _A.OEM),
        _H.CANCELLING_ASKED: _tell(_A.OPS, _A.CUSTOMER),
        _H.CANCELLING_DECLINED: _tell(_A.CUSTOMER),
        _H.CANCELLING_TAKEN_BACK: _tell(_A.OPS),
        _H.LEAVE_TAKEN: _tell(_A.OPS, _A.TEAM),
        _H.LEAVE_WITHDRAWN: _tell(_A.OPS, _A.TEAM),
        _H.TEAM_CHANGED: _tell(_A.OPS, _A.TEAM),
        _H.DAYS_OFF_ADDED: _tell(_A.OPS),
        _H.CERTIFICATE_RENEWED: _tell(_A.OPS, _A.TEAM),
        _H.CERTIFICATE_REMOVED: _tell(_A.OPS, _A.TEAM),
        _H.CERTIFICATE_ENDS_SOON: _tell(_A.OPS, _A.TEAM),
        _H.CERTIFICATE_HAS_EXPIRED: _tell(_A.OPS, _A.TEAM),
        _H.ON_CALL_SET: (),
        _H.REMINDED: (),
        _H.OVERDUE: (),
        _H.ENDPOINT_FAILING: _tell(_A.OPS),
        _H.ENDPOINT_SWITCHED_OFF: _tell(_A.OPS, _A.ADMIN),
        _H.UNDELIVERABLE: _tell(_A.ADMIN, lane=Lane.ALERT),
    }
)
"""`reminded` and `overdue` carry their own audience among the facts, because it is the one who owes."""
OF_PAYOUTS: Final[Mapping[Happening, tuple[Tell | Show, ...]]] = MappingProxyType(
    {_H.PAYMENT_REJECTED: _tell(_A.OPS, _A.TEAM), _H.PAYMENT_PAID: _tell(_A.TEAM)}
)
"""What is done otherwise where the money is a team's payout: Procurement has no part in it."""
