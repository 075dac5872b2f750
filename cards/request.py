"""A material request's card for Procurement: what is needed, what stock has, what stands open."""

from cards.blocks import heading
from cards.buttons import buttons_for
from cards.charger import charger_lines, sticker_line
from cards.lead import next_action_line
from cards.materials import why
from cards.message import Message
from cards.quote import quote_lines, unpriced_line
from cards.text import Speaker, Text, harmless
from cards.titles import LINES
from cards.values import NAME_MOST
from domain.materials.catalogue import title_of
from domain.materials.request import Line, LineState
from domain.reactions import Audience
from domain.view import View
from domain.words import say


def request_card(view: View, audience: Audience, speaker: Speaker, *, team: str | None = None) -> Message:
    request, text = view.request, Text()
    if request is None:
        return text.line(speaker.say(say("There is no {key}.", key=view.subject))).message()
    text.bold(speaker.say(say("Materials {request}", request=request.id)))
    text.line(heading(view, speaker))
    if request.team is not None:
        text.line(speaker.say(say("For {team}", team=harmless(view.team_name(request.team), NAME_MOST))))
    text.gap()
    for line in request.lines:
        text.line(_line(line, view.stock.get(line.item, 0), speaker))
        if (reason := why(line, request, view.policy)) is not None:
            text.line(f"   {harmless(speaker.say(reason))}")
    if request.basis is not None and not request.basis.measured:
        assumed = say(
            "No survey says how long the way is: {metres} m are assumed.", metres=request.basis.metres
        )
        text.line(speaker.say(assumed))
    unpriced_line(text, view, speaker)
    if view.quote is not None and view.quote.counts:
        quote_lines(text, view.quote, speaker)
    if not request.released:
        charger_lines(text, view, speaker)
        sticker_line(text, view, speaker)
    if request.released:
        text.bold_line(speaker.say(say("Given back: the installation does not take place now.")))
    elif view.action is not None and view.action.subject == request.id:
        next_action_line(text.gap(), view, view.action, speaker)
    return text.message(buttons_for(audience, view, speaker, team=team))


def _line(line: Line, free: int, speaker: Speaker) -> str:
    item = speaker.say(title_of(line.item))
    state = speaker.say(LINES[line.state])
    where = f" ({harmless(line.store, NAME_MOST)})" if line.store else ""
    if line.state is not LineState.OPEN:
        return f"✓ {item} × {line.quantity}: {state}{where}"
    mark = "•" if free >= line.quantity else "✗"
    stock = speaker.say(say("{free} free in stock", free=free))
    return f"{mark} {item} × {line.quantity}: {state}, {stock}"
