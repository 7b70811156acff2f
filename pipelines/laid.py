"""Rows of a long file on their way into the store, laid on the disk slice by slice."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import polars as pl

from pipelines.spill import spill_folder


class Laid:
    """Rows on the disk, in a folder that is made for the first of them and goes when nobody needs them any more.

    seal   makes of rows what may be written down: names as hashes
    """

    def __init__(self, folder: Path, seal: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
        self._within = folder
        self._seal = seal
        self.files: list[Path] = []
        self.rows = 0
        self.services: set[str] = set()

    @cached_property
    def _folder(self) -> tempfile.TemporaryDirectory[str]:
        return tempfile.TemporaryDirectory(prefix="rows_", dir=spill_folder(self._within))

    def add(self, rows: pl.DataFrame) -> None:
        """Lay some rows down behind those before."""
        if rows.is_empty():
            return
        file = Path(self._folder.name) / f"{len(self.files):05d}.parquet"
        numbered = self._seal(rows).with_row_index("given_row", self.rows)
        numbered.write_parquet(file, compression="lz4", statistics=False)
        self.files.append(file)
        self.rows += rows.height
        self.services |= set(rows["service"].drop_nulls().unique().to_list())
