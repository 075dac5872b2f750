"""The pages of a report on the web: all of it at a glance, and each section as one form."""

from collections.abc import Iterator
from typing import Final

from domain.checklists.model import Item, Section, Verdict
from domain.visits.states import VisitKind
from domain.words import N_, say
from web.by_link.looks import frame
from web.by_link.pieces import line, more, section
from web.portal.markup import Html, Part, put, tag
from web.report.fields import MARKS, item_part
from web.report.looks import SCRIPT
from web.report.shown import DONE, Shown

_TITLES: Final = {
    VisitKind.SURVEY: N_("Survey report"),
    VisitKind.INSTALLATION: N_("Installation report"),
}


def overview(shown: Shown) -> str:
    """`wrong` holds why it could not be submitted, under no item."""
    form = shown.filling.form
    aside = say("Kept beside the report: {count}", count=len(form.aside))
    return _framed(
        shown,
        list(_redo(shown)),
        [_at_a_glance(shown, one) for one in shown.sections],
        line(shown.speak(aside), "small") if form.aside else None,
        _submit(shown),
        line(shown.speak(N_("This page is yours alone: please do not pass its address on.")), "small soft"),
        _close(shown),
    )


def one_section(shown: Shown, asked: Section) -> str:
    items = [item_part(shown, item) for item in shown.asked(asked)]
    save = tag("button", shown.speak(N_("Save")), class_="save")
    form = tag(
        "form",
        tag("h2", shown.said(asked.title), id="title"),
        _count(shown, asked),
        items,
        save,
        method="post",
        action=shown.address(asked),
        enctype="multipart/form-data",
        data_sending=shown.speak(N_("Sending: {percent} %. Please leave this page open.")),
        data_broken=shown.speak(N_("The connection broke. Nothing of yours is lost: please tap Save again.")),
    )
    return _framed(
        shown,
        list(_redo(shown)),
        list(_elsewhere(shown, asked)),
        tag("section", form, aria_labelledby="title"),
        _ways(shown, asked),
    )


def _framed(shown: Shown, *inside: Part) -> str:
    visit = shown.page.visit
    title = f"{shown.speak(_TITLES[visit.kind])} · {visit.id}"
    main = tag(
        "main", tag("h1", title), line(shown.page.person.name, "small soft"), _news(shown), put(*inside)
    )
    return frame(main, title, shown.language, SCRIPT)


def _news(shown: Shown) -> Html | None:
    if shown.wrong or (done := DONE.get(shown.done or "")) is None:
        return None
    return tag("p", shown.speak(done), class_="note", role="status")


def _redo(shown: Shown) -> Iterator[Part]:
    visit, filling = shown.page.visit, shown.filling
    if not visit.redo:
        return
    yield line(shown.speak(say("Ops asks you to do this again: {redo}", redo=visit.redo)), "ask")
    again = [shown.said(item.label) for item in filling.items if item.key in filling.form.redo]
    if again:
        yield line(shown.speak(say("Only this is open: {items}", items=", ".join(again))), "ask")


def _elsewhere(shown: Shown, asked: Section) -> Iterator[Part]:
    """What was refused of items that do not stand here any more, because somebody has answered otherwise meanwhile."""
    here = {item.key for item in shown.asked(asked)}
    for key in [key for key in shown.wrong if key not in here]:
        item = shown.filling.checklist.named(key)
        label = shown.said(item.label) if item else key
        yield line(f"{label}: {shown.speak(shown.wrong[key])}", "trouble")


def _count(shown: Shown, asked: Section) -> Html:
    items = shown.asked(asked)
    done = sum(shown.filling.is_done(item) for item in items)
    return line(shown.speak(say("{done} of {of} are answered.", done=done, of=len(items))), "small soft")


def _at_a_glance(shown: Shown, asked: Section) -> Html:
    """Whole sections are folded: what is open or odd is what one looks for."""
    items = shown.asked(asked)
    lines = tag("ul", [_line(shown, asked, item) for item in items], class_="list")
    passed = all(shown.filling.verdict(item) is Verdict.PASS for item in items)
    settled = passed and not shown.missing(asked)
    label = shown.speak(say("Answer or change: {section}", section=shown.said(asked.title)))
    go = tag("p", tag("a", label, href=shown.address(asked)))
    shows: Part = more(shown.speak(N_("Show the answers")), lines) if settled else lines
    return section(asked.key, shown.said(asked.title), _count(shown, asked), shows, go)


def _line(shown: Shown, asked: Section, item: Item) -> Html:
    verdict = shown.filling.verdict(item)
    state = f"{shown.said(item.label)}: {shown.state(item)}"
    if verdict is not Verdict.PASS:
        state = f"{state} ({shown.why(item)})"
    link = tag("a", state, href=f"{shown.address(asked)}#item-{item.key}")
    return tag("li", tag("b", _sign(shown, item)), tag("span", link), class_=_look(shown, item))


def _sign(shown: Shown, item: Item) -> str:
    verdict = shown.filling.verdict(item)
    if verdict is not Verdict.PASS:
        return MARKS[verdict]
    if shown.filling.is_done(item):
        return MARKS[Verdict.PASS]
    return "•" if item.mandatory else "○"


def _look(shown: Shown, item: Item) -> str | None:
    if shown.filling.verdict(item) is Verdict.FAIL:
        return "not"
    return "ok" if shown.filling.is_done(item) else None


def _submit(shown: Shown) -> Html:
    blocked = shown.filling.blocked()
    refused = next(iter(shown.wrong.values()), None)
    trouble = (
        tag("p", shown.speak(refused), class_="trouble", role="alert", tabindex="-1", autofocus=True)
        if refused is not None
        else None
    )
    if blocked is not None:
        return put(trouble, line(shown.speak(blocked), "ask"))
    words = N_("All is answered. Please check it above; after this it can no longer be changed.")
    submit = tag("button", shown.speak(N_("Submit")))
    form = tag("form", submit, method="post", action=f"{shown.home}/submit")
    return put(trouble, line(shown.speak(words)), form)


def _close(shown: Shown) -> Html:
    words = N_("The link opens nothing any more after this. What was answered is kept with the report.")
    button = tag("button", shown.speak(N_("Close the page for good")), class_="plain")
    form = tag("form", button, method="post", action=f"{shown.home}/close")
    return more(shown.speak(N_("This is not my phone")), line(shown.speak(words)), form)


def _ways(shown: Shown, asked: Section) -> Html:
    """To the section before and after, and to all of it."""
    every = shown.sections
    at = next((number for number, one in enumerate(every) if one.key == asked.key), 0)
    before = every[at - 1] if at else None
    after = every[at + 1] if at + 1 < len(every) else None
    back = tag("a", f"‹ {shown.said(before.title)}", href=shown.address(before)) if before else tag("span")
    on = tag("a", f"{shown.said(after.title)} ›", href=shown.address(after)) if after else tag("span")
    whole = tag("p", tag("a", shown.speak(N_("All items")), href=shown.home))
    return tag("nav", tag("div", back, on, class_="way"), whole)
