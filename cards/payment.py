"""A payment's card for Procurement and Finance: how much, to whom, for what, who has signed."""

from cards.blocks import attached, heading, named
from cards.buttons import buttons_for
from cards.lead import next_action_line
from cards.message import Message
from cards.paying import test_mode
from cards.payout import withheld_lines
from cards.purchase import vendor_lines
from cards.text import Speaker, Text, harmless
from cards.titles import PURPOSES
from cards.values import NAME_MOST, item_names
from domain.materials.purchase import Purchase
from domain.money.flag import FlagKind
from domain.money.methods import METHODS
from domain.money.payment import ON_ITS_WAY, STATE_TITLES, Payment, PaymentState
from domain.money.rails import RAILS, Rail
from domain.owed import payment_action
from domain.reactions import Audience
from domain.view import View
from domain.words import N_, Words, say


def payment_card(
    view: View, audience: Audience, speaker: Speaker, *, team: str | None = None, private: bool = False
) -> Message:
    """In a group the payee's details are masked; `private` is for one person of Finance alone."""
    payment, text = view.payment, Text()
    if payment is None:
        return text.line(speaker.say(say("There is no {key}.", key=view.subject))).message()
    text.bold(f"{payment.id} · {payment.amount} · {speaker.say(STATE_TITLES[payment.state])}")
    test_mode(text, view, payment, speaker)
    text.line(heading(view, speaker)).gap()
    purchase = _purchase(view, payment)
    _payee(text, payment, speaker, private=private)
    if purchase is not None:
        vendor_lines(text, purchase, speaker)
    _purpose(text, view, payment, purchase, speaker)
    _known(text, view, payment, speaker)
    _inquiries(text.gap(), payment, speaker)
    _signatures(text.gap(), payment, speaker)
    _outcome(text, payment, speaker)
    if private and payment.awaits_approval:
        text.gap().bold_line(
            speaker.say(N_("Is all of this right? Your tap on “Approve” below is your signature."))
        )
    _due(text, view, payment, speaker)
    buttons = buttons_for(audience, view, speaker, team=team)
    return text.message(buttons, pictures=attached(purchase.shown if purchase is not None else None))


def _purchase(view: View, payment: Payment) -> Purchase | None:
    known = [view.purchase, *(view.situation.purchases if view.situation else ())]
    return next((one for one in known if one is not None and one.id == payment.purchase), None)


def _payee(text: Text, payment: Payment, speaker: Speaker, *, private: bool) -> None:
    """Its details only where nobody else reads them."""
    payee = payment.payee
    named(text, speaker, N_("Payee"), harmless(payment.payee_name, NAME_MOST))
    text.line(f"{speaker.say(N_('Pays to'))}: ").code(
        harmless(payee.text if private else payee.masked, NAME_MOST)
    )
    named(text, speaker, N_("Known to the bank as"), harmless(payee.name, NAME_MOST))
    _bank_name(text, payment, speaker)


def _bank_name(text: Text, payment: Payment, speaker: Speaker) -> None:
    """Whose account it is, as the rail has asked the bank."""
    known = payment.named
    if known is None:
        return
    name = harmless(known.name, NAME_MOST)
    if not known.works:
        text.line(speaker.say(N_("⚠ The bank says that no money can go there.")))
    elif known.fits(payment.payee.name or payment.payee_name):
        text.line(speaker.say(say("✓ The bank has it as “{name}”.", name=name)))
    else:
        text.line(
            speaker.say(say("⚠ The bank has it as “{name}”. Please look twice who is paid.", name=name))
        )


def _purpose(text: Text, view: View, payment: Payment, purchase: Purchase | None, speaker: Speaker) -> None:
    named(text, speaker, N_("Amount"), payment.amount)
    withheld_lines(text, payment, speaker)
    purpose = speaker.say(PURPOSES[payment.kind])
    if purchase is not None:
        purpose = f"{purpose} {purchase.id}, {item_names(purchase.items, speaker)}"
    named(text, speaker, N_("For"), purpose)
    for earning in view.earnings if payment.earnings else ():
        text.line(f"• {earning.visit}: {earning.amount}")
    if payment.team is not None:
        named(text, speaker, N_("Team"), harmless(view.team_name(payment.team), NAME_MOST))


def _known(text: Text, view: View, payment: Payment, speaker: Speaker) -> None:
    """What is different from last time this payee was paid, and how long that makes it wait."""
    last, flag = view.paid_before, payment.flag
    if flag is not None and flag.kind is FlagKind.NEW:
        text.line(speaker.say(N_("⚠ New payee: nothing was paid to this name before.")))
    if last is not None:
        text.line(speaker.say(_since_last(payment, last)))
    if payment.lifted is not None:
        by = say(
            "{name} lets it be paid without waiting: {reason}",
            name=payment.lifted.name,
            reason=payment.lifted.reason,
        )
        text.line(speaker.say(by))
    elif payment.is_open and (until := payment.cools_until(view.now)) is not None:
        waits = say("It is paid from {until} on, or earlier if a second person lets it go.", until=until)
        text.line(speaker.say(waits))


def _since_last(payment: Payment, last: Payment) -> Words:
    if last.payee.text == payment.payee.text:
        return say(
            "Last time: {amount} on {day} ({payment}), to the same details.",
            amount=last.amount,
            day=last.state_since,
            payment=last.id,
        )
    return say(
        "⚠ Changed since last time: {amount} went to {before} on {day} ({payment}).",
        amount=last.amount,
        before=last.payee.masked,
        day=last.state_since,
        payment=last.id,
    )


def _inquiries(text: Text, payment: Payment, speaker: Speaker) -> None:
    for asked in payment.inquiries:
        text.line(speaker.say(say("{name} asks: {question}", name=asked.name, question=asked.question)))
        told = say("{name} answers: {answer}", name=asked.answered_by, answer=asked.answer)
        text.line(speaker.say(N_("No answer yet.") if asked.is_open else told))


def _signatures(text: Text, payment: Payment, speaker: Speaker) -> None:
    if payment.state in {PaymentState.REQUESTED, PaymentState.CHECKED, PaymentState.APPROVED}:
        count, needed = len(payment.approvers), payment.approvals_needed
        text.line(speaker.say(say("Approvals: {count} of {needed}", count=count, needed=needed)))
    if payment.approvals_needed > 1 and payment.is_open:
        text.line(speaker.say(say("Above the limit: two people approve, and a third one pays.")))


def _outcome(text: Text, payment: Payment, speaker: Speaker) -> None:
    if payment.reference:
        by = METHODS[payment.method] if payment.method else ""
        named(text, speaker, N_("Reference"), f"{by} {payment.reference}".strip())
    named(text, speaker, N_("Reason"), harmless(payment.reason))
    if payment.state in ON_ITS_WAY and payment.rail is not Rail.MANUAL:
        text.line(
            speaker.say(
                say("It goes by {rail}, which says what becomes of it.", rail=say(RAILS[payment.rail]))
            )
        )
    elif payment.state is PaymentState.PAYING:
        text.line(speaker.say(say("Pay it in the bank app now, then enter the bank's reference here.")))
    if payment.state is PaymentState.UNKNOWN:
        text.line(speaker.say(N_("Do not pay it again: nobody knows yet what became of it.")))


def _due(text: Text, view: View, payment: Payment, speaker: Speaker) -> None:
    action = payment_action(payment, view.policy)
    if action is None:
        text.line(speaker.say(say("since {since}", since=payment.state_since)))
    else:
        next_action_line(text.gap(), view, action, speaker)
