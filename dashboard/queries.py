"""Each question the pages ask, by name. All read the published file, read-only, and are cached until the next publish.

A session stays on the publish it began with (`publish_id`), so that no page mixes two loads. Values are bound, never
pasted into the query.
"""

from __future__ import annotations

import io
import json
import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import duckdb
import polars as pl
import streamlit as st

from pipelines import trial
from pipelines.profile import checked_rule
from pipelines.rewritten import HOW_OFTEN
from pipelines.store import Places, open_published

Weeks = tuple[date, date]  # the Mondays of the first and the last
FEW_VERSIONS = 2  # the one a session is on and the one it is about to show


def data_folder() -> Path:
    """The folder of the store, as every command knows it."""
    return Path(os.environ.get("BUITENBLIK_DATA", "data"))


def newest_publish() -> str | None:
    """The id of the newest published file; None where nothing was published yet."""
    try:
        publish_id = json.loads(Places(data_folder()).current.read_text())["publish_id"]
    except (OSError, ValueError, KeyError):
        return None
    return publish_id if published_path(publish_id).exists() else None


def published_path(publish_id: str) -> Path:
    """Where that version of the published file is."""
    return Places(data_folder()).version(publish_id)


@st.cache_resource(max_entries=FEW_VERSIONS, show_spinner=False, on_release=duckdb.DuckDBPyConnection.close)
def _opened(publish_id: str) -> duckdb.DuckDBPyConnection:
    """The published file, open for reading under its versioned name."""
    return open_published(published_path(publish_id))


@st.cache_data(max_entries=500, show_spinner=False)
def _rows(publish_id: str, query: str, *values: Any) -> pl.DataFrame:
    """What the query finds; each run has a cursor of its own."""
    with _opened(publish_id).cursor() as cursor:
        return cursor.sql(query, params=list(values)).pl()


# ---- where we are --------------------------------------------------------------------------------------------------


def publication(publish_id: str) -> dict[str, Any]:
    """This publish: its moment, and whether it holds the sample data."""
    return _rows(publish_id, "select * from publication").row(0, named=True)


def services(publish_id: str) -> pl.DataFrame:
    """One row per service, the largest first: how far its data reach, its doubts."""
    return _rows(publish_id, "select * from services order by items desc, service")


def teams(publish_id: str, service: str) -> list[str]:
    """The teams that have needs, by name."""
    query = (
        "select distinct team from contrast where service = $1 and team != '*' order by team"  # it counts every need
    )
    return _rows(publish_id, query, service)["team"].to_list()


def recount(publish_id: str, service: str, week: date) -> dict[str, Any] | None:
    """The last answer to "is this what you report?", up to this week."""
    query = "select * from recounts where service = $1 and week <= $2 order by week desc, answered_at desc limit 1"
    found = _rows(publish_id, query, service, week)
    return found.row(0, named=True) if len(found) else None


# ---- weeks ---------------------------------------------------------------------------------------------------------


def charts(publish_id: str, service: str, team: str, week: date, weeks: int) -> pl.DataFrame:
    """The process charts of every measure, the `weeks` up to and with this one, oldest first."""
    query = """
        select *
        from process_chart
        where service = $1 and team = $2 and week between $3 and $4
        order by measure, week
    """
    return _rows(publish_id, query, service, team, week - timedelta(weeks=weeks - 1), week)


def process_chart(publish_id: str, service: str, team: str, measure: str) -> pl.DataFrame:
    """Every week of one measure between its limits, oldest first."""
    query = "select * from process_chart where service = $1 and team = $2 and measure = $3 order by week"
    return _rows(publish_id, query, service, team, measure)


def warned_lag(publish_id: str, service: str, team: str, measure: str) -> float | None:
    """How much a week of this series resembles the week before, where that makes limits too narrow."""
    query = "select lag_1 from autocorrelation where service = $1 and team = $2 and measure = $3 and is_warned"
    found = _rows(publish_id, query, service, team, measure)["lag_1"]
    return found[0] if len(found) else None


def other_chart(publish_id: str, service: str, team: str, measure: str) -> dict[str, Any] | None:
    """The chart that suits this series better than XmR, with how many of its points are outside; None where XmR does."""
    query = """
        with points as (
            select service, team, measure, chart, is_outside from attribute_chart
            union all
            select service, team, measure, chart, is_outside from rare_events where value is not null
        )
        select chart, weeks, weeks_without_hits, n_low, n_high, count(*) as points, count(*) filter (is_outside) as outside
        from suggested_chart
        inner join points using (service, team, measure, chart)
        where service = $1 and team = $2 and measure = $3
        group by all
    """
    found = _rows(publish_id, query, service, team, measure).to_dicts()
    return found[0] if found else None


def season_chart(publish_id: str, service: str, team: str, measure: str) -> pl.DataFrame:
    """The last weeks with the season taken out, as `process_chart` with measured and factor; empty where none is known."""
    query = "select * from season_chart where service = $1 and team = $2 and measure = $3 order by week"
    return _rows(publish_id, query, service, team, measure)


def season_factors(publish_id: str, service: str, measure: str) -> pl.DataFrame:
    """How each week of the year compares with its year, by week_of_year; empty where it is not known."""
    query = "select * from season_factors where service = $1 and measure = $2 order by week_of_year"
    return _rows(publish_id, query, service, measure)


def funnel(publish_id: str, service: str, measure: str, period: str) -> pl.DataFrame:
    """Each team's share of a period beside that of the whole, by name; no team of fewer than five."""
    query = "select * from funnel where service = $1 and measure = $2 and period = $3 order by team"
    return _rows(publish_id, query, service, measure, period)


# ---- people --------------------------------------------------------------------------------------------------------


def waiting_longest(publish_id: str, service: str, team: str, most: int = 5) -> pl.DataFrame:
    """Needs still open past their promised moment, the longest first."""
    query = """
        select *
        from needs
        where service = $1 and ($2 = '*' or team = $2) and customer_says = 'not_yet'
        order by days_lived desc, need_id
        limit $3
    """
    return _rows(publish_id, query, service, team, most)


def waiting(publish_id: str, service: str, team: str, customer_says: str) -> int:
    """How many are open: past their promised moment ("not_yet"), or with it still to come ("pending")."""
    query = "select count(*) as n from needs where service = $1 and ($2 = '*' or team = $2) and customer_says = $3"
    return _rows(publish_id, query, service, team, customer_says)["n"][0]


def needs_of_week(publish_id: str, service: str, team: str, week: date) -> pl.DataFrame:
    """The needs that were done in the week, the longest first."""
    query = """
        select need_id, days_end_to_end, items, reentries, category
        from needs
        where service = $1 and ($2 = '*' or team = $2) and done_at >= $3 and done_at < $4
        order by days_end_to_end desc, need_id
    """
    return _rows(publish_id, query, service, team, week, week + timedelta(days=7))


WHO = ("waiting", "within", "hidden", "done_this_week", "promised_this_week", "unknown", "void", "all")


MOST_LISTED = 1000  # nobody reads on; a browser holds them with ease


@dataclass(frozen=True)
class Whom:
    """Which needs of a service a list is about.

    who        one of WHO; two of these are about `week`
    hidden_by  the cause that hides them; None: whatever
    promised   the first and last week of their promised moments; None: whenever
    """

    service: str
    team: str
    week: date
    who: str
    hidden_by: str | None
    promised: Weeks | None = None

    @property
    def values(self) -> tuple[Any, ...]:
        """As `_OF_WHOM` takes them."""
        first, last = self.promised or (None, None)
        return self.service, self.team, self.hidden_by, self.who, self.week, first, last


_OF_WHOM: Final = """
        from needs
        where service = $1 and ($2 = '*' or team = $2) and ($3::varchar is null or hidden_by = $3)
        and (customer_says = 'void') = ($4 = 'void') and case $4
            when 'waiting' then customer_says = 'not_yet'
            when 'within' then customer_says = 'pending'
            when 'hidden' then hidden_by is not null
            when 'done_this_week' then done_at >= $5::date and done_at < $5::date + interval 7 day
            when 'unknown' then customer_says = 'unknown'
            when 'promised_this_week' then promised_at >= $5::date and promised_at < $5::date + interval 7 day
            else true
        end and ($6::date is null or (promised_at >= $6 and promised_at < $7::date + interval 7 day))
"""


def needs(publish_id: str, whom: Whom, most: int | None = None) -> pl.DataFrame:
    """These needs, the longest lived first: as many as a page lists, or no more than `most` of them."""
    listed = "need_id, days_lived, days_reported, reentries, visits, last_heard_at, hidden_by, state, category"
    query = f"select {listed} {_OF_WHOM} order by days_lived desc nulls last, need_id limit $8"
    return _rows(publish_id, query, *whom.values, most or MOST_LISTED)


def needs_count(publish_id: str, whom: Whom) -> int:
    """How many needs these are."""
    return _rows(publish_id, f"select count(*) as n {_OF_WHOM}", *whom.values)["n"][0]


def hidden_by(publish_id: str, service: str, team: str) -> list[str]:
    """The causes that hide a need of this team, the most frequent first."""
    query = """
        select hidden_by
        from needs
        where service = $1 and ($2 = '*' or team = $2) and hidden_by is not null
        group by hidden_by
        order by count(*) desc, hidden_by
    """
    return _rows(publish_id, query, service, team)["hidden_by"].to_list()


def need_of(publish_id: str, service: str, number: str) -> str | None:
    """The need of that number, or the need that the item of that number serves."""
    query = """
        select need_id
        from need_items
        where service = $1 and (need_id = $2 or item_id = $2)
        order by need_id = $2 desc
        limit 1
    """
    found = _rows(publish_id, query, service, number)["need_id"]
    return found[0] if len(found) else None


def link_decisions(publish_id: str, service: str, item_ids: list[str]) -> pl.DataFrame:
    """What people decided about these items, and stands."""
    query = """
        select * from link_decisions
        where service = $1 and undone_at is null and (item_id in (select unnest($2)) or other_item_id in (select unnest($2)))
    """
    return _rows(publish_id, query, service, tuple(item_ids))


def need(publish_id: str, service: str, need_id: str) -> dict[str, Any] | None:
    """One need, with as_of of its service; None where nobody has that number."""
    query = "select needs.*, as_of from needs inner join services using (service) where service = $1 and need_id = $2"
    found = _rows(publish_id, query, service, need_id)
    return found.row(0, named=True) if len(found) else None


def need_items(publish_id: str, service: str, need_id: str) -> pl.DataFrame:
    """The items that serve a need, in order, with the rule that joined each and how sure it is."""
    query = """
        select
            item_id, need_items.linked_to, rule, confidence, opened_at, reported_done_at, cancelled_at, status, kind
        from need_items
        inner join work_items using (service, item_id)
        where service = $1 and need_items.need_id = $2
        order by opened_at, item_id
    """
    return _rows(publish_id, query, service, need_id)


def need_ledger(publish_id: str, service: str, need_id: str) -> dict[str, Any] | None:
    """Where the days of a finished need went; None while it is not done."""
    found = _rows(publish_id, "select * from need_ledger where service = $1 and need_id = $2", service, need_id)
    return found.row(0, named=True) if len(found) else None


def need_events(publish_id: str, service: str, need_id: str) -> pl.DataFrame:
    """What happened to a need, in order."""
    query = "select * from need_events where service = $1 and need_id = $2 order by starts_at, lane, record_id"
    return _rows(publish_id, query, service, need_id)


def delivered_rows(publish_id: str, service: str, need_id: str) -> pl.DataFrame:
    """The rows of a need as they stand in the files, with file and row number."""
    query = """
        select delivered_rows.*
        from delivered_rows
        inner join (
            select distinct service, record_id, case lane
                when 'item' then 'work_items' when 'visit' then 'visits' when 'contact' then 'contacts' else 'answers'
            end as relation
            from need_events
            where service = $1 and need_id = $2
        ) using (service, relation, record_id)
        order by relation = 'work_items' desc, relation, file_name, row_number
    """
    return _rows(publish_id, query, service, need_id)


# ---- data ----------------------------------------------------------------------------------------------------------


def relations(publish_id: str) -> pl.DataFrame:
    """The published tables and views with their comments; of a table how many rows it has, of a view nothing: it holds none."""
    query = """
        select table_name as relation, comment, estimated_size as row_count
        from duckdb_tables()
        where database_name = current_database() and not internal
        union all
        select view_name, comment, null
        from duckdb_views()
        where database_name = current_database() and not internal
        order by relation
    """
    return _rows(publish_id, query)


def relation(publish_id: str, name: str) -> pl.DataFrame:
    """Every row of one published table; a name that is not one of them finds nothing."""
    if name not in relations(publish_id)["relation"]:
        return pl.DataFrame()
    return _rows(publish_id, "select * from query_table($1)", name)


def dictionary(publish_id: str, name: str) -> pl.DataFrame:
    """The columns of one published table."""
    return _rows(publish_id, 'select "column", type, unit, meaning from dictionary where relation = $1', name)


def definitions(publish_id: str) -> pl.DataFrame:
    """How every measure and relation is defined, the newest version of each."""
    query = """
        select *
        from definitions
        qualify row_number() over (partition by relation order by since desc) = 1
        order by side is null, side, relation
    """
    return _rows(publish_id, query)


def rules(publish_id: str, service: str) -> pl.DataFrame:
    """The rules that made the figures of a service, with who adopted which."""
    return _rows(publish_id, "select * exclude (service) from rules where service = $1 order by rule", service)


def sensitivity(publish_id: str, service: str) -> pl.DataFrame:
    """The figures of all weeks together under windows and quiet periods of other lengths."""
    return _rows(publish_id, "select * from sensitivity where service = $1", service)


@st.cache_data(max_entries=50, show_spinner=True)
def figures_under(publish_id: str, service: str, rule: str, value: str) -> pl.DataFrame:
    """The figures of all weeks together as they are, and as they would be under another value of a rule.

    Raises FixableError for a value that the rule cannot have.
    """
    return trial.figures_under(published_path(publish_id), service, {rule: checked_rule(rule, value)})


def doubts(publish_id: str, service: str) -> pl.DataFrame:
    """How often each doubt about the rows of a service occurs, the most first."""
    query = """
        select issue, "column", action, count(*) as rows
        from data_issues
        where service = $1
        group by all
        order by rows desc, issue
    """
    return _rows(publish_id, query, service)


def doubtful_rows(publish_id: str, service: str) -> pl.DataFrame:
    """The rows that are doubted, with file and row number."""
    query = """
        select issue, data_issues.relation, record_id, "column", value, action, file_name, row_number
        from data_issues
        left join batches using (batch_id)
        where service = $1
        order by issue, file_name, row_number
    """
    return _rows(publish_id, query, service)


def rewritten(publish_id: str, service: str) -> dict[str, tuple[int, int | None]]:
    """How often deliveries said something else of the past than earlier ones, by what it was; and of how many cases."""
    found = _rows(publish_id, HOW_OFTEN, None, service)
    return {what: (count, known) for what, count, known in found.iter_rows()}


def rewritten_rows(publish_id: str, service: str) -> pl.DataFrame:
    """What deliveries said otherwise, the newest first, with both files and rows."""
    query = """
        select
            what, item_id, before_at, after_at, earlier.file_name as earlier_file_name, earlier_row_number,
            later.file_name as file_name, row_number
        from rewritten_history as said
        left join batches as earlier on earlier.batch_id = earlier_batch_id
        left join batches as later on later.batch_id = said.batch_id
        where service = $1
        order by later.loaded_at desc, what, item_id
    """
    return _rows(publish_id, query, service)


def batches(publish_id: str) -> pl.DataFrame:
    """What was loaded, the newest first."""
    return _rows(publish_id, "select * from batches order by loaded_at desc, batch_id desc")


def rows_to_mend(publish_id: str, batch_id: str) -> int:
    """How many of the rows that a load set aside somebody has to mend."""
    query = "select count(*) as rows from rejected_rows where batch_id = ? and is_to_mend"
    return int(_rows(publish_id, query, batch_id)["rows"][0])


# ---- contrast ------------------------------------------------------------------------------------------------------


def promised_weeks(publish_id: str, service: str, team: str, until: date) -> tuple[date, date]:
    """The first and the last week up to this one in which a promised moment fell; twice the week itself without any."""
    query = """
        select min(week) as first, max(week) as last
        from contrast
        where service = $1 and team = $2 and week <= $3 and customer_says in ('in_time', 'late', 'not_yet')
    """
    first, last = _rows(publish_id, query, service, team, until).row(0)
    return first or until, last or until


def crowd(publish_id: str, service: str, team: str, first: date, last: date, ahead: date) -> pl.DataFrame:
    """The people whose promised moment falls in these weeks, per group of the squares, with their work items.

    `cell` is a group of charts/rulers.py, or why it is no square: withdrawn; unknown; pending, whose promised week comes after
    `ahead` (those who have it already too, since of these weeks only the good ones are known yet); no_promise, which has no
    week; void, of an empty dwelling, where its week says nothing. These last two are counted over all the data.
    """
    query = """
        select
            case
                when week is null and customer_says <> 'void' then 'no_promise'
                when customer_says in ('withdrawn', 'unknown', 'void') then customer_says
                when week > $5 then 'pending'
                when customer_says = 'in_time' then case system_says
                    when 'late' then 'only_theirs' when 'in_time' then 'both' else 'theirs_uncounted'
                end
                when customer_says in ('late', 'not_yet') then case system_says
                    when 'late' then 'neither' when 'in_time' then 'only_ours' else 'uncounted'
                end
                else customer_says
            end as cell,
            sum(needs)::bigint as people,
            sum(items)::bigint as items
        from contrast
        where service = $1 and team = $2
            and (
                customer_says = 'void' or week between $3 and $4 or week > $5 or week is null and customer_says <> 'withdrawn'
            )
        group by cell
    """
    return _rows(publish_id, query, service, team, first, last, ahead)


def hidden_people(publish_id: str, service: str, team: str, first: date, last: date) -> pl.DataFrame:
    """Why our figure does not show people who did not have it in time: one row a reason, the most people first."""
    query = """
        select hidden_by, sum(needs)::bigint as people
        from contrast
        where service = $1 and team = $2 and week between $3 and $4
            and customer_says in ('late', 'not_yet') and system_says != 'late'
        group by hidden_by
        order by people desc, hidden_by
    """
    return _rows(publish_id, query, service, team, first, last)


def hidden_example(
    publish_id: str, service: str, team: str, first: date, last: date, hidden_by: str
) -> dict[str, Any] | None:
    """Of the people hidden for this reason, the one who waited longest."""
    query = """
        select *
        from needs
        where service = $1 and ($2 = '*' or team = $2) and hidden_by = $5
            and promised_at >= $3 and promised_at < $4
        order by days_lived desc, need_id
        limit 1
    """
    found = _rows(publish_id, query, service, team, first, last + timedelta(days=7), hidden_by)
    return found.row(0, named=True) if len(found) else None


def evidence(publish_id: str, service: str, team: str, first: date, last: date) -> pl.DataFrame:
    """What "done" rests on for the people of these weeks: one row a kind, empty for who is not done."""
    query = """
        select done_evidence, sum(needs)::bigint as people
        from evidence
        where service = $1 and team = $2 and week between $3 and $4
        group by done_evidence
        order by people desc
    """
    return _rows(publish_id, query, service, team, first, last)


def days_ledger(publish_id: str, service: str, team: str, first: date, last: date) -> pl.DataFrame:
    """Where the days went of the needs that were done in these weeks: one row a part."""
    query = """
        select part, sum(needs)::bigint as needs, sum(days) as days
        from days_ledger
        where service = $1 and team = $2 and week between $3 and $4
        group by part
    """
    return _rows(publish_id, query, service, team, first, last)


def measure_sums(publish_id: str, service: str, team: str, first: date, last: date) -> dict[str, dict[str, Any]]:
    """Per measure over these weeks: `value` (a share of all, or the mean of all), n and hits."""
    query = """
        select measure, sum(n)::bigint as n, sum(hits)::bigint as hits,
            coalesce(100 * sum(hits) / nullif(sum(n), 0), sum(value * n) / nullif(sum(n), 0)) as value
        from weekly
        where service = $1 and team = $2 and week between $3 and $4 and value is not null
        group by measure
    """
    return {row["measure"]: row for row in _rows(publish_id, query, service, team, first, last).iter_rows(named=True)}


def both_lines(publish_id: str, service: str, team: str, first: date, last: date) -> pl.DataFrame:
    """One row per week: `ours` (on target as reported) and `theirs` (done as promised), items, people, may_change."""
    query = """
        select
            week,
            max(value) filter (where measure = 'on_target_reported') as ours,
            max(value) filter (where measure = 'done_as_promised') as theirs,
            max(n) filter (where measure = 'on_target_reported') as items,
            max(n) filter (where measure = 'done_as_promised') as people,
            bool_or(may_change) as may_change
        from weekly
        where service = $1 and team = $2 and week between $3 and $4
            and measure in ('on_target_reported', 'done_as_promised')
        group by week
        order by week
    """
    return _rows(publish_id, query, service, team, first, last)


def times_used(publish_id: str, source: str) -> int:
    """How many loads that count were read with this profile."""
    query = "select count(*) as n from batches where source = $1 and undone_at is null"
    return int(_rows(publish_id, query, source)["n"][0])


def stable_path() -> Path:
    """The name under which analysts always find the newest published file."""
    return Places(data_folder()).stable.resolve()


def parquet(publish_id: str, name: str) -> bytes:
    """One published table as a Parquet file."""
    content = io.BytesIO()
    relation(publish_id, name).write_parquet(content)
    return content.getvalue()


# ---- variation -----------------------------------------------------------------------------------------------------

MOST_DOTS = 2000  # more in one chart tell the eye nothing more, and make it slow


def measures(publish_id: str, service: str, team: str) -> list[str]:
    """The measures that have any figure."""
    query = """
        select distinct measure
        from process_chart
        where service = $1 and team = $2 and value is not null
        order by measure
    """
    return _rows(publish_id, query, service, team)["measure"].to_list()


def finished_people(publish_id: str, service: str, team: str) -> pl.DataFrame:
    """Needs that are done, with the day and the days it took: all, or an even draw of them where there are many.

    `one_of` says of how many each row is one; the draw is by the number of the need, so that it stays the same.
    """
    query = """
        with drawn as (
            select greatest(1, ceil(count(*) / $3))::ubigint as one_of  -- as the hash is: else each is made a wider number
            from needs
            where service = $1 and ($2 = '*' or team = $2) and done_at is not null
        )
        select need_id, done_at, days_end_to_end as days, one_of::bigint as one_of
        from needs
        cross join drawn
        where service = $1 and ($2 = '*' or team = $2) and done_at is not null and hash(need_id) % one_of = 0
        order by done_at, need_id
    """
    return _rows(publish_id, query, service, team, MOST_DOTS)


def team_charts(
    publish_id: str, service: str, team: str, measure: str, fewest: int, *, without_season: bool = False
) -> pl.DataFrame:
    """The chart of each team; weeks of fewer than `fewest` people are empty but for the team itself."""
    query = """
        with charts as (
            select * from process_chart where not $5
            union all
            select * exclude (measured, factor, lag_1, is_warned) from season_chart where $5
        )
        select
            team, week, n, phase, phase_reason, lower_limit, centre_line, upper_limit, mr_centre_line, mr_upper_limit,
            is_provisional, is_left_out, rule,
            case when team = $2 or n >= $4 or measure = 'open_now' then value end as value
        from charts
        where service = $1 and team != '*' and measure = $3
        order by team, week
    """
    return _rows(publish_id, query, service, team, measure, fewest, without_season)


def phases(publish_id: str, service: str, team: str, measure: str) -> pl.DataFrame:
    """The decisions to begin a phase that bear on this chart, oldest first."""
    query = """
        select team, measure, starts_on, reason, decided_by, decided_at
        from phases
        where service = $1 and team in ($2, '*') and measure in ($3, '*')
        order by starts_on, decided_at
    """
    return _rows(publish_id, query, service, team, measure)


# ---- around the target ---------------------------------------------------------------------------------------------

MOST_ITEMS = 5000  # of one sign in a table: more nobody goes through


def around_target(publish_id: str, service: str, team: str) -> pl.DataFrame:
    """How many items were closed on each day from their target, the earliest first."""
    query = "select * from around_target where service = $1 and team = $2 order by days_from_target"
    return _rows(publish_id, query, service, team)


def target_signs(publish_id: str, service: str, team: str) -> pl.DataFrame:
    """The signs that a target bends the work: one row each."""
    return _rows(publish_id, "select * from target_signs where service = $1 and team = $2", service, team)


def items_with_sign(publish_id: str, service: str, team: str, sign: str) -> pl.DataFrame:
    """The items that bear a sign, the last ended first, at most MOST_ITEMS of them."""
    query = """
        select item_id, opened_at, due_at, ended_at, days_from_target, recorded_after_days, again_after_days
        from item_signs
        where service = $1 and ($2 = '*' or team = $2) and case $3
            when 'pile_up' then is_pile_up
            when 'period_end_week' then is_period_end_week
            when 'period_end_month' then is_period_end_month
            when 'period_end_quarter' then is_period_end_quarter
            when 'closed_and_reopened' then is_closed_and_reopened
            when 'cancelled_near_target' then is_cancelled_near_target
            when 'recorded_late' then is_recorded_late
            when 'flag_differs' then is_flag_differs
        end
        order by ended_at desc, item_id
        limit $4
    """
    return _rows(publish_id, query, service, team, sign, MOST_ITEMS)
