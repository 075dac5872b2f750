"""A material request's card: for Procurement what is needed, where it comes from and what stands open; for a team what it gets."""

from cards.blocks import heading
from cards.buttons import buttons_for
from cards.carried import difference_lines, material_lines, whereabouts
from cards.charger import charger_line, charger_lines, sticker_line
from cards.lead import next_action_line
from cards.message import Message
from cards.quote import quote_lines, unpriced_line
from cards.text import Speaker, Text, harmless
from cards.values import NAME_MOST
from domain.materials.request import MaterialRequest
from domain.reactions import Audience
from domain.view import View
from domain.words import say


def request_card(view: View, audience: Audience, speaker: Speaker, *, team: str | None = None) -> Message:
    request, text = view.request, Text()
    if request is None:
        return text.line(speaker.say(say("There is no {key}.", key=view.subject))).message()
    text.bold(speaker.say(say("Materials {request}", request=request.id)))
    text.line(heading(view, speaker))
    if _is_strange(request, audience, team):
        text.line(speaker.say(say("These materials are with another team now. You need not do anything.")))
        return text.message()
    if request.team is not None and audience is not Audience.TEAM:
        text.line(speaker.say(say("For {team}", team=harmless(view.team_name(request.team), NAME_MOST))))
    material_lines(text.gap(), view, audience, speaker)
    _assumed(text, request, audience, speaker)
    if audience is not Audience.TEAM:
        unpriced_line(text, view, speaker)
        if view.quote is not None and view.quote.counts:
            quote_lines(text, view.quote, speaker)
    if not request.released:
        _charger(text, view, audience, speaker)
    whereabouts(text, view, speaker)
    difference_lines(text, request, speaker)
    if request.released:
        text.bold_line(speaker.say(say("Given back: the installation does not take place now.")))
    _next(text, view, request, speaker)
    return text.message(buttons_for(audience, view, speaker, team=team))


def _assumed(text: Text, request: MaterialRequest, audience: Audience, speaker: Speaker) -> None:
    if audience is not Audience.TEAM and request.basis is not None and not request.basis.measured:
        metres = request.basis.metres
        assumed = say("No survey says how long the way is: {metres} m are assumed.", metres=metres)
        text.line(speaker.say(assumed))


def _is_strange(request: MaterialRequest, audience: Audience, team: str | None) -> bool:
    """A team that no longer has them reads no more than that."""
    if audience is not Audience.TEAM or team is None or request.custody is None:
        return False
    return team not in {request.custody.team, request.custody.to}


def _charger(text: Text, view: View, audience: Audience, speaker: Speaker) -> None:
    if audience is Audience.TEAM:
        charger_line(text, view, speaker)
        return
    charger_lines(text, view, speaker)
    sticker_line(text, view, speaker)


def _next(text: Text, view: View, request: MaterialRequest, speaker: Speaker) -> None:
    if not request.released and view.action is not None and view.action.subject == request.id:
        next_action_line(text.gap(), view, view.action, speaker)
    for action in view.about_materials.values():
        next_action_line(text.gap(), view, action, speaker)
