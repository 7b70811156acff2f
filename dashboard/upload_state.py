"""The files on the upload page while they are looked at: what was said about each, and what loading it would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from dashboard import frame, queries, words
from dashboard.words import _
from pipelines import errors, run
from pipelines.draft import Draft, draft_anew, draft_of
from pipelines.limits import limits_of
from pipelines.preview import Preview, preview
from pipelines.profile import Profile

State = Literal["ready", "asks", "unknown", "known", "refused"]


@dataclass
class Said:
    """What a person said an unknown file is; it stands there again when they go back to it."""

    columns: dict[str, str | None]
    codes: dict[str, dict[str, str | None]]
    answers: dict[str, str]
    title: str
    service: str


@dataclass
class Upload:
    """One file that was dropped on the page, and what was said about it so far."""

    file_id: str
    name: str
    path: Path
    chosen: dict[str, str] = field(default_factory=dict)  # sheet, source
    answers: dict[str, str] = field(default_factory=dict)
    draft: Draft | None = None
    is_told_anew: bool = False  # a source fits it, and the person says that it is another
    replaces: str | None = None  # what was learnt of such files, and is told anew
    said: Said | None = None
    profile: Profile | None = None  # what the person confirmed, not yet kept
    reported: float | None = None
    outcome: Preview | errors.FixableError | None = None
    made_for: Any = None  # what `outcome` was worked out from

    @property
    def seen(self) -> Preview | None:
        return self.outcome if isinstance(self.outcome, Preview) else None

    @property
    def problem(self) -> errors.FixableError | None:
        return self.outcome if isinstance(self.outcome, errors.FixableError) else None

    @property
    def asks_columns(self) -> bool:
        """Whether a person is to say what its columns are."""
        return self.draft is not None and self.profile is None and (self.seen is None or self.is_told_anew)

    @property
    def state(self) -> State:
        """Where the file stands: one of what can be loaded at once, asks something, is new to us, or cannot be used."""
        if self.asks_columns:
            return "unknown"
        if self.seen is not None:
            if self.seen.status == "unchanged":
                return "known"
            return "asks" if self.seen.questions else "ready"
        if isinstance(self.problem, errors.Undecided):
            return "asks"
        return "refused"


def uploads(files: Sequence[Any]) -> list[Upload]:
    """The files that are on the page and not loaded yet. Each is kept at once: uploads live only as long as the session."""
    held: dict[str, Upload] = st.session_state.setdefault("files", {})
    loaded: set[str] = st.session_state.setdefault("loaded", set())
    for file in files:
        if file.file_id not in held:
            original = run.keep_original(queries.data_folder(), file.getvalue(), file.name)
            held[file.file_id] = Upload(file.file_id, file.name, original)
    here = [file.file_id for file in files]
    st.session_state["files"] = {file_id: held[file_id] for file_id in here}
    return [held[file_id] for file_id in here if file_id not in loaded]


def look(upload: Upload) -> None:
    """Work out what loading a file would do, once, until what was said about it or what is loaded changes."""
    asked = (dict(upload.chosen), dict(upload.answers), upload.profile, st.session_state.get("publish_id"))
    if upload.made_for == asked:
        return
    with st.spinner(_("Reading {file}").format(file=words.plain(upload.name))):
        try:
            upload.outcome = preview(
                queries.data_folder(),
                upload.path,
                file_name=upload.name,
                answers=upload.answers,
                profile=upload.profile,
                **upload.chosen,
            )
        except errors.FixableError as problem:
            upload.outcome = problem
    if isinstance(upload.outcome, errors.UnknownHeadings) and upload.profile is None and upload.draft is None:
        upload.draft = draft_of(upload.outcome)
    if isinstance(upload.outcome, errors.NotRecognised):
        upload.outcome.tables = ()  # all cells of the file: too much to be kept while a person thinks
    upload.made_for = asked


def tell_anew(upload: Upload) -> None:
    """Let a person say what the columns are of a file that a source fits, but wrongly."""
    upload.draft = draft_anew(upload.path, upload.name, upload.chosen.get("sheet"), limits_of(queries.data_folder()))
    upload.is_told_anew, upload.said = True, None
    seen = upload.seen
    upload.replaces = seen.source if seen is not None and seen.profile is not None and seen.profile.shape else None


def done_with(upload: Upload) -> None:
    """Take a file off the page that was loaded; with the last of them the uploader is empty again."""
    st.session_state["loaded"].add(upload.file_id)


def start_anew(left: bool) -> None:
    """Show the newest data; with an empty uploader where no file is left on it."""
    st.session_state["publish_id"] = queries.newest_publish()
    if not left:
        st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1
        for key in ("files", "loaded", "opened"):
            st.session_state.pop(key, None)
    st.rerun()


def show_service_of(seen: Preview) -> None:
    """Let the next page be about the service that was loaded."""
    if seen.effects:
        frame.show_next(seen.effects[0].service)
