"""What a connection to the store may use: by how much there is to measure."""

from __future__ import annotations

import pytest

from pipelines import publish, store


def given(rows: int, more_rows: int = 0) -> tuple[int, str]:
    """Cores and memory of a connection whose store holds so many rows."""
    with store.working_memory() as connection:
        connection.execute("set threads = 2; set memory_limit = '1800MB'; attach ':memory:' as store")
        connection.execute("create table store.history_work_items as select range as n from range(?)", [rows])
        store.share_out(connection, more_rows)
        [[cores, memory]] = connection.execute(
            "select current_setting('threads'), current_setting('memory_limit')"
        ).fetchall()
        return int(cores), str(memory)


def test_little_is_measured_on_one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "ROWS_FOR_ONE_CORE", 100)

    assert [given(99)[0], given(100)[0], given(60, more_rows=60)[0]] == [1, 2, 2]


def test_a_country_gets_more_memory_where_the_machine_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "ROWS_FOR_ONE_CORE", 10)
    monkeypatch.setattr(store, "ROWS_OF_A_COUNTRY", 100)
    monkeypatch.setattr(store, "_memory_of_machine", lambda: 16 << 30)
    plain, large = given(100)[1], given(101)[1]
    monkeypatch.setattr(store, "_memory_of_machine", lambda: 8 << 30)

    assert (plain, given(101)[1]) == ("1.6 GiB", "1.6 GiB")
    assert large == "4.2 GiB"


def test_a_person_of_a_large_store_is_found_by_an_index(monkeypatch: pytest.MonkeyPatch) -> None:
    with store.working_memory() as connection:
        connection.execute("create table needs as select range::varchar as need_id from range(1000)")
        publish.index_people(connection)
        before = connection.execute("select count(*) from duckdb_indexes()").fetchone()
        monkeypatch.setattr(publish, "INDEXED_ABOVE", 999)
        publish.index_people(connection)
        indexes = connection.execute("select table_name, expressions from duckdb_indexes()").fetchall()

        assert (before, indexes) == ((0,), [("needs", "[need_id]")])
        assert connection.execute("select need_id from needs where need_id = '77'").fetchall() == [("77",)]
