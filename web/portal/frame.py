"""What all pages of the portal share: frame, style, headers, and small pieces of pages."""

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from fastapi.responses import HTMLResponse

from domain.leads.fields import FIELDS
from domain.people.roles import TITLES as ROLES
from domain.people.roles import Permission, Role
from domain.people.session import Visitor
from domain.words import N_, Speak, Words, say
from web.portal.markup import Html, Part, put, tag

HOME: Final = "/portal"
FILES: Final = f"{HOME}/files"
REPORTS: Final = f"{HOME}/reports"
REVIEWS: Final = f"{HOME}/reviews"
MONEY: Final = f"{HOME}/money"
CSRF: Final = "csrf"
LINK: Final = "link"
_AT_DESKS: Final = (
    (Permission.REVIEW_REPORT, (REVIEWS, N_("Reports to review"))),
    (Permission.SEE_BOOKS, (MONEY, N_("Money that waits"))),
    (Permission.SEE_BOOKS, (f"{MONEY}/paid", N_("Money that was paid"))),
    (Permission.OPEN_DESK, (f"{HOME}/account", N_("Account"))),
)
_PAGES: Final = (
    (HOME, N_("Leads")),
    (f"{HOME}/new", N_("Add a lead")),
    (FILES, N_("Upload a file")),
    (REPORTS, N_("Reports")),
    (f"{HOME}/account", N_("Account")),
)
STYLE: Final = """
:root { color-scheme: light dark; --ink: #17212b; --soft: #57606a; --paper: #fff; --ground: #f6f8fa; --line: #d0d7de;
  --edge: #6e7781; --act: #0b5cad; --on: #fff; --good: #1a7f37; --odd: #7d4e00; --bad: #b42318; --badground: #fff1f0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b1; --paper: #161b22; --ground: #0d1117;
  --line: #30363d; --edge: #8b949e; --act: #6cb6ff; --on: #0d1117; --good: #56d364; --odd: #e3b341; --bad: #ff8f87;
  --badground: #2d1614; } }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 56rem; padding: 0 1rem 3rem; color: var(--ink);
  background: var(--ground); overflow-wrap: anywhere; }
.skip { position: absolute; left: -99rem; } .skip:focus { position: static; }
header { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; padding: .9rem 0 .3rem; }
header strong { font-size: 1.05rem; }
nav ul { display: flex; flex-wrap: wrap; list-style: none; margin: 0; padding: 0;
  border-bottom: 1px solid var(--line); }
nav a { display: inline-flex; align-items: center; min-height: 44px; padding: 0 .4rem;
  font-size: .95rem; text-decoration: none; }
nav a[aria-current] { border-bottom: 3px solid var(--act); font-weight: 600; color: var(--ink); }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 1.2rem 0 .6rem; } h2 { font-size: 1.1rem; margin: 1.6rem 0 .5rem; }
p { margin: .35rem 0; } a { color: var(--act); } .soft { color: var(--soft); } small { font-size: .875rem; }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, textarea:focus-visible,
summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
.box { background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; padding: .8rem 1rem; margin: .8rem 0; }
.next { border-left: 4px solid var(--act); } .good { border-left: 4px solid var(--good); }
.odd { border-left: 4px solid var(--odd); } .bad { border-left: 4px solid var(--bad); background: var(--badground); }
.box > :first-child { margin-top: 0; } .box > :last-child { margin-bottom: 0; }
label, .label { display: block; font-weight: 600; margin-top: .9rem; }
.hint { display: block; color: var(--soft); font-size: .875rem; } .wrong { color: var(--bad); font-weight: 600; margin: .2rem 0; }
.doubt { color: var(--odd); font-weight: 600; margin: .2rem 0; }
input, select, textarea { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--edge);
  border-radius: .4rem; padding: .55rem .65rem; width: 100%; min-height: 44px; }
input[aria-invalid] { border: 2px solid var(--bad); }
button, .button { font: inherit; font-weight: 600; border: 1px solid var(--act); border-radius: .4rem; min-height: 44px;
  padding: .5rem 1rem; background: var(--act); color: var(--on); cursor: pointer; text-decoration: none;
  display: inline-flex; align-items: center; }
.plain { background: transparent; color: var(--act); } .acts { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1rem 0; }
.acts form { margin: 0; }
.fields { display: grid; gap: 0 1rem; align-items: end; } @media (min-width: 40rem) { .fields { grid-template-columns: 1fr 1fr; }
  .wide { grid-column: 1 / -1; } }
.list { list-style: none; margin: 0; padding: 0; }
.list > li { background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; padding: .7rem .9rem;
  margin: .5rem 0; }
.list a { font-weight: 600; display: inline-block; padding: .2rem 0; }
dl { margin: 0; } @media (min-width: 30rem) { dl { display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr; gap: .25rem 1rem; } }
dt { color: var(--soft); } dd { margin: 0 0 .4rem; }
.events { list-style: none; margin: 0; padding: 0; }
.events li { padding: .45rem 0; border-bottom: 1px solid var(--line); }
.events time { color: var(--soft); font-variant-numeric: tabular-nums; display: block; font-size: .875rem; }
summary { cursor: pointer; padding: .6rem 0; color: var(--act); font-weight: 600; }
progress { width: 100%; height: 1rem; accent-color: var(--act); }
table { border-collapse: collapse; width: 100%; } th { white-space: nowrap; } td { min-width: 5rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .5rem .4rem 0; border-bottom: 1px solid var(--line); }
.files { max-width: 84rem; }
@media (min-width: 60rem) { .beside { display: grid; grid-template-columns: minmax(20rem, 2fr) 3fr; gap: 0 1.5rem; align-items: start; }
  .beside > aside { order: -1; position: sticky; top: 0; max-height: 100vh; overflow-y: auto; } }
.photos { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .8rem; margin: .5rem 0; }
figure { margin: 0; min-width: 0; } figure img, figure video { width: 100%; height: auto; max-height: 22rem; object-fit: contain;
  background: var(--ground); border: 1px solid var(--line); border-radius: .4rem; display: block; }
.photos img { aspect-ratio: 4 / 3; object-fit: cover; } audio { width: 100%; } figcaption { font-size: .875rem; color: var(--soft); }
figcaption span { display: block; }
.full img { max-height: none; } iframe { width: 100%; height: 32rem; border: 1px solid var(--line); border-radius: .4rem; }
.fail { color: var(--bad); font-weight: 600; } .warn { color: var(--odd); font-weight: 600; } .pass { color: var(--good); }
.check { display: flex; gap: .6rem; align-items: center; min-height: 44px; margin: 0; font-weight: 400; }
.check input { width: 1.3rem; min-height: 1.3rem; flex: none; } fieldset { border: 1px solid var(--line); border-radius: .5rem; margin: .8rem 0; }
.filters { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: end; margin: .8rem 0; }
.filters label > span { display: block; color: var(--soft); font-size: .875rem; } .filters select { min-width: 10rem; font-weight: 400; }
.money th a { color: inherit; } .money { overflow-wrap: normal; } .money th, .money td { padding-right: .9rem; min-width: 0; } .money td:first-child, .money td:last-child { white-space: nowrap; }
.money .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.money tfoot td { font-weight: 600; border-bottom: 0; } .scroll { overflow-x: auto; }
@media print { :root { --ink: #000; --soft: #333; --paper: #fff; --ground: #fff; --line: #999; --bad: #b42318; color-scheme: light; } body { max-width: none; font-size: 10pt; }
  nav, .filters, .noprint, .skip { display: none; } .scroll { overflow: visible; } .money a { color: inherit; text-decoration: none; }
  thead { display: table-header-group; } tr { break-inside: avoid; } }
@media (max-width: 40rem) { .money td::before { content: attr(data-label); color: var(--soft); font-weight: 400; }
  .money td { display: grid; grid-template-columns: 8.5rem 1fr; padding: .1rem 0; overflow-wrap: anywhere; }
  .money td:first-child { grid-template-columns: 8.5rem auto 1fr; gap: 0 .3rem; } .money td:empty { display: none; } .money .number { text-align: left; }
  .filters > * { width: 100%; } .filters .button { width: auto; } }
@media (max-width: 40rem) { thead { position: absolute; left: -99rem; } tr, td { display: block; border: 0; padding: 0; }
  tr { border-bottom: 1px solid var(--line); padding: .5rem 0; } }
"""
_KNOWN: Final = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
_POLICY: Final = f"default-src 'none'; style-src 'sha256-{_KNOWN}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not `no-referrer`: with it browsers hide their origin from our own forms, too.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


WITH_FILES: Final[Mapping[str, str]] = {
    **HEADERS,
    "Content-Security-Policy": f"{_POLICY}; img-src 'self' data:; media-src 'self'; frame-src 'self'",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`here` is the address in the navigation that this page belongs to; `refresh_s` seconds after which it looks again.

    `has_files`: it is wide, and shows pictures, films and papers of ours; `is_wide` for its tables alone.
    """

    title: str
    body: Html
    here: str = ""
    refresh_s: int | None = None
    has_files: bool = False
    is_wide: bool = False


def rendered(page: Page, visitor: Visitor | None, speak: Speak) -> str:
    refresh = tag("meta", http_equiv="refresh", content=page.refresh_s) if page.refresh_s else None
    head = put(
        tag("meta", charset="utf-8"),
        tag("title", f"{page.title} · {speak(N_('ChargeOps portal'))}"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="robots", content="noindex"),
        refresh,
        tag("link", rel="icon", href="data:,") if page.has_files else None,
        tag("style", Html(STYLE)),
    )
    body = put(
        tag("a", speak(N_("To the content")), href="#content", class_="skip"),
        _top(visitor, page.here, speak),
        tag("main", tag("h1", page.title), page.body, id="content"),
    )
    return f"<!doctype html>{tag('html', tag('head', head), tag('body', body, class_='files' if page.has_files or page.is_wide else None), lang='en')}"


def answer(
    page: Page, visitor: Visitor | None, speak: Speak, status: HTTPStatus = HTTPStatus.OK
) -> HTMLResponse:
    headers = WITH_FILES if page.has_files else HEADERS
    return HTMLResponse(rendered(page, visitor, speak), status, headers=dict(headers))


def _top(visitor: Visitor | None, here: str, speak: Speak) -> Html:
    name = tag("strong", speak(N_("ChargeOps portal")))
    if visitor is None:
        return tag("header", name)
    links = [
        tag("li", tag("a", speak(title), href=href, aria_current="page" if href == here else None))
        for href, title in pages_of(visitor)
    ]
    whose = whose_pages(visitor, speak)
    return put(
        tag("header", name, tag("span", f"{whose} · {visitor.person.name}", class_="soft")),
        tag("nav", tag("ul", links), aria_label=speak(N_("Pages"))),
    )


def pages_of(visitor: Visitor) -> Sequence[tuple[str, str]]:
    """Address and title, the first of them where he begins."""
    if visitor.oem is not None:
        return _PAGES
    return [page for permission, page in _AT_DESKS if visitor.actor.may(permission)]


def whose_pages(visitor: Visitor, speak: Speak) -> str:
    if visitor.oem is not None:
        return visitor.oem.name
    return ", ".join(speak(ROLES[role]) for role in Role if role in visitor.actor.roles)


def form(
    action: str,
    csrf: str,
    *inside: Part,
    files: bool = False,
    id: str | None = None,  # noqa: A002  the attribute's name
) -> Html:
    """What is wrong is said by us in our words, so the browser's own checks stay off."""
    hidden = tag("input", type="hidden", name=CSRF, value=csrf)
    kind = "multipart/form-data" if files else None
    return tag("form", hidden, *inside, method="post", action=action, enctype=kind, novalidate=True, id=id)


def button(label: str, *, plain: bool = False, **more: str) -> Html:
    return tag("button", label, type="submit", class_="plain" if plain else None, **more)


def box(*inside: Part, kind: str = "", role: str | None = None) -> Html:
    return tag("div", *inside, class_=f"box {kind}".strip(), role=role)


def pairs(shown: Sequence[tuple[str, Part]], speak: Speak) -> Html:
    """Title and value; empty values are left out."""
    return tag("dl", [(tag("dt", speak(title)), tag("dd", value)) for title, value in shown if value])


def title_of(name: str) -> str:
    """A field as its OEM calls it."""
    return N_("Your reference") if name == "reference" else FIELDS[name].title


def owner_of(role: Role) -> str:
    return N_("your company") if role is Role.OEM else ROLES[role]


def lines(words: Iterable[Words | str], speak: Speak) -> Html:
    return put([tag("p", speak(one)) for one in words])


def refusal(words: Words | str, speak: Speak, back: str = HOME) -> Page:
    return Page(
        title=speak(N_("That did not work")),
        body=put(
            box(tag("p", speak(words)), kind="bad", role="alert"),
            tag("p", tag("a", speak(say("Go on")), href=back, class_="button")),
        ),
    )
