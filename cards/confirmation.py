"""What came of the confirmation call, and the question how satisfied the customer is."""

from typing import Final

from cards.buttons import keyboard
from cards.call import tries
from cards.message import Message
from cards.steps.confirmation import scores
from cards.text import Speaker, Text, harmless
from domain.leads.confirmation import Confirmation, Heard
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.policy import Policy
from domain.reporting.closure import waits_for_desk
from domain.words import Words, say

_LATEST: Final = 3


def render_score(lead: Lead, speaker: Speaker, *, by_customer: bool) -> Message:
    """To the desk, which asks him on the phone, or to the customer himself."""
    ask = (
        say("How satisfied are you with your installation, from 1 (not at all) to 5 (very much)?")
        if by_customer
        else say("How satisfied is the customer of {lead}, from 1 to 5?", lead=lead.id)
    )
    return Text().line(speaker.say(ask)).message(keyboard(scores(lead), speaker))


def confirmation_lines(text: Text, lead: Lead, policy: Policy, speaker: Speaker) -> None:
    """For the desk: the tries, what was stated to him, what he says."""
    known = lead.confirmation
    tries(text, known.calls[-_LATEST:], speaker)
    if known.problem:
        text.bold_line(harmless(speaker.say(say("The customer says: {problem}", problem=known.problem))))
    for words in _state(known, policy):
        text.line(speaker.say(words))
    satisfaction_line(text, lead, speaker)


def _state(known: Confirmation, policy: Policy) -> list[Words]:
    counts_at = known.counts_at(policy.silence_accepts)
    if known.told_at is None or counts_at is None or known.heard is not None:
        return []
    told = say(
        "Told in writing {moment}: silence counts from {until} on", moment=known.told_at, until=counts_at
    )
    if known.silent_at is None:
        return [told]
    return [told, say("⚠ He said nothing: close it, call again, or open a rework")]


def satisfaction_line(text: Text, lead: Lead, speaker: Speaker) -> None:
    """For everybody."""
    heard, score = lead.confirmation.heard, lead.confirmation.score
    if heard is Heard.SILENT:
        text.line(speaker.say(say("Accepted because the customer said nothing")))
    elif heard is not None and score is not None:
        text.line(speaker.say(say("The customer is satisfied: {score} of 5", score=score)))
    elif heard is not None:
        text.line(speaker.say(say("The customer is satisfied")))


def waiting_line(text: Text, lead: Lead, speaker: Speaker) -> None:
    """For the desk: why the pack did not go out with the customer's word."""
    if lead.stage is not Stage.CLOSURE or lead.confirmation.heard is None or not waits_for_desk(lead):
        return
    why = (
        say("⚠ The closure pack waits for the customer’s signature")
        if lead.sign_off is None
        else say("⚠ The closure pack waits until the extra metres are settled")
    )
    text.line(speaker.say(why))


def said_of_try(lead: Lead) -> Words:
    """To whoever has just called in vain."""
    known = lead.confirmation
    if known.call_at is None:
        return say("Logged. That was the last try: the customer is told in writing that his silence counts.")
    return say("Logged. The desk is reminded {moment}.", moment=known.call_at)
