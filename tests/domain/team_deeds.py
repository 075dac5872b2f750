"""Commands about teams and the days on which they work."""

from datetime import date
from typing import Final

from domain.leads.stages import Stage
from domain.visits import days_off
from domain.visits.day_off import DaysOff
from tests.domain.deed import Deed, deed

S: Final = Stage
PADWA: Final = date(2026, 3, 19)
OF_TEAMS: Final[dict[str, Deed]] = {
    "add_days_off": deed(
        days_off.add_days_off,
        "admin",
        S.NEW,
        lambda u, who: days_off.add_days_off(u, "MH", {PADWA: "Gudi Padwa"}, who),
    ),
    "remove_day_off": deed(
        days_off.remove_day_off,
        "admin",
        S.NEW,
        lambda u, who: days_off.remove_day_off(u, "MH", PADWA, who),
        DaysOff(id="MH", days={PADWA: "Gudi Padwa"}),
    ),
}
