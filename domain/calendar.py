"""Working hours, quiet hours and days, in the site's time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_INDIA: Final = ZoneInfo("Asia/Kolkata")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """`workdays` are Monday=0 … Sunday=6; customers are left alone from `quiet_from` to `quiet_until`."""

    zone: ZoneInfo = _INDIA
    opens: time = time(9, 30)
    closes: time = time(18, 30)
    workdays: frozenset[int] = frozenset(range(6))
    holidays: frozenset[date] = frozenset()
    quiet_from: time = time(21)
    quiet_until: time = time(8)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self.zone).astimezone(UTC)

    def midnight(self, day: date) -> datetime:
        """The instant at which that day begins here."""
        return self.at(day, time())

    def works_on(self, day: date) -> bool:
        return day.weekday() in self.workdays and day not in self.holidays

    def after_working_time(self, start: datetime, span: timedelta) -> datetime:
        """The instant at which `span` of opening hours has passed since `start`."""
        moment, left = self._opening(start), span
        while True:
            closing = self.at(self.local(moment).date(), self.closes)
            if moment + left <= closing:
                return moment + left
            left -= closing - moment
            moment = self._opening(closing)

    def _opening(self, moment: datetime) -> datetime:
        """`moment` itself within opening hours, else the next opening."""
        day = self.local(moment).date()
        if self.works_on(day) and moment < self.at(day, self.closes):
            return max(moment, self.at(day, self.opens))
        day += timedelta(days=1)
        while not self.works_on(day):
            day += timedelta(days=1)
        return self.at(day, self.opens)

    def after_quiet_hours(self, moment: datetime) -> datetime:
        """`moment` itself, or the end of the quiet hours it falls into."""
        return self.within(moment, self.quiet_until, self.quiet_from)

    def awake(self, moment: datetime, *, before: datetime) -> datetime:
        """`moment` itself, or the end of the quiet hours it falls into; an hour before them where that is not `before`."""
        later = self.after_quiet_hours(moment)
        if later == moment or later < before:
            return later
        evening = self.local(moment).date() - timedelta(days=self.local(moment).time() < self.quiet_until)
        return self.at(evening, self.quiet_from) - timedelta(hours=1)

    def within(self, moment: datetime, first: time, last: time) -> datetime:
        """`moment` itself if it lies in these hours of any day, else the next `first`."""
        local = self.local(moment)
        if first <= local.time() < last:
            return moment
        day = local.date() + timedelta(days=local.time() >= last)
        return self.at(day, first)
