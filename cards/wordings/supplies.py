"""Materials and money: who is told what. Of all this the customer hears of his quote alone, the OEM of nothing."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cards.wordings.wording import Wording, worded
from domain.events import Happening
from domain.money.payment import PaymentKind
from domain.reactions import Audience
from domain.words import N_

_A = Audience
_H = Happening
SUPPLIES: Final[Mapping[tuple[Happening, Audience], Wording]] = MappingProxyType(
    {
        (_H.MATERIALS_CHANGED, _A.PROCUREMENT): worded(
            N_("The bill of materials of {request} is changed"), N_("{change}"), N_("Reason: {reason}")
        ),
        (_H.MATERIALS_CHANGED, _A.OPS): worded(
            N_("The bill of materials of {request} is changed"),
            N_("{change}"),
            N_("Reason: {reason}"),
            N_("By {by}."),
        ),
        (_H.QUOTE_MADE, _A.OPS): worded(
            N_("The customer has a quote: {quote}, {to_pay}"),
            N_("Cable beyond the package: {extra} m."),
            N_("The materials wait until he accepts. Where he has no Telegram, please call {phone}."),
        ),
        (_H.QUOTE_ASKED_ABOUT, _A.OPS): worded(
            N_("The customer asks about {quote}, {to_pay}"),
            N_("He says: {reason}"),
            N_("Please call {phone} or answer here; the materials wait."),
        ),
        (_H.QUOTE_EXPLAINED, _A.CUSTOMER): worded(
            N_("About your quote {quote}, {to_pay}"), N_("Our desk says: {reason}")
        ),
        (_H.QUOTE_ACCEPTED, _A.CUSTOMER): worded(
            N_("Thank you: you accepted {quote}, {to_pay}"),
            N_("You pay it with the invoice after the work, never in cash."),
            N_("We get the materials now, and then propose times for the installation."),
        ),
        (_H.QUOTE_ACCEPTED, _A.OPS): worded(
            N_("The customer accepts {quote}, {to_pay}"), N_("Noted by {by}: {reason}")
        ),
        (_H.QUOTE_ACCEPTED, _A.PROCUREMENT): worded(
            N_("The customer accepts {quote}: the materials of {request} can be allocated"), bare=True
        ),
        (_H.QUOTE_DECLINED, _A.OPS): worded(
            N_("The customer does not accept {quote}, {to_pay}"),
            N_("He says: {reason}"),
            N_("Please call {phone}: change the bill of materials, waive the quote, or cancel the lead."),
        ),
        (_H.QUOTE_WAIVED, _A.CUSTOMER): worded(
            N_("You need not pay {quote}"),
            N_("We get the materials now, and then propose times for the installation."),
        ),
        (_H.QUOTE_WAIVED, _A.PROCUREMENT): worded(
            N_("{quote} is waived: the materials of {request} can be allocated"), bare=True
        ),
        (_H.QUOTE_WITHDRAWN, _A.CUSTOMER): worded(
            N_("Your quote {quote} no longer counts"),
            N_("Nothing beyond the package is to be paid any more."),
        ),
        (_H.QUOTE_WITHDRAWN, _A.OPS): worded(
            N_("{quote} no longer counts"), N_("The bill of materials is within the package now.")
        ),
        (_H.MATERIALS_RELEASED, _A.PROCUREMENT): worded(
            N_("The materials of {request} are free again"), N_("The installation does not take place now.")
        ),
        (_H.CHARGER_HANDED_OUT, _A.TEAM): worded(
            N_("The charger for {visit}: serial {serial}"),
            N_("Please check its sticker when you take it along."),
            bare=True,
        ),
        (_H.CHARGER_EXCHANGED, _A.TEAM): worded(
            N_("Another charger for {visit}: serial {serial}"),
            N_("It was {former_serial}. Reason: {reason}"),
            N_("Please check its sticker when you take it along."),
            bare=True,
        ),
        (_H.COUNT_REFUSED, _A.PROCUREMENT): worded(
            N_("{count}: please count again"),
            N_("{item} in {store}: {counted} counted, {booked} booked. Nothing was changed."),
            N_("{by} says: {reason}"),
        ),
        (_H.STOCK_LOW, _A.PROCUREMENT): worded(
            N_("{store} is running low"),
            N_("Below the reorder level now: {low}."),
            N_("/stock low shows what to order."),
        ),
        (_H.RESERVATION_ENDED, _A.PROCUREMENT): worded(
            N_("The reservation of {request} has ended"),
            N_("No installation was booked in time, so the stock is free again."),
            N_("Once it is booked we ask you to allocate it anew."),
        ),
        (_H.RESERVATION_ENDED, _A.OPS): worded(
            N_("The materials are reserved no longer"),
            N_("No installation was booked in time. Procurement allocates them anew once it is."),
        ),
        (_H.MATERIALS_MISSING, _A.PROCUREMENT): worded(
            N_("{team} lacks {quantity} of {item}"),
            N_("It did not come with {request}. The installation: {slot}."),
        ),
        (_H.MATERIALS_MISSING, _A.OPS): worded(
            N_("{team} lacks {quantity} of {item}"),
            N_("It did not come with {request}. Procurement has been told. The installation: {slot}."),
        ),
        (_H.MATERIALS_TO_BRING, _A.TEAM): worded(
            N_("The materials for {visit} are with {former_team}"),
            N_("They bring them to you: {former_phone}"),
            N_("We ask you to say when you have them."),
            bare=True,
        ),
        (_H.MATERIALS_TO_BRING, _A.PROCUREMENT): worded(
            N_("{team} installs in place of {former_team}"),
            N_("{former_team} has the materials of {request} and was asked to bring them."),
        ),
        (_H.MATERIALS_STAY, _A.FORMER_TEAM): worded(
            N_("Please keep the materials of {request}"),
            N_("You need not bring them to another team now."),
        ),
        (_H.LOCAL_PURCHASE_OPENED, _A.OPS): worded(
            N_("{purchase} is bought locally: {items}"), N_("The team gives the vendor's details: {team}.")
        ),
        (_H.PAYMENT_ANSWERED, _A.FINANCE): worded(
            N_("{payment}: {by} has answered"), N_("{question}"), N_("Answer: {answer}")
        ),
        (_H.PAYMENT_LIFTED, _A.FINANCE): worded(
            N_("{payment} need not wait"),
            N_("{amount} to {payee}: new or changed, and found to be right by {by}."),
            N_("Reason: {reason}"),
        ),
        (_H.PAYMENT_UNKNOWN, _A.FINANCE): worded(
            N_("Nobody knows yet what became of {payment}"),
            N_("{amount} to {payee}."),
            N_("{reason}"),
            N_(
                "Do not pay it again. Look in the bank's app or statement, then enter the reference, or that it failed."
            ),
        ),
        (_H.PURCHASE_ALLOWED, _A.TEAM): worded(N_("{purchase} is allowed: {amount}"), N_("{items}")),
        (_H.PURCHASE_DECLINED, _A.TEAM): worded(
            N_("{purchase} is not allowed: {amount}"),
            N_("Reason: {reason}"),
            N_("Please send other details, or ask another vendor."),
        ),
        (_H.PURCHASE_DECLINED, _A.PROCUREMENT): worded(
            N_("{purchase} is not allowed: {amount}"), N_("Reason: {reason}")
        ),
        **{
            (_H.PURCHASE_CALLED_OFF, reader): worded(
                N_("{purchase} is not bought any more: {items}"),
                N_("The lead is cancelled. Reason: {reason}"),
                N_("Please do not order or pay anything for it."),
            )
            for reader in (_A.TEAM, _A.PROCUREMENT)
        },
        (_H.PAYMENT_APPROVED_ONCE, _A.FINANCE): worded(
            N_("{payment} needs a second approval"),
            N_("{amount} to {payee}, {purpose}."),
            N_("Approved by {by}; above the limit a second person approves."),
        ),
        (_H.PAYMENT_REJECTED, _A.OPS): worded(
            N_("{payment} is rejected"), N_("{amount} to {payee}, {purpose}."), N_("Reason: {reason}")
        ),
        (_H.PAYMENT_REJECTED, _A.TEAM): worded(
            N_("The payment to {payee} is rejected"),
            N_("Reason: {reason}"),
            N_("Please send the vendor's details of {to_buy} again."),
        ),
        (_H.PAYMENT_REJECTED, _A.PROCUREMENT): worded(
            N_("{payment} is rejected"), N_("{amount} to {payee}."), N_("Reason: {reason}")
        ),
        (_H.PAYMENT_PAID, _A.TEAM): worded(
            N_("The vendor is paid: {payee}"),
            N_("{amount}, reference {reference}."),
            N_("Please fetch the goods and photograph the bill."),
            N_("To pass on to the vendor: “{amount} were paid to you by {paid_by}, reference {reference}.”"),
        ),
        (_H.PAYMENT_PAID, _A.PROCUREMENT): worded(
            N_("{payment} is paid"),
            N_("{amount} to {payee}, reference {reference}."),
            N_("To pass on to the vendor: “{amount} were paid to you by {paid_by}, reference {reference}.”"),
        ),
        (_H.PAYMENT_FAILED, _A.OPS): worded(
            N_("{payment} failed"), N_("{amount} to {payee}, {purpose}."), N_("Reason: {reason}")
        ),
        (_H.PAYMENT_FAILED, _A.FINANCE): worded(
            N_("{payment} failed"),
            N_("{amount} to {payee}."),
            N_("Reason: {reason}"),
            N_("It is never sent again: a new request follows where it is still owed."),
        ),
        (_H.PAYMENT_REVERSED, _A.OPS): worded(
            N_("The bank reversed {payment}"), N_("{amount} to {payee}, {purpose}."), N_("Reason: {reason}")
        ),
        (_H.PAYMENT_REVERSED, _A.FINANCE): worded(
            N_("The bank reversed {payment}"),
            N_("{amount} to {payee}."),
            N_("Reason: {reason}"),
            N_("It is never sent again: a new request follows where it is still owed."),
        ),
        (_H.PAYOUT_OPENED, _A.TEAM): worded(
            N_("Your payout statement {payment}: {amount}"),
            N_("Please look at it before {until}: is every visit there, and right?"),
            N_("After that Finance is asked to pay it."),
            bare=True,
        ),
        (_H.PAYOUT_RESTATED, _A.TEAM): worded(
            N_("Your payout statement {payment} is made anew: {amount}"),
            N_("What you dispute is taken out; our desk answers you about it."),
            N_("Please look at the rest before {until}. After that Finance is asked to pay it."),
            bare=True,
        ),
        (_H.DISPUTE_ANSWERED, _A.TEAM): worded(
            N_("About {earned_visit}: {line_amount}"),
            N_("Our desk says: {answer}"),
            N_("It comes with your next payout."),
        ),
        (_H.GOODS_RECEIVED, _A.PROCUREMENT): worded(
            N_("The goods of {purchase} came"), N_("{items}, with the vendor's bill.")
        ),
        (_H.MATERIALS_READY, _A.OPS): worded(
            N_("All materials are there"), N_("Next: propose slots for the installation.")
        ),
    }
)
PAYOUTS: Final[Mapping[tuple[Happening, Audience, PaymentKind], Wording]] = MappingProxyType(
    {
        (_H.PAYMENT_PAID, _A.TEAM, PaymentKind.PAYOUT): worded(
            N_("You are paid: {amount}"), N_("{payment}, reference {reference}.")
        ),
        (_H.PAYMENT_REJECTED, _A.TEAM, PaymentKind.PAYOUT): worded(
            N_("Your payout {payment} is not released yet"),
            N_("Reason: {reason}"),
            N_("What you earned stands and comes with a later payout."),
        ),
    }
)
"""Where a payout to a team is spoken of otherwise than a payment to a vendor."""
ASKED: Final = worded(
    N_("Finance asks about {payment}: {question}"),
    N_("It is about {amount} to {payee}, {purpose}."),
    N_("Please answer with the button below: the money waits for it."),
)
"""To whoever asked for the payment: the team, Procurement or Ops."""
