"""All dialogues there are: by the name a draft keeps, and by the button that begins them."""

from collections.abc import Mapping
from typing import Final

from cards.actions import Tap
from conversations.applying import APPLIED
from conversations.billing import CORRECT_BILL
from conversations.buying import BUY_HERE, DECLINE_PURCHASE, GOODS, SETTLE_BILL
from conversations.calling import CALL_BACK, CALL_NOTE, RIGHT_NUMBER
from conversations.certifying import CERTIFICATE
from conversations.changing_materials import ADD_ITEM, SET_METRES, SET_QUANTITY, TAKE_OUT
from conversations.choosing import CALL_OFF, WISH
from conversations.closure import RETURN_PACK
from conversations.confirming import CONFIRM_BACK, NOT_WELL
from conversations.dialogue import Dialogue
from conversations.disputing import ANSWER_DISPUTE, DISPUTE
from conversations.emergencies import OTHER_CAUSE
from conversations.handing_out import HAND_OUT
from conversations.intake import DOCUMENTS, PAPERS, WAIVE
from conversations.keeping import CANCEL, HOLD, REFUSE_CANCEL, REOPEN
from conversations.leaving import LEAVE
from conversations.marking import MARK_ALL_THE_SAME
from conversations.materials import LEFT_OVER, LESS_CAME, MISSING, SETTLE_DIFFERENCE
from conversations.new_lead import LOG_LEAD
from conversations.paying import (
    ANSWER_FINANCE,
    ASK_PAYMENT,
    LIFT,
    PAYMENT_FAILED,
    PAYMENT_REVERSED,
    PAYMENT_UNKNOWN,
    REFERENCE,
    REJECT,
)
from conversations.pens import REPORT
from conversations.quoting import ANSWER_QUOTE, ASK_QUOTE, DECLINE_QUOTE, PHONE_QUOTE, WAIVE_QUOTE
from conversations.reports import APPROVE_METRES, READY_ALL_THE_SAME, RETURN_REPORT
from conversations.signing import DISPUTE_METRES, ENTER_CODE, REMARK, REWORK, SETTLE_METRES
from conversations.site import BLOCKER_WORDS, REFUSE_WORK, SITE_DONE, TARGET_DAY
from conversations.stocking import COUNT, COUNT_AGAIN, RECEIVE, TRANSFER
from conversations.vendor_details import VENDOR
from conversations.visiting import ABSENT, ANOTHER_TIME, WHY_AWAY

DIALOGUES: Final[Mapping[str, Dialogue]] = {
    dialogue.name: dialogue
    for dialogue in (
        DOCUMENTS,
        PAPERS,
        WAIVE,
        CORRECT_BILL,
        LOG_LEAD,
        CALL_BACK,
        CONFIRM_BACK,
        NOT_WELL,
        CALL_NOTE,
        RIGHT_NUMBER,
        WISH,
        CALL_OFF,
        RETURN_REPORT,
        READY_ALL_THE_SAME,
        APPROVE_METRES,
        OTHER_CAUSE,
        SITE_DONE,
        REFUSE_WORK,
        TARGET_DAY,
        BLOCKER_WORDS,
        APPLIED,
        REMARK,
        ENTER_CODE,
        DISPUTE_METRES,
        SETTLE_METRES,
        REWORK,
        ADD_ITEM,
        SET_QUANTITY,
        TAKE_OUT,
        SET_METRES,
        ASK_QUOTE,
        DECLINE_QUOTE,
        PHONE_QUOTE,
        ANSWER_QUOTE,
        WAIVE_QUOTE,
        HOLD,
        CANCEL,
        REFUSE_CANCEL,
        REOPEN,
        ANOTHER_TIME,
        ABSENT,
        WHY_AWAY,
        HAND_OUT,
        RECEIVE,
        TRANSFER,
        COUNT,
        COUNT_AGAIN,
        MISSING,
        LEFT_OVER,
        LESS_CAME,
        SETTLE_DIFFERENCE,
        VENDOR,
        BUY_HERE,
        GOODS,
        DECLINE_PURCHASE,
        SETTLE_BILL,
        DISPUTE,
        ANSWER_DISPUTE,
        REJECT,
        REFERENCE,
        PAYMENT_FAILED,
        PAYMENT_UNKNOWN,
        ASK_PAYMENT,
        ANSWER_FINANCE,
        LIFT,
        PAYMENT_REVERSED,
        RETURN_PACK,
        MARK_ALL_THE_SAME,
        LEAVE,
        CERTIFICATE,
    )
}
_BY_ACTION: Final = {dialogue.action: dialogue for dialogue in DIALOGUES.values() if dialogue.action}


def dialogue_of(name: str) -> Dialogue | None:
    return DIALOGUES.get(name)


def is_known(name: str) -> bool:
    """Whether a draft of this dialogue can still be answered."""
    return name == REPORT or name in DIALOGUES


def begun_by(tap: Tap) -> tuple[Dialogue, str] | None:
    """The dialogue that this tap begins, and what it is about; None if it begins none."""
    dialogue = _BY_ACTION.get(tap.action)
    subject = ":".join(part for part in (tap.subject, tap.argument) if part)
    return (dialogue, subject) if dialogue else None
