"""The parts of the page about the customer's own data: the notice and his answer, and what he may ask."""

from domain.leads.consent import CURRENT, Reply, notice
from domain.leads.lead import Lead
from domain.leads.privacy import RETAINED, after_withdrawal
from domain.media import Picture
from domain.words import N_, Words, say
from web.by_link.pieces import button, hidden, line, more, section
from web.customer.shown import Shown, form, trouble_of
from web.portal.markup import Html, Part, put, tag


def consent(shown: Shown, lead: Lead) -> Html | None:
    """The whole notice and the question, before anything else is asked."""
    if lead.consent_at is not None or not lead.is_open:
        return None
    before = None
    if lead.consent_reply is Reply.WITHDRAWN:
        before = N_("You withdrew your consent, so we collect nothing. You can agree again at any time.")
    elif lead.consent_reply is Reply.REFUSED:
        before = N_("You did not agree, so we collect nothing. You can agree at any time.")
    yes = button(shown.speak(N_("I agree")), name="answer", value="yes")
    no = button(shown.speak(N_("I do not agree")), name="answer", value="no", plain=True)
    read = (hidden("version", CURRENT), hidden("language", shown.language))
    ask = shown.speak(say("Do you agree? (Version {version})", version=CURRENT))
    return section(
        "consent",
        shown.speak(N_("Your privacy")),
        trouble_of(shown, "consent"),
        line(shown.speak(before)) if before else None,
        _notice(shown, lead),
        tag("p", tag("strong", ask)),
        form(shown, "consent", read, yes, no if lead.consent_reply is not Reply.REFUSED else None),
    )


def _notice(shown: Shown, lead: Lead) -> Html:
    desk, oem = shown.view.policy.privacy, shown.view.oem
    lines = notice(
        shown.language,
        oem=oem.name if oem else lead.oem,
        desk=desk.contact,
        days=str(desk.answer_days),
    )
    here = N_("What /privacy does in chat you find here under “Your data”.")
    return put(tag("ul", [tag("li", point) for point in lines]), line(shown.speak(here), "soft"))


def rights(shown: Shown, lead: Lead) -> Html:
    """See, copy, withdraw, erase: as easy as agreeing was."""
    desk = shown.view.policy.privacy
    contact = say(
        "Questions and complaints: {desk}. We answer within {days} days.",
        desk=desk.contact,
        days=desk.answer_days,
    )
    if lead.erased_at is not None:
        asked: Part = line(shown.speak(say("This data was erased on {when}.", when=lead.erased_at)))
    else:
        agreed = _agreed(shown, lead) if lead.consent_at is not None else None
        asked = (agreed, _copies(shown, lead), _erasing(shown, lead))
    return section(
        "data",
        shown.speak(N_("Your data")),
        trouble_of(shown, "withdraw", "copy", "file", "erasure"),
        asked,
        line(shown.speak(contact), "small soft"),
    )


def _agreed(shown: Shown, lead: Lead) -> Html:
    version = lead.consents[-1].version if lead.consents else CURRENT
    since = say(
        "You agreed on {when} (version {version}).", when=lead.consent_at or lead.created_at, version=version
    )
    withdraw = shown.speak(N_("Withdraw my consent"))
    return put(
        line(shown.speak(since)),
        more(shown.speak(N_("Read the privacy notice")), _notice(shown, lead)),
        more(
            withdraw,
            line(shown.speak(after_withdrawal(lead.stage))),
            form(shown, "withdraw", button(withdraw, plain=True)),
        ),
    )


def _copies(shown: Shown, lead: Lead) -> Html:
    forms = [
        button(shown.speak(N_("To read (text)")), name="as", value="txt", plain=True),
        button(shown.speak(N_("For programs (JSON)")), name="as", value="json", plain=True),
    ]
    files = [
        button(file.file_name or shown.speak(N_("Photo")), name="key", value=key, plain=True)
        for key, file in files_of(lead).items()
    ]
    sent = (line(shown.speak(N_("What you sent:"))), form(shown, "file", files)) if files else None
    return more(shown.speak(N_("Download my data")), form(shown, "copy", forms), sent)


def files_of(lead: Lead) -> dict[str, Picture]:
    """The customer's own files, by the name under which the page asks for one."""
    bill = {"bill": lead.documents.bill} if lead.documents.bill else {}
    papers = {f"paper-{paper}": file for paper, file in lead.papers.items()}
    sent = [proof for blocker in lead.blockers for proof in blocker.proofs]
    proofs = {f"proof-{number}": proof for number, proof in enumerate(sent)}
    return {**bill, **papers, **proofs}


def _erasing(shown: Shown, lead: Lead) -> Html:
    if lead.erasure_asked_at is not None:
        return line(shown.speak(N_("Asked. Our desk calls you to make sure that it is you.")))
    said = (
        N_(
            "Your name, phone number, address, location, bill, electrician, photos and papers are erased. That cannot be undone."
        ),
        N_("Your installation is cancelled with it.") if lead.is_open else "",
        N_("Our desk first calls you to make sure that it is you who asks."),
    )
    kept = [
        tag("li", shown.speak(say("{what} ({why})", what=Words(one.what), why=Words(one.why))))
        for one in RETAINED
    ]
    return more(
        shown.speak(N_("Erase my data")),
        [line(shown.speak(words)) for words in said if words],
        tag("p", tag("strong", shown.speak(N_("What is kept, and why:")))),
        tag("ul", kept),
        form(shown, "erasure", button(shown.speak(N_("Yes, erase my data")), plain=True)),
    )
