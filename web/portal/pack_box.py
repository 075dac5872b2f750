"""The closure pack on its lead's page: its files, what is new in it, and the OEM's word on it."""

from collections.abc import Iterator, Mapping
from typing import Final

from domain.reporting.edition import Change, Edition
from domain.reporting.pack import Pack, PackState
from domain.words import N_, Speak, say
from web.pages import moment_of
from web.portal.frame import HOME, box, button, form
from web.portal.markup import Html, Part, tag

EDITION: Final = "edition"
_MB: Final = 1_000_000
_TITLES: Final[Mapping[PackState, str]] = {
    PackState.SUBMITTED: N_("You have returned the closure pack; a new edition comes."),
    PackState.SENT: N_("The closure pack waits for your word."),
    PackState.ACKNOWLEDGED: N_("You have acknowledged the closure pack."),
    PackState.RETURNED: N_("You have returned the closure pack; a new edition comes."),
}


def pack_box(pack: Pack, csrf: str, reason: Html, speak: Speak, *, returning: bool) -> Html:
    """`reason` is the field in which he says what is wrong; `returning`: it is shown again, with what was wrong with it."""
    at, edition = f"{HOME}/leads/{pack.lead}/pack", pack.delivered
    acts: list[Part] = [tag("p", speak(_TITLES[pack.state]))]
    if edition is not None and not pack.forgotten:
        acts += [_edition(edition, speak), tag("div", _downloads(at, edition, speak), class_="acts")]
        acts += list(_new(edition, speak))
    elif edition is None:
        acts.append(
            tag("p", speak(N_("Its files are being made. Please look again in a minute.")), class_="soft")
        )
    if pack.state is PackState.SENT:
        number = tag("input", type="hidden", name=EDITION, value=str(pack.edition))
        acts.append(form(f"{at}/acknowledge", csrf, number, button(speak(N_("Acknowledge the pack")))))
        send = tag("div", button(speak(N_("Return the pack")), plain=True), class_="acts")
        back = form(f"{at}/return", csrf, number, reason, send)
        told = tag("summary", speak(N_("Return it with a reason")))
        acts.append(tag("details", told, back, open=returning))
    return box(tag("h2", speak(N_("Closure pack"))), *acts)


def _edition(edition: Edition, speak: Speak) -> Html:
    at = edition.sent_at or edition.made_at
    told = say("Edition {edition}, sent {moment}", edition=edition.number, moment=moment_of(at))
    return tag("p", speak(told), class_="soft")


def _downloads(at: str, edition: Edition, speak: Speak) -> Iterator[Part]:
    paper = say("Download the closure pack (PDF, {size} MB)", size=f"{edition.paper.size / _MB:.1f}")
    folder = say("Download it with all photos (ZIP, {size} MB)", size=f"{edition.folder.size / _MB:.1f}")
    yield tag("a", speak(paper), href=at, class_="button plain")
    yield tag("a", speak(folder), href=f"{at}.zip", class_="button plain")


def _new(edition: Edition, speak: Speak) -> Iterator[Part]:
    if edition.number == 1:
        return
    yield tag("h3", speak(say("What is new since edition {edition}", edition=edition.number - 1)))
    if edition.changes:
        yield tag("ul", [_change(change, speak) for change in edition.changes])
    else:
        yield tag("p", speak(N_("No fact has changed.")))


def _change(change: Change, speak: Speak) -> Html:
    what = f"{change.part}: {speak(change.label)}" if change.part else speak(change.label)
    return tag("li", f"{what}: {change.before or '–'} → {change.after or '–'}")
