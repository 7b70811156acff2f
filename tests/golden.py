"""Run the product's own process charts over golden cases, and write them as the expected files are laid out.

    python -m tests.golden ../shared/golden/spc --output points.csv [--summary phases.csv]

No figure is computed here: `golden_cases.sql` turns cases into weekly figures, phases and settings, the queries of
`pipelines/sql` make the chart, and `golden_points.sql` renames what comes out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipelines import measure
from pipelines.errors import FixableError

HERE = Path(__file__).parent

# Read as text first: elsewhere a column may be empty, or the name of a team a number.
LAYOUT = {
    "cases": {"case_id": "varchar", "charts": "varchar"},
    "teams": {
        "case_id": "varchar",
        "team": "varchar",
        "direction": "varchar",
        "target": "double",
        "fix_after_n": "bigint",
        "exclude_idx": "varchar",
    },
    "phases": {"case_id": "varchar", "team": "varchar", "start": "date"},
    "series": {
        "case_id": "varchar",
        "team": "varchar",
        "idx": "bigint",
        "date": "date",
        "y": "double",
        "n": "double",
    },
}
FUNNEL = {"case_id": "varchar", "data_type": "varchar", '"group"': "varchar", "y": "double", "n": "double"}

# Our expected files hold no series with points left out: of the tools only qicharts2 knows them.
COMPARED = "where (case_id, team) not in (select (case_id, team) from golden.teams where exclude_idx is not null)"


class GoldenCasesError(FixableError):
    """The folder cannot be run; the message says why."""


def read_layout(connection: duckdb.DuckDBPyConnection, file: Path, table: str, layout: dict[str, str]) -> None:
    """Read a file into the table `golden.<table>` of the columns of `layout`. Raises GoldenCasesError."""
    if not file.is_file():
        raise GoldenCasesError(f"{file.parent} does not hold golden cases: it has no {file.name}.")
    typed = ", ".join(f"nullif({column}, '')::{kind} as {column}" for column, kind in layout.items())
    connection.execute(
        f"create table golden.{table} as select {typed} from read_csv(?, header = true, all_varchar = true)",
        [str(file)],
    )


def read_cases(connection: duckdb.DuckDBPyConnection, folder: Path, charts: Sequence[str]) -> None:
    """Read the cases of `folder` that are for one of `charts` into the schema `golden`. Raises GoldenCasesError."""
    connection.execute("create schema golden")
    for name, layout in LAYOUT.items():
        read_layout(connection, folder / f"{name}.csv", name, layout)
    connection.execute("delete from golden.cases where not list_has_any(string_split(charts, ','), ?)", [list(charts)])
    connection.execute("delete from golden.series where case_id not in (select case_id from golden.cases)")


def refuse_disorder(connection: duckdb.DuckDBPyConnection) -> None:
    """Raise GoldenCasesError where the dates of a series do not rise with idx: it has no place on a calendar."""
    found = connection.execute(
        "select distinct case_id, team from golden.series "
        "qualify date is null or date <= lag(date) over (partition by case_id, team order by idx)"
    ).fetchall()
    if found:
        raise GoldenCasesError(f"Nothing was written: the dates of these series do not rise with idx: {found}.")


def chart_cases(folder: Path, charts: Sequence[str] = ("xmr",)) -> duckdb.DuckDBPyConnection:
    """Return a database with the product's `process_chart` of the cases, and `golden.points` and `golden.summary`.

    Both have the columns of the expected files, for every series: also those with points left out.
    Raises GoldenCasesError.
    """
    connection = duckdb.connect()
    read_cases(connection, folder, charts)
    refuse_disorder(connection)
    run(connection, "golden_cases.sql")
    measure.build(connection, measure.CHART)
    run(connection, "golden_points.sql")
    return connection


def run(connection: duckdb.DuckDBPyConnection, script: str) -> None:
    connection.execute((HERE / script).read_text(encoding="utf-8"))


def every_chart(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return what `chart_cases` does, with our attribute charts as `golden.qic` and run charts as `golden.runs`."""
    connection = chart_cases(folder, ("xmr", "run", "p", "u", "c", "g"))
    measure.build(connection, ["attribute_limits", "attribute_chart", "rare_events", "run_chart"])
    run(connection, "golden_qic.sql")
    return connection


def funnel_cases(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a database with the product's `funnel` of the cases, and `golden.funnel` as the expected file has it."""
    connection = duckdb.connect()
    connection.execute("create schema golden")
    read_layout(connection, folder / "funnel.csv", "funnel_units", FUNNEL)
    run(connection, "golden_funnel_cases.sql")
    measure.build(connection, ["funnel_units"])
    connection.execute("alter table funnel_units alter n type double")
    connection.execute("insert into funnel_units by name from golden.ratios")
    measure.build(connection, [name for name in measure.FUNNEL if name != "funnel_units"])
    run(connection, "golden_funnels.sql")
    return connection


def main() -> None:
    """Write the points, and a row per phase where asked, of the series that the expected files hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.golden", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="holds cases.csv, teams.csv, phases.csv and series.csv")
    parser.add_argument("--output", type=Path, required=True, help="where the points go")
    parser.add_argument("--summary", type=Path, help="where a row per phase goes")
    wanted = parser.parse_args()
    try:
        connection = chart_cases(wanted.folder)
    except GoldenCasesError as problem:
        sys.exit(str(problem))
    for name, file in (("points", wanted.output), ("summary", wanted.summary)):
        if file is not None:
            connection.sql(f"from golden.{name} {COMPARED}").write_csv(str(file))
    left_out = connection.execute("select case_id, team from golden.teams where exclude_idx is not null").fetchall()
    if left_out:
        print(f"Not written, as in the expected files: series with points left out: {left_out}.", file=sys.stderr)


if __name__ == "__main__":
    main()
