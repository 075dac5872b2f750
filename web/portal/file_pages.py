"""What a file of leads looks like at each of its stages."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from domain.leads.fields import FIELDS
from domain.leads.imports import MOST_BYTES, MOST_ROWS, STATE_TITLES, Import, ImportState
from domain.words import N_, Speak, Words, say
from web.pages import moment_of
from web.portal.frame import FILES, HOME, Page, box, button, form, lines, title_of
from web.portal.markup import Html, Part, put, tag

COLUMN: Final = "column"
FAULTS_SHOWN: Final = 20
_MOST_SHOWN: Final = 20
_REFRESH_S: Final = 2
_S = ImportState


def files_page(uploads: Sequence[Import], csrf: str, speak: Speak, *, wrong: Words | None = None) -> Page:
    items = [_item(upload, speak) for upload in reversed(uploads[-_MOST_SHOWN:])]
    body = put(
        _upload_form(csrf, speak, wrong),
        tag("h2", speak(N_("Your files"))) if items else None,
        tag("ul", items, class_="list") if items else None,
    )
    return Page(title=speak(N_("Upload a file")), here=FILES, body=body)


def _upload_form(csrf: str, speak: Speak, wrong: Words | None) -> Html:
    hint = say(
        "XLSX or CSV, up to {rows} leads and {size} MB. The first row names the columns; nothing is imported before you have seen what it would be.",
        rows=MOST_ROWS,
        size=MOST_BYTES // 2**20,
    )
    told = tag("p", f"✗ {speak(wrong)}", class_="wrong", id="file-told", role="alert") if wrong else None
    entry = tag(
        "input",
        id="file",
        name="file",
        type="file",
        accept=".xlsx,.xlsm,.csv,.tsv,.txt",
        aria_describedby="file-hint file-told" if wrong else "file-hint",
        aria_invalid="true" if wrong else None,
    )
    return put(
        form(
            FILES,
            csrf,
            tag("label", speak(N_("File with leads")), for_="file"),
            tag("span", speak(hint), class_="hint", id="file-hint"),
            told,
            entry,
            tag("div", button(speak(N_("Look at the file"))), class_="acts"),
            files=True,
        ),
        tag("p", tag("a", speak(N_("Take an empty file with all columns")), href=f"{FILES}/template.xlsx")),
    )


def _item(upload: Import, speak: Speak) -> Html:
    by = say("{moment}, {name}", moment=moment_of(upload.made_at), name=upload.made_by.name)
    return tag(
        "li",
        tag("a", f"{upload.id} · {upload.file_name}", href=f"{FILES}/{upload.id}"),
        tag("p", tag("strong", speak(STATE_TITLES[upload.state]))),
        tag("p", speak(by), class_="soft"),
    )


def file_page(upload: Import, csrf: str, speak: Speak, *, wrong: Words | None = None) -> Page:
    at_work = upload.state in {_S.READING, _S.IMPORTING}
    body = put(
        box(tag("p", speak(wrong)), kind="bad", role="alert") if wrong else None,
        list(_parts(upload, csrf, speak)),
        tag("p", tag("a", speak(N_("All files")), href=FILES)),
    )
    title = f"{upload.id} · {upload.file_name}"
    return Page(title=title, body=body, refresh_s=_REFRESH_S if at_work else None)


def _parts(upload: Import, csrf: str, speak: Speak) -> Iterator[Part]:
    if upload.state is _S.READING:
        yield box(
            lines([say("The file is being read. This page looks again by itself.")], speak),
            kind="next",
            role="status",
        )
        yield tag("div", _act(upload, "cancel", N_("Cancel"), csrf, speak, plain=True), class_="acts")
    elif upload.state is _S.UNREADABLE:
        yield _unreadable(upload, speak)
    elif upload.state is _S.CHECKED:
        yield from _checked(upload, csrf, speak)
    elif upload.state is _S.IMPORTING:
        yield _progress(upload, speak)
    elif upload.state is _S.DONE:
        yield _result(upload, speak)
    else:
        yield box(tag("p", speak(STATE_TITLES[upload.state])))


def _unreadable(upload: Import, speak: Speak) -> Html:
    why = tag("p", speak(upload.problem.words)) if upload.problem else None
    again = tag("p", tag("a", speak(N_("Send another file")), href=FILES, class_="button"))
    return box(
        tag("p", tag("strong", speak(N_("This file cannot be read.")))), why, again, kind="bad", role="alert"
    )


def _checked(upload: Import, csrf: str, speak: Speak) -> Iterator[Part]:
    yield box(*_counts(upload, speak), kind="next", role="status")
    acts: list[Part] = []
    if upload.offers:
        label = say("Import {count} leads", count=upload.offers)
        acts.append(_act(upload, "confirm", label, csrf, speak))
    if upload.error_file:
        acts.append(_error_file(upload, speak))
    acts.append(_act(upload, "cancel", N_("Cancel"), csrf, speak, plain=True))
    yield tag("div", acts, class_="acts")
    yield _faults(upload, speak)
    yield _mapping(upload, csrf, speak)


def _counts(upload: Import, speak: Speak) -> Iterator[Part]:
    yield tag("p", tag("strong", speak(N_("The file is checked. Nothing is imported yet."))))
    if upload.missing:
        titles = ", ".join(speak(title_of(name)) for name in upload.missing)
        missing = say("No column was understood as: {fields}. Choose it below.", fields=titles)
        yield tag("p", f"✗ {speak(missing)}", class_="wrong")
    counts = upload.counts
    shown = (
        (N_("Rows in the file: {count}"), counts.rows, True),
        (N_("Rows that are fine: {count}"), counts.good, not upload.missing),
        (N_("Rows with errors: {count}"), counts.faulty, False),
        (N_("Rows whose reference stands in the file before: {count}"), counts.repeated, False),
        (
            N_("Rows whose reference we have already (nothing is added for them): {count}"),
            counts.known,
            False,
        ),
        (N_("Rows that may be the same request as another lead: {count}"), counts.alike, False),
    )
    yield tag(
        "ul", [tag("li", speak(say(title, count=count))) for title, count, always in shown if count or always]
    )


def _error_file(upload: Import, speak: Speak) -> Html:
    label = speak(N_("Download the rows with errors"))
    return tag("a", label, href=f"{FILES}/{upload.id}/errors.xlsx", class_="button plain")


def _faults(upload: Import, speak: Speak) -> Html | None:
    if not upload.faults:
        return None
    heads = tag(
        "tr",
        [tag("th", speak(head), scope="col") for head in (N_("Cell"), N_("Field"), N_("Given"), N_("Why"))],
    )
    rows = [
        tag(
            "tr",
            tag("td", tag("strong", fault.cell)),
            tag("td", speak(title_of(fault.field))),
            tag("td", fault.given),
            tag("td", speak(fault.problem.words), class_="wrong"),
        )
        for fault in upload.faults[:FAULTS_SHOWN]
    ]
    more = say("The rows with errors have a column that says why; mend them and upload that file.")
    return put(
        tag("h2", speak(N_("What is to be mended"))),
        tag("p", speak(more), class_="soft"),
        tag("table", tag("thead", heads), tag("tbody", rows)),
    )


def _mapping(upload: Import, csrf: str, speak: Speak) -> Html:
    chosen = [
        _column(place, heading, name, speak)
        for place, (heading, name) in enumerate(zip(upload.headings, upload.columns, strict=True))
    ]
    told = N_("We remember your choice for your next file.")
    inside = form(
        f"{FILES}/{upload.id}/columns",
        csrf,
        tag("p", speak(told), class_="soft"),
        tag("div", chosen, class_="fields"),
        tag(
            "div",
            button(speak(N_("Look again with these columns")), plain=bool(upload.offers)),
            class_="acts",
        ),
    )
    return tag(
        "details",
        tag("summary", speak(N_("What the columns mean"))),
        inside,
        open=bool(upload.missing or upload.not_understood),
    )


def _column(place: int, heading: str, name: str, speak: Speak) -> Html:
    number = f"{COLUMN}{place}"
    options = [tag("option", speak(N_("leave out")), value="")] + [
        tag(
            "option",
            speak(title_of(field)),
            " *" if one.required else None,
            value=field,
            selected=field == name,
        )
        for field, one in FIELDS.items()
    ]
    label = heading or speak(say("Column {number} without a heading", number=place + 1))
    return tag("div", tag("label", label, for_=number), tag("select", options, id=number, name=number))


def _progress(upload: Import, speak: Speak) -> Html:
    rows = max(1, upload.counts.rows)
    label = speak(say("{passed} of {rows} rows are done.", passed=upload.passed, rows=rows))
    return box(
        tag("p", tag("strong", speak(N_("The leads are being imported.")))),
        tag("progress", max=rows, value=upload.passed, aria_label=label),
        tag("p", label),
        tag("p", speak(N_("You can leave this page: it goes on by itself.")), class_="soft"),
        kind="next",
        role="status",
    )


def _result(upload: Import, speak: Speak) -> Html:
    counts = upload.counts
    shown: Mapping[str, int] = {
        N_("Known already, nothing added: {count}"): upload.known,
        N_("May be the same request as another lead: {count}"): upload.alike,
        N_("Not imported, because of errors: {count}"): counts.faulty + counts.repeated,
    }
    return box(
        tag("p", tag("strong", speak(say("Leads added: {count}", count=upload.added)))),
        tag("ul", [tag("li", speak(say(title, count=count))) for title, count in shown.items() if count]),
        tag(
            "div",
            tag("a", speak(N_("See your leads")), href=HOME, class_="button"),
            _error_file(upload, speak) if upload.error_file else None,
            class_="acts",
        ),
        kind="good",
        role="status",
    )


def _act(  # noqa: PLR0913  one button and what it stands on
    upload: Import, deed: str, label: Words | str, csrf: str, speak: Speak, *, plain: bool = False
) -> Html:
    return form(f"{FILES}/{upload.id}/{deed}", csrf, button(speak(label), plain=plain))
