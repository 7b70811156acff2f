"""Limits and flags of many teams at once, against a public Python library called once per team.

    python -m tests.benchmarks.limits --teams 1000 --weeks 150

Both compute only, in turn, on the same figures. The peer is statprocon (MIT): limits, and its three rules. What R's packages
take on such a machine stands beside it, as the project's notes on the rules of charts have it: seconds for 1,000 teams of 150
weeks, called once per team.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

import duckdb
import polars as pl
from statprocon import XmR

from pipelines import measure
from tests.charts import empty_chart_store

ROUNDS: Final = 5
SIZE: Final = (1000, 150)
R_SECONDS: Final = {"NHSRplotthedots": 150.0, "qicharts2": 112.0}  # the lower end of what was measured
WANTED: Final = 20
LIMITS: Final = [name for name in measure.CHART if name != "signals"]  # signals words what the chart has found


def figures(teams: int, weeks: int) -> list[list[float]]:
    """Stable weeks of so many teams: chance alone."""
    chance = random.Random("limits")
    return [[chance.gauss(25, 4) for _ in range(weeks)] for _ in range(teams)]


def laid(values: list[list[float]]) -> duckdb.DuckDBPyConnection:
    """A store with these weekly figures, one team after the other."""
    connection = empty_chart_store()
    weeks = [date(2021, 1, 4) + timedelta(weeks=week) for week in range(len(values[0]))]
    connection.register(
        "given",
        pl.DataFrame(
            {
                "team": [f"Team {number}" for number, team in enumerate(values) for _ in team],
                "week": weeks * len(values),
                "value": [value for team in values for value in team],
            }
        ),
    )
    connection.execute("insert into weekly select 'repairs', team, 'days', week, value, 40, null, false from given")
    return connection


def our_limits(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("drop table if exists process_chart")
    measure.build(connection, LIMITS)


def peer_limits(values: list[list[float]]) -> None:
    for team in values:
        chart = XmR(team)
        chart.upper_natural_process_limit()
        chart.lower_natural_process_limit()
        chart.rule_1_x_indices_beyond_limits()
        chart.rule_2_runs_about_central_line()
        chart.rule_3_runs_near_limits()


def seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main(arguments: list[str] | None = None) -> None:
    """Print the medians and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teams", type=int, default=SIZE[0])
    parser.add_argument("--weeks", type=int, default=SIZE[1])
    asked = parser.parse_args(arguments)
    values = figures(asked.teams, asked.weeks)
    connection = laid(values)
    ours, theirs = [], []
    for round_ in range(ROUNDS + 1):
        took = seconds(lambda: our_limits(connection)), seconds(lambda: peer_limits(values))
        if round_:  # the first one warms both
            ours.append(took[0])
            theirs.append(took[1])
    mine = statistics.median(ours)
    print(f"limits and flags of {asked.teams:,} teams x {asked.weeks} weeks: {mine:.2f} s")
    peers = {"statprocon": statistics.median(theirs)}
    if (asked.teams, asked.weeks) == SIZE:
        peers |= R_SECONDS
    for peer, took_there in peers.items():
        print(f"  {peer}, called per team: {took_there:.2f} s, {took_there / mine:.1f} times as long (wanted {WANTED})")


if __name__ == "__main__":
    main()
