"""The text of an electricity bill → its fields. Labels differ by DISCOM and language (`domain-facts.md` 2.1).

Text comes as lines in which columns are kept apart by two or more blanks. A value stands behind its label, in the next
column, or below it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from domain.errors import Invalid
from domain.leads.bill import BillReading, Found, Phase, Way, consumer_number, load_of
from domain.leads.discoms import discom_in

MOST_PAGES: Final = 4
MOST_LINES: Final = 250
LONGEST_LINE: Final = 300
_BELOW: Final = 2
_NEAR: Final = 14  # signs between the beginnings of a label and of the value below it
_LETTER: Final = r"A-Za-z\u0900-\u097F"
_FROM: Final = rf"(?<![{_LETTER}])"
_TO: Final = rf"(?![{_LETTER}])"
_NUMBER_WORD: Final = r"(?:number|no|num|id|code)"
_CELL: Final = re.compile(r"\S(?:.*?\S)?(?=\s{2,}|$)")
_BEFORE_VALUE: Final = re.compile(r"^[\s:.\-–—=#*|/]+")


def _labels(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(f"{_FROM}(?:{pattern}){_TO}", re.IGNORECASE) for pattern in patterns)


# The surest first.
CONSUMER: Final = _labels(
    rf"consumer\s*(?:/\s*ca\s*)?{_NUMBER_WORD}",
    r"उपभोक्ता\s*(?:संख्या|क्रमांक|सं|नं|क्र)",
    r"ग्राहक\s*(?:क्रमांक|संख्या|क्र|सं)",
    rf"c\.?\s?a\.?\s*{_NUMBER_WORD}",
    rf"contract\s*(?:account|a/c)(?:\s*{_NUMBER_WORD})?",
    r"service\s*connection\s*(?:number|no)",
    r"k\.?\s?(?:number|no)",
    r"r\.?\s?r\.?\s*(?:number|no)",
    rf"u\.?s\.?c\.?(?:\s*{_NUMBER_WORD})?",
    rf"ivrs(?:\s*{_NUMBER_WORD})?",
    r"service\s*(?:number|no)",
    r"s\.?\s?c\.?\s*no",
    rf"(?<!bank\s)account\s*{_NUMBER_WORD}",
    rf"customer\s*{_NUMBER_WORD}",
    r"खाता\s*(?:संख्या|सं|नं)",
)
NAME: Final = _labels(
    r"(?:consumer|customer|account\s*holder)(?:'s|s)?\s*name",
    r"name\s*of\s*(?:the\s*)?(?:consumer|customer)",
    r"(?:उपभोक्ता|ग्राहक)\s*का\s*नाम",
    r"ग्राहकाचे\s*ना(?:व|ंव)",
    r"name",
    r"नाम",
    r"नाव",
)
LOAD: Final = _labels(
    r"sanc(?:tioned|tion|t)?\.?\s*(?:load|demand)",
    r"(?:स्वीकृत|मंजूर|मंज़ूर)\s*(?:विद्युत\s*)?(?:भार|लोड)",
    r"contract(?:ed)?\s*(?:load|demand)",
    r"(?:संविदा|अनुबंधित)\s*(?:भार|मांग)",
    r"connected\s*load",
    r"(?:संयोजित|जोडलेला|संलग्न)\s*(?:भार|लोड)",
    r"load",
)
DEMAND: Final = _labels(
    r"m\.?d\.?i\.?",
    r"(?:max(?:imum)?|recorded|billed)\.?\s*demand",
    r"अधिकतम\s*(?:मांग|माँग)",
)
PHASE: Final = _labels(r"(?:no\.?\s*of\s*)?phases?", r"फे[जज़]", r"supply\s*type", r"meter\s*type")
_SOMEBODY_ELSES: Final = re.compile(
    r"(?:father|husband|guardian|bank|division|office|circle|branch|feeder|area|payee|beneficiary|zone|section|scheme|tariff)"
    r"(?:'?s)?[\s/-]*$",
    re.IGNORECASE,
)
_NOT_A_LOAD: Final = re.compile(r"(?:excess|over|additional|extra|solar|un)[\s-]*$", re.IGNORECASE)
_ANY_LABEL: Final = re.compile(
    "|".join(pattern.pattern for pattern in (*CONSUMER, *NAME[:4], *LOAD[:6], *DEMAND, *PHASE))
    + rf"|{_FROM}(?:bill|invoice|meter|mobile|phone|date|due|address|tariff|category|units|amount|e-?mail){_TO}"
    + r"|पता|दिनांक|बिल",
    re.IGNORECASE,
)
_GROUPED: Final = re.compile(r"^[0-9]{2,5}(?: [0-9]{2,5}){1,4}(?![0-9A-Za-z/.-])")
_TOKEN: Final = re.compile(r"^[A-Za-z0-9][A-Za-z0-9/-]{4,19}(?![A-Za-z0-9])")
_DATE: Final = re.compile(r"^[0-9]{1,2}[/-](?:[0-9]{1,2}|[A-Za-z]{3})[/-][0-9]{2,4}$")
_NAME: Final = re.compile(rf"^[{_LETTER}][{_LETTER} .'&/-]{{1,79}}")
_UNIT: Final = r"(?P<{0}>b\.?h\.?p|h\.?p|k\.?\s?w|k\.?v\.?a|kilowatts?|कि\.?\s?वा(?:ट)?|कि\.?\s?वॅट|किलो\s?वा(?:ट|ॅट)|के\.?\s?डब्ल्यू)"
_LOAD_VALUE: Final = re.compile(
    r"^[\s:.\-–=/(]*(?:in\s+)?(?:" + _UNIT.format("before") + r"[\s)]*)?[\s:.\-–=)]*"
    r"(?P<number>[0-9]{1,5}(?:\.[0-9]{1,3})?)(?![0-9/-])\s*[(\[]?\s*(?:"
    + _UNIT.format("after")
    + rf"(?![{_LETTER}]))?",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"address|पता|sector|\bdlf\b|nagar|colony|road|society", re.IGNORECASE)
_SINGLE: Final = r"(?:single|one|i|एकल|एक|सिंगल)"
_THREE: Final = r"(?:three|iii|त्रि|तीन|थ्री)"
_PHASE_WORD: Final = r"\s*-?\s*(?:phase|ph|psk|φ|फेज|फेज़)"
_PHASES: Final = tuple(
    # A digit may stick to the word before it, where a photo was read; a word may not.
    (
        phase,
        re.compile(rf"(?:(?<![0-9.]){digit}|(?<![{_LETTER}]){words}){_PHASE_WORD}(?![a-z])", re.IGNORECASE),
    )
    for phase, digit, words in ((Phase.SINGLE, "1", _SINGLE), (Phase.THREE, "3", _THREE))
)
_BARE_PHASES: Final = (
    (Phase.SINGLE, re.compile(rf"^(?:1|{_SINGLE})(?![0-9{_LETTER}])", re.IGNORECASE)),
    (Phase.THREE, re.compile(rf"^(?:3|{_THREE})(?![0-9{_LETTER}])", re.IGNORECASE)),
)
Take = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class _Cell:
    page: int
    line: int
    column: int
    text: str


def read_bill(pages: Sequence[Sequence[str]], way: Way) -> BillReading:
    """Whatever is recognised; what is not stays None. Never raises, whatever stands there."""
    rows = list(_rows(pages))
    whole = "\n".join("  ".join(cell.text for cell in row) for row in rows)
    return BillReading(
        consumer=_find(rows, CONSUMER, _consumer, way),
        name=_find(rows, NAME, _name, way, unless=_SOMEBODY_ELSES),
        load=_find(rows, LOAD, _load, way, unless=_NOT_A_LOAD),
        phase=_find(rows, PHASE, _bare_phase, way) or _anywhere(rows, way),
        demand=_find(rows, DEMAND, _load, way),
        discom=discom_in(whole),
    )


def _rows(pages: Sequence[Sequence[str]]) -> Iterator[tuple[_Cell, ...]]:
    for page, lines in enumerate(pages[:MOST_PAGES], 1):
        for number, line in enumerate(lines[:MOST_LINES], 1):
            plain = _plain(line[:LONGEST_LINE])
            yield tuple(_Cell(page, number, cell.start(), cell[0]) for cell in _CELL.finditer(plain))


def _plain(line: str) -> str:
    """Digits of any script as 0-9, one form of each letter; columns stay where they are."""
    text = unicodedata.normalize("NFKC", line.expandtabs(4))
    return "".join(str(unicodedata.decimal(ch, ch)) if ch.isprintable() else " " for ch in text)


def _find(
    rows: Sequence[tuple[_Cell, ...]],
    labels: Sequence[re.Pattern[str]],
    take: Take,
    way: Way,
    *,
    unless: re.Pattern[str] | None = None,
) -> Found | None:
    for label in labels:
        for index, row in enumerate(rows):
            for cell in row:
                for match in label.finditer(cell.text):
                    if unless is not None and unless.search(cell.text[: match.start()]):
                        continue
                    found = _beside(rows, index, cell, match, take)
                    if found is not None:
                        value, there = found
                        return Found(
                            value=value, way=way, label=match[0].strip(), page=there.page, line=there.line
                        )
    return None


def _beside(
    rows: Sequence[tuple[_Cell, ...]], index: int, cell: _Cell, match: re.Match[str], take: Take
) -> tuple[str, _Cell] | None:
    """Behind the label, in the next column, or below it."""
    rest = cell.text[match.end() :]
    if (value := take(rest)) is not None:
        return value, cell
    if _BEFORE_VALUE.sub("", _without_unit(rest)):
        return None
    row = rows[index]
    following = row[row.index(cell) + 1 : row.index(cell) + 2]
    column = cell.column + match.start()
    below = [
        under
        for lower in rows[index + 1 : index + 1 + _BELOW]
        for under in sorted(lower, key=lambda one: abs(one.column - column))
        if abs(under.column - column) <= _NEAR and under.page == cell.page
    ]
    unit = rest if rest != _without_unit(rest) else ""
    for other in (*following, *below):
        if _ANY_LABEL.match(other.text):
            continue
        if (value := take(f"{unit} {other.text}")) is not None:
            return value, other
    return None


def _without_unit(text: str) -> str:
    return re.sub(_UNIT.format("unit"), "", text, flags=re.IGNORECASE).strip(" ()[]:.-–/")


def _consumer(text: str) -> str | None:
    given = _BEFORE_VALUE.sub("", text)
    match = _GROUPED.match(given) or _TOKEN.match(given)
    if match is None or _DATE.match(match[0]):
        return None
    try:
        number = consumer_number(match[0])
    except Invalid:
        return None
    return number if sum(sign.isdigit() for sign in number) >= 4 else None


def _name(text: str) -> str | None:
    given = _BEFORE_VALUE.sub("", text).strip(" ()")
    other = _ANY_LABEL.search(given)
    match = _NAME.match(given[: other.start()] if other else given)
    name = " ".join(match[0].split()).strip(" .-/&'") if match else ""
    return name if sum(sign.isalpha() for sign in name) >= 3 else None


def _load(text: str) -> str | None:
    match = _LOAD_VALUE.match(text.replace(",", "."))
    if match is None:
        return None
    unit = _unit(match["after"] or match["before"] or "")
    try:
        return load_of(f"{match['number']} {unit}")
    except Invalid:
        return None


def _unit(written: str) -> str:
    plain = re.sub(r"[\s.]", "", written).casefold()
    if "hp" in plain:
        return "HP"
    return "kVA" if plain == "kva" else "kW" if plain else ""


def _bare_phase(text: str) -> str | None:
    """Behind a label a number alone is enough: `Phase : 3`. `Phase 3` without a sign between is part of an address."""
    if not re.match(r"^\s*[:.\-–=)]", text) and not text.startswith(" ") and text:
        return None
    if re.match(r"^\s?[0-9]", text):
        return None
    given = _BEFORE_VALUE.sub("", text)
    found = [phase for phase, words in (*_PHASES, *_BARE_PHASES) if words.match(given)]
    return found[0].value if found else None


def _anywhere(rows: Sequence[tuple[_Cell, ...]], way: Way) -> Found | None:
    """Said without a label; where both kinds are said, neither counts."""
    said = [
        (phase, match, cell)
        for row in rows
        for cell in row
        if not _ADDRESS.search(cell.text)
        for phase, words in _PHASES
        if (match := words.search(cell.text))
    ]
    if len({phase for phase, _, _ in said}) != 1:
        return None
    phase, match, cell = said[0]
    return Found(value=phase.value, way=way, label=match[0], page=cell.page, line=cell.line)
