"""Delivered files as they were, kept by the hash of their content."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from pathlib import Path

from pipelines.errors import MissingFile
from pipelines.limits import Limits, limits_of
from pipelines.sentence import Sentence
from pipelines.store import Places


def hash_of(path: Path) -> str:
    """SHA-256 of the file's content, in hexadecimal."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def keep(places: Places, file: Path) -> str:
    """Keep the file under the hash of its content, once; return the hash. Raises MissingFile, UnreadableFile."""
    content_hash = _readable_hash(file, limits_of(places.data))
    kept = places.originals / content_hash
    if not kept.exists():
        places.originals.mkdir(parents=True, exist_ok=True)
        unfinished = places.originals / f"{content_hash}.{secrets.token_hex(4)}.tmp"
        shutil.copyfile(file, unfinished)
        unfinished.replace(kept)
    return content_hash


def _readable_hash(file: Path, limits: Limits) -> str:
    """The hash of a file that somebody names. Raises MissingFile where there is none, UnreadableFile beyond the limit."""
    try:
        if file.is_dir():
            raise MissingFile(file, Sentence("it is a folder."), Sentence("Name the files in it."))
        if file.exists() and not file.is_file():  # a pipe or a device may have no end
            raise MissingFile(file, Sentence("it is no file."), Sentence("Look at the name and the folder."))
        limits.require(file.name, "file_megabytes", file.stat().st_size // 1_000_000)
        return hash_of(file)
    except FileNotFoundError:
        raise MissingFile(
            file, Sentence("there is no such file."), Sentence("Look at the name and the folder.")
        ) from None
    except PermissionError as problem:
        reason = os.strerror(problem.errno).lower() if problem.errno else "no permission"
        raise MissingFile(
            file,
            Sentence("it cannot be opened ({reason}).", reason=reason),
            Sentence("Close it where it is open, or copy it elsewhere."),
        ) from None


def in_unicode(file_name: str) -> str:
    """A file's name as a text; what an older system wrote in another encoding shows as �."""
    return file_name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def keep_content(places: Places, content: bytes) -> Path:
    """Keep an uploaded content under its hash, at once; return where it lies."""
    kept = places.originals / hashlib.sha256(content).hexdigest()
    if not kept.exists():
        places.originals.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_name(f"{kept.name}.{secrets.token_hex(4)}.tmp")
        unfinished.write_bytes(content)
        unfinished.replace(kept)
    return kept
