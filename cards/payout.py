"""Payouts: the statement as the team reads it, and a whole run as Finance does."""

from collections.abc import Sequence
from typing import Final

from cards.blocks import heading, named
from cards.buttons import buttons_for
from cards.message import Message
from cards.text import Speaker, Text, harmless
from cards.titles import KINDS
from cards.values import NAME_MOST
from domain.money.earning import LINE_TITLES
from domain.money.payment import STATE_TITLES, Payment, PaymentState
from domain.money.payout_run import sums
from domain.money.statement import DisputedLine, Statement, StatementLine
from domain.money.together import go_together, why_single
from domain.reactions import Audience
from domain.view import View
from domain.visits.team import owed_team
from domain.words import N_, Words, say

LINES_MOST: Final = 25
"""All of them stand on the paper."""


def statement_card(view: View, audience: Audience, speaker: Speaker, *, team: str | None = None) -> Message:
    payout, text = view.payment, Text()
    if payout is None or payout.statement is None or team not in {None, payout.team}:
        return text.line(speaker.say(say("There is no {key}.", key=view.subject))).message()
    stated = payout.statement
    title = say("Your payout {payment}: {amount}", payment=payout.id, amount=payout.amount)
    text.bold_line(speaker.say(title))
    named(text, speaker, N_("State"), say(STATE_TITLES[payout.state]))
    if stated.version > 1:
        named(text, speaker, N_("Statement"), say("version {number}", number=stated.version))
    text.gap()
    for line in stated.lines[:LINES_MOST]:
        _line(text, line, speaker)
    if len(stated.lines) > LINES_MOST:
        text.line(speaker.say(say("and {count} more", count=len(stated.lines) - LINES_MOST)))
    withheld_lines(text.gap(), payout, speaker)
    named(text, speaker, N_("Paid to"), payout.payee.masked)
    _taken_out(text, stated.disputed, speaker)
    text.gap().line(speaker.say(_what_now(payout, stated)))
    return text.message(buttons_for(audience, view, speaker, team=team))


def _line(text: Text, line: StatementLine, speaker: Speaker) -> None:
    told = say(
        "• {day}, {lead}, {kind}: {amount}",
        day=line.day,
        lead=line.lead,
        kind=say(KINDS[line.kind]),
        amount=str(line.amount),
    )
    text.line(speaker.say(told))
    for part in line.parts if len(line.parts) > 1 else ():
        note = f" ({harmless(part.note)})" if part.note else ""
        text.line(f"   {speaker.say(LINE_TITLES[part.kind])}{note}: {part.amount}")


def withheld_lines(text: Text, payout: Payment, speaker: Speaker) -> None:
    """Earned, withheld, paid, and the financial year so far."""
    stated = payout.statement
    if stated is None:
        return
    withheld = stated.withheld
    named(text, speaker, N_("Earned"), withheld.gross)
    tds = say(
        "{amount} ({rate}, section {section})",
        amount=withheld.tds,
        rate=withheld.rate,
        section=withheld.section,
    )
    named(text, speaker, N_("TDS"), tds if withheld.tds.paise else say("nothing to be withheld"))
    if not withheld.pan:
        text.line(speaker.say(N_("⚠ There is no PAN: tax is 20 % where any is due.")))
    named(text, speaker, N_("Paid"), payout.amount)
    year = say("{amount} since April {year}", amount=withheld.year_gross, year=str(withheld.year))
    named(text, speaker, N_("Earned this financial year"), year)


def _taken_out(text: Text, disputed: Sequence[DisputedLine], speaker: Speaker) -> None:
    for one in disputed:
        told = say(
            "Taken out: {visit}, {amount}. {name} says: {reason}",
            visit=one.visit,
            amount=str(one.amount),
            name=one.name,
            reason=one.reason,
        )
        text.line(speaker.say(told))


def _what_now(payout: Payment, stated: Statement) -> Words:
    if payout.state is PaymentState.PROPOSED:
        return say(
            "Is it right? Tell us before {until} what is not; after that Finance is asked to pay it.",
            until=stated.until,
        )
    if payout.state is PaymentState.PAID:
        return say("Paid, reference {reference}.", reference=payout.reference or "")
    if payout.is_open:
        return say(
            "It is with Finance. If something is wrong with it, tell our desk: it comes with a later payout."
        )
    return say("It was not paid. What you earned stands and comes with a later payout.")


def earning_card(view: View, audience: Audience, speaker: Speaker, *, team: str | None = None) -> Message:
    """What a team disputes, and what was answered; or what is payable to it and waits for somebody to pay it out."""
    earning, text = view.earning, Text()
    buttons = buttons_for(audience, view, speaker, team=team)
    if earning is None:
        whose = harmless(view.team_name(owed_team(view.subject)), NAME_MOST)
        text.bold_line(speaker.say(say("Payable to {team}", team=whose)))
        text.line(speaker.say(_waiting(view)))
        return text.message(buttons)
    whose = harmless(view.team_name(earning.team), NAME_MOST)
    told = say("{visit}: {amount} of {team}", visit=earning.visit, amount=str(earning.amount), team=whose)
    text.bold_line(speaker.say(told)).line(heading(view, speaker)).gap()
    for part in earning.lines:
        note = f" ({harmless(part.note)})" if part.note else ""
        text.line(f"• {speaker.say(LINE_TITLES[part.kind])}{note}: {part.amount}")
    for one in earning.disputes:
        text.line(speaker.say(say("{name} says: {reason}", name=one.name, reason=one.reason)))
        if one.answered_at is not None:
            text.line(speaker.say(say("{name} answers: {answer}", name=one.answered_by, answer=one.answer)))
    if earning.open_dispute is not None:
        text.gap().line(
            speaker.say(N_("Please put it right, or say why it stands. It is paid with a later payout."))
        )
    return text.message(buttons)


def _waiting(view: View) -> Words:
    if view.duty is None:
        return say("Nothing waits for you here.")
    return say("No run pays this team: somebody has to open its payout. Due {due}.", due=view.duty.due)


def run_card(view: View, audience: Audience, speaker: Speaker, *, team: str | None = None) -> Message:
    """All payouts of a run, each in its own true state."""
    run, text = view.run, Text()
    if run is None:
        return text.line(speaker.say(say("There is no {key}.", key=view.subject))).message()
    count = len(view.payouts)
    text.bold_line(speaker.say(say("Payouts of {day}: {count} teams", day=run.day, count=count)))
    totals(text, [one for one in view.payouts if one.is_open or one.state is PaymentState.PAID], speaker)
    text.gap()
    for payout in view.payouts[:LINES_MOST]:
        _payout(text, view, payout, speaker)
    if count > LINES_MOST:
        text.line(speaker.say(say("and {count} more", count=count - LINES_MOST)))
    _one_tap(text.gap(), view, speaker)
    return text.message(buttons_for(audience, view, speaker, team=team))


def totals(text: Text, payouts: Sequence[Payment], speaker: Speaker) -> None:
    all_of_them = sums(payouts)
    named(text, speaker, N_("Earned"), all_of_them.gross)
    named(text, speaker, N_("TDS"), all_of_them.tds)
    named(text, speaker, N_("To be paid"), all_of_them.net)


def _payout(text: Text, view: View, payout: Payment, speaker: Speaker) -> None:
    state = say(STATE_TITLES[payout.state])
    if payout.state is PaymentState.PROPOSED and payout.statement is not None:
        state = say("with the team until {until}", until=payout.statement.until)
    told = say(
        "{payment} {team}: {amount}, {state}",
        payment=payout.id,
        team=harmless(view.team_name(payout.team), NAME_MOST),
        amount=payout.amount,
        state=state,
    )
    text.line(f"• {speaker.say(told)}")
    if payout.reason:
        text.line(f"   {harmless(payout.reason)}")
    if payout.state is PaymentState.REQUESTED and (why := why_single(payout, view.now)) is not None:
        text.line(f"   {speaker.say(say('stays single: {why}', why=why))}")
    for one in payout.statement.disputed if payout.statement is not None else ():
        disputed = say(
            "disputed: {visit}, {amount}: {reason}",
            visit=one.visit,
            amount=str(one.amount),
            reason=one.reason,
        )
        text.line(f"   {speaker.say(disputed)}")


def _one_tap(text: Text, view: View, speaker: Speaker) -> None:
    """What the one tap approves, all of it counted."""
    waiting = go_together(view.payouts, view.now)
    if not waiting:
        return
    all_of_them = sums(waiting)
    told = say(
        "One tap approves {count}: {gross} earned, {tds} TDS, {net} to be paid.",
        count=all_of_them.count,
        gross=all_of_them.gross,
        tds=all_of_them.tds,
        net=all_of_them.net,
    )
    text.bold_line(speaker.say(told))
