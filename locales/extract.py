"""Gathers the words people see into `chargeops.pot` and hands them on to each language's catalogue."""

import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final, TypedDict, cast

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).parent.parent
TEMPLATE: Final = ROOT / "locales" / "chargeops.pot"
# Header lines that change although no word has changed, or that nobody has filled in.
RESTLESS: Final = (
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Generated-By",
    "Last-Translator",
    "Language-Team",
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
)


_UNTRANSLATED: Final = frozenset({"number", "serial"})
"""Their examples are the same in every language."""


class Settings(TypedDict):
    rooms: list[str]
    keywords: list[str]
    languages: list[str]


def settings() -> Settings:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return cast("Settings", tomllib.load(file)["tool"]["babel"])


def catalogue(language: str) -> Path:
    return ROOT / "locales" / language / "LC_MESSAGES" / "chargeops.po"


def gather() -> Catalog:
    """Every marked word of the code as it stands now."""
    wanted = settings()
    template = Catalog(project="ChargeOps", copyright_holder="ChargeOps", fuzzy=False)
    template.header_comment = "# The words of ChargeOps; made by `make messages`."
    for room in wanted["rooms"]:
        found = extract_from_dir(
            ROOT / room,
            method_map=[
                ("**.py", "python"),
                ("materials/files/catalogue.toml", "locales.extract:item_words"),
                ("materials/files/bill.toml", "locales.extract:bill_words"),
                ("**.toml", "locales.extract:checklist_words"),
            ],
            keywords=dict.fromkeys(wanted["keywords"]),
        )
        for name, line, message, comments, context in found:
            template.add(message, None, [(f"{room}/{name}", line)], auto_comments=comments, context=context)
    return template


def checklist_words(file: BinaryIO, *_: object, **__: object) -> Iterator[tuple[int, None, str, list[str]]]:
    """What the checklists that come with the program say to people (`domain/checklists/files`)."""
    for section in tomllib.load(file)["sections"]:
        yield 0, None, section["title"], []
        for item in section["items"]:
            example = item.get("example", "") if item["kind"] not in _UNTRANSLATED else ""
            said = (item["label"], item.get("limit", ""), example, *item.get("choices", {}).values())
            yield from ((0, None, message, []) for message in said if message)


def item_words(file: BinaryIO, *_: object, **__: object) -> Iterator[tuple[int, None, str, list[str]]]:
    """What the items of the stores are called (`domain/materials/files`)."""
    yield from ((0, None, item["title"], []) for item in tomllib.load(file).values())


def bill_words(file: BinaryIO, *_: object, **__: object) -> Iterator[tuple[int, None, str, list[str]]]:
    """Why a line is on a bill of materials."""
    yield from ((0, None, row["because"], []) for row in tomllib.load(file)["lines"])


def write(words: Catalog, path: Path) -> None:
    text = BytesIO()
    write_po(text, words, width=110, include_lineno=False, sort_output=True)
    lines = [
        line
        for line in text.getvalue().decode().splitlines(keepends=True)
        if not line.startswith(tuple(f'"{name}' for name in RESTLESS))
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines), encoding="utf-8")


def read(path: Path, language: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(language: str, template: Catalog) -> None:
    path = catalogue(language)
    words = read(path, language) if path.exists() else Catalog(language, project="ChargeOps", fuzzy=False)
    words.update(template, no_fuzzy_matching=True)
    words.header_comment = template.header_comment
    write(words, path)


def main() -> None:
    template = gather()
    write(template, TEMPLATE)
    for language in settings()["languages"]:
        update(language, template)


if __name__ == "__main__":
    main()
