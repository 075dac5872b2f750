"""What each form of the page does: one command of the domain, the same that the chat gives.

Sent twice, a form changes nothing more: what is known already is not written again.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

from domain.contact import application_number, line, mobile
from domain.errors import Invalid
from domain.leads import told
from domain.leads.bill import bill_of
from domain.leads.bills import confirm_bill, disown_bill
from domain.leads.blocker import Application, Area, BlockerKind
from domain.leads.calling import ask_call
from domain.leads.cancelling import cancel_lead, take_back_cancelling
from domain.leads.consent import CURRENT, LANGUAGES, Channel, Reply
from domain.leads.intake import (
    give_consent,
    share_bill,
    share_electrician,
    share_location,
    share_papers,
)
from domain.leads.lead import Electrician
from domain.leads.parting import Ground
from domain.leads.privacy import ask_erasure, withdraw_consent
from domain.leads.sharing import electrician_to_confirm, place_given, place_to_confirm
from domain.leads.site import Paper, SiteKind
from domain.leads.site_work import apply_for_load, report_site_work
from domain.leads.stages import Stage
from domain.leads.wish import Preference, Wish
from domain.money.amount import Money
from domain.people.customer_pages import speak_on
from domain.visits.absence import answer_at_door
from domain.visits.calling_off import call_off
from domain.visits.day import customer_will_be_there
from domain.visits.emergency import DelayAnswer
from domain.visits.ending import answer_delay
from domain.visits.scheduling import ask_other_slots, choose_slot, reschedule
from domain.visits.underway import AtTheDoor
from domain.words import N_, say
from web.customer.act import Act, Step, Unsure
from web.customer.confirming import STEP, on_confirmation
from web.customer.quote import on_quote
from web.customer.signing_steps import SIGNING

ASKED_BY_CUSTOMER: Final = N_("the customer asked for another time")


async def on_language(act: Act) -> str:
    if act.given.text("language") not in LANGUAGES:
        raise Invalid(say("Please tap one of the buttons."))
    await speak_on(act.uow, act.page, act.lead, act.given.text("language"))
    return "language"


async def on_consent(act: Act) -> str:
    """The language of the text that was read is kept with the answer, and from then on spoken."""
    answer, shown = act.given.text("answer"), act.given.text("language")
    if answer not in {"yes", "no"} or shown not in LANGUAGES:
        raise Invalid(say("Please tap one of the buttons."))
    agreed = answer == "yes"
    if not agreed and act.lead.consent_reply is Reply.REFUSED:
        return "declined"
    await give_consent(
        act.uow,
        act.lead.id,
        act.actor,
        agreed=agreed,
        channel=Channel.WEB,
        version=act.given.text("version") or CURRENT,
        language=shown,
    )
    if agreed and act.page.language is None:
        await speak_on(act.uow, act.page, act.lead, shown)
    return "agreed" if agreed else "declined"


async def on_withdraw(act: Act) -> str:
    if act.lead.consent_reply is not Reply.WITHDRAWN:
        await withdraw_consent(act.uow, act.lead.id, act.actor, channel=Channel.WEB, language=act.language)
    return "withdrawn"


async def on_bill(act: Act) -> str:
    had = act.lead.documents.bill
    if act.file is None or had is None or had.unique_id != act.file.unique_id:
        await share_bill(act.uow, act.lead.id, await act.kept(), act.actor)
    return "bill"


async def on_right(act: Act) -> str:
    await confirm_bill(act.uow, bill_of(act.lead.id), act.actor)
    return "right"


async def on_other_bill(act: Act) -> str:
    await disown_bill(act.uow, bill_of(act.lead.id), act.actor)
    return "other_bill"


async def on_location(act: Act) -> str:
    example = say(
        "We cannot find a place in this. Works: an address (Flat 4, Rose Park, Baner, Pune 411045), two numbers (18.5590, 73.7868), or a long map link that holds them."
    )
    try:
        place = place_given(act.given.text("place"), example)
    except Invalid:
        # The chat's words speak of what can be sent there.
        raise Invalid(example) from None
    if place == act.lead.documents.location:
        return "location"
    sure = f"{place.latitude},{place.longitude},{place.address}"
    words = place_to_confirm(place, act.lead.customer)
    if words is not None and act.given.fields.get("sure") != sure:
        point = None
        if place.latitude is not None and place.longitude is not None:
            point = (place.latitude, place.longitude)
        raise Unsure(words, sure, point)
    await share_location(act.uow, act.lead.id, place, act.actor)
    return "location"


async def on_electrician(act: Act) -> str:
    who = Electrician()
    if act.given.text("none") != "yes":
        if not act.given.text("name"):
            raise Invalid(
                say("Please type the electrician's name too, or tap “I have none”. Example: Ramesh Patil.")
            )
        phone = mobile(act.given.text("phone"))
        who = Electrician(name=line(act.given.text("name"), longest=120), phone=phone)
    if who == act.lead.documents.electrician:
        return "electrician"
    words = electrician_to_confirm(who, act.lead.customer)
    if words is not None and act.given.fields.get("sure") != who.phone:
        raise Unsure(words, who.phone)
    await share_electrician(act.uow, act.lead.id, who, act.actor)
    return "electrician"


async def on_site(act: Act) -> str:
    kind = act.given.text("kind")
    if kind not in set(SiteKind):
        raise Invalid(say("Please tap one of the buttons."))
    if act.lead.site_kind != kind:
        await share_papers(act.uow, act.lead.id, SiteKind(kind), {}, act.actor)
    return "site"


async def on_paper(act: Act) -> str:
    paper = act.given.text("paper")
    if paper not in set(Paper) or act.lead.site_kind is None:
        raise Invalid(say("Please say first what kind of place it is."))
    had = act.lead.papers.get(Paper(paper))
    if act.file is None or had is None or had.unique_id != act.file.unique_id:
        papers = {Paper(paper): await act.kept()}
        await share_papers(act.uow, act.lead.id, act.lead.site_kind, papers, act.actor)
    return "paper"


async def on_call(act: Act) -> str:
    await ask_call(act.uow, act.lead.id, act.actor, about=act.given.text("about"))
    return "call"


async def on_slot(act: Act) -> str:
    visit = await choose_slot(act.uow, (await act.visit()).id, _start(act), act.actor)
    return "slot" if visit.held_until is None else "held"


async def on_confirm(act: Act) -> str:
    await choose_slot(act.uow, (await act.visit()).id, _start(act), act.actor, sure=True)
    return "slot"


def _start(act: Act) -> datetime:
    start = act.given.text("start")
    if not (start.isascii() and start.isdigit() and len(start) <= 9):
        raise Invalid(say("Please tap one of the buttons."))
    return datetime.fromtimestamp(int(start) * 60, UTC)


async def on_other(act: Act) -> str:
    await ask_other_slots(act.uow, (await act.visit()).id, act.actor, wish=_wish(act))
    return "other"


async def on_there(act: Act) -> str:
    await customer_will_be_there(act.uow, (await act.visit()).id, act.actor)
    return "there"


async def on_reschedule(act: Act) -> str:
    await reschedule(act.uow, (await act.visit()).id, ASKED_BY_CUSTOMER, act.actor, wish=_wish(act))
    return "reschedule"


def _wish(act: Act) -> Wish:
    prefers = act.given.text("prefers") or Preference.ANY
    if prefers not in set(Preference):
        raise Invalid(say("Please tap one of the buttons."))
    words = act.given.text("words")
    return Wish(prefers=Preference(prefers), words=line(words) if words else "")


async def on_call_off(act: Act) -> str:
    code, words = act.given.text("reason"), act.given.text("words")
    if code not in told.CALLED_OFF and not words:
        raise Invalid(say("Please say why. Example: we rebuild the garage first."))
    await call_off(act.uow, (await act.visit()).id, words or code, act.actor)
    return "call_off"


async def on_cancel(act: Act) -> str:
    """What would follow stands on the page with the button; sent twice, it is asked or done once."""
    if act.lead.stage is Stage.CANCELLED:
        return "cancelled"
    ground, words = act.given.text("reason"), act.given.text("words")
    if ground not in set(Ground) and not words:
        raise Invalid(say("Please say why. Example: the society builds its own charger."))
    shown = act.given.text("shown") or None
    after = await cancel_lead(
        act.uow, act.lead.id, ground or Ground.OTHER, act.actor, words=words, shown=shown
    )
    return "cancel_asked" if after.is_open else "cancelled"


async def on_keep(act: Act) -> str:
    if act.lead.wants_to_end is not None:
        await take_back_cancelling(act.uow, act.lead.id, act.actor)
    return "kept"


async def on_delay(act: Act) -> str:
    answer = act.given.text("answer")
    if answer not in set(DelayAnswer):
        raise Invalid(say("Please tap one of the buttons."))
    await answer_delay(act.uow, (await act.visit()).id, DelayAnswer(answer), act.actor)
    return "delay"


async def on_door(act: Act) -> str:
    """His team stands at the door and waits."""
    answer = act.given.text("answer")
    if answer not in set(AtTheDoor):
        raise Invalid(say("Please tap one of the buttons."))
    await answer_at_door(act.uow, (await act.visit()).id, AtTheDoor(answer), act.actor)
    return "door"


async def on_ready(act: Act) -> str:
    """Said twice it is said once, unless something else is sent with it."""
    kind = _blocker(act)
    known = act.lead.open_blocker(kind)
    if known is not None and known.claim is not None and act.file is None:
        return "ready"
    if known is not None and known.claim is not None and act.file in known.claim.proofs:
        return "ready"
    proofs = (await act.kept(),) if act.file is not None else ()
    await report_site_work(act.uow, act.lead.id, kind, proofs, act.actor)
    return "ready"


def _blocker(act: Act) -> BlockerKind:
    """A page that was opened before there were several names none."""
    code = act.given.text("blocker")
    mine = [one.kind.value for one in act.lead.open_blockers if one.is_told_by_customer]
    if not code and len(mine) == 1:
        [code] = mine
    if code not in set(BlockerKind):
        raise Invalid(say("Please open the page again and say which of it is done."))
    return BlockerKind(code)


async def on_applied(act: Act) -> str:
    kind, given = _blocker(act), act.given
    if given.text("area") not in set(Area):
        raise Invalid(say("Please say what kind of place it is."))
    demand, paid = given.text("demand"), given.text("paid")
    application = Application(
        number=application_number(given.text("number")),
        applied_on=_day(given.text("applied")),
        area=Area(given.text("area")),
        mains=given.text("mains") == "yes",
        demand=_rupees(demand) if demand else None,
        paid_on=_day(paid) if paid else None,
    )
    known = act.lead.open_blocker(kind)
    if known is None or known.application != application:
        await apply_for_load(act.uow, act.lead.id, kind, application, act.actor)
    return "applied"


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Invalid(say("Please choose the day. Example: 2026-11-24.")) from None


def _rupees(typed: str) -> Money:
    try:
        return Money.rupees(typed[:24])
    except ValueError:
        raise Invalid(say("Please type an amount in rupees. Example: 2,450.00.")) from None


async def on_erasure(act: Act) -> str:
    await ask_erasure(act.uow, act.lead.id, act.actor)
    return "erasure"


STEPS: Final[Mapping[str, Step]] = {
    "language": on_language,
    "consent": on_consent,
    "withdraw": on_withdraw,
    "bill": on_bill,
    "right": on_right,
    "other_bill": on_other_bill,
    "location": on_location,
    "electrician": on_electrician,
    "site": on_site,
    "paper": on_paper,
    "call": on_call,
    "slot": on_slot,
    "confirm": on_confirm,
    "other": on_other,
    "there": on_there,
    "reschedule": on_reschedule,
    "call_off": on_call_off,
    "cancel": on_cancel,
    "keep": on_keep,
    "delay": on_delay,
    "door": on_door,
    "ready": on_ready,
    "applied": on_applied,
    "quote": on_quote,
    **SIGNING,
    STEP: on_confirmation,
    "erasure": on_erasure,
}
"""Each answers with the name of what to say afterwards (`shown.DONE`)."""
SHARING: Final = frozenset({"bill", "paper"})
"""A file that comes with these is looked at only if the customer may share documents now."""
