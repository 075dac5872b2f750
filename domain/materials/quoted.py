"""What is said of a quote: to the customer in chat and on his page alike, and to the desk."""

from collections.abc import Iterator

from domain.materials.catalogue import title_of
from domain.materials.quote import STATES, Quote, QuoteState
from domain.words import N_, Words, say

HOW_IT_IS_PAID = N_(
    "You pay it with the invoice after the work, never in cash: our team takes no money. This price stays as it is."
)


def calculation(quote: Quote) -> Iterator[Words]:
    """How the price comes about, line by line, and what is to pay."""
    if quote.extra_metres:
        yield say(
            "Your site needs {metres} m of cable. The package of your car maker has {free} m, so {extra} m are extra.",
            metres=quote.metres,
            free=quote.free_metres,
            extra=quote.extra_metres,
        )
    for line in quote.lines:
        yield say(
            "{item}: {quantity} × {price} = {amount}",
            item=Words(title_of(line.item)),
            quantity=line.quantity,
            price=line.price,
            amount=line.amount,
        )
    yield say("GST {percent} %: {gst}", percent=quote.gst_percent, gst=quote.gst)
    yield say("To pay: {total}", total=quote.total)


def to_customer(quote: Quote) -> Iterator[Words]:
    """Where it stands, as he reads it."""
    match quote.state:
        case QuoteState.OFFERED:
            if quote.words:
                yield say("Our desk says: {words}", words=quote.words)
            yield say(
                "Please accept it, ask us, or tell us that you do not accept. We go on when you have answered."
            )
        case QuoteState.ASKED:
            yield say("You asked: {words}", words=quote.words)
            yield say("Our desk calls you. You can accept it at any time.")
        case QuoteState.ACCEPTED:
            yield say("You accepted this on {since}.", since=quote.state_since)
        case QuoteState.DECLINED:
            yield say("You did not accept: {words}", words=quote.words)
            yield say("Our desk calls you. You can accept it at any time.")
        case QuoteState.WAIVED:
            yield say("You need not pay this.")
        case QuoteState.REPLACED:
            yield say("This quote no longer counts.")


def to_desk(quote: Quote) -> Words:
    """`Q-1042-1 · ₹2,065.00 · accepted Tue 24 Nov, 10:00 by Asha Rao`."""
    return (
        say(
            "{quote} · {amount} · {state} {since}, {by}",
            quote=quote.id,
            amount=quote.total,
            state=say(STATES[quote.state]),
            since=quote.state_since,
            by=quote.by,
        )
        if quote.by
        else say(
            "{quote} · {amount} · {state} since {since}",
            quote=quote.id,
            amount=quote.total,
            state=say(STATES[quote.state]),
            since=quote.state_since,
        )
    )
