"""Commands around the bill of materials and the quote that follows from it."""

from typing import Final

from domain.leads.stages import Stage
from domain.materials import changing, quoting
from domain.materials.basis import Basis
from domain.materials.quote import QuoteState
from domain.materials.request import Line
from tests.build import a_quote, a_request
from tests.domain.deed import Deed, deed

QUOTE: Final = "Q-1042-1"
OPEN: Final = (Line(item="charger", quantity=1), Line(item="cable", quantity=20))
BASIS: Final = Basis(kw=7.4, phases=1, metres=18, measured=True, mm2=6, breaker_a=40)
OF_MATERIALS: Final[dict[str, Deed]] = {
    "add_item": deed(
        changing.add_item,
        "ops procurement",
        Stage.MATERIALS,
        lambda u, who: changing.add_item(u, "M-1042", "spd_2p", 1, "he wants it", who),
        a_request(lines=OPEN),
    ),
    "set_quantity": deed(
        changing.set_quantity,
        "ops procurement",
        Stage.MATERIALS,
        lambda u, who: changing.set_quantity(u, "M-1042", "cable", 22, "a detour", who),
        a_request(lines=OPEN),
    ),
    "take_out": deed(
        changing.take_out,
        "ops procurement",
        Stage.MATERIALS,
        lambda u, who: changing.take_out(u, "M-1042", "cable", "it is there", who),
        a_request(lines=OPEN),
    ),
    "set_metres": deed(
        changing.set_metres,
        "ops procurement",
        Stage.MATERIALS,
        lambda u, who: changing.set_metres(u, "M-1042", 22, "a detour", who),
        a_request(lines=OPEN, basis=BASIS),
    ),
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
