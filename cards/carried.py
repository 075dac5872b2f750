"""What is said of an installation's materials: line by line, where they are, what does not add up."""

from typing import Final

from cards.materials import why
from cards.text import Speaker, Text, harmless
from cards.titles import DIFFERENCES, LINES
from cards.values import NAME_MOST
from domain.materials.catalogue import title_of
from domain.materials.custody import Custody
from domain.materials.duties import reserved_until
from domain.materials.request import Line, LineState, MaterialRequest
from domain.materials.sources import Source, Way
from domain.reactions import Audience
from domain.view import View
from domain.words import Words, say

_OF_TEAM: Final = frozenset({Audience.TEAM, Audience.FORMER_TEAM})


def material_lines(text: Text, view: View, audience: Audience, speaker: Speaker) -> None:
    """Where each line comes from is for those who give it; a team reads what it gets."""
    request = view.request
    if request is None:
        return
    for number, line in enumerate(request.lines, start=1):
        if audience in _OF_TEAM:
            text.line(_of_team(line, speaker))
            continue
        text.line(_line(line, view, speaker))
        reason = why(line, request, view.policy)
        if reason is not None and line.state is not LineState.ISSUED:
            text.line(f"   {harmless(speaker.say(reason))}")
        for source in view.sources.get(number, ()):
            text.line(f"   {_source(source, view, speaker)}")
        if number in view.sources:
            text.line(_in_stores(view, line, speaker))


def _what(line: Line, speaker: Speaker) -> str:
    return f"{speaker.say(title_of(line.item))} × {line.quantity}"


def _spent(line: Line) -> Words:
    if line.returned:
        return say("{used} used, {returned} came back", used=line.used or 0, returned=line.returned)
    if line.left:
        return say("{used} used, {left} left over", used=line.used or 0, left=line.left)
    return say("{used} used", used=line.used or 0)


def _of_team(line: Line, speaker: Speaker) -> str:
    if line.missing:
        return f"✗ {_what(line, speaker)}: {speaker.say(say('{count} missing', count=line.missing))}"
    if line.used is not None and line.left:
        return f"↩ {_what(line, speaker)}: {speaker.say(_spent(line))}"
    mark = "✓" if line.state is LineState.ISSUED else "•"
    return f"{mark} {_what(line, speaker)}"


def _line(line: Line, view: View, speaker: Speaker) -> str:
    mark = "•" if line.state is LineState.OPEN else "✓"
    parts = [speaker.say(LINES[line.state])]
    if line.store:
        parts[0] += f" ({harmless(view.store_name(line.store), NAME_MOST)})"
    if line.bring_to is not None and line.arrives is not None:
        target = harmless(view.store_name(line.bring_to), NAME_MOST)
        parts.append(speaker.say(say("comes to {store} by {when}", store=target, when=line.arrives)))
    if line.missing:
        parts.append(speaker.say(say("{count} missing", count=line.missing)))
    if line.used is not None:
        parts = [speaker.say(_spent(line))]
    return f"{mark} {_what(line, speaker)}: {', '.join(parts)}"


def _source(source: Source, view: View, speaker: Speaker) -> str:
    """`→ Pune: 18, ₹4,320.00, there now`."""
    store = harmless(view.store_name(source.store), NAME_MOST)
    where = {
        Way.OWN: say("from {store}", store=store),
        Way.TRANSFER: say("transfer from {store}", store=store),
        Way.BUY: say("buy locally"),
    }[source.way]
    when = say("there now") if source.days == 0 else say("in {days} d", days=source.days)
    return f"→ {speaker.say(where)}: {source.quantity}, {source.cost}, {speaker.say(when)}"


def _in_stores(view: View, line: Line, speaker: Speaker) -> str:
    found = [
        f"{harmless(view.store_name(store), NAME_MOST)} {free}"
        for store, free in view.stock.get(line.item, {}).items()
    ]
    free = say("Free in stock: {stores}", stores=", ".join(found)) if found else say("No store has any.")
    return f"   {speaker.say(free)}"


def whereabouts(text: Text, view: View, speaker: Speaker) -> None:
    """Until when it is reserved, who has it, and to whom it is to be brought."""
    request, situation = view.request, view.situation
    if request is None or situation is None:
        return
    until = reserved_until(request, situation)
    if until is not None:
        text.line(speaker.say(say("Reserved until {until}.", until=until)))
    if request.custody is not None:
        _custody(text, view, request.custody, speaker)


def _custody(text: Text, view: View, custody: Custody, speaker: Speaker) -> None:
    team = harmless(view.team_name(custody.team), NAME_MOST)
    if custody.received_at is not None:
        text.line(speaker.say(say("{team} has it since {since}.", team=team, since=custody.received_at)))
    else:
        given = say("Given to {team} on {since}; it has not confirmed yet.", team=team, since=custody.since)
        text.line(speaker.say(given))
    if custody.to is not None:
        other = view.teams.get(custody.to)
        phone = other.phone if other is not None else ""
        to = harmless(view.team_name(custody.to), NAME_MOST)
        words = say("To be brought to {other}: {phone}", other=to, phone=phone)
        text.bold_line(speaker.say(words))


def difference_lines(text: Text, request: MaterialRequest, speaker: Speaker) -> None:
    for found in request.unsettled:
        item = Words(title_of(found.item))
        said = say(
            "{item} × {quantity}: {cause}",
            item=item,
            quantity=found.quantity,
            cause=Words(DIFFERENCES[found.cause]),
        )
        text.line(f"⚠ {speaker.say(said)}")
