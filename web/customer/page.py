"""The customer's page as a whole: readable without scripts, on a phone first."""

from domain.leads import told
from domain.leads.consent import LANGUAGES
from domain.leads.lead import Lead
from domain.words import N_, say
from web.by_link.looks import frame
from web.by_link.pieces import line
from web.customer import later, work
from web.customer.confirming import confirming
from web.customer.documents import documents
from web.customer.ending import ending
from web.customer.looks import SCRIPT
from web.customer.quote import quote
from web.customer.rights import consent, rights
from web.customer.shown import DONE, Shown, form, trouble_of
from web.customer.signing import signing
from web.portal.markup import Html, put, tag


def render(shown: Shown, lead: Lead) -> str:
    title = shown.speak(say("Your charger, {lead}", lead=lead.id))
    parts = put(
        later.visit(shown, lead),
        work.work(shown, lead),
        quote(shown, lead),
        confirming(shown, lead),
        signing(shown, lead),
        consent(shown, lead),
        documents(shown, lead),
        later.call(shown, lead),
        ending(shown, lead),
        rights(shown, lead),
    )
    main = tag(
        "main",
        tag("h1", title),
        _news(shown, lead),
        _homeless(shown, parts),
        line(shown.speak(told.STAGES[lead.stage])),
        parts,
        line(shown.speak(N_("This page is yours alone: please do not pass its address on.")), "small soft"),
    )
    return frame(put(_languages(shown), main), title, shown.language, SCRIPT)


def _homeless(shown: Shown, parts: Html) -> Html | None:
    """A refusal whose form is not on the page, or no longer: an old page was open elsewhere."""
    if shown.trouble is None or f'id="trouble-{shown.trouble.step}"' in parts:
        return None
    return trouble_of(shown, shown.trouble.step)


def _languages(shown: Shown) -> Html:
    """Each by its own name, so that whoever cannot read the present one finds his."""
    choices = [
        tag(
            "button",
            name,
            class_="plain",
            name="language",
            value=code,
            lang=code,
            aria_pressed="true" if code == shown.language else "false",
        )
        for code, name in LANGUAGES.items()
    ]
    return tag("header", form(shown, "language", choices))


def _news(shown: Shown, lead: Lead) -> Html | None:
    """What has just been done; what all this is about, as long as he has not agreed."""
    if shown.trouble is not None:
        return None
    if (done := DONE.get(shown.done or "")) is not None:
        return tag("p", shown.speak(done), class_="note", role="status")
    if lead.consent_at is None and shown.view.oem is not None:
        asked = say("{oem} asked us to install your EV charger.", oem=shown.view.oem.name)
        return line(shown.speak(asked), "soft")
    return None
