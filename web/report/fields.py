"""One item of the checklist as fields of a form: what is asked, what is there and from whom, what is wrong with it."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from domain.checklists.model import VERDICTS, Item, ItemKind, Verdict
from domain.evidence import ASKED_AGAIN, Fault, is_photo
from domain.visits.form import Given, Shot
from domain.words import N_, say
from web.by_link.pieces import hidden, line
from web.portal.markup import Html, Part, put, tag
from web.report.files import slot_of
from web.report.shown import Shown, label_of

MARKS: Final = {Verdict.PASS: "✓", Verdict.WARN: "⚠", Verdict.FAIL: "✗"}
_KEYS: Final = {ItemKind.NUMBER: "decimal"}


def item_part(shown: Shown, item: Item) -> Html:
    """Hidden in it stands what was there when it was drawn, so that only what somebody touches is changed."""
    inside = list(_fields(shown, item)) if shown.is_open(item) else list(_closed(shown, item))
    return tag("div", inside, class_="item", id=f"item-{item.key}")


def _closed(shown: Shown, item: Item) -> Iterator[Part]:
    yield line(f"{shown.said(item.label)}: {shown.state(item)}")
    yield _trouble(shown, item)


def _fields(shown: Shown, item: Item) -> Iterator[Part]:
    yield hidden(f"was-{item.key}", _now(shown, item))
    if item.kind in {ItemKind.CHOICE, ItemKind.SEVERAL}:
        yield _choices(shown, item)
    elif item.on_film:
        yield from _film(shown, item)
    else:
        yield from _written(shown, item)
        if item.kind is ItemKind.SERIAL:
            yield from _film(shown, item)
    yield from _suggestion(shown, item)
    yield from _so_far(shown, item)
    yield from _word(shown, item)


def _now(shown: Shown, item: Item) -> str:
    given = shown.filling.form.given.get(item.key)
    return given.answer if given else ""


def _value(shown: Shown, item: Item) -> str:
    """What was typed, as long as it could not be used."""
    return shown.typed.get(f"now-{item.key}", "") if item.key in shown.wrong else _now(shown, item)


def _trouble(shown: Shown, item: Item) -> Html | None:
    if item.key not in shown.wrong:
        return None
    words = shown.speak(shown.wrong[item.key])
    first = item.key == next(iter(shown.wrong))
    return tag(
        "p", words, class_="trouble", role="alert", id=f"trouble-{item.key}", tabindex="-1", autofocus=first
    )


def _marked(shown: Shown, item: Item) -> dict[str, str]:
    hints = f"hint-{item.key}"
    if item.key not in shown.wrong:
        return {"aria_describedby": hints}
    return {"aria_invalid": "true", "aria_describedby": f"trouble-{item.key} {hints}"}


def _hints(shown: Shown, item: Item) -> Html:
    """What is good, what an answer looks like, and whether it can be left out."""
    words = [shown.said(item.limit)] if item.limit else []
    if item.example:
        words.append(shown.speak(say("Example: {example}", example=shown.said(item.example))))
    if not item.mandatory:
        words.append(shown.speak(N_("You can leave this empty.")))
    return tag("span", [put(word, tag("br")) for word in words], class_="hint", id=f"hint-{item.key}")


def _written(shown: Shown, item: Item) -> Iterator[Part]:
    field = f"now-{item.key}"
    yield tag("label", label_of(shown, item), for_=field)
    yield _hints(shown, item)
    yield _trouble(shown, item)
    yield tag(
        "input",
        id=field,
        type="text",
        name=field,
        value=_value(shown, item),
        inputmode=_KEYS.get(item.kind),
        autocomplete="off",
        **_marked(shown, item),
    )


def _choices(shown: Shown, item: Item) -> Html:
    several = item.kind is ItemKind.SEVERAL
    chosen = _value(shown, item).split(",")
    picks = [
        tag(
            "label",
            tag(
                "input",
                type="checkbox" if several else "radio",
                name=f"now-{item.key}",
                value=answer,
                checked=answer in chosen,
            ),
            shown.said(label),
            class_="pick",
        )
        for answer, label in _offered(shown, item).items()
    ]
    legend = tag("legend", label_of(shown, item))
    return tag("fieldset", legend, _hints(shown, item), _trouble(shown, item), picks, **_marked(shown, item))


def _offered(shown: Shown, item: Item) -> dict[str, str]:
    """A radio button cannot be taken back, so of what may be left empty one says that it is."""
    if item.kind is ItemKind.SEVERAL or item.mandatory or not _now(shown, item):
        return dict(item.choices)
    return {**item.choices, "": N_("no answer")}


def _film(shown: Shown, item: Item) -> Iterator[Part]:
    slot = slot_of(item, shown.policy.video_most_mb)
    if slot is None:
        return
    field = f"file-{item.key}"
    if item.on_film:
        yield tag("label", label_of(shown, item), for_=field)
        yield _hints(shown, item)
        yield _trouble(shown, item)
    else:
        sticker = N_("Or a photo of the sticker, with its barcode:")
        yield tag("label", tag("span", shown.speak(sticker), class_="hint"), for_=field)
    shots = shown.filling.form.shots.get(item.key, ())
    yield from _shots(shown, shots)
    large = say("At most {most} MB each can be taken.", most=slot.most_mb)
    yield tag(
        "input",
        id=field,
        type="file",
        name=field,
        multiple=item.maximum != 1,
        accept=slot.accept,
        data_most=slot.most,
        data_large=shown.speak(large),
        **_marked(shown, item),
    )
    if item.on_film and shots:
        yield _anew(shown, item)
        yield from _because(shown, item, shots)


_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {"photo": N_("Photo"), "video": N_("Video"), "document": N_("File")}
)


def _shots(shown: Shown, shots: tuple[Shot, ...]) -> Iterator[Part]:
    if not shots:
        return
    yield tag("ul", [_shot(shown, number, shot) for number, shot in enumerate(shots, 1)], class_="shots")
    for fault in dict.fromkeys(fault for shot in shots if not shot.counts for fault in shot.faults):
        yield line(f"{MARKS[Verdict.FAIL]} {shown.speak(ASKED_AGAIN[Fault(fault)])}")
    if any(is_photo(shot.picture) and shot.picture.unique_id not in shown.looks for shot in shots):
        coming = N_(
            "The photos are looked at after they have come. Load this page again to see whether they are good."
        )
        yield line(shown.speak(coming), "small soft")


def _shot(shown: Shown, number: int, shot: Shot) -> Html:
    looks = shown.looks.get(shot.picture.unique_id)
    mark = MARKS[Verdict.PASS] if shot.counts else MARKS[Verdict.FAIL]
    name = f"{mark} {number} · {shot.by}"
    if looks is not None and looks.thumbnail:
        seen = tag("img", src=f"{shown.home}/seen/{looks.thumbnail}", alt=name, loading="lazy")
    else:
        kind = shown.speak(_KINDS.get(shot.picture.kind, _KINDS["document"]))
        seen = tag("span", shot.picture.file_name or kind, class_="small unseen")
    return tag("li", seen, tag("span", name, class_="small soft"))


def _anew(shown: Shown, item: Item) -> Html:
    tick = tag("input", type="checkbox", name=f"anew-{item.key}", value="yes")
    return tag("label", tick, shown.speak(N_("Take these away; I send others")), class_="pick")


def _because(shown: Shown, item: Item, shots: tuple[Shot, ...]) -> Iterator[Part]:
    reasons = dict.fromkeys(shot.kept_because for shot in shots if shot.kept_because)
    for reason in reasons:
        yield line(shown.speak(say("Kept all the same: {reason}", reason=reason)), "small")
    if all(shot.counts for shot in shots):
        return
    field = f"because-{item.key}"
    yield tag("label", shown.speak(N_("Or keep them: why can there be no better picture?")), for_=field)
    yield tag("input", id=field, type="text", name=field, value=shown.typed.get(field, ""), maxlength=300)


def _suggestion(shown: Shown, item: Item) -> Iterator[Part]:
    findings = shown.filling.findings
    suggested, why = findings.suggested(item), findings.why(item)
    if suggested is None or why is None:
        return
    words = shown.speak(say("Suggested: {answer} ({why})", answer=shown.answer(item, suggested), why=why))
    if item.kind is ItemKind.CHOICE or suggested == _now(shown, item):
        yield line(words, "small")
        return
    tick = tag("input", type="checkbox", name=f"take-{item.key}", value=suggested)
    yield tag("label", tick, words, class_="pick")


def _so_far(shown: Shown, item: Item) -> Iterator[Part]:
    """Who has answered it, since several may; and how it stands to its limits."""
    given = shown.filling.form.given.get(item.key)
    if given is None:
        return
    answer = shown.answer(item, given.answer)
    told = say("So far: {answer} ({by}, {moment})", answer=answer, by=given.by, moment=given.at)
    yield line(shown.speak(told), "small soft")
    verdict = shown.filling.verdict(item)
    if verdict is not Verdict.PASS:
        yield line(f"{MARKS[verdict]} {shown.speak(VERDICTS[verdict])}: {shown.why(item)}")


def _word(shown: Shown, item: Item) -> Iterator[Part]:
    """What the team says to a reading that is to watch."""
    given = shown.filling.form.given.get(item.key)
    if given is None or not (given.word or shown.filling.wants_word(item)):
        return
    field = f"word-{item.key}"
    yield hidden(f"said-{item.key}", given.word)
    yield tag("label", shown.speak(N_("In a few words: what did you see?")), for_=field)
    yield tag("input", id=field, type="text", name=field, value=_word_of(shown, item, given), maxlength=300)


def _word_of(shown: Shown, item: Item, given: Given) -> str:
    return shown.typed.get(f"word-{item.key}", "") if item.key in shown.wrong else given.word
