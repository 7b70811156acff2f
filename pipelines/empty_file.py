"""The published file before anything is published: its tables, what each column means, and the dictionary.

It is the same for every publication, and to say what 600 columns mean takes as long as measuring a small service does. So it
is made once for as long as the program runs, and copied.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from pipelines.store import STORAGE_VERSION, quoted, working_memory
from pipelines.vocabulary import PUBLISHED

if TYPE_CHECKING:
    import duckdb


@cache
def empty_file() -> bytes:
    """A DuckDB file with every published table, empty but for `dictionary`, and comments on all of them."""
    with tempfile.TemporaryDirectory(prefix="buitenblik_") as folder:
        path = Path(folder) / "empty.duckdb"
        with working_memory() as connection:
            connection.execute(f"attach {quoted(path)} as empty (storage_version '{STORAGE_VERSION}')")
            connection.execute("use empty; begin transaction")
            for name, relation in PUBLISHED.items():
                if not relation.is_view:
                    laid_out = ", ".join(column.laid_out() for column in relation.columns)
                    connection.execute(f'create table "{name}" ({laid_out})')
            connection.execute(";\n".join(_comments("table")))
            connection.register("given_entries", _entries())
            connection.execute("insert into dictionary from given_entries")
            connection.execute("commit; use memory; detach empty")
        return path.read_bytes()


def comment_on_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Say in the current catalog what the published views and their columns mean; its tables say it from the beginning."""
    connection.execute(";\n".join(_comments("view")))


@cache
def _comments(kind: str) -> list[str]:
    """A comment on every relation of the kind, table or view, and on its columns."""
    said = []
    for name, relation in PUBLISHED.items():
        if relation.is_view == (kind == "view"):
            said.append(f'comment on {kind} "{name}" is {_literal(relation.comment)}')
            said += [
                f'comment on column "{name}"."{column.name}" is {_literal(column.meaning)}'
                for column in relation.columns
            ]
    return said


def _literal(words: str) -> str:
    """The words as a literal for COMMENT, which takes no parameters; they are our own."""
    return "'" + words.replace("'", "''") + "'"


def _entries() -> pl.DataFrame:
    """The rows of `dictionary`."""
    rows = [
        (relation, column.name, column.type, column.unit, column.meaning)
        for relation, described in PUBLISHED.items()
        for column in described.columns
    ]
    return pl.DataFrame(rows, schema=PUBLISHED["dictionary"].names, orient="row")
