"""The part of the page on which the customer checks what was installed, signs, and says how it was."""

from collections.abc import Iterator
from typing import Final

from domain.leads import told
from domain.leads.lead import Lead
from domain.leads.sign_off import ExtraMetres
from domain.leads.signing import BUILT, LONGEST_REMARK, SIGNABLE
from domain.visits.installed import installed_by
from domain.words import N_, say
from web.by_link.pieces import button, hidden, line, more, section
from web.customer.shown import Shown, form, trouble_of
from web.portal.markup import Html, Part, put, tag

WIDE: Final = 680
HIGH: Final = 260
"""Of the drawing, in its own pixels: twice what a phone shows of it."""


def signing(shown: Shown, lead: Lead) -> Html | None:
    visit = shown.view.situation.visit if shown.view.situation else None
    if visit is None or lead.stage not in SIGNABLE or not lead.is_asked_to_sign(visit.id):
        return None
    if visit.state not in BUILT:
        return None
    power = say("Charger: {power} kW", power=f"{lead.charger_kw:g}")
    lines = [
        tag("li", shown.speak(words)) for words in (power, *told.built(installed_by(visit, shown.view.form)))
    ]
    return section(
        "sign",
        shown.speak(N_("Your charger is installed: please check and sign")),
        trouble_of(shown, "sign", "code", "metres", "rate"),
        tag("ul", lines),
        _metres(shown, lead.extra_metres) if lead.extra_metres is not None else None,
        _signed(shown, lead) if lead.sign_off is not None else list(_to_sign(shown)),
    )


def _metres(shown: Shown, metres: ExtraMetres) -> Part:
    said = [line(shown.speak(words)) for words in told.extra_metres(metres)]
    if metres.accepted is not None:
        return said
    used = hidden("used", f"{metres.used:g}")
    accept = button(
        shown.speak(say("Accept {extra} m more", extra=f"{metres.extra:g}")), name="answer", value="yes"
    )
    why = tag("label", shown.speak(N_("Why do you not agree with the extra metres?")), for_="words-metres")
    field = tag(
        "input",
        id="words-metres",
        type="text",
        name="words",
        maxlength=LONGEST_REMARK,
        value=shown.typed("metres", "words"),
        **shown.marked("metres"),
    )
    no = button(shown.speak(N_("I do not agree")), name="answer", value="no", plain=True)
    disputing = more(
        shown.speak(N_("I do not agree")),
        form(shown, "metres", used, why, field, no),
        is_open=shown.refused("metres") is not None,
    )
    return put(said, form(shown, "metres", used, accept), disputing)


def _to_sign(shown: Shown) -> Iterator[Part]:
    """Drawn where there are scripts; a typed name works everywhere, and a code where the installer is still there."""
    name = tag("label", shown.speak(N_("Your name")), for_="sign-name")
    field = tag(
        "input",
        id="sign-name",
        type="text",
        name="name",
        maxlength=120,
        autocomplete="name",
        required=True,
        value=shown.typed("sign", "name"),
        **shown.marked("sign"),
    )
    works = tag(
        "label",
        tag("input", type="checkbox", name="works", value="yes", required=True),
        shown.speak(N_("I have it and it works")),
        class_="pick",
    )
    sign = button(shown.speak(N_("Sign")))
    yield form(shown, "sign", _pad(shown), name, field, works, sign, upload=True)
    yield _code(shown)


def _pad(shown: Shown) -> Html:
    """Hidden until the script shows it: without one nothing could be drawn."""
    label = shown.speak(N_("Draw your signature with your finger, or type your name below."))
    canvas = tag("canvas", width=WIDE, height=HIGH, role="img", aria_label=label)
    again = tag("button", shown.speak(N_("Draw again")), type="button", class_="plain")
    file = tag("input", type="file", name="file", hidden=True, accept="image/png", tabindex="-1")
    return tag("div", line(label), canvas, again, file, hidden=True, data_pad=True)


def _code(shown: Shown) -> Html:
    if shown.code is not None:
        digits, until = shown.code
        words = say("Your code: {code}", code=f"{digits[:3]} {digits[3:]}")
        counts = say("It counts until {moment}.", moment=until)
        read = N_("Read it to the installer only when the charger works and you were shown how.")
        shows = tag("p", tag("strong", shown.speak(words)), class_="note", role="status")
        return put(shows, line(shown.speak(read)), line(shown.speak(counts)))
    hint = N_("If the installer is with you, he can type a code that you read to him instead.")
    label = shown.speak(N_("Code for the installer"))
    return put(line(shown.speak(hint), "soft"), form(shown, "code", button(label, plain=True)))


def _signed(shown: Shown, lead: Lead) -> Part:
    signed = lead.sign_off
    if signed is None:
        return None
    said: list[Part] = [line(shown.speak(told.signed(signed)), "note")]
    if signed.rating is not None:
        said.append(line(shown.speak(say("You gave {rating} of 5 stars.", rating=signed.rating))))
    if signed.remark:
        said.append(line(shown.speak(say("Your remark: {remark}", remark=signed.remark))))
    return said if signed.rating is not None and signed.remark else (said, _how_it_was(shown, lead))


def _how_it_was(shown: Shown, lead: Lead) -> Html:
    """The words go with the stars, or by themselves once those are given."""
    label = tag("label", shown.speak(N_("A remark (you can leave this empty)")), for_="remark")
    typed = shown.typed("rate", "remark") or (lead.sign_off.remark if lead.sign_off else "")
    field = tag("textarea", typed, id="remark", name="remark", rows=2, maxlength=LONGEST_REMARK)
    if lead.rating is not None:
        return form(shown, "rate", label, field, button(shown.speak(N_("Send")), plain=True))
    ask = line(shown.speak(N_("How was it? Please rate us from 1 (bad) to 5 (very good).")))
    return form(shown, "rate", label, field, ask, tag("div", _stars(shown), class_="row"))


def _stars(shown: Shown) -> list[Html]:
    return [
        tag(
            "button",
            f"{number} ★",
            class_="plain",
            name="rating",
            value=number,
            aria_label=shown.speak(say("{stars} of 5", stars=number)),
        )
        for number in range(1, 6)
    ]
