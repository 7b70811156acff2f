"""A store with no more than what the charts read, for tests that lay weekly figures by hand."""

from __future__ import annotations

import duckdb


def empty_chart_store() -> duckdb.DuckDBPyConnection:
    """Weekly figures, phases, settings and points left out: all empty."""
    connection = duckdb.connect()
    connection.execute("""
        create table weekly (
            service varchar, team varchar, measure varchar, week date, value double, n bigint, hits bigint,
            may_change boolean
        );
        create table phases (
            service varchar, team varchar, measure varchar, starts_on date, reason varchar, decided_by varchar,
            decided_at timestamp
        );
        create table chart_settings (
            service varchar, team varchar, measure varchar, baseline_points integer, is_screened boolean, period varchar
        );
        create table left_out_points (service varchar, team varchar, measure varchar, week date, reason varchar,
            decided_by varchar)
    """)
    return connection
