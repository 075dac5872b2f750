"""What teams have earned: what waits to be marked payable, what a team earned, and by which rates."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from cards.actions import Action, Tap
from cards.message import Button, Message
from cards.text import Speaker, Text, harmless
from cards.titles import EARNINGS, KINDS
from cards.values import NAME_MOST
from domain.money.earned import Earned
from domain.money.earning import LINE_TITLES, Earning, EarningLine
from domain.money.marking import Waiting, Waits
from domain.money.objections import OBJECTIONS
from domain.money.rate_card import RateCard, Rates, RatesVersion, VisitRate
from domain.words import N_, Words, say

ALL: Final = "all"
BUTTONS_SHOWN: Final = 20
Rows = tuple[tuple[Button, ...], ...]


def waiting_card(waiting: Waiting, speaker: Speaker) -> Message:
    """The oldest first: what each is for, what speaks against it, and one tap for all that is clear."""
    text = Text()
    if not waiting.count:
        return text.line(speaker.say(say("Nothing waits to be marked payable."))).message()
    text.bold_line(speaker.say(say("To be marked payable: {count}", count=waiting.count)))
    for entry in waiting.entries[:BUTTONS_SHOWN]:
        _waits(text, entry, speaker)
    if waiting.count > BUTTONS_SHOWN:
        text.line(speaker.say(say("and {count} more", count=waiting.count - BUTTONS_SHOWN)))
    return text.message((*_all_clear(waiting, speaker), *_each(waiting, speaker)))


def _waits(text: Text, entry: Waits, speaker: Speaker) -> None:
    earning = entry.earning
    team = harmless(entry.team.name, NAME_MOST)
    text.gap().line(f"{earning.visit} · {team} · {earning.amount} · {speaker.time(earning.earned_at)}")
    _lines(text, earning, speaker)
    for objection in entry.against:
        text.line(f"⚠ {speaker.say(OBJECTIONS[objection])}")


def _lines(text: Text, earning: Earning, speaker: Speaker) -> None:
    """One line for the visit alone says nothing more than the amount."""
    if len(earning.lines) > 1 or earning.lines[0].note:
        for line in earning.lines:
            text.line(f"  {speaker.say(_line(line))}")


def _line(line: EarningLine) -> Words:
    title, amount = say(LINE_TITLES[line.kind]), str(line.amount)
    if line.note:
        return say("{title} ({note}): {amount}", title=title, note=line.note, amount=amount)
    return say("{title}: {amount}", title=title, amount=amount)


def _all_clear(waiting: Waiting, speaker: Speaker) -> Rows:
    clear = waiting.clear
    if not clear:
        return ()
    label = say(
        "Mark all {count} that nothing speaks against: {total}", count=len(clear), total=str(waiting.total)
    )
    shown = f"{len(clear)}.{waiting.total.paise}"
    return ((_button(label, Action.MARK_CLEAR, ALL, speaker, shown),),)


def _each(waiting: Waiting, speaker: Speaker) -> Iterator[tuple[Button, ...]]:
    for entry in waiting.entries[:BUTTONS_SHOWN]:
        earning = entry.earning
        if entry.against:
            label = say("⚠ {visit} all the same: {amount}", visit=earning.visit, amount=str(earning.amount))
            yield (_button(label, Action.MARK_ALL_THE_SAME, earning.id, speaker),)
        else:
            label = say("{visit}: {amount}", visit=earning.visit, amount=str(earning.amount))
            yield (_button(label, Action.MARK_EARNING, earning.id, speaker),)


def earned_card(earned: Earned, speaker: Speaker) -> Message:
    """Newest first, each with its lines and how far it is; above them what stands in each state."""
    text = Text()
    name = harmless(earned.team.name, NAME_MOST)
    text.bold_line(speaker.say(say("What {team} has earned", team=name)))
    for state, amount in earned.sums.items():
        text.line(f"{speaker.say(EARNINGS[state])}: {amount}")
    if not earned.count:
        text.line(speaker.say(say("Nothing so far. A visit earns when its report is approved.")))
    for earning in earned.latest:
        text.gap().line(
            f"{earning.visit} · {speaker.time(earning.earned_at)} · {earning.amount} · {speaker.say(EARNINGS[earning.state])}"
        )
        _lines(text, earning, speaker)
    if earned.count > len(earned.latest):
        text.line(speaker.say(say("and {count} more", count=earned.count - len(earned.latest))))
    return text.message()


def rates_card(
    own: RateCard | None, company: RateCard | None, name: str, day: date, speaker: Speaker
) -> Message:
    """What holds today, then what comes; a team's own rates before the company's."""
    text = Text().bold_line(speaker.say(say("Rates of {team}", team=harmless(name, NAME_MOST))))
    for title, card in ((N_("Its own"), own), (N_("The company's, for what its own leave open"), company)):
        version = card.on(day) if card is not None else None
        text.gap().bold_line(speaker.say(title))
        if card is None or (version is None and not card.after(day)):
            text.line(speaker.say(say("None.")))
            continue
        if version is not None:
            _version(text, version, speaker)
        for coming in card.after(day):
            _version(text, coming, speaker)
    return text.message()


def _version(text: Text, version: RatesVersion, speaker: Speaker) -> None:
    since = say("From {day}, version {number}", day=f"{version.valid_from:%d.%m.%Y}", number=version.number)
    text.line(speaker.say(since))
    for words in _rates(version.rates):
        text.line(f"• {speaker.say(words)}")


def _rates(rates: Rates) -> Iterator[Words]:
    for rate in rates.visits:
        yield _visit_rate(rate)
    for title, amount in (
        (N_("a metre of cable beyond the free length"), rates.metre),
        (N_("stepping in as backup"), rates.emergency),
        (N_("a way in vain, or an absent customer"), rates.absent),
    ):
        if amount is not None:
            yield say("{title}: {amount}", title=say(title), amount=amount)
    if rates.free_metres is not None:
        yield say("free length: {metres} m", metres=rates.free_metres)
    if rates.rework_share is not None:
        yield say("putting own work right earns {percent} %", percent=rates.rework_share)
    if rates.rework_deduction is not None:
        yield say("where another team has to, {percent} % come off", percent=rates.rework_deduction)


def _visit_rate(rate: VisitRate) -> Words:
    kind = say(KINDS[rate.kind])
    where = " ".join(filter(None, (rate.zone, f"{rate.charger} kW" if rate.charger else "")))
    if where:
        return say("{kind} ({where}): {amount}", kind=kind, where=where, amount=rate.amount)
    return say("{kind}: {amount}", kind=kind, amount=rate.amount)


def _button(words: Words, action: Action, subject: str, speaker: Speaker, argument: str = "") -> Button:
    tap = Tap(action=action, subject=subject, argument=argument)
    return Button(label=speaker.say(words), data=tap.pack())
