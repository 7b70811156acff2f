"""Our charts agree with the golden cases, point by point and phase by phase.

The cases lie beside this project and are not part of it: BUITENBLIK_SHARED names their folder where that is elsewhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from tests.golden import GoldenCasesError, chart_cases, every_chart, funnel_cases

PROJECT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("BUITENBLIK_SHARED", PROJECT.parent / "shared"))

POINT = ("case_id", "team", "variant", "idx")
PHASE = ("case_id", "team", "variant", "phase")
FIGURES = ("mean", "lpl", "upl", "mr")
FLAGS = (
    "phase", "side", "outside", "shift7", "trend7", "two_of_three", "two_of_three_nhsr", "special", "point_type",
    "point_type_nhsr", "run8", "three_of_four", "mr_outside",
)  # fmt: skip
QIC_POINT = ("case_id", "team", "chart", "variant", "idx")
QIC_CHARTS = ("i", "mr", "p", "pp", "u", "up", "ip", "c", "g", "t")
QIC_FIGURES = ("value", "cl", "lcl", "ucl", "lcl95", "ucl95")
QIC_PART = ("case_id", "team", "chart", "variant", "part")
ANHOEJ = ("n_useful", "longest_run", "longest_run_max", "n_crossings", "n_crossings_min", "runs_signal")
# Where our moving ranges are others on purpose: the quirks of the golden cases, and points left out.
OTHER_RANGES = (
    "select (case_id, team) from golden.quirks"
    " where quirk in ('nan_limits', 'collapse', 'absent_rows') or exclude_idx is not null"
)
FUNNEL_UNIT = ("case_id", "variant", "group")
FUNNEL_FIGURES = ("target", "phi", "tau2", "z", "z_winsorised", "lcl95", "ucl95", "lcl998", "ucl998")
PHASE_FIGURES = ("mean", "mean_mr", "lpl", "upl", "mr_upper")
PHASE_VERDICTS = ("n", "n_present", "variation", "assurance", "provisional")


@pytest.fixture(scope="module")
def cases() -> Path:
    folder = SHARED / "golden" / "spc"
    if not folder.is_dir():
        pytest.fail(f"There are no golden cases in {folder}: set BUITENBLIK_SHARED to the shared folder.")
    return folder


def lay(connection: duckdb.DuckDBPyConnection, table: str, file: Path, missing: tuple[str, ...] = ("",)) -> None:
    """Lay a file of the golden cases as a table; `missing`: what stands for no value in it."""
    connection.execute("create schema if not exists expected")
    connection.execute(
        f"create table {table} as from read_csv(?, header = true, sample_size = -1, nullstr = ?)",
        [str(file), list(missing)],
    )


@pytest.fixture(scope="module")
def charts(cases: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Our figures as golden.points and golden.summary, theirs as expected.points, expected.summary and expected.qic."""
    connection = chart_cases(cases)
    for name, file in (("points", "product_points"), ("summary", "product_summary"), ("qic", "qic_points")):
        lay(connection, f"expected.{name}", cases / f"expected_{file}.csv")
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def qic(cases: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Our charts and runs as golden.qic and golden.runs, those of qicharts2 as expected.qic and expected.runs."""
    connection = every_chart(cases)
    for name, file in (
        ("expected.qic", "expected_qic_points"),
        ("expected.runs", "expected_qic_summary"),
        ("golden.quirks", "teams"),
    ):
        lay(connection, name, cases / f"{file}.csv", missing=("", "NaN", "NA"))
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def funnels(cases: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Our funnels as golden.funnel, those of FunnelPlotR as expected.funnel."""
    connection = funnel_cases(cases)
    lay(connection, "expected.funnel", cases / "expected_funnel.csv")
    yield connection
    connection.close()


def differences(
    charts: duckdb.DuckDBPyConnection, table: str, key: tuple[str, ...], differs: str, is_compared: str = "true"
) -> list[tuple[object, ...]]:
    """The expected rows that are not ours, or of which `differs` holds, among those that are compared."""
    shown, joined = (", ".join(f'{prefix}"{column}"' for column in key) for prefix in ("theirs.", ""))
    return charts.execute(
        f"select {shown} from expected.{table} as theirs left join golden.{table} as ours using ({joined}) "
        f"where ({is_compared}) and (ours.{key[0]} is null or {differs})"
    ).fetchall()


def is_off(figure: str, lower: str = "lpl", upper: str = "upl") -> str:
    """Further apart than 1e-9 of the width of the limits and 2e-12 of the figure: the tolerance of the golden cases."""
    tolerance = f"greatest(1e-9 * coalesce(theirs.{upper} - theirs.{lower}, 0), 2e-12 * abs(theirs.{figure}))"
    return (
        f"((ours.{figure} is null) <> (theirs.{figure} is null) "
        f"or coalesce(abs(ours.{figure} - theirs.{figure}) > {tolerance}, false))"
    )


def is_other(label: str) -> str:
    return f"ours.{label} is distinct from theirs.{label}"


def test_there_are_cases_to_agree_with(charts: duckdb.DuckDBPyConnection) -> None:
    assert charts.execute("select count(*) > 12000 from expected.points").fetchall() == [(True,)]


@pytest.mark.parametrize(
    ("table", "key", "column", "differs"),
    [
        *(("points", POINT, column, is_off) for column in FIGURES),
        *(("points", POINT, column, is_other) for column in FLAGS),
        *(("summary", PHASE, column, is_off) for column in PHASE_FIGURES),
        *(("summary", PHASE, column, is_other) for column in PHASE_VERDICTS),
    ],
)
def test_every_figure_and_flag_is_as_expected(
    charts: duckdb.DuckDBPyConnection, table: str, key: tuple[str, ...], column: str, differs: Callable[[str], str]
) -> None:
    assert differences(charts, table, key, differs(column)) == []


@pytest.mark.parametrize("figure", QIC_FIGURES)
@pytest.mark.parametrize("chart", QIC_CHARTS)
def test_every_figure_of_a_chart_is_that_of_qicharts2(qic: duckdb.DuckDBPyConnection, chart: str, figure: str) -> None:
    is_compared = f"theirs.chart = '{chart}'"
    if chart in ("i", "mr"):
        is_compared += f" and (case_id, team) not in ({OTHER_RANGES})"

    assert qic.execute(f"select count(*) > 20 from expected.qic as theirs where {is_compared}").fetchall() == [(True,)]
    assert differences(qic, "qic", QIC_POINT, is_off(figure, "lcl", "ucl"), is_compared) == []


@pytest.mark.parametrize("chart", QIC_CHARTS)
def test_the_points_outside_a_chart_are_those_of_qicharts2(qic: duckdb.DuckDBPyConnection, chart: str) -> None:
    is_compared = f"theirs.chart = '{chart}'"
    if chart in ("i", "mr"):
        is_compared += f" and (case_id, team) not in ({OTHER_RANGES})"
    if chart == "i":  # outside 3 / 1.128 = 2.6596 moving ranges, and inside or on 2.66
        reach = "abs(theirs.value - theirs.cl) / nullif(theirs.ucl - theirs.cl, 0)"
        is_compared += f" and coalesce({reach} not between 1 and 1.0002, true)"

    assert differences(qic, "qic", QIC_POINT, is_other("sigma_signal"), is_compared) == []


@pytest.mark.parametrize("figure", ANHOEJ)
def test_runs_and_crossings_are_those_of_qicharts2(qic: duckdb.DuckDBPyConnection, figure: str) -> None:
    assert differences(qic, "runs", QIC_PART, is_other(figure), "theirs.chart = 'run'") == []


def test_the_medians_of_run_charts_are_those_of_qicharts2(qic: duckdb.DuckDBPyConnection) -> None:
    is_other_median = "abs(ours.cl - theirs.cl) > 2e-12 * abs(theirs.cl) or (ours.cl is null) <> (theirs.cl is null)"

    assert differences(qic, "runs", QIC_PART, is_other_median, "theirs.chart = 'run'") == []


@pytest.mark.parametrize("figure", FUNNEL_FIGURES)
def test_every_figure_of_a_funnel_is_that_of_funnelplotr(funnels: duckdb.DuckDBPyConnection, figure: str) -> None:
    assert differences(funnels, "funnel", FUNNEL_UNIT, is_off(figure, "lcl998", "ucl998")) == []


def test_the_teams_outside_a_funnel_are_those_of_funnelplotr(funnels: duckdb.DuckDBPyConnection) -> None:
    assert funnels.execute("select count(*) from expected.funnel").fetchall() == [(720,)]
    assert differences(funnels, "funnel", FUNNEL_UNIT, is_other("outlier998")) == []


def test_the_command_writes_the_expected_rows_and_columns(cases: Path, tmp_path: Path) -> None:
    output = tmp_path / "points.csv"

    subprocess.run([sys.executable, "-m", "tests.golden", str(cases), "--output", str(output)], cwd=PROJECT, check=True)

    expected = (cases / "expected_product_points.csv").read_text().splitlines()
    written = output.read_text().splitlines()
    assert written[0] == expected[0]
    assert sorted(line.split(",")[:4] for line in written) == sorted(line.split(",")[:4] for line in expected)


def test_points_left_out_change_the_limits_as_in_qicharts2(charts: duckdb.DuckDBPyConnection) -> None:
    # qicharts2 puts its limits at 3 / 1.128 moving ranges, we at 2.66.
    compared = charts.execute("""
        select
            count(*),
            max(abs(ours.mean - qic.cl)),
            max(abs((ours.upl - ours.mean) / 2.66 - (qic.ucl - qic.cl) / (3 / 1.128)))
        from golden.points as ours
        inner join expected.qic as qic using (case_id, team, variant, idx)
        inner join golden.teams as teams using (case_id, team)
        where qic.chart = 'i' and teams.exclude_idx is not null
    """).fetchall()

    ((points, furthest_mean, furthest_range),) = compared
    assert points > 0
    assert furthest_mean < 1e-9
    assert furthest_range < 1e-9


def write_series(folder: Path, dates: list[str]) -> Path:
    """A folder of one golden case, with a point of its own value on each of `dates`."""
    rows = "\n".join(f"one,a,{number},{date},{number * number}," for number, date in enumerate(dates, start=1))
    for file, text in {
        "cases": "case_id,source,charts,purpose\none,invented,xmr,the calendar",
        "teams": "case_id,team,direction,target,fix_after_n,exclude_idx,quirk\none,a,neutral,,,,",
        "phases": "case_id,team,start",
        "series": f"case_id,team,idx,date,y,n\n{rows}",
    }.items():
        (folder / f"{file}.csv").write_text(text + "\n")
    return folder


@pytest.mark.parametrize(
    ("dates", "without_moving_range"),
    [
        pytest.param(["2023-01-02", "2023-01-09", "2023-01-23", "2023-01-30"], [1, 3], id="weeks, one absent"),
        pytest.param(["2023-01-02", "2023-01-30", "2023-02-27", "2023-04-24", "2023-05-22"], [1, 4], id="four weeks"),
        pytest.param(["2023-01-01", "2023-02-01", "2023-03-01", "2023-05-01", "2023-06-01"], [1, 4], id="months"),
        pytest.param(["2023-10-31", "2023-11-30", "2023-12-31", "2024-02-29", "2024-03-31"], [1, 4], id="month ends"),
        pytest.param(
            ["2023-01-02", "2023-02-06", "2023-03-06", "2023-04-03", "2023-06-05"], [1, 5], id="first Mondays"
        ),
        pytest.param(["2022-10-01", "2023-01-01", "2023-04-01", "2023-10-01"], [1, 4], id="quarters"),
        pytest.param(["2019-01-01", "2020-01-01", "2021-01-01", "2023-01-01"], [1, 4], id="years"),
        pytest.param(["2023-02-27", "2023-02-28", "2023-03-01", "2023-03-03"], [1, 4], id="days"),
    ],
)
def test_the_calendar_of_a_case_is_found_from_its_dates(
    tmp_path: Path, dates: list[str], without_moving_range: list[int]
) -> None:
    connection = chart_cases(write_series(tmp_path, dates))

    found = connection.execute(
        "select idx from golden.points where mr is null and variant = 'screened' order by idx"
    ).fetchall()

    assert [idx for (idx,) in found] == without_moving_range


def test_a_folder_without_cases_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(GoldenCasesError, match=r"it has no cases\.csv"):
        chart_cases(tmp_path)


def test_dates_that_do_not_rise_with_idx_are_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldenCasesError, match="do not rise with idx"):
        chart_cases(write_series(tmp_path, ["2023-01-09", "2023-01-02"]))
