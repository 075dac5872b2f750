"""The steps around a quote: the customer's answer, and what the desk does about it."""

from cards.actions import Action
from cards.steps.choice import Choice, Reading, Rows
from domain.leads.stages import Stage
from domain.materials.quote import Quote, QuoteState
from domain.words import say


def waiting(reading: Reading) -> Quote | None:
    """The quote to which something is to be said."""
    quote, lead = reading.view.quote, reading.lead
    if quote is None or lead is None or lead.stage is not Stage.MATERIALS:
        return None
    return quote if quote.counts and not quote.is_settled else None


def of_customer(reading: Reading) -> Rows:
    """His answer, and where he has not the calculation before his eyes the way to it."""
    quote = waiting(reading)
    if quote is None:
        return
    first = [Choice(say("Accept {amount}", amount=quote.total), Action.ACCEPT_QUOTE, quote.id)]
    if reading.view.subject != quote.id:
        first.append(Choice(say("See the quote"), Action.OPEN, quote.id))
    yield tuple(first)
    row = [Choice(say("I have a question"), Action.ASK_QUOTE, quote.id)]
    if quote.state is not QuoteState.DECLINED:
        row.append(Choice(say("I do not accept"), Action.DECLINE_QUOTE, quote.id))
    yield tuple(row)


def of_desk(reading: Reading) -> Rows:
    """What he says on the phone, what he is answered, or that he need not pay."""
    quote = waiting(reading)
    if quote is None:
        return
    accepts = say("Customer accepts {amount} …", amount=quote.total)
    yield (Choice(accepts, Action.PHONE_QUOTE, quote.id),)
    if quote.state is QuoteState.OFFERED:
        yield (Choice(say("Customer does not accept …"), Action.DECLINE_QUOTE, quote.id),)
    else:
        yield (Choice(say("Answer the customer …"), Action.ANSWER_QUOTE, quote.id),)
    yield (Choice(say("Waive it …"), Action.WAIVE_QUOTE, quote.id),)
