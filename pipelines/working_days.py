"""The calendar of each service: which days are working days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import holidays
import polars as pl

if TYPE_CHECKING:
    import duckdb

LONGEST_TARGET = timedelta(days=400)  # the longest target in working days that a calendar must reach


def lay_calendar(connection: duckdb.DuckDBPyConnection) -> None:
    """Lay the calendar where the queries find it, as the temporary table `calendar_days`."""
    connection.register("given_days", calendar_days(connection))
    connection.execute("create or replace temp table calendar_days as select * from given_days")
    connection.unregister("given_days")


def calendar_days(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """One row per service and day from its first item to a year past its last: service, day, is_working.

    Only for services with a priority whose target is in working days; Saturdays, Sundays and the public holidays of the
    country in the service's profile are no working days.
    """
    wanted = connection.execute("""
        with countries as (
            select service, arg_max(country, batch_number) as country from profile_calendars group by service
        )
        select service, any_value(country), min(opened_at)::date, max(opened_at)::date
        from delivered_work_items
        inner join countries using (service)
        where service in (select service from profile_targets where unit = 'working_day')
        group by service
    """).fetchall()
    frames = [
        _days(service, country, first - LONGEST_TARGET, last + LONGEST_TARGET)
        for service, country, first, last in wanted
    ]
    empty = pl.DataFrame(schema={"service": pl.String, "day": pl.Date, "is_working": pl.Boolean})
    return pl.concat([empty, *frames])


def _days(service: str, country: str, first: date, last: date) -> pl.DataFrame:
    free = holidays.country_holidays(country, years=range(first.year, last.year + 1))
    days = pl.DataFrame({"day": pl.date_range(first, last, eager=True)})
    return days.select(
        service=pl.lit(service),
        day="day",
        is_working=(pl.col("day").dt.weekday() <= 5) & ~pl.col("day").is_in(list(free)),
    )
