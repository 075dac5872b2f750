"""The card of a site that is not ready: what is missing, who clears it until when, and what was sent to prove it."""

from collections.abc import Iterator
from typing import Final

from cards.actions import Action
from cards.blocks import albums, heading
from cards.buttons import keyboard
from cards.message import Message
from cards.steps.choice import Choice, Row, pairs
from cards.text import Speaker, Text
from cards.titles import BLOCKERS, OWNERS, reason
from domain.leads import told
from domain.leads.blocker import OF_DISCOM, Blocker, BlockerKind
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.reactions import Audience
from domain.view import View
from domain.words import Words, say

DAYS: Final = (7, 15, 30)
_STAGES: Final = frozenset({Stage.SURVEY_REVIEW, Stage.SITE_WORK})


def site_card(view: View, audience: Audience, speaker: Speaker, *, team: str | None = None) -> Message:
    _ = audience, team
    lead, text = view.lead, Text()
    text.bold(speaker.say(say("What is missing at the site")))
    text.line(heading(view, speaker))
    if lead is None or lead.stage not in _STAGES:
        text.line(speaker.say(say("This list is closed. What comes next stands on the card of the lead.")))
        return text.message()
    opened = lead.open_blocker(lead.opened_blocker) if lead.opened_blocker else None
    if opened is not None:
        blocker_lines(text, opened, speaker)
        return text.message(keyboard(_opened(lead, opened), speaker))
    for blocker in lead.blockers:
        blocker_lines(text, blocker, speaker)
    if not lead.blockers:
        text.line(speaker.say(say("Tap what is missing; tap it again to say who clears it and until when.")))
    return text.message(keyboard(_all(view, lead), speaker))


def blocker_lines(text: Text, blocker: Blocker, speaker: Speaker) -> None:
    """`▪ Earthing · Customer · until Tue 8 Dec, 18:30`, and what is known of it."""
    what = speaker.say(BLOCKERS[blocker.kind])
    if blocker.accepted_at is not None:
        text.line(f"✓ {what} · {speaker.say(say('settled {at}', at=blocker.accepted_at))}")
        return
    owner = speaker.say(OWNERS[blocker.owner])
    text.line(f"▪ {what} · {owner} · {speaker.say(say('until {target}', target=blocker.target))}")
    if blocker.words:
        text.line(speaker.say(say("“{words}”", words=told.work(blocker, speaker.language))))
    _application(text, blocker, speaker)
    if blocker.claim is not None:
        said = say(
            "⏳ reported done {at}, files: {count}", at=blocker.claim.at, count=len(blocker.claim.proofs)
        )
        text.line(speaker.say(said))
    elif blocker.refused:
        text.line(speaker.say(say("↩ asked again: {reason}", reason=reason(blocker.refused))))


def _application(text: Text, blocker: Blocker, speaker: Speaker) -> None:
    found = blocker.application
    if found is None:
        return
    words = say(
        "Application {number} of {day}, expected by {expected}",
        number=found.number,
        day=found.applied_on,
        expected=blocker.expected_on or "",
    )
    text.line(speaker.say(words))
    if found.demand is not None:
        paid = say("paid {day}", day=found.paid_on) if found.paid_on else say("not paid yet")
        text.line(speaker.say(say("Demand note {amount}, {paid}", amount=found.demand, paid=paid)))


def _all(view: View, lead: Lead) -> Iterator[Row]:
    reviewed = lead.stage is Stage.SURVEY_REVIEW
    shown = BlockerKind if reviewed else [blocker.kind for blocker in lead.open_blockers]
    yield from pairs([_of_kind(lead, kind) for kind in shown])
    visit = view.situation.open_visit if view.situation else None
    if reviewed and lead.open_blockers and visit is not None:
        label = say("Not ready: tell the customer ({count})", count=len(lead.open_blockers))
        yield (Choice(label, Action.TELL_WORK, visit.id),)
    said = [blocker for blocker in lead.open_blockers if blocker.claim is not None]
    if not reviewed and len(said) > 1:
        label = say("Accept all that is done ({count})", count=len(said))
        yield (Choice(label, Action.ACCEPT_WORK, lead.id),)
    if not reviewed:
        yield (Choice(say("Order a re-visit"), Action.REVISIT, lead.id),)


def _of_kind(lead: Lead, kind: BlockerKind) -> Choice:
    """What is not on the list yet goes onto it; what is on it opens."""
    blocker = lead.open_blocker(kind)
    title = Words(BLOCKERS[kind])
    if blocker is None:
        return Choice(title, Action.NOT_READY, lead.id, kind.value)
    label = say("⏳ {what}", what=title) if blocker.claim is not None else say("✓ {what}", what=title)
    if lead.stage is Stage.SITE_WORK and blocker.claim is None:
        label = title
    return Choice(label, Action.BLOCKER, lead.id, kind.value)


def _opened(lead: Lead, blocker: Blocker) -> Iterator[Row]:
    kind = blocker.kind.value
    if blocker.claim is not None:
        yield (
            Choice(say("Accept"), Action.ACCEPT_WORK, lead.id, kind),
            Choice(say("Send back …"), Action.REFUSE_WORK, lead.id, kind),
        )
    elif lead.stage is Stage.SITE_WORK:
        yield (Choice(say("It is done"), Action.ACCEPT_WORK, lead.id, kind),)
    yield from _owners(lead, blocker)
    yield tuple(
        Choice(say("In {days} days", days=days), Action.TARGET, lead.id, f"{kind}.{days}") for days in DAYS
    )
    yield (
        Choice(say("Another date …"), Action.TARGET_DAY, lead.id, kind),
        Choice(say("Words for the customer …"), Action.BLOCKER_WORDS, lead.id, kind),
    )
    yield tuple(_papers(lead, blocker))
    below = [Choice(say("All of the list"), Action.BLOCKER, lead.id)]
    if lead.stage is Stage.SURVEY_REVIEW:
        below.append(Choice(say("Not missing after all"), Action.DROP_BLOCKER, lead.id, kind))
    yield tuple(below)


def _owners(lead: Lead, blocker: Blocker) -> Iterator[Row]:
    owners = [
        Choice(
            say("✓ {what}", what=Words(title)) if owner is blocker.owner else Words(title),
            Action.OWNER,
            lead.id,
            f"{blocker.kind.value}.{owner.value}",
        )
        for owner, title in OWNERS.items()
    ]
    yield tuple(owners[:3])
    yield tuple(owners[3:])


def _papers(lead: Lead, blocker: Blocker) -> Iterator[Choice]:
    if blocker.proofs:
        count = len(blocker.proofs)
        yield Choice(say("Proofs ({count})", count=count), Action.PROOFS, lead.id, blocker.kind.value)
    if lead.stage is Stage.SITE_WORK and blocker.kind in OF_DISCOM and blocker.is_told_by_customer:
        yield Choice(say("Application …"), Action.APPLIED, lead.id, blocker.kind.value)


def proofs(blocker: Blocker, speaker: Speaker) -> tuple[Message, ...]:
    """All that was ever sent for it, by the day on which it came; photos as albums, other files among themselves."""
    shown: list[Message] = []
    for claim in blocker.claims:
        words = say("{what}, sent {at}", what=Words(BLOCKERS[blocker.kind]), at=claim.at)
        for pictures in albums(claim.proofs):
            text = Text().bold(speaker.say(words))
            if claim.refused:
                text.line(speaker.say(say("↩ asked again: {reason}", reason=reason(claim.refused))))
            shown.append(text.message(pictures=pictures))
    return tuple(shown)
