"""A file of leads: what it holds, what is wrong in which cell, how far the import is, and what came of it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cards.actions import Action, Tap
from cards.blocks import named
from cards.message import Button, Message
from cards.text import Speaker, Text, clipped, harmless
from cards.values import NAME_MOST
from domain.leads.fields import FIELDS
from domain.leads.imports import Import, ImportState
from domain.reactions import Audience
from domain.view import View
from domain.words import N_, Words, say

FAULTS_SHOWN: Final = 5
GIVEN_SHOWN: Final = 40
OEMS_SHOWN: Final = 40
LABEL_MOST: Final = 48
_S = ImportState
Rows = tuple[tuple[Button, ...], ...]


def import_card(view: View, audience: Audience, speaker: Speaker, *, team: str | None = None) -> Message:  # noqa: ARG001  the shape of every card
    upload, text = view.upload, Text()
    if upload is None:
        return text.line(speaker.say(say("There is no {key}.", key=view.subject))).message()
    text.bold_line(speaker.say(_heading(upload)))
    named(text, speaker, N_("File"), harmless(upload.file_name, NAME_MOST))
    named(text, speaker, N_("OEM"), harmless(view.oem.name, NAME_MOST) if view.oem else "")
    named(text, speaker, N_("From"), harmless(upload.made_by.name, NAME_MOST))
    text.gap()
    if upload.state is _S.OEM_WANTED:
        text.line(speaker.say(say("Whose leads are in this file?")))
    if upload.problem is not None and upload.state is _S.UNREADABLE:
        text.line(speaker.say(upload.problem.words))
    if upload.state is _S.CHECKED:
        _checked(text, upload, speaker)
    if upload.state in {_S.IMPORTING, _S.DONE}:
        _result(text, upload, speaker)
    return text.message(_buttons(view, upload, speaker))


_HEADINGS: Final[Mapping[ImportState, str]] = MappingProxyType(
    {
        _S.OEM_WANTED: N_("{file}: a file of leads"),
        _S.READING: N_("{file}: being read …"),
        _S.UNREADABLE: N_("{file} cannot be read"),
        _S.CHECKED: N_("{file} is checked. Nothing is imported yet."),
        _S.IMPORTING: N_("{file}: being imported, {percent} %"),
        _S.DONE: N_("{file}: {count} leads imported"),
        _S.CANCELLED: N_("{file}: cancelled, nothing was imported"),
    }
)


def _heading(upload: Import) -> Words:
    percent = 100 * upload.passed // max(1, upload.counts.rows)
    return say(_HEADINGS[upload.state], file=upload.id, percent=percent, count=upload.added)


def _checked(text: Text, upload: Import, speaker: Speaker) -> None:
    if upload.missing:
        titles = ", ".join(speaker.say(FIELDS[name].title) for name in upload.missing)
        text.bold_line(speaker.say(say("No column was understood as: {fields}", fields=titles)))
        names = ", ".join(sorted(upload.missing))
        text.line(
            speaker.say(
                say("Name the columns so and send the file again, for example: {names}.", names=names)
            )
        )
    counts = upload.counts
    shown = (
        ("✓", N_("Rows that are fine: {count}"), 0 if upload.missing else counts.good),
        ("✗", N_("Rows with errors: {count}"), counts.faulty),
        ("≡", N_("Rows whose reference stands in the file before: {count}"), counts.repeated),
        ("=", N_("Rows whose reference we have already (nothing is added for them): {count}"), counts.known),
        ("≈", N_("Rows that may be the same request as another lead: {count}"), counts.alike),
    )
    text.line(speaker.say(say("Rows in the file: {count}", count=counts.rows)))
    for mark, title, count in shown:
        if count:
            text.line(f"{mark} {speaker.say(say(title, count=count))}")
    _faults(text, upload, speaker)
    if upload.not_understood:
        headings = ", ".join(harmless(heading, GIVEN_SHOWN) for heading in upload.not_understood)
        told = say("Columns that were not understood and are left out: {headings}", headings=headings)
        text.gap().line(speaker.say(told))


def _faults(text: Text, upload: Import, speaker: Speaker) -> None:
    text.gap()
    for fault in upload.faults[:FAULTS_SHOWN]:
        title = speaker.say(FIELDS[fault.field].title)
        given = f" “{harmless(fault.given, GIVEN_SHOWN)}”" if fault.given else ""
        text.line(f"{fault.cell} · {title}{given}: {speaker.say(fault.problem.words)}")
    left = upload.counts.faulty + upload.counts.repeated - min(len(upload.faults), FAULTS_SHOWN)
    if left > 0:
        text.line(speaker.say(say("The error file has all of them, each with its reason.")))


def _result(text: Text, upload: Import, speaker: Speaker) -> None:
    if upload.confirmed_by is not None:
        named(text, speaker, N_("Confirmed by"), harmless(upload.confirmed_by.name, NAME_MOST))
    counts = upload.counts
    shown = (
        (N_("Leads added: {count}"), upload.added, True),
        (N_("Known already, nothing added: {count}"), upload.known, False),
        (N_("May be the same request as another lead: {count}"), upload.alike, False),
        (N_("Not imported, because of errors: {count}"), counts.faulty + counts.repeated, False),
    )
    for title, count, always in shown:
        if count or always:
            text.line(speaker.say(say(title, count=count)))
    if upload.state is _S.DONE and upload.added:
        text.line(
            speaker.say(say("Each has its first call as next action: /home shows them, most urgent first."))
        )


def _buttons(view: View, upload: Import, speaker: Speaker) -> Rows:
    if upload.state is _S.OEM_WANTED:
        shown = view.oems[:OEMS_SHOWN]
        choices = [
            (_button(speaker, say("{oem}", oem=oem.name), Action.IMPORT_OEM, upload.id, oem.id),)
            for oem in shown
        ]
        return (*choices, (_cancel(speaker, upload),))
    rows: list[tuple[Button, ...]] = []
    if upload.offers:
        label = say("Import {count} leads", count=upload.offers)
        rows.append((_button(speaker, label, Action.IMPORT, upload.id),))
    if upload.error_file and upload.state in {_S.CHECKED, _S.IMPORTING, _S.DONE}:
        rows.append((_button(speaker, say("Error file"), Action.ERROR_FILE, upload.id),))
    if upload.state in {_S.READING, _S.CHECKED}:
        rows.append((_cancel(speaker, upload),))
    return tuple(rows)


def _cancel(speaker: Speaker, upload: Import) -> Button:
    return _button(speaker, say("Cancel"), Action.DROP_IMPORT, upload.id)


def _button(speaker: Speaker, label: Words, action: Action, subject: str, argument: str = "") -> Button:
    data = Tap(action=action, subject=subject, argument=argument).pack()
    return Button(label=clipped(speaker.say(label), LABEL_MOST), data=data)
