"""Commands about teams and the days on which they work."""

from datetime import date
from typing import Final

from domain.leads.stages import Stage
from domain.money import rates
from domain.visits import certificates, days_off, leave, teams
from domain.visits.day_off import DaysOff
from domain.visits.leave import Days
from domain.visits.team import Certificate, Leave
from tests.build import a_team, some_rates
from tests.domain.deed import Deed, deed

S: Final = Stage
PADWA: Final = date(2026, 3, 19)
WEDDING: Final = Days(first=date(2026, 11, 24), last=date(2026, 11, 26))
AWAY: Final = a_team(leave=(Leave(first=WEDDING.first, last=WEDDING.last, reason="a wedding"),))
LICENCE: Final = Certificate(name="Electrical licence", expires_on=date(2027, 3, 31))
OF_TEAMS: Final[dict[str, Deed]] = {
    "add_team": deed(
        teams.add_team, "admin", S.NEW, lambda u, who: teams.add_team(u, a_team(id="moon"), who)
    ),
    "change_team": deed(
        teams.change_team,
        "admin",
        S.NEW,
        lambda u, who: teams.change_team(u, "sunrise", teams.TeamChange(daily_capacity=2), who),
    ),
    "set_rates": deed(
        rates.set_rates,
        "admin",
        S.NEW,
        lambda u, who: rates.set_rates(u, "sunrise", some_rates(), date(2026, 11, 23), who),
    ),
    "certify": deed(
        certificates.certify,
        "admin ops system",
        S.NEW,
        lambda u, who: certificates.certify(u, "sunrise", LICENCE, who),
    ),
    "remove_certificate": deed(
        certificates.remove_certificate,
        "admin ops system",
        S.NEW,
        lambda u, who: certificates.remove_certificate(u, "sunrise", "electrical licence", who),
        a_team(certificates=(LICENCE,)),
    ),
    "take_leave": deed(
        leave.take_leave,
        "field ops",
        S.SURVEY_SCHEDULED,
        lambda u, who: leave.take_leave(u, "sunrise", WEDDING, "a wedding", who),
    ),
    "withdraw_leave": deed(
        leave.withdraw_leave,
        "field ops",
        S.SURVEY_SCHEDULED,
        lambda u, who: leave.withdraw_leave(u, "sunrise", WEDDING.first, who),
        AWAY,
    ),
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
