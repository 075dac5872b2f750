"""The part of the page about the work at the site: what is needed, who does it until when, and the customer's word."""

from collections.abc import Iterator

from domain.leads import told
from domain.leads.blocker import OF_DISCOM, Area, Blocker
from domain.leads.lead import Lead
from domain.leads.stages import Stage
from domain.words import N_, Words, say
from web.by_link.pieces import button, hidden, line, more, section
from web.customer.shown import Shown, choosing, form, trouble_of
from web.portal.markup import Html, Part, tag


def work(shown: Shown, lead: Lead) -> Html | None:
    """Each thing by itself: one may be done long before another."""
    if not lead.waits_for_site:
        return None
    title = shown.speak(told.STAGES[Stage.SITE_WORK])
    return section(
        "ready",
        title,
        trouble_of(shown, "ready", "applied"),
        [tag("article", list(_of_blocker(shown, blocker))) for blocker in lead.open_blockers],
    )


def _of_blocker(shown: Shown, blocker: Blocker) -> Iterator[Part]:
    calendar = shown.view.policy.calendar
    day = calendar.local(blocker.target).date()
    yield line(shown.speak(told.work_line(blocker, shown.language, day)))
    if not blocker.is_told_by_customer:
        return
    if blocker.refused:
        yield line(shown.speak(say("↩ We asked again: {reason}", reason=_reason(blocker))))
    which = hidden("blocker", blocker.kind.value)
    ask = N_("Please send a photo or a PDF of what was done, if you have one.")
    file = choosing(shown, "ready", ask, key=f"-{blocker.kind.value}", required=False)
    done = button(shown.speak(N_("The work is done")))
    yield form(shown, "ready", which, file, done, upload=True)
    if blocker.kind in OF_DISCOM:
        yield _application(shown, blocker)


def _reason(blocker: Blocker) -> Words | str:
    """A reason of the program's own is in the catalogue; the desk's stands as it was written."""
    return Words(told.NOT_DONE) if blocker.refused == told.NOT_DONE else blocker.refused


def _application(shown: Shown, blocker: Blocker) -> Html:
    """The electricity company's number for it; changed where it was given before."""
    refused = shown.refused("applied")
    is_meant = refused is not None and refused.fields.get("blocker") == blocker.kind
    title = N_("I have applied at my electricity company")
    if blocker.application is not None:
        title = N_("Change my application")
    inside = form(
        shown,
        "applied",
        hidden("blocker", blocker.kind.value),
        list(_fields(shown, blocker, typed=is_meant)),
        button(shown.speak(N_("Send")), plain=True),
    )
    return more(shown.speak(title), inside, is_open=is_meant)


def _fields(shown: Shown, blocker: Blocker, *, typed: bool) -> Iterator[Html]:
    known = _known(blocker)
    asked = {
        "number": (N_("Application number"), "text"),
        "applied": (N_("Applied on"), "date"),
        "demand": (N_("Amount of the demand note, if it has come"), "text"),
        "paid": (N_("Paid on"), "date"),
    }
    for name, (label, kind) in asked.items():
        field = f"{name}-{blocker.kind.value}"
        value = shown.typed("applied", name) if typed else known.get(name, "")
        yield tag("label", shown.speak(label), for_=field)
        yield tag("input", id=field, type=kind, name=name, value=value, maxlength=60)
        if name == "applied":
            yield from _place(
                shown, blocker, shown.typed("applied", "area") if typed else known.get("area", "")
            )


def _place(shown: Shown, blocker: Blocker, chosen: str) -> Iterator[Html]:
    field = f"area-{blocker.kind.value}"
    options = [
        tag("option", shown.speak(told.AREAS[area]), value=area.value, selected=area == chosen)
        for area in Area
    ]
    yield tag("label", shown.speak(N_("What kind of place is it?")), for_=field)
    yield tag("select", options, id=field, name="area")
    mains = blocker.application is not None and blocker.application.mains
    box = tag("input", type="checkbox", name="mains", value="yes", checked=mains)
    yield tag("label", box, shown.speak(N_("New mains or a substation are needed")), class_="pick")


def _known(blocker: Blocker) -> dict[str, str]:
    found = blocker.application
    if found is None:
        return {}
    return {
        "number": found.number,
        "applied": found.applied_on.isoformat(),
        "area": found.area.value,
        "demand": f"{found.demand.paise / 100:.2f}" if found.demand is not None else "",
        "paid": found.paid_on.isoformat() if found.paid_on is not None else "",
    }
