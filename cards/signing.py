"""What the customer checks and signs, and what others read of it."""

from datetime import datetime

from cards.buttons import buttons_for
from cards.message import Message
from cards.text import Speaker, Text, harmless
from cards.titles import SIGNED
from cards.values import NAME_MOST
from domain.leads import told
from domain.leads.lead import Lead
from domain.leads.sign_off import ExtraMetres
from domain.reactions import Audience
from domain.view import View
from domain.visits.installed import installed_by
from domain.words import Words, say


def signing_card(view: View, audience: Audience, speaker: Speaker, *, team: str | None = None) -> Message:
    lead, visit, text = view.lead, view.visit, Text()
    if lead is None or visit is None:
        return text.line(speaker.say(say("There is no {key}.", key=view.subject))).message()
    if not lead.is_asked_to_sign(visit.id):
        return text.line(speaker.say(say("There is nothing to sign here any more."))).message()
    _to_check(text, view, lead, speaker)
    for line in told.extra_metres(lead.extra_metres) if lead.extra_metres is not None else ():
        text.line(harmless(speaker.say(line)))
    _where_it_stands(text.gap(), lead, speaker)
    return text.message(buttons_for(audience, view, speaker, team=team))


def _to_check(text: Text, view: View, lead: Lead, speaker: Speaker) -> None:
    title = say("Your charger is installed: please check and sign")
    if lead.sign_off is not None:
        title = say("Your charger is installed")
    text.bold(speaker.say(title))
    power = say("Charger: {power} kW", power=f"{lead.charger_kw:g}")
    for line in (power, *_built(view)):
        text.line(f"• {harmless(speaker.say(line))}")


def _built(view: View) -> tuple[Words, ...]:
    return told.built(installed_by(view.visit, view.form)) if view.visit is not None else ()


def _where_it_stands(text: Text, lead: Lead, speaker: Speaker) -> None:
    signed = lead.sign_off
    if signed is None:
        text.line(speaker.say(say("If all is well, tap “I have it and it works”.")))
        text.line(
            speaker.say(say("Or tap “Code for the installer” and read the code to him, when you are sure."))
        )
        return
    text.bold_line(speaker.say(told.signed(signed)))
    if signed.rating is None:
        text.line(speaker.say(say("How was it? Please rate us from 1 (bad) to 5 (very good).")))
    else:
        text.line(speaker.say(say("You gave {rating} of 5 stars.", rating=signed.rating)))
    if signed.remark:
        text.line(harmless(speaker.say(say("Your remark: {remark}", remark=signed.remark))))


def render_code(digits: str, until: datetime, speaker: Speaker) -> Message:
    """For the customer's eyes: he reads it to the installer when he is sure."""
    text = Text().bold(speaker.say(say("Your code: {code}", code=f"{digits[:3]} {digits[3:]}")))
    text.line(
        speaker.say(say("Read it to the installer only when the charger works and you were shown how."))
    )
    return text.line(speaker.say(say("It counts until {moment}.", moment=until))).message()


def sign_off_lines(text: Text, lead: Lead, speaker: Speaker) -> None:
    """For the desk and the team: whether he has signed, how, and what he says of it."""
    signed = lead.sign_off
    if signed is not None:
        how = say(SIGNED[signed.how])
        text.line(speaker.say(say("✍ The customer signed {moment}, {how}", moment=signed.at, how=how)))
        if signed.name:
            text.line(speaker.say(say("Name: {name}", name=harmless(signed.name, NAME_MOST))))
    if lead.rating is not None:
        text.line(speaker.say(say("The customer gives {rating} of 5 stars", rating=lead.rating)))
    if signed is not None and signed.remark:
        text.line(harmless(speaker.say(say("Remark: {remark}", remark=signed.remark))))
    if lead.extra_metres is not None:
        text.line(harmless(speaker.say(_metres(lead.extra_metres))))


def _metres(metres: ExtraMetres) -> Words:
    used, included = f"{metres.used:g}", f"{metres.included:g}"
    if metres.settled:
        state = say("settled: {words}", words=metres.settled)
    elif metres.accepted:
        state = say("accepted by the customer")
    elif metres.accepted is False:
        state = say("⚠ the customer does not agree: {words}", words=metres.words)
    else:
        state = say("the customer has not answered yet")
    return say(
        "Cable: {used} m used, {included} m agreed – {state}", used=used, included=included, state=state
    )
