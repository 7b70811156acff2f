"""Event logs for tests: rows written as a table in the test, folded by a small profile of an invented service desk."""

from __future__ import annotations

import tomllib
from datetime import datetime
from typing import Any

import polars as pl

from pipelines.event_log import read_log
from pipelines.fold import fold, unfold
from pipelines.profile import Profile
from pipelines.recognise import Recognised, recognise
from pipelines.sheet import Sheet
from pipelines.validate import Validated, validate
from tests.worlds import table

TODAY = datetime(2026, 1, 1)  # noqa: DTZ001

BY_ACTIVITY = """
    name = "desk"
    title = "Desk"
    table = "work_items"
    service = "desk"
    empty = ["?"]
    [columns]
    item_id = ["Case"]
    team = ["Team"]
    customer_id = ["Caller"]
    [events]
    time = ["When"]
    activity = ["What"]
    opened = ["Opened"]
    done = ["/^Closed/"]
    cancelled = ["Dropped"]
    reopened = ["Reopened"]
    came_back = ["Called again"]
    [events.visits]
    "Visit done" = "done"
    "Nobody home" = "no_access"
"""

BY_STATUS = """
    name = "tickets"
    title = "Tickets"
    table = "work_items"
    service = "desk"
    empty = ["?"]
    [columns]
    item_id = ["number"]
    opened_at = ["opened_at"]
    reported_done_at = ["resolved_at"]
    status = ["state"]
    on_time_flag = ["made_sla"]
    priority_last = ["priority"]
    team = ["group"]
    [codes.status]
    New = "open"
    Resolved = "done"
    Closed = "done"
    [events]
    time = ["updated"]
    sequence = ["mod"]
    reopened_count = ["reopened"]
    [events.first]
    priority_first = ["priority"]
    [events.take]
    on_time_flag = "done"
    reported_done_at = "done"
    team = "last"
"""


def profile(words: str) -> Profile:
    return Profile.model_validate(tomllib.loads(words))


def sheet(words: str) -> Sheet:
    """A table with bars as a sheet; its headings stand in row 1."""
    rows = table(words)
    width = max(len(row) for row in rows)
    columns = {f"c{at}": [row[at] if at < len(row) else None for row in rows] for at in range(width)}
    cells = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).with_row_index("row_number", 1)
    return Sheet("log.csv", None, "utf-8", "|", cells.with_columns(pl.col("row_number").cast(pl.Int64)))


def recognised(words: str, rules: str = BY_ACTIVITY) -> Recognised:
    return recognise([sheet(words)], [profile(rules)])


def folded(words: str, rules: str = BY_ACTIVITY, known: pl.DataFrame | None = None) -> Validated:
    """What becomes of each row of a log."""
    found = fold(read_log(recognised(words, rules), TODAY), known)
    return unfold(found, validate(found.items, TODAY))


def visits(words: str, rules: str = BY_ACTIVITY) -> Validated | None:
    found = fold(read_log(recognised(words, rules), TODAY))
    return None if found.visits is None else validate(found.visits, TODAY)


def cases(words: str, rules: str = BY_ACTIVITY) -> dict[str, dict[str, Any]]:
    """The cases of a log by their number; every row of it counts."""
    found = folded(words, rules)
    assert found.rejected.is_empty(), found.rejected.to_dicts()
    return {row["item_id"]: row for row in found.rows.iter_rows(named=True)}
