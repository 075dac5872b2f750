"""Whatever a customer can be shown has a Hindi translation: computed from the tables and the code, not listed by hand."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Final

from cards.home import _COMMANDS, _HELP
from cards.notices import NOTICES
from cards.titles import DELAYS, DOCUMENTS, KINDS, PAPERS, SITE_KINDS
from cards.wordings.reminders import DONE_SINCE, OVERDUE_FOR_OWNER, REMINDER, REMINDERS
from cards.wordings.visits import BY_KIND
from cards.wordings.wording import Wording
from domain.leads import told
from domain.leads.consent import LANGUAGES
from domain.leads.consent import NOTICES as PRIVACY_NOTICES
from domain.leads.stages import STAGES
from domain.owed import TITLES, Owed
from domain.people.roles import TITLES as ROLES
from domain.people.roles import Role
from domain.reactions import Audience
from domain.visits.states import STATE_TITLES
from locales.extract import ROOT, catalogue, read

# Rooms in which every word may reach a customer: his dialogues, steps and screens, and the refusals of his commands.
WHOLE: Final = (
    "cards/privacy.py",
    "cards/steps/customer.py",
    "conversations/engine.py",
    "conversations/given.py",
    "conversations/pictures.py",
    "conversations/prompt.py",
    "conversations/readers.py",
    "conversations/turn.py",
    "handlers/customer.py",
    "domain/contact.py",
    "domain/places.py",
    "domain/leads/intake.py",
    "domain/leads/lead.py",
    "domain/leads/privacy.py",
    "domain/leads/sharing.py",
    "domain/leads/metres.py",
    "domain/leads/signing.py",
    "domain/leads/told.py",
    "domain/leads/wish.py",
    "documents/calendar_entry.py",
    "domain/visits/absence.py",
    "domain/visits/slots.py",
    "domain/people/customer_pages.py",
    "domain/people/access.py",
    "domain/people/actor.py",
    "domain/unit_of_work.py",
    "domain/visits/day.py",
    "domain/visits/ending.py",
    "domain/visits/scheduling.py",
    "cards/choosing.py",
    "conversations/choosing.py",
    "domain/visits/calling_off.py",
    "domain/visits/visit.py",
    "web/customer/documents.py",
    "web/customer/door.py",
    "web/customer/downloads.py",
    "web/by_link/door.py",
    "web/by_link/files.py",
    "web/by_link/looks.py",
    "web/customer/given.py",
    "web/customer/later.py",
    "web/customer/page.py",
    "web/customer/rights.py",
    "web/customer/routes.py",
    "web/customer/act.py",
    "web/customer/signing.py",
    "web/customer/signing_steps.py",
    "web/customer/shown.py",
    "web/customer/steps.py",
    "web/customer/work.py",
)
# Functions and tables of rooms that customers share with others.
PARTS: Final = {
    "cards/home.py": (
        "render_customer_home",
        "_missing",
        "_visit_for_customer",
        "_visit_words",
        "_invitation",
        "render_help",
        "render_home",
    ),
    "cards/blocks.py": ("site", "work_needed"),
    "cards/notices.py": ("_late",),
    "conversations/intake.py": (
        "DOCUMENT_TITLES",
        "PAPER_TITLES",
        "PAPER_ASKS",
        "DOCUMENTS",
        "PAPERS",
        "_all_shared",
        "_papers_before",
        "_share_papers",
    ),
    "conversations/applying.py": ("MAINS", "_asked", "_payment", "_apply", "APPLIED"),
    "conversations/dates.py": ("TODAY", "wants", "read", "show"),
    "cards/signing.py": ("signing_card", "_to_check", "_built", "_where_it_stands", "render_code"),
    "cards/steps/choice.py": ("stars",),
    "conversations/signing.py": ("REMARK", "_remark", "DISPUTE_METRES", "_dispute"),
    "conversations/site.py": ("_which", "_may_tell", "_asked_of_customer", "_tell", "SITE_DONE"),
    "conversations/router.py": ("on_tap",),
    "domain/contact.py": ("application_number",),
    "domain/leads/blockers.py": ("named",),
    "domain/leads/site_work.py": (
        "expect_untold",
        "report_site_work",
        "_expect_new",
        "apply_for_load",
        "_expect_days",
    ),
    "domain/leads/told.py": ("NOT_DONE", "work_line"),
    "handlers/admin.py": ("on_unknown_tap",),
    "handlers/commands.py": ("on_start_with_link", "home", "show", "on_privacy"),
    "bot/inputs.py": ("on_broken",),
}
FOR_CUSTOMERS: Final = {Owed.SHARE_DOCUMENTS, Owed.CHOOSE_SLOT, Owed.CONFIRM_SLOT, Owed.CLEAR_BLOCKERS}


def said_in(tree: ast.AST) -> Iterator[str]:
    """The first argument of every `say(...)`, `N_(...)` and `done(...)`."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"say", "N_", "done"}
        ):
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def part(tree: ast.Module, name: str) -> ast.AST:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
            return node
        if isinstance(node, ast.AnnAssign | ast.Assign) and name in _targets(node):
            return node
    raise AssertionError(f"there is no {name} any more: say here what has taken its place")


def _targets(node: ast.AnnAssign | ast.Assign) -> set[str]:
    targets = [node.target] if isinstance(node, ast.AnnAssign) else node.targets
    return {target.id for target in targets if isinstance(target, ast.Name)}


def from_code() -> set[str]:
    found: set[str] = set()
    for name in WHOLE:
        found |= set(said_in(ast.parse((ROOT / name).read_text())))
    for name, parts in PARTS.items():
        tree = ast.parse((ROOT / name).read_text())
        for wanted in parts:
            found |= set(said_in(part(tree, wanted)))
    return found


def wordings() -> Iterator[Wording]:
    yield from (wording for (_, to), wording in NOTICES.items() if to is Audience.CUSTOMER)
    yield from (wording for (_, to), wording in REMINDERS.items() if to is Audience.CUSTOMER)
    yield from (wording for (_, to, _), wording in BY_KIND.items() if to is Audience.CUSTOMER)
    yield from (REMINDER, OVERDUE_FOR_OWNER, DONE_SINCE)


def from_tables() -> set[str]:
    tables = (
        DELAYS,
        DOCUMENTS,
        KINDS,
        PAPERS,
        SITE_KINDS,
        told.WORK_NEEDED,
        told.BLOCKERS,
        told.WHO_DOES_IT,
        told.AREAS,
        ROLES,
        STATE_TITLES,
        told.STAGES,
    )
    found = {str(title) for table in tables for title in table.values()}
    found |= {_HELP[Role.CUSTOMER], *(words for _, words, readers in _COMMANDS if Role.CUSTOMER in readers)}
    found -= {ROLES[Role.SYSTEM]}
    found |= {rule.title for rule in STAGES.values()} | {TITLES[owed] for owed in FOR_CUSTOMERS}
    for wording in wordings():
        found |= {wording.title, *wording.lines}
    return found


def for_customers() -> set[str]:
    return {
        words for words in from_code() | from_tables() if any(letter.isalpha() for letter in _bare(words))
    }


def _bare(template: str) -> str:
    """Without the names of its values: `{visit}` alone needs no translation."""
    return "".join(text for text, *_ in Formatter().parse(template))


def hindi() -> dict[str, str]:
    return {str(m.id): str(m.string) for m in read(catalogue("hi"), "hi") if m.id and m.string}


def test_there_is_much_a_customer_can_be_shown() -> None:
    assert len(for_customers()) > 250


def test_whatever_a_customer_can_be_shown_is_translated() -> None:
    assert sorted(for_customers() - set(hindi())) == []


def test_a_translation_is_hindi_and_not_a_copy() -> None:
    known = hindi()
    copied = [words for words in for_customers() & set(known) if not _devanagari(known[words])]
    assert copied == []


def _devanagari(text: str) -> bool:
    return any("\u0900" <= letter <= "\u097f" for letter in text)


def test_every_notice_of_every_version_is_in_every_language_and_as_long() -> None:
    for version, texts in PRIVACY_NOTICES.items():
        assert set(texts) == set(LANGUAGES), version
        assert len({len(lines) for lines in texts.values()}) == 1, version


def test_the_rooms_are_those_that_there_are() -> None:
    assert [name for name in (*WHOLE, *PARTS) if not (Path(ROOT) / name).is_file()] == []
