"""What a customer is told and can ask about his own data, and the choice of his language."""

from collections.abc import Sequence

from cards.actions import Action, Tap
from cards.message import Button, Message
from cards.text import Speaker, Text, harmless
from cards.values import NAME_MOST
from domain.leads.consent import CURRENT, LANGUAGES, Reply, language_of, notice
from domain.leads.lead import Lead
from domain.leads.privacy import RETAINED, after_withdrawal
from domain.reactions import Audience
from domain.view import View
from domain.words import Words, say

Row = tuple[Button, ...]


def render_privacy_notice(view: View, speaker: Speaker) -> Message:
    """The whole notice in the reader's language, with the choice of another; nothing is asked before the answer."""
    lead, text = view.lead, Text()
    if lead is None:
        return text.line(speaker.say(say("There is no {key}.", key=view.subject))).message()
    language, desk = language_of(speaker.language), view.policy.privacy
    oem = harmless(view.oem.name, NAME_MOST) if view.oem else lead.oem
    text.bold(speaker.say(say("Your privacy")))
    lines = notice(language, oem=oem, desk=desk.contact, days=str(desk.answer_days))
    for line in lines:
        text.line(f"• {line}")
    if lead.consent_at is not None:
        agreed = say(
            "You agreed on {when} (version {version}).", when=lead.consent_at, version=_version(lead)
        )
        text.gap().line(speaker.say(agreed))
        return text.message((language_row(speaker, lead.id),))
    text.gap().bold_line(speaker.say(say("Do you agree? (Version {version})", version=CURRENT)))
    answers = (
        _button(say("I agree"), Action.CONSENT, lead.id, speaker, f"yes.{CURRENT}.{language}"),
        _button(say("I do not agree"), Action.CONSENT, lead.id, speaker, f"no.{CURRENT}.{language}"),
    )
    return text.message((language_row(speaker, lead.id), answers))


def _version(lead: Lead) -> str:
    return lead.consents[-1].version if lead.consents else CURRENT


def language_row(speaker: Speaker, lead: str = "") -> Row:
    """Each language by its own name, the present one marked."""
    present = language_of(speaker.language)
    return tuple(
        Button(
            label=f"✓ {name}" if code == present else name,
            data=Tap(action=Action.LANGUAGE, subject=code, argument=lead).pack(),
        )
        for code, name in LANGUAGES.items()
    )


def render_languages(speaker: Speaker) -> Message:
    """Said in both languages, because the present one may be the wrong one."""
    words = " / ".join(
        Speaker(code, speaker.zone).say(say("Please choose your language")) for code in LANGUAGES
    )
    return Message(text=words, keyboard=(language_row(speaker),))


def render_privacy(
    view: View, audience: Audience, speaker: Speaker, *, others: Sequence[str] = ()
) -> Message:
    """Where consent stands, and what can be asked; for Ops the same on the customer's behalf. `others`: his other leads."""
    lead, text = view.lead, Text()
    if lead is None:
        return text.line(speaker.say(say("There is no {key}.", key=view.subject))).message()
    text.bold(speaker.say(say("Privacy · {lead}", lead=lead.id)))
    if audience is not Audience.CUSTOMER:
        text.line(speaker.say(say("Said as the customer reads it; what you tap is noted as done for him.")))
    text.line(speaker.say(_standing(lead)))
    if lead.consent_at is not None:
        text.gap().line(speaker.say(after_withdrawal(lead.stage)))
    desk = view.policy.privacy
    contact = say(
        "Questions and complaints: {desk}. We answer within {days} days.",
        desk=desk.contact,
        days=desk.answer_days,
    )
    text.gap().line(speaker.say(contact))
    rows = [*_asked(lead, speaker), *((_open(other, speaker),) for other in others)]
    if audience is Audience.CUSTOMER:
        rows.append(language_row(speaker, lead.id))
    return text.message(tuple(rows))


def _standing(lead: Lead) -> Words:
    if lead.erased_at is not None:
        return say("This data was erased on {when}.", when=lead.erased_at)
    if lead.consent_at is not None:
        return say("You agreed on {when} (version {version}).", when=lead.consent_at, version=_version(lead))
    lost = lead.consent_lost
    if lost is None:
        return say("You have not answered the privacy notice yet.")
    if lost.reply is Reply.WITHDRAWN:
        return say("You withdrew your consent on {when}. Nothing more is collected.", when=lost.at)
    return say("You did not agree on {when}. Nothing is collected.", when=lost.at)


def _asked(lead: Lead, speaker: Speaker) -> list[Row]:
    if lead.erased_at is not None:
        return []
    rows: list[Row] = [(_button(say("Read the privacy notice"), Action.PRIVACY, lead.id, speaker, "notice"),)]
    if lead.consent_at is not None:
        rows.append((_button(say("Withdraw my consent"), Action.WITHDRAW, lead.id, speaker),))
    rows.append((_button(say("Send me all my data"), Action.EXPORT, lead.id, speaker),))
    if lead.erasure_asked_at is None:
        rows.append((_button(say("Erase my data"), Action.ASK_ERASURE, lead.id, speaker),))
    return rows


def render_ask_erasure(lead: Lead, speaker: Speaker) -> Message:
    """What would go and what would stay, before the customer asks for it."""
    text = Text().bold(speaker.say(say("Erase my data")))
    text.line(
        speaker.say(
            say(
                "Your name, phone number, address, location, bill, electrician, photos and papers are erased. That cannot be undone."
            )
        )
    )
    if lead.is_open:
        text.line(speaker.say(say("Your installation is cancelled with it.")))
    text.line(speaker.say(say("Our desk first calls you to make sure that it is you who asks.")))
    _retained(text, speaker)
    sure = _button(say("Yes, erase my data"), Action.ASK_ERASURE, lead.id, speaker, "yes")
    return text.message(((sure,), (_button(say("Back"), Action.PRIVACY, lead.id, speaker),)))


def render_erasure(view: View, speaker: Speaker) -> Message:
    """For whoever confirms it: what goes, what stays, and that it must be the customer who asks."""
    lead, text = view.lead, Text()
    if lead is None:
        return text.line(speaker.say(say("There is no {key}.", key=view.subject))).message()
    text.bold(speaker.say(say("Erase the data of {lead}?", lead=lead.id)))
    check = say("Only if you have called the customer and made sure that it is he who asks for it.")
    text.line(speaker.say(check))
    if lead.is_open:
        text.line(speaker.say(say("The lead is open: it is cancelled with it.")))
    text.line(speaker.say(say("It cannot be undone. Messages that stand in chats are not taken back.")))
    _retained(text, speaker)
    yes = _button(say("It is the customer: erase"), Action.ERASE, lead.id, speaker, "yes")
    no = _button(say("Not confirmed: decline"), Action.ERASE, lead.id, speaker, "no")
    return text.message(((yes,), (no,)))


def _retained(text: Text, speaker: Speaker) -> None:
    text.gap().bold_line(speaker.say(say("What is kept, and why:")))
    for kept in RETAINED:
        text.line(speaker.say(say("• {what} ({why})", what=Words(kept.what), why=Words(kept.why))))


def _open(lead: str, speaker: Speaker) -> Button:
    return _button(say("Privacy · {lead}", lead=lead), Action.PRIVACY, lead, speaker)


def _button(words: Words, action: Action, subject: str, speaker: Speaker, argument: str = "") -> Button:
    return Button(
        label=speaker.say(words), data=Tap(action=action, subject=subject, argument=argument).pack()
    )
