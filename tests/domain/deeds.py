"""Every command of the domain with who may give it."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from types import FunctionType
from typing import Any, Final

import domain
from domain.leads import intake, privacy
from domain.money import money_pages
from domain.reporting import closure, periods
from domain.visits import crews, reviewing
from tests.domain.api_deeds import OVER_THE_API
from tests.domain.bill_deeds import OF_BILLS
from tests.domain.carrying_deeds import OF_CARRYING
from tests.domain.day_deeds import ON_THE_DAY
from tests.domain.deed import Deed
from tests.domain.desk_deeds import AT_DESKS
from tests.domain.form_deeds import OF_REPORTS
from tests.domain.import_deeds import OF_FILES
from tests.domain.material_deeds import OF_MATERIALS
from tests.domain.period_deeds import OF_PERIODS
from tests.domain.portal_deeds import IN_THE_PORTAL
from tests.domain.privacy_deeds import OF_CUSTOMERS
from tests.domain.signing_deeds import TO_SIGN
from tests.domain.site_deeds import ON_SITE
from tests.domain.stock_deeds import OF_STOCK
from tests.domain.team_deeds import OF_TEAMS

DEEDS: Final[dict[str, Deed]] = {
    **ON_SITE,
    **AT_DESKS,
    **ON_THE_DAY,
    **OVER_THE_API,
    **OF_FILES,
    **OF_BILLS,
    **IN_THE_PORTAL,
    **OF_PERIODS,
    **OF_CUSTOMERS,
    **OF_STOCK,
    **OF_TEAMS,
    **OF_MATERIALS,
    **OF_REPORTS,
    **TO_SIGN,
    **OF_CARRYING,
}
QUERIES: Final[frozenset[Callable[..., Any]]] = frozenset(
    {
        intake.lead_of_customer,
        privacy.leads_of_customer,
        crews.teams_meant,
        reviewing.review_of,
        closure.edition_for,
        periods.released_report,
        money_pages.money_waiting,
        money_pages.money_month,
        money_pages.payments_to,
    }
)
"""They take the actor to know whose things are meant or whether he may see them, and change nothing."""


def commands() -> set[Callable[..., Any]]:
    """Every public coroutine function of the domain that is given an actor."""
    found: set[Callable[..., Any]] = set()
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        functions = inspect.getmembers(importlib.import_module(module.name), inspect.iscoroutinefunction)
        found |= {function for name, function in functions if _is_command(name, function)}
    return found - QUERIES


def _is_command(name: str, function: FunctionType) -> bool:
    return not name.startswith("_") and "actor" in inspect.signature(function).parameters
