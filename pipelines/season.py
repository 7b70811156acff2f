"""The charts of the weeks with the season of the year taken out: the same queries over figures divided by their factor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines import measure
from pipelines.store import catalog_apart

if TYPE_CHECKING:
    import duckdb


def lay_season(connection: duckdb.DuckDBPyConnection) -> None:
    """Lay the temporary table `season_points` that `season_chart` reads: `process_chart` of the figures without season.

    Beside each week stands how much the weeks still resemble the week before, as `autocorrelation` has it.
    Reads `season_factors`, `weekly`, `phases` and `left_out_points`; leaves the search path as it was. The steps of the
    chart are made anew where any service has factors: call it after all that reads them.
    """
    [[has_factors]] = connection.execute("select count(*) > 0 from season_factors").fetchall()
    if not has_factors:
        connection.execute("""
            create or replace temp table season_points as
            select *, null::double as lag_1, null::boolean as is_warned from process_chart limit 0
        """)
        return
    with catalog_apart(connection, "season", is_alone=False):
        connection.execute("""
            create table season.weekly as
            select weekly.* replace (value / factor as value)
            from weekly
            inner join (select distinct service, measure, judged_from from season_factors) as judged
                using (service, measure)
            left join season_factors as factors
                on factors.service = weekly.service
                and factors.measure = weekly.measure
                and factors.week_of_year = week_of_year(weekly.week)
            where week >= judged.judged_from
        """)
        measure.build(connection, [*(name for name in measure.CHART if name != "signals"), "autocorrelation"])
        connection.execute("""
            create or replace temp table season_points as
            select points.*, lag_1, is_warned
            from season.process_chart as points
            left join season.autocorrelation using (service, team, measure)
        """)
