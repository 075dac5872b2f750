"""What a button does. Its data is `<action>:<public id>[:<argument>]`, at most 64 bytes."""

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """Actions marked (dialogue) are begun by `conversations/`, all others are one step in `handlers/`."""

    # Ops
    MERGE = "merge"  # lead : the other lead
    KEEP_BOTH = "keepboth"  # lead : the other lead
    COMPARE = "compare"  # lead: show it beside the one it resembles
    IMPORT = "import"  # import: confirm it
    IMPORT_OEM = "importoem"  # import : OEM
    ERROR_FILE = "errorfile"  # import: the rows with errors, as a file
    DROP_IMPORT = "dropimport"  # import: cancel it
    CALL = "call"  # lead : CallOutcome
    CALL_CARD = "callcard"  # lead: number, script, outcomes
    CALL_BACK = "callback"  # lead (dialogue: when to call again)
    CALL_NOTE = "callnote"  # lead (dialogue: what was said)
    INVITE = "invite"  # lead: make and show the customer's link
    REVOKE_LINK = "revokelink"  # lead: the link opens nothing any more
    ERASE = "erase"  # lead: show what goes and what stays; : yes|no
    WAIVE = "waive"  # lead : Document (dialogue: reason)
    PROPOSE = "propose"  # lead : version of the visit whose times are on offer, held or chosen
    CALENDAR = "calendar"  # lead: the card with the free places comes up
    SHOW_DAY = "showday"  # lead : YYYYMMDD; all days without
    PICK = "pick"  # lead : start in minutes since 1970, into the proposal or out of it
    PROPOSE_PICKED = "propicked"  # lead
    BOOK_FOR = "bookfor"  # lead : start in minutes since 1970, on the phone
    ASSIGN = "assign"  # visit : team
    WHY_NOT = "whynot"  # visit: all teams, and why some of them cannot take it
    OTHER_TEAM = "otherteam"  # visit: the teams it can be given to
    GIVE = "give"  # visit : team.version of the visit
    SWAPS = "swaps"  # visit: the visits with which it can change teams
    SWAP = "swap"  # visit : other visit.the two versions
    PLAN = "plan"  # day : page
    PLAN_ALL = "planall"  # day: ask once more; : fingerprint of what was shown
    ROUTE = "route"  # team : day, Ops and that team
    TAKE = "take"  # visit in emergency
    BACKUP = "backup"  # visit : team, by hand
    BACKUPS = "backups"  # visit: show all teams that could take it
    ASK_BACKUP = "askbackup"  # visit : team, by hand
    EXTEND = "extend"  # visit: more time for the search
    STOP_SEARCH = "stop"  # visit
    FEE = "fee"  # visit : yes|no
    ANSWER_DISPUTE = "ansdispute"  # earning (dialogue: stands or is corrected, reason)
    OPEN_PAYOUT = "openpayout"  # team, Finance too
    CALLED = "called"  # lead: the customer, who had asked for it
    ON_CALL = "oncall"  # person : yes|no
    SITE_READY = "ready"  # visit
    READY_ALL_THE_SAME = "readyso"  # visit (dialogue: why, against what the survey finds)
    BLOCKERS = "blockers"  # visit or lead: the card of what is missing at the site comes up
    NOT_READY = "notready"  # lead : BlockerKind, onto the list
    DROP_BLOCKER = "dropblock"  # lead : BlockerKind, off the list
    BLOCKER = "blocker"  # lead : BlockerKind, opened on the card; the whole list without
    OWNER = "owner"  # lead : BlockerKind.Owner
    TARGET = "target"  # lead : BlockerKind.days from today
    TARGET_DAY = "targetday"  # lead : BlockerKind (dialogue: until which day)
    BLOCKER_WORDS = "blockwords"  # lead : BlockerKind (dialogue: what the customer reads)
    TELL_WORK = "tellwork"  # visit: the list is whole, the customer is told
    PROOFS = "proofs"  # lead : BlockerKind, what the customer sent for it
    REDO = "redo"  # visit: mark what is to be done again; : item
    RETURN = "return"  # visit (dialogue: what to redo)
    SHOW_REPORT = "showreport"  # visit: the report's card comes up
    ALBUM = "album"  # visit : item, or #aside, or #others: the files of that slot
    FULL_SIZE = "fullsize"  # visit : mark of a file: as it is kept, as a document
    REPORT_PAPER = "reportpdf"  # visit: as a PDF
    REVIEW_PAGE = "reviewpage"  # visit: a way into the portal, to this report
    ACCEPT_WORK = "acceptwork"  # lead : BlockerKind; all that is said to be done without
    REFUSE_WORK = "refusework"  # lead : BlockerKind (dialogue: reason)
    REVISIT = "revisit"  # lead
    REQUEST_MATERIALS = "materials"  # lead
    ADD_ITEM = "additem"  # request (dialogue: item, quantity, reason), Procurement too
    SET_QUANTITY = "setqty"  # request (dialogue: line, quantity, reason), Procurement too
    TAKE_OUT = "takeout"  # request (dialogue: line, reason), Procurement too
    SET_METRES = "setmetres"  # request (dialogue: length of the way, reason), Procurement too
    PHONE_QUOTE = "phoneq"  # quote (dialogue: how one knows that he accepts)
    ANSWER_QUOTE = "answerq"  # quote (dialogue: what the customer is answered)
    WAIVE_QUOTE = "waiveq"  # quote (dialogue: why he need not pay)
    APPROVE_INSTALLATION = "approveinst"  # visit
    APPROVE_METRES = "approvem"  # visit (dialogue: why so much cable)
    CONFIRM_TRY = "cftry"  # lead : CallOutcome, of the confirmation call
    CONFIRM_BACK = "cfback"  # lead (dialogue: when to call again)
    REWORK_AS_SAID = "reworkso"  # lead: of what the customer wrote is wrong
    SILENCE = "silence"  # lead : close|again
    REWORK = "rework"  # lead (dialogue: what is wrong)
    SETTLE_METRES = "settlem"  # lead (dialogue: what was agreed with the customer)
    SUBMIT_PACK = "submitpack"  # lead
    PAYABLE = "payable"  # lead
    MARK_EARNING = "markearning"  # earning
    MARK_ALL_THE_SAME = "markanyway"  # earning (dialogue: why, although something speaks against it)
    MARK_CLEAR = "markclear"  # all : how many and how much were shown, as 2.221000
    RATES = "rates"  # team: its rate card, Finance too
    HOLD = "hold"  # lead (dialogue: reason)
    RESUME = "resume"  # lead
    GRANT_CANCEL = "grantcancel"  # lead : mark of what would follow
    REFUSE_CANCEL = "refusecancel"  # lead (dialogue: why it goes on)
    REOPEN = "reopen"  # lead (dialogue: reason)
    TIMELINE = "timeline"  # lead: show what has happened
    BOOKS = "books"  # month as 2026-11, or financial year as FY2026-27: its files
    MONEY = "money"  # card of the money: this section and page of it
    MONEY_AGAIN = "moneyagain"  # card of the money: read anew where it stands
    DAY = "day"  # board: this page of it
    OPEN = "open"  # any public id: show its card here
    CANCEL = "cancel"  # lead: show what would follow; : reason.mark of it; customer and OEM too
    CANCEL_WHY = "cancelwhy"  # lead : mark (dialogue: why), customer and OEM too
    KEEP_LEAD = "keeplead"  # lead: the customer wants it after all
    # Customer, or Ops on his behalf
    SATISFIED = "satisfied"  # lead : yes, then how much is asked; 1-5|none; no is of old buttons
    NOT_WELL = "notwell"  # lead (dialogue: what is wrong)
    CONSENT = "consent"  # lead : yes|no.version.language of the notice that was shown
    LANGUAGE = "language"  # language : lead
    PRIVACY = "privacy"  # lead: what is kept and what can be asked; : notice
    WITHDRAW = "withdraw"  # lead
    EXPORT = "export"  # lead: all data as files
    ASK_ERASURE = "askerase"  # lead: ask once more; : yes
    PLACE_RIGHT = "placeright"  # lead: the point that was found for the address is the place
    PAPERS = "papers"  # lead (dialogue: kind of site, papers that may be needed)
    DOCUMENTS = "documents"  # lead (dialogue: bill, location, electrician)
    BILL_RIGHT = "billright"  # bill: what was read is right
    BILL_CORRECT = "billcorrect"  # bill (dialogue: consumer number, name, load, phase)
    BILL_NOT_MINE = "billnotmine"  # bill
    SLOT = "slot"  # visit : start in minutes since 1970
    CONFIRM_SLOT = "confirmslot"  # visit : start in minutes since 1970
    OTHER_SLOTS = "otherslots"  # visit: show what can be wished; : Preference
    WISH = "wish"  # visit (dialogue: which days and hours suit)
    CALL_OFF = "calloff"  # visit: show the reasons; : reason code
    CALL_OFF_WHY = "calloffwhy"  # visit (dialogue: why)
    DELAY = "delay"  # visit : DelayAnswer
    WILL_BE_THERE = "coming"  # visit
    AT_DOOR = "atdoor"  # visit : AtTheDoor
    RESCHEDULE = "reschedule"  # visit: the customer is shown what can be wished; : Preference
    SITE_DONE = "sitedone"  # lead : BlockerKind (dialogue: photos, can be skipped)
    APPLIED = "applied"  # lead : BlockerKind (dialogue: the application to the electricity company)
    SIGN = "sign"  # lead: the customer has it and it works
    SIGN_CODE = "signcode"  # lead: a code for the installer, shown to the customer alone
    RATE = "rate"  # lead : 1-5
    REMARK = "remark"  # lead (dialogue: the customer's own words)
    ACCEPT_METRES = "acceptm"  # lead : metres used, as they were shown
    ACCEPT_QUOTE = "acceptq"  # quote
    ASK_QUOTE = "askq"  # quote (dialogue: what he wants to know)
    DECLINE_QUOTE = "declineq"  # quote (dialogue: why not)
    DISPUTE_METRES = "disputem"  # lead (dialogue: why not)
    # Field team
    ACKNOWLEDGE = "ack"  # visit
    CONFIRM = "confirm"  # visit
    NOT_REACHED = "notreached"  # visit
    ANOTHER_TIME = "anothertime"  # visit (dialogue: what the customer wants)
    SET_OUT = "setout"  # visit: show how long it may take; : minutes
    ARRIVED = "arrived"  # visit
    OFF_SITE = "offsite"  # visit: show the reasons; : reason code
    WHY_AWAY = "whyaway"  # visit (dialogue: another reason)
    ABSENT = "absent"  # visit (dialogue: photo of the door)
    APPEARED = "appeared"  # visit, Ops too
    NOT_COME = "notcome"  # visit, Ops too
    ASK_SIGN = "asksign"  # visit: the customer gets his card again, Ops too
    ENTER_CODE = "entercode"  # visit (dialogue: the customer's code)
    REPORT = "report"  # visit: its report is filled here (`conversations/filling.py`)
    ON_WEB = "onweb"  # visit: a link of one's own to its report on the web
    CANNOT = "cannot"  # visit: show the reasons
    EMERGENCY = "emergency"  # visit : reason code
    OTHER_CAUSE = "othercause"  # visit (dialogue: what has happened)
    CAN_MAKE = "canmake"  # visit: after all
    ACCEPT_BACKUP = "accept"  # visit : team
    DECLINE_BACKUP = "decline"  # visit : team
    AGREE_PAYOUT = "agreepay"  # payment : version of the statement
    DISPUTE = "dispute"  # payment (dialogue: line, reason), Ops too
    ANSWER_FINANCE = "ansfin"  # payment (dialogue: the answer), Procurement and Ops too
    BUY_HERE = "buyhere"  # visit (dialogue: item, quantity, estimate, quote)
    VENDOR = "vendor"  # purchase (dialogue: vendor, code or address or account, amount, quote)
    WHICH_CODE = "whichcode"  # purchase : mark of the code
    CODE_RIGHT = "coderight"  # purchase : mark of the code
    GOODS = "goods"  # purchase (dialogue: photo of the bill, its amount)
    HAVE_MATERIALS = "havemat"  # request: the team has them
    MISSING = "missingmat"  # request (dialogue: what did not come)
    HANDED_OVER = "handedover"  # request: to the other team
    BROUGHT_BACK = "broughtback"  # request: to the store
    NOTHING_LEFT = "nothingleft"  # request: all of it was used
    LEFT_OVER = "leftover"  # request (dialogue: how much of what)
    LEAVE = "leave"  # team (dialogue: days, reason)
    WITHDRAW_LEAVE = "workagain"  # team : first day of the leave
    CERTIFICATE = "certificate"  # team (dialogue: name, number, expiry)
    TEAM = "team"  # team: its card
    EARNED = "earned"  # team: what it has earned
    # Procurement
    ALLOCATE = "allocate"  # request: as suggested; : line.item.store
    BY_LINE = "byline"  # request: which line from which store
    TRANSFER_CAME = "transfercame"  # request
    HAND_OUT_ALL = "handoutall"  # request: to the team of the installation
    STORE_BOUGHT = "storebought"  # request: what was bought lies in the store
    TAKEN_BACK = "takenback"  # request: unused, in the store again
    LEFTOVERS = "leftovers"  # request: all that was left over is back
    LESS_CAME = "lesscame"  # request (dialogue: what did not come back)
    SETTLE_DIFFERENCE = "settlediff"  # request : number (dialogue: what became of it, reason)
    BUY = "buy"  # request
    HAND_OUT = "handout"  # request (dialogue: photo of the sticker or serial; reason in place of another)
    CHECK = "check"  # payment
    STOCK = "stock"  # store : "low" for the reorder list; "all" for all stores
    STOCK_ITEM = "stockitem"  # item: where it lies, and what moved
    STOCK_IN = "stockin"  # item or "all" (dialogue: what came, into which store)
    STOCK_MOVE = "stockmove"  # item or "all" (dialogue: from where to where)
    STOCK_COUNT = "stockcount"  # item or "all" (dialogue: what lies there)
    BOOK_FILE = "bookfile"  # file of stock: receive all of it
    DROP_FILE = "dropfile"  # file of stock: cancel it
    COUNT_RIGHT = "countright"  # count: book the difference, Finance too
    COUNT_WRONG = "countwrong"  # count (dialogue: why it has to be counted again), Finance too
    ALLOW_PURCHASE = "allowbuy"  # purchase : mark of what was shown; Ops and Finance too
    DECLINE_PURCHASE = "declinebuy"  # purchase (dialogue: reason), Ops and Finance too
    SETTLE_BILL = "settlebill"  # purchase (dialogue: reason), Finance too
    # Finance
    PAYOUT_CARD = "paycard"  # payment: its card comes up
    APPROVE_RUN = "approverun"  # run : mark of what was shown
    APPROVE = "approve"  # payment : fingerprint of what was shown
    REJECT = "reject"  # payment (dialogue: reason)
    ASK = "ask"  # payment (dialogue: a question to whoever asked for it)
    LIFT = "lift"  # payment (dialogue: why a new or changed payee need not wait)
    PAY = "pay"  # payment : hand, where the company has a rail
    REFERENCE = "reference"  # payment (dialogue: method, the bank's reference, proof)
    UNKNOWN = "unknown"  # payment (dialogue: what the bank's app shows)
    PAY_PAPERS = "paypapers"  # payment: code, quote, bill and proof, Procurement too
    PAY_PAGE = "paypage"  # payment: how it is paid, in private
    FAILED = "failed"  # payment (dialogue: reason)
    REVERSED = "reversed"  # payment (dialogue: reason)
    # Reporting and OEM
    PHONE = "phone"  # lead (dialogue: the customer's right number), Ops too
    SEND_PACK = "sendpack"  # pack
    ACKNOWLEDGE_PACK = "ackpack"  # pack
    PACK_FILES = "packfiles"  # pack
    RETURN_PACK = "returnpack"  # pack (dialogue: reason)
    RELEASE = "release"  # period report : the edition that was shown
    COMPILE_AGAIN = "compileagain"  # period report
    SEND_AGAIN = "sendagain"  # period report, by what failed
    REPORT_FILES = "reportfiles"  # period report: PDF and XLSX
    REPORT_OF = "reportof"  # OEM : month, as 2026-11
    # Inside a dialogue; the subject is the draft
    CHOICE = "choice"  # draft : question key.option
    BACK = "back"
    SKIP = "skip"
    DONE = "done"
    LATER = "later"
    DISCARD = "discard"
    SUBMIT = "submit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    action: Action
    subject: str
    argument: str = ""

    def pack(self) -> str:
        """The callback data; ValueError if it would not fit Telegram's 64 bytes."""
        data = ":".join(part for part in (self.action.value, self.subject, self.argument) if part)
        if len(data.encode()) > 64:
            raise ValueError(f"callback data is over 64 bytes: {data}")
        return data

    @classmethod
    def read(cls, data: str) -> "Tap | None":
        """None for data that no button of ours could have carried."""
        action, _, rest = data.partition(":")
        subject, _, argument = rest.partition(":")
        if action not in set(Action) or not subject:
            return None
        return cls(action=Action(action), subject=subject, argument=argument)
