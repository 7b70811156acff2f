"""A country's repairs on one machine: linking, measuring, publishing and reading, as multiples of one window function.

    python -m tests.benchmarks.country --items 100000 1000000 10000000

The floor is what linking cannot go below: one window function over the same rows, by customer, place and category, in order of
opening. Each size runs in a process of its own; what a page asks is counted while the page itself runs, for several teams.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import MutableMapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import polars as pl

from pipelines import kept_links, measure, publish, run
from pipelines.profile import Rules
from pipelines.store import Places, open_store, quoted, working_memory
from tests.benchmarks.big_exports import ROWS_AT_ONCE, lay_profile, rows
from tests.benchmarks.big_files import alone

YEARS_DAYS: Final = 5 * 365
TEAMS: Final = 200
LINKING: Final = measure.NEEDS[: measure.NEEDS.index("work_items")]
WEEK_NEW: Final = 45_000
WEEK_CHANGED: Final = 5_000
LIMITS: Final = {"link": 6, "link, measure and publish": 20, "week, before publish": 2}
NOT_TOLD: Final = ("rows", "seconds", "peak_gb", "link and measure", "publish")  # told above, or in their parts
PAGES: Final = ("this_week", "contrast", "variation", "people", "data")
TEAMS_ASKED: Final = 5
FLOOR: Final = """
    create or replace temp table in_order as
    select item_id, row_number() over (partition by customer_id, place_id, category order by opened_at) as turn
    from store.delivered_work_items
"""
INSERT: Final = f"""
    insert into history_work_items by name
    select
        'repairs' as service,
        "Job number" as item_id,
        "Request" as request_id,
        "Customer" as customer_id,
        "Place" as place_id,
        format('Team {{:03}}', hash("Place") % {TEAMS}) as team,
        "Category" as category,
        case "Status" when 'Open' then 'open' when 'Completed' then 'done' else 'cancelled' end as status,
        "Raised" as opened_at,
        "Target" as target_first_at,
        "Completed" as reported_done_at,
        "Cancelled on" as cancelled_at,
        case when "Cancelled on" is not null then 'organisation' end as cancelled_by,
        "Cancel reason" as cancel_reason,
        'B00001' as batch_id,
        "Job number"::bigint - 4000000 as row_number,
        hash("Job number") as row_hash,
        to_json(block) as delivered,
        true as is_current
    from block
    where "Raised" is not null
"""


def lay_store(data: Path, items: int) -> None:
    """A store with so many work items of 200 teams over five years, as one load; nothing is published yet."""
    with open_store(Places(data)) as store:
        for first in range(0, items, ROWS_AT_ONCE):
            block = rows(first, min(ROWS_AT_ONCE, items - first), items, YEARS_DAYS)
            store.register("block", block)
            store.execute(INSERT)
            store.unregister("block")
        store.execute("""
            insert into loads by name
            select 'B00001' as batch_id, 1 as batch_number, 'country.csv' as file_name, 'country' as content_hash,
                '' as profile_hash, 'country' as source, 'work_items' as relation, 'repairs' as services,
                0 as rows_in, 0 as accepted, 0 as new, 0 as changed, 0 as unchanged, 0 as rejected, false as is_sample,
                current_timestamp::timestamp as loaded_at
        """)
        rules = [("repairs", *described, "country") for described in Rules().described()]
        store.executemany("insert into profile_rules values (1, ?, ?, ?, ?, ?, ?)", rules)
        store.execute("checkpoint store")


def measure_country(data: Path, items: int, seconds: MutableMapping[str, float]) -> int:
    """Build, link, measure and publish, and ask what the pages ask; the seconds of each into `seconds`."""
    lay_store(data, items)
    places = Places(data)
    with working_memory(places) as connection:
        connection.execute(f"attach {quoted(places.store)} as store (read_only)")
        seconds["floor"] = min(_timed(connection, FLOOR) for _ in range(3))
        [found] = connection.execute("select count(*) from store.delivered_work_items").fetchall()[0]
    last = [time.perf_counter()]

    def on_made(name: str) -> None:
        now = time.perf_counter()
        step = "link" if name in LINKING else "measure"
        seconds[step] += now - last[0]
        last[0] = now

    began = time.perf_counter()
    publish.publish(places, on_made)
    whole = time.perf_counter() - began
    seconds["prove and lay beside"] = whole - seconds["link"] - seconds["measure"]
    seconds["link, measure and publish"] = whole
    seconds["store_gb"] = places.store.stat().st_size / 1e9
    seconds["published_gb"] = places.stable.stat().st_size / 1e9
    _ask_pages(data, seconds)
    _add_week(data, items, seconds)
    return int(found)


def _add_week(data: Path, items: int, seconds: MutableMapping[str, float]) -> None:
    """Load the week after, with what is told otherwise of the weeks before, and publish."""
    lay_profile(data)
    before = rows(items - 200_000, 200_000, items, YEARS_DAYS) if items > 200_000 else rows(0, items, items, YEARS_DAYS)
    changed = before.filter(pl.col("Completed").is_not_null(), pl.col("Raised").is_not_null())
    changed = changed.gather_every(changed.height // WEEK_CHANGED).head(WEEK_CHANGED)
    week = pl.concat(
        [
            rows(items, WEEK_NEW, items, YEARS_DAYS),
            changed.with_columns(pl.col("Completed") + pl.duration(days=3), pl.lit("Moved").alias("Category")),
        ]
    )
    week.write_csv(data / "week.csv", datetime_format="%Y-%m-%d %H:%M:%S")
    run.now = lambda: datetime(2030, 1, 1)  # noqa: DTZ001 five years from FIRST_DAY end later than the machine's clock
    began = time.perf_counter()
    report = run.ingest(data, data / "week.csv", publish_now=False)
    assert report.new > WEEK_NEW * 0.99 and report.changed == WEEK_CHANGED, report
    seconds["week, load"] = time.perf_counter() - began
    plain = kept_links.link_again

    def timed(*arguments: Any) -> bool:
        began = time.perf_counter()
        try:
            return plain(*arguments)
        finally:
            seconds["week, link again"] += time.perf_counter() - began

    kept_links.link_again = timed
    began = time.perf_counter()
    publish.publish(Places(data))
    seconds["week, publish"] = time.perf_counter() - began - seconds["week, link again"]
    seconds["week, before publish"] = seconds["week, load"] + seconds["week, link again"]
    kept_links.link_again = plain


def _timed(connection: duckdb.DuckDBPyConnection, sql: str) -> float:
    began = time.perf_counter()
    connection.execute(sql)
    return time.perf_counter() - began


def _ask_pages(data: Path, seconds: MutableMapping[str, float]) -> None:
    """Run each page for all teams and some of them, counting only what its queries take."""
    os.environ["BUITENBLIK_DATA"] = str(data)
    import streamlit as st
    from streamlit.testing.v1 import AppTest

    from dashboard import queries

    app_file = Path(queries.__file__).parent / "app.py"
    plain, spent = queries._rows, [0.0]

    def counted(*arguments: Any) -> Any:
        began = time.perf_counter()
        try:
            return plain(*arguments)
        finally:
            spent[0] += time.perf_counter() - began

    queries._rows = counted
    teams = ["", *(f"Team {number:03}" for number in range(0, TEAMS, TEAMS // TEAMS_ASKED))]
    for page in PAGES:
        warm = []
        for round_, team in enumerate(["", *teams, *teams]):
            st.cache_data.clear()  # the file stays open; what was asked before is forgotten
            spent[0] = 0.0
            app = AppTest.from_file(app_file, default_timeout=600)
            if team:
                app.query_params["team"] = team
            app.switch_page(f"app_pages/{page}.py").run()
            assert not app.exception, app.exception
            if round_:
                warm.append(spent[0])
            else:
                seconds[f"{page}, cold"] = spent[0]
        seconds[f"{page}, warm"] = statistics.quantiles(warm, n=20)[-1]
    queries._rows = plain


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000])
    given = parser.parse_args(arguments)
    print(f"{datetime.now():%Y-%m-%d}: seconds, and multiples of the floor of the same size")
    for items in given.items:
        with tempfile.TemporaryDirectory() as folder:
            found = alone("country", Path(folder), str(items))
        floor = found["floor"]
        print(f"\n{found['rows']:,.0f} work items, peak {found['peak_gb']:.2f} GB")
        for name, took in found.items():
            if name in NOT_TOLD:
                continue
            limit = f", to be at most {LIMITS[name]}" if name in LIMITS else ""
            unit = "GB" if name.endswith("_gb") else "s"
            ratio = "" if unit == "GB" else f"  {took / floor:7.1f} x the floor{limit}"
            print(f"  {name:<28}{took:9.2f} {unit}{ratio}")


if __name__ == "__main__":
    main()
