"""What a person sees first: what he owes, his installation, the board, and the texts around joining."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from cards.actions import Action, Tap
from cards.blocks import work_needed
from cards.buttons import lead_buttons, open_button
from cards.message import Button, Message, Picture
from cards.money import money_button
from cards.steps.customer import MAY_SHARE
from cards.text import Speaker, Text, harmless
from cards.titles import DOCUMENTS, KINDS, PAPERS
from cards.values import NAME_MOST, of_day
from domain.leads import told
from domain.leads.consent import Reply
from domain.leads.lead import Lead
from domain.leads.stages import STAGES, Stage
from domain.owed import TITLES, NextAction, Owed
from domain.people.roles import Role
from domain.reactions import Audience
from domain.view import View
from domain.visits.states import VisitState
from domain.visits.visit import Visit
from domain.words import N_, Words, say

HOME_SHOWS: Final = 10


def render_home(
    owed: Sequence[tuple[NextAction, str]], speaker: Speaker, *, has_money: bool = False
) -> Message:
    """`has_money`: with the way to what waits of it. `owed`: the action and the lead or item it belongs to; shown urgent ones first, then by due time, each with its button."""
    text = Text()
    ways = ((money_button(speaker),),) if has_money else ()
    if not owed:
        return text.line(speaker.say(say("You owe nothing now. Enjoy it while it lasts."))).message(ways)
    first = sorted(owed, key=lambda pair: (not pair[0].urgent, pair[0].due))
    text.bold_line(speaker.say(say("What waits for you: {count}", count=len(first))))
    for action, item in first[:HOME_SHOWS]:
        line = say("{item}: {what}, due {due}", item=item, what=Words(TITLES[action.what]), due=action.due)
        text.line(f"{'⚠' if action.urgent else '•'} {speaker.say(line)}")
    if len(first) > HOME_SHOWS:
        text.line(speaker.say(say("and {count} more", count=len(first) - HOME_SHOWS)))
    return text.message((*((_open(action, item, speaker),) for action, item in first[:HOME_SHOWS]), *ways))


def _open(action: NextAction, item: str, speaker: Speaker) -> Button:
    label = say("{item}: {what}", item=item, what=Words(TITLES[action.what]))
    return open_button(action.subject, label, speaker)


_WITH_DOCUMENTS: Final = frozenset({Stage.NEW, Stage.DOCUMENTS})


def render_customer_home(view: View, speaker: Speaker) -> Message:
    """What happens now, and what is still missing from the customer."""
    lead, text = view.lead, Text()
    if lead is None:
        return text.line(speaker.say(say("You have no open installation with us."))).message()
    text.bold_line(speaker.say(say("Your charger, {lead}", lead=lead.id)))
    text.line(speaker.say(told.STAGES[lead.stage]))
    if lead.waits_for_site:
        if lead.stage is not Stage.SITE_WORK:
            text.line(speaker.say(told.STAGES[Stage.SITE_WORK]))
        work_needed(text, lead, speaker)
    _visit_for_customer(text, view, speaker)
    _missing(text, lead, speaker)
    privacy = Tap(action=Action.PRIVACY, subject=lead.id).pack()
    below = (Button(label=speaker.say(say("Privacy · Language")), data=privacy),)
    return text.message((*lead_buttons(Audience.CUSTOMER, view, speaker), below))


def _missing(text: Text, lead: Lead, speaker: Speaker) -> None:
    if lead.is_open and lead.consent_at is None:
        withdrawn = lead.consent_reply is Reply.WITHDRAWN
        first = say("First, please read the privacy notice and say if you agree.")
        again = say("You withdrew your consent, so we collect nothing. You can agree again at any time.")
        text.gap().line(speaker.say(again if withdrawn else first))
    if lead.stage in _WITH_DOCUMENTS:
        text.gap()
        for kind, title in DOCUMENTS.items():
            mark = "✗" if kind in lead.documents.missing else "✓"
            text.line(f"{mark} {speaker.say(title)}")
    if lead.stage in MAY_SHARE:
        for paper in lead.papers_wanted:
            text.line(speaker.say(say("? {paper}: may be needed", paper=Words(PAPERS[paper]))))


def _visit_for_customer(text: Text, view: View, speaker: Speaker) -> None:
    visit = view.situation.open_visit if view.situation else None
    if visit is None:
        return
    text.line(_visit_words(visit, speaker))
    if (eta := of_day(view)["eta"]) != "":
        text.line(speaker.say(say("Expected at about {eta}.", eta=eta)))
    team = view.teams.get(visit.team or "")
    if team is not None and visit.state not in {VisitState.EMERGENCY, VisitState.REPORTED}:
        name = harmless(team.name, NAME_MOST)
        text.line(speaker.say(say("Team: {team}, {phone}", team=name, phone=team.phone)))


def _visit_words(visit: Visit, speaker: Speaker) -> str:
    kind = Words(KINDS[visit.kind])
    if visit.hold is not None and visit.hold.until is not None:
        return speaker.say(told.held(visit.hold.slot, visit.hold.until))
    if visit.slot is None:
        return speaker.say(say("Please choose a time for the {kind}.", kind=kind))
    if visit.state is VisitState.PROPOSED:
        return speaker.say(say("You chose {slot}. We choose a team now.", slot=visit.slot))
    if visit.state is VisitState.EMERGENCY:
        return speaker.say(
            say(
                "Our team cannot come as planned. We are looking for another one for {slot}.", slot=visit.slot
            )
        )
    return speaker.say(say("{kind} {visit}: {slot}", kind=kind, visit=visit.id, slot=visit.slot))


def render_invite(link: str, view: View, speaker: Speaker, *, page: str = "") -> Message:
    """What Ops forwards to the customer by any channel, in both languages, with the link as a QR code.

    `page` is the address of his page, for a customer without Telegram.
    It holds no more than he knows.
    """
    lead, text = view.lead, Text()
    english, hindi = Speaker("en", speaker.zone), Speaker("hi", speaker.zone)
    name = harmless(lead.customer.name, NAME_MOST) if lead else ""
    _invitation(text, name, view, (link, page), english)
    _invitation(text.gap(), name, view, (link, page), hindi)
    return text.message(pictures=(Picture(kind="photo", qr=link, file_name="link.png"),))


def render_invite_control(lead: str, speaker: Speaker) -> Message:
    """For Ops alone, so that what is forwarded has no button."""
    words = say(
        "Until it is used, Customer link shows the same link again. Whoever opens it first becomes the customer of {lead}.",
        lead=lead,
    )
    tap = Tap(action=Action.REVOKE_LINK, subject=lead).pack()
    return Message(
        text=speaker.say(words), keyboard=((Button(label=speaker.say(say("Revoke the link")), data=tap),),)
    )


def _invitation(text: Text, name: str, view: View, links: tuple[str, str], speaker: Speaker) -> None:
    text.line(speaker.say(say("Hello {name},", name=name)))
    if view.oem:
        oem = harmless(view.oem.name, NAME_MOST)
        text.line(speaker.say(say("{oem} asked us to install your EV charger.", oem=oem)))
    text.line(
        speaker.say(
            say("Please open this link in Telegram, or scan the code; it takes you through everything:")
        )
    )
    link, page = links
    text.line(link)
    if page:
        text.line(speaker.say(say("Without Telegram, the same steps are on this page:")))
        text.line(page)
    text.line(speaker.say(say("The link is yours alone: please do not pass it on.")))


def render_board(counts: Mapping[Stage, int], overdue: Mapping[Owed, int], speaker: Speaker) -> Message:
    """How many leads stand where, and how many of what is owed is late."""
    text = Text().bold(speaker.say(say("Leads by stage")))
    for stage, rule in STAGES.items():
        if counts.get(stage):
            text.line(f"{speaker.say(rule.title)}: {counts[stage]}")
    if not any(counts.values()):
        text.line(speaker.say(say("There is no lead yet.")))
    late = {what: count for what, count in overdue.items() if count}
    text.gap().bold_line(speaker.say(say("Overdue: {count}", count=sum(late.values()))))
    for what, count in sorted(late.items(), key=lambda pair: -pair[1]):
        text.line(f"⚠ {speaker.say(TITLES[what])}: {count}")
    return text.message()


def render_undelivered(rows: Sequence[tuple[datetime, str, str, str]], speaker: Speaker) -> Message:
    """`rows`: when, what, about what, why; newest first."""
    text = Text().bold(speaker.say(say("What could not be delivered")))
    for at, what, subject, why in rows:
        text.line(f"{speaker.time(at)} · {what} {subject}: {harmless(why, NAME_MOST)}")
    if not rows:
        text.line(speaker.say(say("Everything has reached its reader.")))
    return text.message()


_HELP: Final[Mapping[Role, str]] = {
    Role.CUSTOMER: N_(
        "I take you through your charger's installation: documents, times, and who comes when."
    ),
    Role.OPS: N_("You get a card for each lead, with its next action and the buttons for it."),
    Role.FIELD: N_(
        "You get a card for each visit: acknowledge, call, set out, arrive, report. Always say it early if you cannot make it."
    ),
    Role.PROCUREMENT: N_("You get a card for each material request: allocate from stock, or buy locally."),
    Role.FINANCE: N_(
        "You get a card for each payment: approve or reject, pay, and enter the bank's reference."
    ),
    Role.REPORTING: N_("You get a card for each closure pack: check it, send it, note the OEM's answer."),
    Role.OEM: N_("You get a card for each closure pack: acknowledge it or return it with a reason."),
    Role.ADMIN: N_("You invite people and bind groups to their desks."),
}
_COMMANDS: Final[tuple[tuple[str, str, frozenset[Role]], ...]] = (
    ("/home", N_("what waits for you now"), frozenset(Role)),
    ("/new", N_("log a lead that came by phone"), frozenset({Role.OPS})),
    ("/lead", N_("a lead's card, for example /lead L-1042"), frozenset({Role.OPS})),
    ("/find", N_("look for a phone number, a reference or a lead"), frozenset({Role.OPS})),
    ("/timeline", N_("what has happened to a lead"), frozenset({Role.OPS})),
    ("/today", N_("the visits of today, or /today 24 Nov"), frozenset({Role.OPS})),
    ("/myday", N_("your stops of today, or /myday tomorrow"), frozenset({Role.FIELD})),
    ("/record", N_("how reliable the team has been"), frozenset({Role.OPS, Role.FIELD})),
    ("/board", N_("how many leads stand where"), frozenset({Role.OPS})),
    ("/plan", N_("a day's visits without a team, with a team for each: /plan 24 Nov"), frozenset({Role.OPS})),
    (
        "/route",
        N_("a team's stops of a day: /route sunrise tomorrow"),
        frozenset({Role.FIELD, Role.OPS}),
    ),
    (
        "/stock",
        N_("what lies in the stores: /stock pune, /stock cable, /stock low"),
        frozenset({Role.PROCUREMENT, Role.FINANCE, Role.OPS}),
    ),
    ("/report", N_("the report of a period for an OEM"), frozenset({Role.REPORTING})),
    ("/money", N_("what waits to be paid, what is late, what was paid"), frozenset({Role.FINANCE, Role.OPS})),
    (
        "/books",
        N_("the books of a month or a year for the accountant: /books FY2026-27"),
        frozenset({Role.FINANCE}),
    ),
    ("/payable", N_("what waits to be marked payable, and what speaks against it"), frozenset({Role.OPS})),
    (
        "/earned",
        N_("what your team has earned, visit by visit"),
        frozenset({Role.FIELD, Role.OPS, Role.FINANCE}),
    ),
    ("/rates", N_("a team's rate card: /rates sunrise"), frozenset({Role.OPS, Role.FINANCE})),
    ("/oncall", N_("who is on call, and to change it"), frozenset({Role.ADMIN, Role.OPS})),
    ("/invite", N_("a link that gives a role, for example /invite ops"), frozenset({Role.ADMIN, Role.OPS})),
    (
        "/portal",
        N_("a link that signs in to the OEM's portal once"),
        frozenset({Role.OEM, Role.OPS, Role.ADMIN}),
    ),
    ("/portal", N_("a link that signs in to the pages of the money once"), frozenset({Role.FINANCE})),
    ("/leave", N_("days on which your team is away"), frozenset({Role.FIELD, Role.OPS})),
    ("/team", N_("a team: people, hours, leave, certificates"), frozenset({Role.FIELD, Role.OPS})),
    ("/bind", N_("give this group its desk, for example /bind ops"), frozenset({Role.ADMIN})),
    ("/revoke", N_("take every role from a person"), frozenset({Role.ADMIN})),
    ("/undelivered", N_("what could not be delivered, and why"), frozenset({Role.ADMIN})),
    ("/language", N_("English or Hindi"), frozenset(Role)),
    (
        "/privacy",
        N_("what is kept about you, and how to withdraw, copy or erase it"),
        frozenset({Role.CUSTOMER}),
    ),
    ("/help", N_("this text"), frozenset(Role)),
)


def render_help(roles: Iterable[Role], speaker: Speaker) -> Message:
    held = frozenset(roles)
    text = Text().bold(speaker.say(say("How this works")))
    for role, words in _HELP.items():
        if role in held:
            text.line(f"• {speaker.say(words)}")
    if not held:
        text.line(speaker.say(say("I do not know you yet. Ask for an invitation link and open it.")))
    text.gap()
    for command, words, readers in _COMMANDS:
        if held & readers or readers == frozenset(Role):
            text.line(f"{command} – {speaker.say(words)}")
    return text.message()
