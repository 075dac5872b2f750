"""The part of the page with the quote for what goes beyond the package: how it comes about, and the customer's answer."""

from domain.errors import Invalid, NotFound
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.materials.quote import Quote, QuoteState
from domain.materials.quoted import HOW_IT_IS_PAID, calculation, to_customer
from domain.materials.quoting import LONGEST, accept_quote, ask_about_quote, decline_quote
from domain.words import N_, say
from web.by_link.pieces import button, hidden, line, more, section
from web.customer.act import Act
from web.customer.shown import Shown, form, trouble_of
from web.portal.markup import Html, Part, put, tag


def quote(shown: Shown, lead: Lead) -> Html | None:
    offered = shown.view.quote
    if offered is None or not offered.counts or not lead.is_open:
        return None
    waits = lead.stage is Stage.MATERIALS and not offered.is_settled
    return section(
        "quote",
        shown.speak(say("Quote {quote}: what goes beyond the package", quote=offered.id)),
        trouble_of(shown, "quote"),
        tag("ul", [tag("li", shown.speak(words)) for words in calculation(offered)]),
        line(shown.speak(HOW_IT_IS_PAID)),
        [line(shown.speak(words)) for words in to_customer(offered)],
        _answer(shown, offered) if waits else None,
    )


def _answer(shown: Shown, offered: Quote) -> Part:
    which = hidden("quote", offered.id)
    accept = button(shown.speak(say("Accept {amount}", amount=offered.total)), name="answer", value="yes")
    label = tag("label", shown.speak(N_("Your question, or why you do not accept")), for_="words-quote")
    field = tag(
        "input",
        id="words-quote",
        type="text",
        name="words",
        maxlength=LONGEST,
        value=shown.typed("quote", "words"),
        **shown.marked("quote"),
    )
    ask = button(shown.speak(N_("I have a question")), name="answer", value="ask", plain=True)
    no = button(shown.speak(N_("I do not accept")), name="answer", value="no", plain=True)
    otherwise = more(
        shown.speak(N_("Ask, or do not accept")),
        form(shown, "quote", which, label, field, tag("div", ask, no, class_="row")),
        is_open=shown.refused("quote") is not None,
    )
    return put(form(shown, "quote", which, accept), otherwise)


async def on_quote(act: Act) -> str:
    """Sent twice, an answer changes nothing more."""
    offered = await act.uow.find(Quote, act.given.text("quote"))
    if offered is None or offered.lead != act.lead.id:
        raise NotFound(say("This button is not known any more."))
    answer, words = act.given.text("answer"), act.given.text("words")
    if answer == "yes":
        if offered.state is not QuoteState.ACCEPTED:
            await accept_quote(act.uow, offered.id, act.actor)
    elif not words:
        raise Invalid(say("Please write your question, or why you do not accept. Example: it is too much."))
    elif answer == "ask":
        if (offered.state, offered.words) != (QuoteState.ASKED, words):
            await ask_about_quote(act.uow, offered.id, words, act.actor)
    elif offered.state is not QuoteState.DECLINED:
        await decline_quote(act.uow, offered.id, words, act.actor)
    return "quote"
