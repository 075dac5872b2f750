"""How the pages look that open by a link, what they may load, and their frame: readable without scripts, on a phone first."""

import hashlib
from base64 import b64encode
from typing import Final

from domain.words import N_, Speak, Words
from web.portal.markup import Html, put, tag

STYLE: Final = """
:root { color-scheme: light dark; --ink: #17212b; --soft: #57606a; --paper: #fff; --ground: #f3f5f8; --line: #c9d1d9;
  --act: #0b5cad; --on: #fff; --done: #1a7f37; --bad: #b42318; --bad-ground: #fdecea; --good-ground: #e8f5ec; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b1; --paper: #161b22; --ground: #0d1117;
  --line: #3d444d; --act: #6cb6ff; --on: #0d1117; --done: #56d364; --bad: #ff8f86; --bad-ground: #2d1614;
  --good-ground: #12261a; } }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
body { font: 17px/1.5 system-ui, "Noto Sans", "Noto Sans Devanagari", sans-serif; margin: 0 auto; max-width: 36rem;
  padding: 1rem 1rem 3rem; color: var(--ink); background: var(--ground); overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 1rem 0 .25rem; } h2 { font-size: 1.1rem; margin: 0 0 .4rem; }
p { margin: .4rem 0; } ul { margin: .4rem 0; padding-left: 1.2rem; } a { color: var(--act); }
header form { display: flex; gap: .5rem; justify-content: flex-end; }
section, .box { background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem;
  margin: 1rem 0; }
.soft { color: var(--soft); } .small { font-size: .9rem; }
.note { background: var(--good-ground); border-left: 4px solid var(--done); padding: .7rem .9rem; border-radius: .5rem; }
.trouble { background: var(--bad-ground); border-left: 4px solid var(--bad); padding: .7rem .9rem; border-radius: .5rem; }
.ask { background: var(--ground); border-left: 4px solid var(--act); padding: .7rem .9rem; border-radius: .5rem; }
.list { list-style: none; padding: 0; } .list li { padding: .35rem 0; display: flex; gap: .6rem; }
.list b { width: 1.2rem; text-align: center; } .ok b { color: var(--done); } .not b { color: var(--bad); }
label { display: block; font-weight: 600; margin: .7rem 0 .2rem; }
.hint { font-weight: 400; color: var(--soft); font-size: .9rem; display: block; }
input[type=text], input[type=tel], textarea, input[type=file] { width: 100%; font: inherit; color: inherit;
  background: var(--ground); border: 1px solid var(--soft); border-radius: .5rem; padding: .65rem .7rem; }
button, .button { font: inherit; font-weight: 600; min-height: 48px; padding: .6rem 1rem; border-radius: .6rem;
  border: 2px solid var(--act); background: var(--act); color: var(--on); width: 100%; margin-top: .7rem; cursor: pointer; }
button.plain { background: transparent; color: var(--act); }
header button { width: auto; min-height: 44px; margin: 0; padding: .3rem .8rem; }
header button[aria-pressed=true] { background: var(--act); color: var(--on); }
.row { display: flex; gap: .5rem; } .row > * { flex: 1; }
fieldset { border: 0; padding: 0; margin: .6rem 0 0; } legend { font-weight: 600; padding: 0; }
.pick { display: flex; align-items: center; gap: .7rem; font-weight: 400; min-height: 44px; margin: 0; }
.pick input { width: 1.3rem; height: 1.3rem; }
canvas { display: block; width: 100%; height: auto; background: #fff; border: 1px solid var(--soft);
  border-radius: .5rem; touch-action: none; }
.item { border-top: 1px solid var(--line); margin-top: .9rem; padding-top: .2rem; }
.shots { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; padding: 0; } .shots li { width: 5.5rem; } .shots span { display: block; overflow-wrap: anywhere; }
.shots .unseen { box-sizing: border-box; height: 5.5rem; padding: .5rem; border: 1px dashed var(--line); border-radius: .5rem; overflow: hidden; }
.shots img { display: block; width: 5.5rem; height: 5.5rem; object-fit: cover; border-radius: .5rem; background: var(--line); }
.way { display: flex; justify-content: space-between; gap: 1rem; } .way a { display: inline-block; padding: .7rem 0; }
.list a { color: inherit; }
a.button { display: block; text-align: center; text-decoration: none; }
.code { margin: .8rem auto; max-width: 18rem; } .code svg { display: block; width: 100%; height: auto; }
dl { margin: .4rem 0; } dt { color: var(--soft); font-size: .9rem; } dd { margin: 0 0 .6rem; }
.copy { user-select: all; font-size: 1.05rem; }
[hidden] { display: none; }
details { margin-top: .8rem; } summary { cursor: pointer; font-weight: 600; color: var(--act); min-height: 44px;
  padding: .6rem 0; }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
"""


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def headers(script: str = "", *, own: bool = False) -> dict[str, str]:
    """The address is the key to the page: it is kept nowhere, told to nobody, and framed by nobody.

    Nothing runs but this script; `own`: pictures of the page's own address may be shown, and the script may send its forms.
    """
    runs = f"script-src {_hash(script)}; " if script else ""
    shows = "img-src 'self'; connect-src 'self'; " if own else ""
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src {_hash(STYLE)}; {runs}{shows}base-uri 'none'; "
            "form-action 'self'; frame-ancestors 'none'"
        ),
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
        "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


HEADERS: Final = headers()


def done(words: Words, language: str, speak: Speak) -> str:
    """The last page: there is nothing more to do."""
    told = tag("p", speak(words), class_="note", role="status")
    return frame(tag("main", tag("h1", "ChargeOps"), told), "ChargeOps", language)


def refusal(words: Words, language: str, speak: Speak, *, back: str = "", below: Html | None = None) -> str:
    """A page of one message; `back` is an address to go on at, `below` what is shown after it."""
    link = tag("p", tag("a", speak(N_("Back to your page")), href=back)) if back else None
    trouble = tag("p", speak(words), class_="trouble", role="alert")
    return frame(tag("main", tag("h1", "ChargeOps"), trouble, below, link), "ChargeOps", language)


def frame(body: Html, title: str, language: str, script: str = "") -> str:
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("title", title),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="format-detection", content="telephone=no"),
        tag("style", Html(STYLE)),
    )
    runs = tag("script", Html(script)) if script else None
    return f"<!doctype html>{tag('html', head, tag('body', put(body, runs)), lang=language)}"
