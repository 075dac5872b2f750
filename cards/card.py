"""Draws the card of a name for a reader."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Protocol

from cards.bill import bill_card
from cards.calendar import calendar_card
from cards.count import count_card
from cards.home import render_customer_home
from cards.importing import import_card
from cards.lead import lead_card
from cards.message import Message
from cards.pack import pack_card
from cards.payment import payment_card
from cards.payout import earning_card, run_card, statement_card
from cards.period import period_card
from cards.purchase import purchase_card
from cards.quote import quote_card
from cards.redo import redo_card
from cards.report import report_card
from cards.request import request_card
from cards.signing import signing_card
from cards.site import site_card
from cards.stock_file import stock_file_card
from cards.text import Speaker, Text
from cards.twins import twins_card
from cards.visit import visit_card
from domain.reactions import Audience, CardName
from domain.view import View
from domain.words import say


class Draw(Protocol):
    def __call__(
        self, view: View, audience: Audience, speaker: Speaker, *, team: str | None = None
    ) -> Message: ...


_A = Audience
_OPS: Final = frozenset({_A.OPS, _A.OPS_LEAD, _A.ON_CALL})
_DRAW: Final[Mapping[CardName, Draw]] = MappingProxyType(
    {
        CardName.LEAD: lead_card,
        CardName.VISIT: visit_card,
        CardName.REQUEST: request_card,
        CardName.PURCHASE: purchase_card,
        CardName.PAYMENT: payment_card,
        CardName.PACK: pack_card,
        CardName.PERIOD: period_card,
        CardName.TWINS: twins_card,
        CardName.IMPORT: import_card,
        CardName.CALENDAR: calendar_card,
        CardName.BILL: bill_card,
        CardName.SITE: site_card,
        CardName.REPORT: report_card,
        CardName.REDO: redo_card,
        CardName.SIGNING: signing_card,
        CardName.QUOTE: quote_card,
        CardName.COUNT: count_card,
        CardName.STOCK_FILE: stock_file_card,
        CardName.STATEMENT: statement_card,
        CardName.RUN: run_card,
        CardName.EARNING: earning_card,
    }
)
READERS: Final[Mapping[CardName, frozenset[Audience]]] = MappingProxyType(
    {
        CardName.LEAD: frozenset(_A) - {_A.ADMIN, _A.FORMER_TEAM},
        CardName.VISIT: _OPS | {_A.TEAM, _A.FORMER_TEAM, _A.PROCUREMENT, _A.CUSTOMER},
        CardName.REQUEST: _OPS | {_A.PROCUREMENT, _A.TEAM},
        CardName.PURCHASE: _OPS | {_A.PROCUREMENT, _A.FINANCE, _A.TEAM},
        CardName.PAYMENT: _OPS | {_A.PROCUREMENT, _A.FINANCE},
        CardName.PACK: _OPS | {_A.REPORTING, _A.OEM},
        CardName.PERIOD: frozenset({_A.REPORTING}),
        CardName.TWINS: _OPS,
        CardName.IMPORT: _OPS,
        CardName.CALENDAR: _OPS,
        CardName.SITE: _OPS,
        CardName.REPORT: _OPS,
        CardName.REDO: _OPS,
        CardName.BILL: _OPS | {_A.CUSTOMER},
        CardName.SIGNING: frozenset({_A.CUSTOMER}),
        CardName.QUOTE: _OPS | {_A.CUSTOMER},
        CardName.COUNT: frozenset({_A.PROCUREMENT, _A.FINANCE}),
        CardName.STOCK_FILE: frozenset({_A.PROCUREMENT}),
        CardName.STATEMENT: _OPS | {_A.TEAM, _A.FINANCE},
        CardName.RUN: frozenset({_A.FINANCE}),
        CardName.EARNING: _OPS,
    }
)
"""What teams and vendors get, and bank data, are on cards that neither customers nor OEMs ever get."""


def render_card(
    name: str, view: View, audience: Audience, speaker: Speaker, *, team: str | None = None
) -> Message:
    """`team` is that of the chat, where a team reads; a card that is not for this reader says so and shows nothing."""
    card = CardName(name)
    if card is CardName.LEAD and audience is Audience.CUSTOMER:
        return render_customer_home(view, speaker)
    if audience not in READERS[card]:
        return Text().line(speaker.say(say("There is nothing to show here."))).message()
    return _DRAW[card](view, audience, speaker, team=team)
