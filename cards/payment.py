"""A payment's card for Procurement and Finance: how much, to whom, for what, who has signed."""

from cards.blocks import attached, heading, named
from cards.buttons import buttons_for
from cards.lead import next_action_line
from cards.message import Message
from cards.text import Speaker, Text, harmless
from cards.titles import PURPOSES
from cards.values import NAME_MOST, item_names
from domain.materials.purchase import Purchase
from domain.money.payment import STATE_TITLES, Payment, PaymentState
from domain.owed import payment_action
from domain.policy import DEFAULT
from domain.reactions import Audience
from domain.view import View
from domain.words import N_, say


def payment_card(view: View, audience: Audience, speaker: Speaker, *, team: str | None = None) -> Message:
    payment, text = view.payment, Text()
    if payment is None:
        return text.line(speaker.say(say("There is no {key}.", key=view.subject))).message()
    text.bold(f"{payment.id} · {payment.amount} · {speaker.say(STATE_TITLES[payment.state])}")
    text.line(heading(view, speaker)).gap()
    purchase = _purchase(view, payment)
    _payee(text, view, payment, purchase, speaker)
    _signatures(text, payment, speaker)
    _outcome(text, payment, speaker)
    _due(text, view, payment, speaker)
    buttons = buttons_for(audience, view, speaker, team=team)
    return text.message(buttons, pictures=attached(purchase.shown if purchase is not None else None))


def _purchase(view: View, payment: Payment) -> Purchase | None:
    known = [view.purchase, *(view.situation.purchases if view.situation else ())]
    return next((one for one in known if one is not None and one.id == payment.purchase), None)


def _payee(text: Text, view: View, payment: Payment, purchase: Purchase | None, speaker: Speaker) -> None:
    named(text, speaker, N_("Payee"), harmless(payment.payee_name, NAME_MOST))
    text.line(f"{speaker.say(N_('Pays to'))}: ").code(harmless(payment.payee.text, NAME_MOST))
    named(text, speaker, N_("Amount"), payment.amount)
    purpose = speaker.say(PURPOSES[payment.kind])
    if purchase is not None:
        purpose = f"{purpose} {purchase.id}, {item_names(purchase.items, speaker)}"
    named(text, speaker, N_("For"), purpose)
    for earning in view.earnings if payment.earnings else ():
        text.line(f"• {earning.visit}: {earning.amount}")
    if payment.team is not None:
        named(text, speaker, N_("Team"), harmless(view.team_name(payment.team), NAME_MOST))


def _signatures(text: Text, payment: Payment, speaker: Speaker) -> None:
    if payment.state in {PaymentState.REQUESTED, PaymentState.CHECKED, PaymentState.APPROVED}:
        count, needed = len(payment.approvers), payment.approvals_needed
        text.line(speaker.say(say("Approvals: {count} of {needed}", count=count, needed=needed)))
    if payment.approvals_needed > 1 and payment.is_open:
        text.line(speaker.say(say("Above the limit: two people approve, and a third one pays.")))


def _outcome(text: Text, payment: Payment, speaker: Speaker) -> None:
    named(text, speaker, N_("Reference"), payment.reference or "")
    named(text, speaker, N_("Reason"), harmless(payment.reason))
    if payment.state is PaymentState.PAYING:
        text.line(speaker.say(say("Pay it in the bank app now, then enter the bank's reference here.")))


def _due(text: Text, view: View, payment: Payment, speaker: Speaker) -> None:
    action = payment_action(payment, DEFAULT.desk)
    if action is None:
        text.line(speaker.say(say("since {since}", since=payment.state_since)))
    else:
        next_action_line(text.gap(), view, action, speaker)
