"""The quote as the customer reads it, and what the desks read of it."""

from dataclasses import replace
from typing import Final

import pytest

from cards.card import render_card
from cards.message import Message
from cards.text import Speaker
from domain.materials.quote import QuoteLine, QuoteState
from domain.materials.request import Line
from domain.money.amount import Money
from domain.owed import Owed
from domain.policy import with_overrides
from domain.reactions import Audience, CardName
from domain.view import View
from tests.build import a_quote
from tests.cards.moments import BASIS, MOMENTS

OFFERED: Final = replace(MOMENTS[Owed.ACCEPT_QUOTE], subject="Q-1042-1")
CALCULATION: Final = """\
Your site needs 25 m of cable. The package of your car maker has 20 m, so 5 m are extra.
Copper cable 3×6 mm² (m): 5 × ₹350.00 = ₹1,750.00
GST 18 %: ₹315.00
To pay: ₹2,065.00"""


def card(name: CardName, view: View, audience: Audience) -> Message:
    return render_card(name, view, audience, Speaker())


def labels(message: Message) -> list[str]:
    return [button.label for row in message.keyboard for button in row]


def test_he_reads_how_it_comes_about_how_it_is_paid_and_answers_there() -> None:
    message = card(CardName.QUOTE, OFFERED, Audience.CUSTOMER)
    assert CALCULATION in message.text
    assert "never in cash: our team takes no money" in message.text
    assert labels(message) == ["Accept ₹2,065.00", "I have a question", "I do not accept"]


@pytest.mark.parametrize(
    ("state", "said", "buttons"),
    [
        (QuoteState.ASKED, "You asked: why?", ["Accept ₹2,065.00", "I have a question", "I do not accept"]),
        (QuoteState.DECLINED, "You did not accept: why?", ["Accept ₹2,065.00", "I have a question"]),
        (QuoteState.ACCEPTED, "You accepted this on Mon 23 Nov, 11:30.", []),
        (QuoteState.WAIVED, "You need not pay this.", []),
        (QuoteState.REPLACED, "This quote no longer counts.", []),
    ],
)
def test_it_says_where_it_stands(state: QuoteState, said: str, buttons: list[str]) -> None:
    message = card(
        CardName.QUOTE, replace(OFFERED, quote=a_quote(state=state, words="why?")), Audience.CUSTOMER
    )
    assert said in message.text
    assert labels(message) == buttons


def test_from_his_home_he_finds_the_way_to_it() -> None:
    home = card(CardName.LEAD, MOMENTS[Owed.ACCEPT_QUOTE], Audience.CUSTOMER)
    assert labels(home)[:2] == ["Accept ₹2,065.00", "See the quote"]


def test_something_optional_alone_says_nothing_of_metres() -> None:
    optional = a_quote(metres=18, lines=(QuoteLine(item="spd_2p", quantity=1, price=Money(3_500_00)),))
    text = card(CardName.QUOTE, replace(OFFERED, quote=optional), Audience.CUSTOMER).text
    assert "m of cable" not in text
    assert "Surge protection Type 2, 2P: 1 × ₹3,500.00 = ₹3,500.00" in text


def test_the_desks_read_where_it_stands_and_the_team_nothing_of_it() -> None:
    said = "Q-1042-1 · ₹2,065.00 · waits for the customer since Mon 23 Nov, 11:30"
    view = MOMENTS[Owed.ACCEPT_QUOTE]
    assert said in card(CardName.LEAD, view, Audience.OPS).text
    of_request = replace(view, subject="M-1042")
    assert said in card(CardName.REQUEST, of_request, Audience.PROCUREMENT).text
    assert "₹" not in card(CardName.REQUEST, of_request, Audience.TEAM).text


def test_a_length_that_was_only_assumed_says_so() -> None:
    text = card(CardName.REQUEST, MOMENTS[Owed.ACCEPT_QUOTE], Audience.PROCUREMENT).text
    assert "No survey says how long the way is: 25 m are assumed." in text


def test_a_size_that_the_package_has_no_price_for_is_marked() -> None:
    situation = MOMENTS[Owed.ACCEPT_QUOTE].situation
    assert situation is not None
    assert situation.request is not None
    request = replace(
        situation.request,
        basis=replace(BASIS, metres=60),
        lines=(Line(item="cable_3x25", quantity=66, because="{metres} m + {spare} % spare, {size} mm²"),),
    )
    policy = with_overrides({"included_metres": "20", "customer_prices": "cable:350"})
    view = replace(
        MOMENTS[Owed.ACCEPT_QUOTE],
        situation=replace(situation, request=request, quote=None, policy=policy),
        request=request,
        quote=None,
    )
    text = card(CardName.REQUEST, view, Audience.PROCUREMENT).text
    assert "⚠ Not quoted: the package has no price per metre for Copper cable 3×25 mm² (m)." in text
    assert "60 m + 10 % spare, 6 mm²" in text
