"""The values that wordings name, read from the present state and the facts of an event.

A value that is not known is an empty text: a line that names it is left out.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from cards.text import Speaker, harmless
from cards.titles import (
    AT_THE_DOOR,
    BLOCKERS,
    CALLS,
    DELAYS,
    DOCUMENTS,
    KINDS,
    OWNERS,
    PURPOSES,
    ROLES,
    SIGNED,
    reason,
)
from domain.leads import told
from domain.leads.blocker import BlockerKind
from domain.leads.lead import Lead
from domain.leads.parting import said
from domain.leads.sign_off import SignedHow
from domain.leads.stages import STAGES
from domain.materials.catalogue import title_of
from domain.materials.changed import change
from domain.materials.purchase import PurchaseState
from domain.money.methods import METHODS
from domain.owed import TITLES, Owed
from domain.policy import DEFAULT
from domain.rules import Rule
from domain.view import View
from domain.visits.day import next_try
from domain.visits.day_steps import day_timers
from domain.visits.emergency import DelayAnswer, Emergency
from domain.visits.states import TEAM_EXPECTED, VisitState
from domain.visits.visit import Visit
from domain.words import Value, say

Facts = Mapping[str, str]
NAME_MOST: Final = 80


def values(view: View, facts: Facts, by: str, speaker: Speaker) -> dict[str, Value]:
    return {
        **_of_lead(view, speaker),
        **_of_visit(view, facts),
        **of_day(view),
        **_of_emergency(view, facts),
        **_of_money(view, speaker),
        **_of_payout(view, facts),
        **_of_action(view, facts),
        **_of_event(view, facts, by),
        **_of_team(facts),
        "change": change(facts) or "",
        **_of_materials(view, facts),
        **_of_site(view, facts, speaker),
        **_of_stock(view, facts, speaker),
        "file": view.upload.file_name if view.upload else "",
        "added": view.upload.added if view.upload else "",
        "report": view.report.id if view.report else "",
        "period": view.report.period if view.report else "",
    }


def found_on_map(lead: Lead) -> str:
    """A map link to where the geocoder puts the typed address; empty if nothing was found."""
    place = lead.documents.location
    if place is None or place.found is None:
        return ""
    return f"https://maps.google.com/?q={place.found[0]},{place.found[1]}"


def several(titles: list[str], speaker: Speaker) -> str:
    return ", ".join(speaker.say(title) for title in titles)


def item_names(items: frozenset[str], speaker: Speaker) -> str:
    return several([title_of(item) for item in sorted(items)], speaker)


_LEADS_VALUES: Final = (
    "customer",
    "phone",
    "area",
    "address",
    "map",
    "stage",
    "review",
    "rating",
    "remark",
    "silence_counts",
    "score",
    "extra_metres",
    "missing",
    "blockers",
    "open_work",
    "first_pick",
    "wish",
    "priority_next",
    "first_times",
)


def _of_lead(view: View, speaker: Speaker) -> dict[str, Value]:
    lead = view.lead
    if lead is None:
        return dict.fromkeys(_LEADS_VALUES, "")
    kinds = [BLOCKERS[blocker.kind] for blocker in lead.open_blockers or lead.blockers]
    return {
        "customer": harmless(lead.customer.name, NAME_MOST),
        "phone": lead.customer.phone,
        "area": harmless(lead.area, NAME_MOST),
        "address": lead.site_address,
        "map": found_on_map(lead),
        "stage": say(STAGES[lead.stage].title),
        "review": lead.review_at or "",
        "rating": lead.rating or "",
        "remark": harmless(lead.sign_off.remark) if lead.sign_off else "",
        "silence_counts": lead.confirmation.counts_at(view.policy.silence_accepts) or "",
        "score": lead.confirmation.score or "",
        "extra_metres": f"{lead.extra_metres.extra:g}" if lead.extra_metres else "",
        "missing": several([DOCUMENTS[kind] for kind in lead.documents.missing], speaker),
        "blockers": several(kinds, speaker),
        "open_work": several([BLOCKERS[one.kind] for one in lead.open_blockers], speaker)
        if lead.waits_for_site
        else "",
        **_of_priority(view),
        "first_pick": say("You have the first pick.") if lead.priority else "",
        "wish": told.wish(lead.wish) if lead.wish else "",
    }


def _of_priority(view: View) -> dict[str, Value]:
    """What follows once no team could make a visit."""
    visit = view.situation.open_visit if view.situation else None
    if visit is not None and visit.offered:
        return {
            "priority_next": say("the customer has been sent new times."),
            "first_times": say("they come in the next message."),
        }
    return {
        "priority_next": say("no time is free in the coming days. Please find one first of all."),
        "first_times": say("our desk proposes them here very soon."),
    }


def _of_visit(view: View, facts: Facts) -> dict[str, Value]:
    visit, asked = view.visit, view.teams.get(facts.get("team", ""))
    owner = view.purchase.team if view.purchase else visit.team if visit else facts.get("team")
    team = view.teams.get(owner or "")
    slot: Value = visit.slot if visit is not None and visit.slot is not None else ""
    return {
        "visit": visit.id if visit else "",
        "kind": say(KINDS[visit.kind]) if visit else "",
        "slot": slot,
        "held": next((one for one in visit.offered if str(one) == facts.get("slot")), "") if visit else "",
        "team": harmless(team.name, NAME_MOST) if team else "",
        "team_phone": team.phone if team else "",
        "asked_team": harmless(asked.name, NAME_MOST) if asked else "",
        "redo": visit.redo if visit else "",
    }


_DAYS_VALUES: Final = (
    "silence_at",
    "eta",
    "not_set_out",
    "tries",
    "last_try",
    "next_try",
    "wait_ends",
    "at_the_door",
    "fee",
)


def of_day(view: View) -> dict[str, Value]:
    """What is known while the day of the visit runs."""
    visit = view.visit
    if visit is None or visit.slot is None:
        return dict.fromkeys(_DAYS_VALUES, "")
    on_the_way = visit.state is VisitState.ON_THE_WAY
    absence, fee = visit.absence, say("A visit fee is due.") if visit.fee_due else say("No visit fee.")
    return {
        "silence_at": _silence_at(visit, view),
        "eta": visit.journey.eta if visit.journey and on_the_way else "",
        "not_set_out": say("It has not even set out.") if visit.state in TEAM_EXPECTED else "",
        "tries": len(visit.tries) or "",
        "last_try": visit.tries[-1].at if visit.tries else "",
        "next_try": next_try(visit, view.policy) or "",
        "wait_ends": absence.since + view.policy.absent_wait if absence else "",
        "at_the_door": say(AT_THE_DOOR[absence.says]) if absence and absence.says else "",
        "fee": fee,
    }


def _silence_at(visit: Visit, view: View) -> Value:
    """When the program stops waiting for the team's word; empty if it no longer does."""
    pending = (
        timer.due_at for timer in day_timers(visit, view.policy) if timer.rule is Rule.EMERGENCY_BY_SILENCE
    )
    return next(pending, "")


def _of_emergency(view: View, facts: Facts) -> dict[str, Value]:
    visit, lead = view.visit, view.lead
    emergency = visit.emergency if visit else None
    if visit is None or emergency is None:
        names = ("trouble", "lost", "deadline", "taker", "wants", "call_phone", "offer_ends", "why")
        more = ("arrival", "before_going", "was_taker")
        return {**dict.fromkeys(names + more, ""), "cause": reason(facts.get("cause", ""))}
    wants, offer = emergency.customer_wants, emergency.asked(facts.get("team", ""))
    searching = visit.state is VisitState.EMERGENCY
    return {
        **_trouble(view, visit.id, emergency),
        "cause": reason(emergency.cause),
        "deadline": emergency.deadline if searching else "",
        "taker": harmless(emergency.taken_by or "", NAME_MOST),
        "wants": say(DELAYS[wants]) if wants else "",
        "call_phone": lead.customer.phone if lead and wants is DelayAnswer.CALL_ME else "",
        "offer_ends": offer.expires_at if offer else "",
        "why": _why_asked(view, facts),
        "arrival": max(visit.window.start, visit.state_since + view.policy.backup_ride),
        "before_going": _before_going(visit),
        "was_taker": harmless(facts.get("taker", ""), NAME_MOST),
    }


def _trouble(view: View, visit: str, emergency: Emergency) -> dict[str, Value]:
    """For a headline, and within a text that names the visit already."""
    if not emergency.lost_team:
        return {
            "trouble": say("{visit} has no team", visit=visit),
            "lost": say("No team was assigned in time."),
        }
    team = harmless(view.team_name(emergency.lost_team), NAME_MOST)
    return {
        "trouble": say("{team} cannot make {visit}", team=team, visit=visit),
        "lost": say("{team} cannot make it: {cause}.", team=team, cause=reason(emergency.cause)),
    }


def _before_going(visit: Visit) -> Value:
    if visit.state is VisitState.CONFIRMED:
        return say("The customer has been called before and expects you: you can set out at once.")
    if visit.state is VisitState.BOOKED:
        return say("Please acknowledge, and call the customer before you go.")
    return say("Please call the customer before you go.")


def _why_asked(view: View, facts: Facts) -> Value:
    team, lead = view.teams.get(facts.get("team", "")), view.lead
    if team is None or lead is None:
        return ""
    if team.serves(lead.customer.pin_code):
        return say("You are asked because you are free then, do such visits and work in this area.")
    return say("You are asked because you are free then and do such visits; no nearer team was found so far.")


def _of_money(view: View, speaker: Speaker) -> dict[str, Value]:
    payment, purchase = view.payment, view.purchase
    bought = purchase.id if purchase else (payment.purchase or "") if payment else ""
    return {
        "payment": payment.id if payment else "",
        "amount": payment.amount if payment else purchase.amount if purchase else "",
        "payee": harmless(payment.payee_name, NAME_MOST) if payment else "",
        "purpose": say(PURPOSES[payment.kind]) if payment else "",
        "reference": (payment.reference or "") if payment else "",
        "paid_by": METHODS[payment.method] if payment and payment.method else "",
        "request": view.request.id if view.request else "",
        "purchase": bought,
        "to_buy": "" if purchase is not None and purchase.state is PurchaseState.CANCELLED else bought,
        "items": item_names(purchase.items, speaker) if purchase else "",
        "pack": view.pack.id if view.pack else "",
        "quote": view.quote.id if view.quote else "",
        "to_pay": view.quote.total if view.quote else "",
        "extra": view.quote.extra_metres or "" if view.quote else "",
    }


def _of_payout(view: View, facts: Facts) -> dict[str, Value]:
    """A team's statement, and one line of it."""
    stated = view.payment.statement if view.payment else None
    return {
        "until": stated.until if stated else "",
        "earned_visit": view.earning.visit if view.earning else "",
        "line_amount": facts.get("amount", ""),
    }


def _of_action(view: View, facts: Facts) -> dict[str, Value]:
    was = facts.get("what", "")
    action = view.owed_as(was) or view.action
    return {
        "what": say(TITLES[action.what]) if action else "",
        "owner": say(ROLES[action.role]) if action else "",
        "due": action.due if action else "",
        "was_owed": say(TITLES[Owed(was)]) if was in set(Owed) else was,
    }


def _of_site(view: View, facts: Facts, speaker: Speaker) -> dict[str, Value]:
    """`work` as the desk calls it; several where they were accepted together."""
    kinds = [BlockerKind(code) for code in facts.get("blocker", "").split(",") if code in set(BlockerKind)]
    late = view.lead.open_blocker(kinds[0]) if view.lead is not None and kinds else None
    return {
        "work": several([BLOCKERS[kind] for kind in kinds], speaker),
        "number": harmless(facts.get("number", ""), NAME_MOST),
        "expected": date.fromisoformat(facts["expected"]) if facts.get("expected") else "",
        "work_owner": say(OWNERS[late.owner]) if late is not None else "",
        "files": len(late.claim.proofs) if late is not None and late.claim is not None else "",
    }


def _of_materials(view: View, facts: Facts) -> dict[str, Value]:
    former = view.teams.get(facts.get("former_team", ""))
    return {
        "quantity": facts.get("quantity", ""),
        "former_phone": former.phone if former is not None else "",
    }


def _of_team(facts: Facts) -> dict[str, Value]:
    visits = facts.get("visits", "")
    return {
        "days": _days(facts),
        "certificate": harmless(facts.get("certificate", ""), NAME_MOST),
        "expires": facts.get("expires", ""),
        "state": facts.get("state", ""),
        "off": facts.get("off", ""),
        "beyond": len(visits.splitlines()) or "",
    }


def _days(facts: Facts) -> Value:
    """The days of a leave, one or several."""
    if not facts.get("first"):
        return ""
    first, last = date.fromisoformat(facts["first"]), date.fromisoformat(facts["last"])
    return first if first == last else say("{first} – {last}", first=first, last=last)


def _of_event(view: View, facts: Facts, by: str) -> dict[str, Value]:
    outcome = facts.get("outcome", "")
    titles = {outcome.value: title for outcome, title in CALLS.items()}
    return {
        "lead": view.lead.id if view.lead else "",
        "by": harmless(by, NAME_MOST),
        "reason": said(facts["reason"], facts["words"])
        if "words" in facts
        else reason(facts.get("reason", "")),
        "question": harmless(facts.get("question", "")),
        "answer": harmless(facts.get("answer", "")),
        "outcome": say(titles[outcome]) if outcome in titles else "",
        "other": facts.get("other", ""),
        "rework_of": facts.get("rework_of", ""),
        "serial": facts.get("serial", ""),
        "former_serial": facts.get("former_serial", ""),
        "signed_how": say(SIGNED[SignedHow(facts["how"])]) if facts.get("how") in set(SignedHow) else "",
        "undelivered": facts.get("what", "") or view.subject,
        "desk": DEFAULT.privacy.contact,
        "days": DEFAULT.privacy.answer_days,
        "former_team": harmless(view.team_name(facts["former_team"]), NAME_MOST)
        if facts.get("former_team")
        else "",
    }


def _of_stock(view: View, facts: Facts, speaker: Speaker) -> dict[str, Value]:
    store, low = facts.get("store", ""), [row.split(":") for row in facts.get("low", "").split()]
    shown = [say("{item} ({available} free)", item=say(title_of(key)), available=free) for key, free in low]
    return {
        "store": harmless(view.stores.get(store, store), NAME_MOST),
        "item": say(title_of(facts["item"])) if facts.get("item") else "",
        "low": ", ".join(speaker.say(one) for one in shown),
        "count": view.count.id if view.count else "",
        "counted": facts.get("counted", ""),
        "booked": facts.get("booked", ""),
    }
