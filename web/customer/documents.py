"""The parts of the page where the customer shares what the survey needs: in any order, each to be replaced."""

from typing import Final

from domain.leads import told
from domain.leads.bill import BillState
from domain.leads.intake import MAY_SHARE
from domain.leads.lead import Document, Lead
from domain.leads.site import MAY_BE_NEEDED, Paper, SiteKind
from domain.media import Picture
from domain.words import N_, Words, say
from web.by_link.pieces import button, hidden, line, more, section
from web.customer.shown import Shown, choosing, form, trouble_of
from web.portal.markup import Html, Part, put, tag

_TITLES: Final = {
    Document.BILL: N_("Electricity bill"),
    Document.LOCATION: N_("Location of the charger"),
    Document.ELECTRICIAN: N_("Local electrician"),
}
_POSITION: Final = {
    "data_here": N_("Use my position (only if you are at the site)"),
    "data_wait": N_("Looking for your position…"),
    "data_found": N_("Here are the numbers of your position. Please send them."),
    "data_denied": N_("Your phone gives no position. Please type the address."),
}


def documents(shown: Shown, lead: Lead) -> Html | None:
    """Nothing before consent, and nothing once the survey is over."""
    if lead.consent_at is None or lead.stage not in MAY_SHARE:
        return None
    parts = (_missing, _bill, _location, _electrician, _site)
    return put(*(part(shown, lead) for part in parts))


def _missing(shown: Shown, lead: Lead) -> Html:
    """What is still missing, always in sight."""
    papers = [_may_be_needed(shown, paper) for paper in lead.papers_wanted]
    title = N_("What is still missing") if lead.documents.missing else N_("We have everything we need.")
    lines = tag("ul", [_given(shown, lead, kind) for kind in Document], papers, class_="list")
    return section(
        "missing",
        shown.speak(title),
        lines,
        line(shown.speak(N_("You can replace anything until the survey.")), "soft"),
    )


def _given(shown: Shown, lead: Lead, kind: Document) -> Html:
    given = kind not in lead.documents.missing
    state = N_("received") if given else N_("missing")
    if given and kind in lead.documents.waived:
        state = N_("not needed")
    mark = tag("b", "✓" if given else "✗", aria_hidden="true")
    where = tag("a", shown.speak(_TITLES[kind]), href=f"#{kind}")
    return tag("li", mark, tag("span", where, ": ", shown.speak(state)), class_="ok" if given else "not")


def _may_be_needed(shown: Shown, paper: Paper) -> Html:
    words = say("{paper}: may be needed", paper=Words(told.PAPERS[paper]))
    return tag("li", tag("b", "?", aria_hidden="true"), tag("a", shown.speak(words), href="#site"))


def _bill(shown: Shown, lead: Lead) -> Html:
    sending = form(
        shown,
        "bill",
        choosing(shown, "bill", N_("Please send the latest electricity bill: a photo or the PDF.")),
        button(shown.speak(N_("Send the bill"))),
        upload=True,
    )
    had = lead.documents.bill
    return section(
        "bill",
        shown.speak(_TITLES[Document.BILL]),
        trouble_of(shown, "bill", "right", "other_bill"),
        _received(shown, had),
        _read_on_it(shown),
        _replacing(shown, "bill", sending, had=had is not None),
    )


def _read_on_it(shown: Shown) -> Html | None:
    """What was read on the bill, for him to say whether it is right; nothing waits for it."""
    bill = shown.view.bill
    if bill is None or bill.reading is None or not bill.is_shown:
        return None
    read, unknown = bill.reading, N_("not found")
    fields = (
        (N_("Consumer number"), read.consumer.value if read.consumer else None),
        (N_("Name on the bill"), read.name.value if read.name else None),
        (N_("Sanctioned load"), read.load.value if read.load else None),
    )
    shows = [tag("li", shown.speak(label), ": ", value or shown.speak(unknown)) for label, value in fields]
    if bill.state is BillState.CONFIRMED:
        return put(line(shown.speak(N_("Your electricity bill"))), tag("ul", shows))
    return put(
        line(shown.speak(N_("This is what we read on your electricity bill. Is it right?"))),
        tag("ul", shows),
        form(shown, "right", button(shown.speak(N_("Yes, that is right")), plain=True)),
        form(shown, "other_bill", button(shown.speak(N_("This is not my bill")), plain=True)),
        line(shown.speak(N_("If something is wrong, send a sharper photo, or ask us to call you.")), "soft"),
    )


def _received(shown: Shown, had: Picture | None) -> Html | None:
    if had is None:
        return None
    size = f"{max(1, round(had.size / 1024))} kB" if had.size else ""
    shows = (f"✓ {shown.speak(N_('received'))}", had.file_name, size)
    return line(" · ".join(part for part in shows if part))


def _replacing(shown: Shown, step: str, *inside: Part, had: bool) -> Html:
    """What has been given is replaced behind one more tap; open where something was just refused."""
    if not had:
        return put(*inside)
    return more(shown.speak(N_("Replace it")), *inside, is_open=shown.refused(step) is not None)


def _location(shown: Shown, lead: Lead) -> Html:
    had = lead.documents.location
    before = None
    if had is not None:
        point = had.latitude is not None and had.longitude is not None
        before = line(f"✓ {had.latitude:.4f}, {had.longitude:.4f}" if point else f"✓ {had.address}")
    return section(
        "location",
        shown.speak(_TITLES[Document.LOCATION]),
        trouble_of(shown, "location"),
        _confirming(shown, "location"),
        before,
        _replacing(shown, "location", form(shown, "location", *_place(shown)), had=had is not None),
    )


def _place(shown: Shown) -> tuple[Part, ...]:
    example = say(
        "Examples: {address}, or {numbers}",
        address="Flat 4, Rose Park, Baner, Pune 411045",
        numbers="18.5590, 73.7868",
    )
    ask = N_("Where will the charger be? Type the address, or paste a map link or two numbers.")
    return (
        tag("label", shown.speak(ask), tag("span", shown.speak(example), class_="hint"), for_="place"),
        tag(
            "textarea",
            shown.typed("location", "place"),
            id="place",
            name="place",
            rows=3,
            maxlength=2000,
            required=True,
            autocomplete="street-address",
            **shown.marked("location"),
        ),
        tag("div", **{key: shown.speak(words) for key, words in _POSITION.items()}),
        button(shown.speak(N_("Send the location"))),
    )


def _confirming(shown: Shown, step: str) -> Html | None:
    """The same once more, with the customer's word that it is right."""
    asked = shown.refused(step)
    if asked is None or asked.sure is None:
        return None
    look = None
    if asked.place is not None:
        at = f"{asked.place[0]:.6f}", f"{asked.place[1]:.6f}"
        url = f"https://www.openstreetmap.org/?mlat={at[0]}&mlon={at[1]}#map=17/{at[0]}/{at[1]}"
        show = shown.speak(N_("Show on the map"))
        look = tag("p", tag("a", show, href=url, target="_blank", rel="noopener noreferrer"))
    fields = [hidden(name, value) for name, value in asked.fields.items() if name != "sure"]
    yes = button(shown.speak(N_("Yes, that is right")))
    return put(look, form(shown, step, fields, hidden("sure", asked.sure), yes))


def _electrician(shown: Shown, lead: Lead) -> Html:
    had, none = lead.documents.electrician, shown.speak(N_("I have none"))
    before = None
    if had is not None:
        before = line(f"✓ {had.name}, {had.phone}" if had.name else f"✓ {none}")
    return section(
        "electrician",
        shown.speak(_TITLES[Document.ELECTRICIAN]),
        trouble_of(shown, "electrician"),
        _confirming(shown, "electrician"),
        before,
        _replacing(
            shown,
            "electrician",
            form(shown, "electrician", *_who(shown)),
            form(shown, "electrician", hidden("none", "yes"), button(none, plain=True)),
            had=had is not None,
        ),
    )


def _who(shown: Shown) -> tuple[Part, ...]:
    ask = N_("Who is the electrician of the house? If you have none, that is an answer too.")
    hint = tag("span", "98765 43210", class_="hint")
    return (
        line(shown.speak(ask)),
        tag("label", shown.speak(N_("Name")), for_="who"),
        _field(shown, "who", "name", type="text", maxlength=120),
        tag("label", shown.speak(N_("Mobile number")), hint, for_="phone"),
        _field(shown, "phone", "phone", type="tel", maxlength=30),
        button(shown.speak(N_("Send the electrician"))),
    )


def _field(shown: Shown, field: str, name: str, *, type: str, maxlength: int) -> Html:  # noqa: A002  HTML's own word
    return tag(
        "input",
        id=field,
        name=name,
        type=type,
        maxlength=maxlength,
        required=True,
        autocomplete="off",
        value=shown.typed("electrician", name),
        **shown.marked("electrician"),
    )


def _site(shown: Shown, lead: Lead) -> Html:
    """Optional: the kind of site, and the papers that may be needed there."""
    picks = [_pick(shown, kind, chosen=kind is lead.site_kind) for kind in SiteKind]
    legend = tag("legend", shown.speak(N_("What kind of place is it?")))
    needed = MAY_BE_NEEDED[lead.site_kind] if lead.site_kind else ()
    nothing_waits = N_("Nothing waits for this: it only saves time later. You can skip anything.")
    save = button(shown.speak(N_("Save")), plain=True)
    return section(
        "site",
        shown.speak(N_("Papers that may be needed")),
        line(shown.speak(nothing_waits), "soft"),
        trouble_of(shown, "site", "paper"),
        form(shown, "site", tag("fieldset", legend, picks), save),
        [_paper(shown, lead, paper) for paper in needed],
    )


def _pick(shown: Shown, kind: SiteKind, *, chosen: bool) -> Html:
    radio = tag("input", type="radio", name="kind", value=kind, required=True, checked=chosen)
    return tag("label", radio, shown.speak(told.SITE_KINDS[kind]), class_="pick")


def _paper(shown: Shown, lead: Lead, paper: Paper) -> Html:
    had, title = lead.papers.get(paper), told.PAPERS[paper]
    sending = form(
        shown,
        "paper",
        hidden("paper", paper),
        choosing(shown, "paper", title, key=f"-{paper}"),
        button(shown.speak(N_("Send this paper")), plain=True),
        upload=True,
    )
    before = (tag("h3", shown.speak(title)), _received(shown, had)) if had else None
    return put(before, _replacing(shown, "paper", sending, had=had is not None))
