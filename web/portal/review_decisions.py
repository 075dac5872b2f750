"""What the desk makes of a report, as forms: ready or not, what is missing and who clears it, what is to be done again."""

from collections.abc import Iterator, Mapping
from typing import Final

from domain.calendar import Calendar
from domain.leads import told
from domain.leads.blocker import Blocker, BlockerKind
from domain.leads.consent import LANGUAGES
from domain.leads.metres import metres_to_explain
from domain.leads.told import BLOCKERS, OWNERS
from domain.visits.form import Form
from domain.visits.reviewing import Review
from domain.visits.states import VisitKind, VisitState
from domain.words import N_, Speak, Words, say
from web.portal.frame import box, button, form
from web.portal.markup import Html, put, tag
from web.portal.review_page import Found

AGAIN: Final = "again-"
"""Before the key of an item that is to be done again."""
_CALENDAR: Final = Calendar()


def decisions(found: Found, speak: Speak) -> Html | None:
    """None where there is nothing to decide any more."""
    review = found.review
    if review.visit.state is not VisitState.REPORTED:
        return None
    parts = [_survey(found, speak)] if review.visit.kind is VisitKind.SURVEY else [_approve(found, speak)]
    return tag(
        "section",
        tag("h2", speak(N_("Decision")), id="decide"),
        *parts,
        _give_back(found, speak),
        aria_labelledby="decide",
    )


def _approve(found: Found, speak: Speak) -> Html:
    """With much more cable than was agreed only with a reason."""
    at, metres = f"{found.address}/approve", metres_to_explain(found.review.lead, found.review.visit)
    if metres is None:
        return form(at, found.csrf, button(speak(N_("Approve the installation"))))
    return form(
        at,
        found.csrf,
        tag("p", speak(told.metres_beyond(metres)), class_="doubt"),
        tag("label", speak(N_("Why is it approved all the same?")), for_="reason"),
        tag("input", id="reason", name="reason", value=found.typed.get("reason", ""), maxlength=300),
        tag("div", button(speak(N_("Approve in spite of the metres")), plain=True), class_="acts"),
    )


def _survey(found: Found, speak: Speak) -> Html:
    lead = found.review.lead
    missing = lead.open_blockers
    ready = _ready(found, speak)
    told_of = say("Not ready: tell the customer ({count})", count=len(missing))
    not_ready = form(f"{found.address}/not-ready", found.csrf, button(speak(told_of))) if missing else None
    return put(
        ready,
        not_ready,
        tag("h3", speak(N_("What is missing at the site"))),
        [_blocker(found, blocker, speak) for blocker in missing],
        _another(found, speak),
    )


def _ready(found: Found, speak: Speak) -> Html:
    """Against what the survey finds only with a reason."""
    at, finds = f"{found.address}/ready", found.review.visit.finds_missing
    if not finds:
        plain = bool(found.review.lead.open_blockers)
        return form(at, found.csrf, tag("p", button(speak(N_("Site is ready")), plain=plain)))
    named = ", ".join(speak(BLOCKERS[kind]) for kind in finds)
    return form(
        at,
        found.csrf,
        tag("p", speak(say("The survey finds missing: {what}", what=named)), class_="doubt"),
        tag("label", speak(N_("Why is the site ready all the same?")), for_="reason"),
        tag("input", id="reason", name="reason", value=found.typed.get("reason", ""), maxlength=300),
        tag("div", button(speak(N_("Ready all the same")), plain=True), class_="acts"),
    )


def _another(found: Found, speak: Speak) -> Html:
    known = {blocker.kind for blocker in found.review.lead.open_blockers}
    options = [
        tag("option", speak(BLOCKERS[kind]), value=kind.value) for kind in BlockerKind if kind not in known
    ]
    return form(
        f"{found.address}/blockers",
        found.csrf,
        tag("label", speak(N_("Something is missing")), for_="kind"),
        tag("select", options, id="kind", name="kind"),
        tag("div", button(speak(N_("Put it on the list")), plain=True), class_="acts"),
    )


def _blocker(found: Found, blocker: Blocker, speak: Speak) -> Html:
    kind = blocker.kind.value
    at = f"{found.address}/blockers/{kind}"
    given = found.typed if found.typed.get("kind") == kind else {}
    target = given.get("target") or f"{_CALENDAR.local(blocker.target).date():%Y-%m-%d}"
    owners = [
        tag(
            "option",
            speak(title),
            value=owner.value,
            selected=owner.value == given.get("owner", blocker.owner.value),
        )
        for owner, title in OWNERS.items()
    ]
    keep = form(
        at,
        found.csrf,
        tag("input", type="hidden", name="kind", value=kind),
        tag(
            "div",
            tag(
                "div",
                tag("label", speak(N_("Who clears it")), for_=f"owner-{kind}"),
                tag("select", owners, id=f"owner-{kind}", name="owner"),
            ),
            tag(
                "div",
                tag("label", speak(N_("Until")), for_=f"target-{kind}"),
                tag("input", type="date", id=f"target-{kind}", name="target", value=target),
            ),
            class_="fields",
        ),
        [_words(found, blocker, language, given, speak) for language in LANGUAGES],
        tag("div", button(speak(N_("Keep this")), plain=True), class_="acts"),
    )
    drop = form(f"{at}/drop", found.csrf, button(speak(N_("Not missing after all")), plain=True))
    return box(tag("h4", speak(BLOCKERS[blocker.kind])), keep, drop, kind="odd")


def _words(found: Found, blocker: Blocker, language: str, given: Mapping[str, str], speak: Speak) -> Html:
    """Nothing typed: the usual words, which stand there as they would be read."""
    name = f"words-{language}"
    at = f"{name}-{blocker.kind.value}"
    label = say("What the customer reads, {language}", language=LANGUAGES[language])
    return put(
        tag("label", speak(label), for_=at),
        tag("span", speak(say("Empty: the usual words")), class_="hint", id=f"{at}-hint"),
        tag(
            "input",
            id=at,
            name=name,
            value=given.get(name, blocker.words.get(language, "")),
            lang=language,
            maxlength=300,
            placeholder=found.speak_in(language)(told.WORK_NEEDED[blocker.kind]),
            aria_describedby=f"{at}-hint",
        ),
    )


def _give_back(found: Found, speak: Speak) -> Html:
    review = found.review
    items = list(_items(found, review, review.form, speak)) if review.form else []
    which = (
        tag("fieldset", tag("legend", speak(N_("Only these are open to the team then"))), items)
        if items
        else None
    )
    inside = form(
        f"{found.address}/return",
        found.csrf,
        which,
        tag("label", speak(N_("What is to be done again, and why")), for_="redo"),
        tag(
            "span",
            speak(
                say(
                    "Example: {example}", example=Words(N_("the earth reading, with the tester in the photo"))
                )
            ),
            class_="hint",
            id="redo-hint",
        ),
        tag(
            "textarea",
            found.typed.get("redo", ""),
            id="redo",
            name="redo",
            rows=3,
            maxlength=500,
            aria_describedby="redo-hint",
        ),
        tag("div", button(speak(N_("Return to the team"))), class_="acts"),
    )
    opened = "redo" in found.typed
    return tag("details", tag("summary", speak(N_("Return it to the team"))), inside, open=opened)


def _items(found: Found, review: Review, filled: Form, speak: Speak) -> Iterator[Html]:
    for section in review.checklist.sections:
        asked = [
            item for item in section.items if item.key in filled.given or bool(filled.shots.get(item.key))
        ]
        if asked:
            yield tag("p", tag("strong", speak(section.title)))
        for item in asked:
            chosen = AGAIN + item.key in found.typed if "redo" in found.typed else item.key in filled.marked
            mark = tag("input", type="checkbox", name=AGAIN + item.key, value="yes", checked=chosen)
            yield tag("label", mark, speak(item.label), class_="check")
