"""Public holidays and bank days, for the due dates of the instalments (納期限).

Law: 国民の祝日に関する法律 (with the special years 2019 to 2021), sheet 6.1: a due date that is a
Saturday, Sunday, public holiday or a bank year-end day (31 December to 3 January) moves to the next
business day. Everything is computed; there is no list of due dates to keep.
"""

from datetime import date, timedelta
from functools import lru_cache

ONE_DAY = timedelta(days=1)
MONDAY, SATURDAY, SUNDAY = 0, 5, 6


def _nth_monday(year, month, n):
    first = date(year, month, 1)
    return first + timedelta(days=(MONDAY - first.weekday()) % 7 + 7 * (n - 1))


def _equinox_day(first, year):
    """Day of the month; `first` in millionths of a day (the formula in use for 1980 to 2099)."""
    passed = year - 1980
    return (first + 242194 * passed) // 1000000 - passed // 4


@lru_cache(maxsize=None)
def holidays(year):
    days = {
        date(year, 1, 1), _nth_monday(year, 1, 2), date(year, 2, 11),
        date(year, 3, _equinox_day(20843100, year)), date(year, 4, 29),
        date(year, 5, 3), date(year, 5, 4), date(year, 5, 5),
        _nth_monday(year, 9, 3), date(year, 9, _equinox_day(23248800, year)),
        date(year, 11, 3), date(year, 11, 23),
    }
    if year >= 2020:                              # 天皇誕生日; none in 2019
        days.add(date(year, 2, 23))
    elif year <= 2018:
        days.add(date(year, 12, 23))
    if year == 2019:                              # accession and enthronement
        days |= {date(2019, 5, 1), date(2019, 10, 22)}
    if year == 2020:                              # 海の日, スポーツの日, 山の日 moved
        days |= {date(2020, 7, 23), date(2020, 7, 24), date(2020, 8, 10)}
    elif year == 2021:
        days |= {date(2021, 7, 22), date(2021, 7, 23), date(2021, 8, 8)}
    else:
        days |= {_nth_monday(year, 7, 3), _nth_monday(year, 10, 2), date(year, 8, 11)}

    named = frozenset(days)
    for day in named:                             # 振替休日, 法3条2項
        if day.weekday() == SUNDAY:
            instead = day + ONE_DAY
            while instead in named:
                instead += ONE_DAY
            days.add(instead)
    for day in named:                             # 国民の休日, 法3条3項
        if day + 2 * ONE_DAY in named:
            days.add(day + ONE_DAY)
    return frozenset(days)


def is_business_day(day):
    if day.weekday() in (SATURDAY, SUNDAY) or day in holidays(day.year):
        return False
    return (day.month, day.day) not in ((12, 31), (1, 1), (1, 2), (1, 3))


@lru_cache(maxsize=None)
def due_date(year, month):
    """The last day of the month, or the next business day after it."""
    day = date(year + month // 12, month % 12 + 1, 1) - ONE_DAY
    while not is_business_day(day):
        day += ONE_DAY
    return day
