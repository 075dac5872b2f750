"""What will follow if a lead is cancelled, and the reasons to choose from: nothing changes before one is tapped."""

from collections.abc import Mapping

from cards.actions import Action
from cards.buttons import keyboard
from cards.consequences import consequence_lines
from cards.message import Message
from cards.steps.choice import Choice, Rows
from cards.text import Speaker, Text
from domain.leads import parting, told
from domain.leads.aftermath import aftermath, mark_of, seen_by
from domain.leads.hanging import Hanging
from domain.leads.lead import Lead
from domain.leads.parting import Bond
from domain.people.roles import Role
from domain.words import Words, say


def render_cancelling(
    hanging: Hanging,
    role: Role,
    binding: frozenset[Bond],
    teams: Mapping[str, str],
    speaker: Speaker,
) -> Message:
    """`role` is the reader's; `binding` what makes a customer's word a request."""
    lead, found = hanging.lead, aftermath(hanging)
    text = Text()
    text.bold_line(speaker.say(_question(lead, role)))
    text.line(speaker.say(say("Until you answer, nothing changes.")))
    if role is Role.CUSTOMER:
        text.line(speaker.say(Words(told.CANCELLING[bool(binding)])))
    consequence_lines(text, seen_by(role, found), teams, speaker)
    text.gap().line(speaker.say(say("Why is it cancelled?")))
    return text.message(keyboard(_reasons(lead, role, mark_of(found)), speaker))


def _question(lead: Lead, role: Role) -> Words:
    if role is Role.CUSTOMER:
        return say("Do you really want to cancel your installation?")
    return say("Cancel {lead}?", lead=lead.id)


def _reasons(lead: Lead, role: Role, mark: str) -> Rows:
    titles: Mapping[parting.Ground, str] = told.CANCELS if role is Role.CUSTOMER else parting.TITLES
    for ground in parting.OFFERED[role]:
        yield (Choice(Words(titles[ground]), Action.CANCEL, lead.id, f"{ground.value}.{mark}"),)
    yield (
        Choice(say("Another reason …"), Action.CANCEL_WHY, lead.id, mark),
        Choice(say("Back"), Action.OPEN, lead.id),
    )
