"""Lines to paste: how to open the published file, and the queries behind the figures of the pages."""

from __future__ import annotations

import json
import shlex
from datetime import date
from pathlib import Path

from dashboard.words import _

_OPEN = {  # read-only in each, so that nobody holds up a load
    "Python": (
        "python",
        "import duckdb\n\nfile = duckdb.connect({text}, read_only=True)\n"
        "file.sql(\"select * from contrast where team = '*'\").show()",
    ),
    "CLI": ("shell", 'duckdb -readonly {word} "select * from dictionary"'),
    "R": (
        "r",
        "library(duckdb)\n\nfile <- dbConnect(duckdb(), {text}, read_only = TRUE)\n"
        "dbGetQuery(file, \"select * from weekly where team = '*'\")",
    ),
}


def opening(path: Path) -> dict[str, tuple[str, str]]:
    """For each tool the language and the lines that open the published file, whatever signs its path holds."""
    text, word = json.dumps(str(path), ensure_ascii=False), shlex.quote(str(path))
    return {tool: (language, lines.format(text=text, word=word)) for tool, (language, lines) in _OPEN.items()}


def queries(service: str, last_week: date) -> list[tuple[str, str]]:
    """Each figure of a page with the query that gives it."""
    named = f"service = '{service.replace(chr(39), chr(39) * 2)}'"
    return [
        (
            _("The figures of the page Contrast"),
            "select system_says, customer_says, hidden_by, sum(needs) as needs\n"
            f"from contrast\nwhere {named} and team = '*'\n"
            f"    and week between date '{last_week}' - 77 and date '{last_week}'\n"
            "group by all\norder by needs desc;",
        ),
        (
            _("The weeks of the page Variation"),
            "select week, value, n, centre_line, lower_limit, upper_limit, rule\n"
            f"from process_chart\nwhere {named} and team = '*' and measure = 'days_end_to_end'\norder by week;",
        ),
        (
            _("Who waits past the promised moment, the longest first"),
            "select need_id, team, days_lived, items, visits, reentries, hidden_by\n"
            f"from needs\nwhere {named} and customer_says = 'not_yet'\norder by days_lived desc;",
        ),
        (
            _("The items that were closed just before their target"),
            "select item_id, team, opened_at, due_at, ended_at, days_from_target\n"
            f"from item_signs\nwhere {named} and is_pile_up\norder by ended_at desc\nlimit 100;",
        ),
        (
            _("From a figure to the rows of the export"),
            "select file_name, row_number, cells\nfrom delivered_rows\n"
            "inner join need_items on need_items.service = delivered_rows.service and item_id = record_id\n"
            f"where delivered_rows.{named} and relation = 'work_items'\nlimit 100;",
        ),
    ]
