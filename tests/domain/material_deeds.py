"""Commands around the bill of materials and the quote that follows from it."""

from typing import Final

from domain.leads.stages import Stage
from domain.materials import quoting
from domain.materials.quote import QuoteState
from tests.build import a_quote
from tests.domain.deed import Deed, deed

QUOTE: Final = "Q-1042-1"
OF_MATERIALS: Final[dict[str, Deed]] = {
    "accept_quote": deed(
        quoting.accept_quote,
        "customer ops",
        Stage.MATERIALS,
        lambda u, who: quoting.accept_quote(u, QUOTE, who, note="on the phone"),
        a_quote(),
    ),
    "ask_about_quote": deed(
        quoting.ask_about_quote,
        "customer ops",
        Stage.MATERIALS,
        lambda u, who: quoting.ask_about_quote(u, QUOTE, "why so much?", who),
        a_quote(),
    ),
    "decline_quote": deed(
        quoting.decline_quote,
        "customer ops",
        Stage.MATERIALS,
        lambda u, who: quoting.decline_quote(u, QUOTE, "too much", who),
        a_quote(),
    ),
    "answer_about_quote": deed(
        quoting.answer_about_quote,
        "ops",
        Stage.MATERIALS,
        lambda u, who: quoting.answer_about_quote(u, QUOTE, "the wall is damp", who),
        a_quote(state=QuoteState.ASKED),
    ),
    "waive_quote": deed(
        quoting.waive_quote,
        "ops",
        Stage.MATERIALS,
        lambda u, who: quoting.waive_quote(u, QUOTE, "a favour", who),
        a_quote(),
    ),
}
