"""The steps in order: what happens to a file, and to a batch that is taken back.

Every function takes the data folder. Those that write wait for the writers' lock, finish what a killed load left
unpublished, and publish.
"""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from pipelines import learn, load, measure
from pipelines.alike import told_of_services
from pipelines.definitions import MEASURES
from pipelines.doubts import Doubt, doubts_told
from pipelines.drift import to_keep
from pipelines.errors import FixableError, NotLoaded
from pipelines.originals import in_unicode, keep, keep_content
from pipelines.other_writing import require_same_writing
from pipelines.profile import Profile
from pipelines.protect import safe_issues, safe_name, safe_rejects, scrambled
from pipelines.protected_before import remember
from pipelines.publish import BrokenPublication, newest, publish
from pipelines.recency import latest_in, told_of_order
from pipelines.rejects import to_mend
from pipelines.rewritten import counted_of
from pipelines.sentence import Sentence
from pipelines.spill import sweep
from pipelines.store import Places, frame, hash_key, open_published, open_store, writing
from pipelines.take_back import own_loads_count, samples_count, take_batch_out, take_samples_out
from pipelines.understand import Understood, require_answered, require_mostly_accepted, understand
from pipelines.vocabulary import DELIVERED, PUBLISHED, RECORD_ID

if TYPE_CHECKING:
    import duckdb

Status = Literal["loaded", "unchanged", "refused"]
Progress = Callable[[str], None]
Share = Callable[[str, float], None]


class UnknownBatch(FixableError):
    """No load bears this number, or it was taken back already."""

    def __init__(self, batch_id: str, known: list[str]) -> None:
        loads = Sentence("The loads that count are {loads}.", loads=", ".join(known))
        super().__init__(
            Sentence(
                "There is no load '{batch}' that can be used here. {known} Nothing has changed.",
                batch=batch_id,
                known=loads if known else Sentence("Nothing is loaded."),
            )
        )


class NothingPublished(FixableError):
    """Nothing was loaded yet, so there is nothing to read."""

    def __init__(self) -> None:
        super().__init__(Sentence("There is nothing to read yet: load an export first, with buitenblik ingest FILE."))


class FiguresDisagree(NotLoaded):
    """The figures made from a file contradict each other: our bug, found before anyone saw them."""

    def __init__(self, file: str, broken: str) -> None:
        super().__init__(
            file,
            Sentence("the figures made from it do not agree with each other ({claim}).", claim=broken),
            Sentence("That is a fault of this program: please send its makers this sentence."),
        )


class NoPlaceForSamples(FixableError):
    """Invented people are not loaded beside real ones."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "The sample data were not loaded: this folder has data of your own, and invented people never count among"
                " them. Give the sample data a folder of their own. Nothing has changed."
            )
        )


@dataclass(frozen=True)
class Report:
    """What became of one file; rows_in = accepted + rejected, accepted = new + changed + unchanged."""

    file: str
    batch_id: str | None
    source: str | None
    status: Status
    rows_in: int = 0
    accepted: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    seconds: float = 0.0
    message: str = ""
    questions: tuple[
        dict[str, Any], ...
    ] = ()  # what only a person can tell: key, question, choices, read_as (what it was loaded by)
    replaced_sample: bool = False  # the first own load: the sample data are taken away with it
    personal: tuple[dict[str, Any], ...] = ()  # columns with personal data: key, kinds, applied, choices, why
    to_mend: int = 0  # of the rejected rows those that somebody has to mend
    doubts: int = 0  # about rows and columns, told in data_issues
    notes: tuple[str, ...] = ()  # what a person should know of how the file was read, and of whole columns
    cases: load.Cases | None = (
        None  # of an event log: new, changed and unchanged cases, where the others count its rows
    )
    doubt_kinds: tuple[
        dict[str, Any], ...
    ] = ()  # the same by kind and column: issue, column, action, rows, sentence, codes
    rewritten: tuple[dict[str, Any], ...] = ()  # what the file says otherwise of the past: kind, count, sentence
    set_back: str = ""  # that the file is older than what was loaded and sets rows back, or moves all alike

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def asked(understood: Understood) -> tuple[dict[str, Any], ...]:
    """What the file leaves open, to be answered under its key when the file is loaded again."""
    return tuple(
        {
            "key": question.key, "question": question.words, "choices": [choice.value for choice in question.choices],
            "read_as": question.read_as,
        }
        for question in understood.validated.questions
    )  # fmt: skip


def guarded(understood: Understood) -> tuple[dict[str, Any], ...]:
    """What was done with columns that hold personal data, to be answered otherwise under its key."""
    return tuple(
        {
            "key": column.key, "field": column.field, "kinds": list(column.kinds), "share": column.share,
            "applied": column.applied, "choices": list(column.choices), "why": column.why,
            "is_published_text": column.is_published_text,
        }
        for column in understood.recognised.personal
    )  # fmt: skip


def now() -> datetime:
    return datetime.now().replace(microsecond=0)


def ingest(
    data: Path,
    file: Path,
    *,
    file_name: str | None = None,
    source: str | None = None,
    sheet: str | None = None,
    progress: Progress | None = None,
    is_sample: bool = False,
    publish_now: bool = True,
    answers: Mapping[str, str] | None = None,
    profile: Profile | None = None,
    share: Share | None = None,
) -> Report:
    """Load one file as one batch and publish. Raises FixableError; then nothing has changed.

    The first own load takes the sample data out of the store in the same transaction: the two never count together.

    answers    what a person said to `Validated.questions`, by their keys; remembered for files of that source and shape
    progress   is told "reading", "checking", "joining", "publishing", and "waiting" while someone else writes
    share      is told how much of a step is done (0 to 1), where that is known
    profile    what a person made of an unknown file, not yet kept
    """
    tell = progress or (lambda step: None)
    places, began, loading_began = Places(data), time.perf_counter(), now()
    otherwise: tuple[dict[str, Any], ...] = ()
    name = in_unicode(file_name or file.name)
    tell("reading")
    content_hash = keep(places, file)
    understood = understand(places, file, name, source, sheet, now(), answers, profile)
    tell("checking")
    require_answered(understood)
    require_mostly_accepted(understood)
    with writing(places, on_wait=lambda: tell("waiting")):
        sweep(places.temp)
        standing = _standing(places)
        if publish_now:
            _publish_if_behind(places, standing.state)
        tell("joining")
        with _kept_before_first_own_load(places, standing, is_sample) as kept:
            with open_store(places) as store:
                store.execute("begin transaction")
                if kept is not None:
                    if (sample := same_load(store, understood, content_hash, is_sample=True)) is not None:
                        return _unchanged(name, understood, sample, began)
                    take_samples_out(store, now())
                counts = stage(store, places, understood)
                back = told_of_order(store, understood.validated.table)
                alike = told_of_services(store, understood.services)
                earlier = same_load(store, understood, content_hash)
                if earlier is not None and counts.new == counts.changed == 0:
                    return _unchanged(name, understood, earlier, began)
                batch_id = _write_batch(store, understood, counts, content_hash, is_sample)
                store.execute("commit")
                remember(places, understood.recognised)
            if publish_now:
                tell("publishing")
                _publish_or_take_back(places, batch_id, name, kept, _share_of(share, "publishing", len(measure.ALL)))
                otherwise = _told_otherwise(places, batch_id)
    if answers:
        learn.remember(data, understood.profile, understood.recognised.headings, answers, since=loading_began)
    told = _loaded(name, batch_id, understood, counts, began, replaced_sample=kept is not None)
    return replace(told, notes=(*told.notes, *alike), rewritten=otherwise, set_back=back or "")


def latest_moment(
    data: Path,
    file: Path,
    *,
    source: str | None = None,
    sheet: str | None = None,
    answers: Mapping[str, str] | None = None,
) -> datetime | None:
    """The latest moment of what happened in a file, to load the newest last; None where it has none, or is not loaded."""
    try:
        return latest_in(understand(Places(data), file, file.name, source, sheet, now(), answers).validated)
    except (FixableError, OSError):
        return None  # what stands in its way is told when it is loaded


def _loaded(
    name: str, batch_id: str, understood: Understood, counts: load.Counts, began: float, *, replaced_sample: bool
) -> Report:
    validated = understood.validated
    aside = validated.rejected.height
    doubts = validated.issues.height
    told = f"{name}: {counts.new} new, {counts.changed} changed, {counts.unchanged} as known, {aside} set aside."
    if (cases := counts.cases) is not None:
        told = (
            f"{name}, cases of {counts.accepted} events: {cases.new} new, {cases.changed} changed, {cases.unchanged} as known;"
            f" {aside} events set aside."
        )
    if doubts:
        told += f" {doubts} {'doubt' if doubts == 1 else 'doubts'} about what stands in it: see data_issues."
    return Report(
        name, batch_id, understood.profile.name, "loaded", validated.rows_in, counts.accepted, counts.new, counts.changed,
        counts.unchanged, validated.rejected.height, round(time.perf_counter() - began, 3),
        told + " The sample data were taken away with this load." * replaced_sample, asked(understood), replaced_sample,
        guarded(understood), to_mend(validated.rejected).height, doubts,
        (*understood.recognised.problems, *validated.notes), counts.cases,
        tuple(doubt.as_json() for doubt in doubts_in(understood)),
    )  # fmt: skip


@dataclass(frozen=True)
class _Standing:
    """How the store stands before a load: asked at once, as opening it costs more than asking."""

    state: str
    has_own_loads: bool
    has_samples: bool


def _standing(places: Places) -> _Standing:
    with open_store(places) as store:
        return _Standing(_state(store), own_loads_count(store), samples_count(store))


def doubts_in(understood: Understood) -> list[Doubt]:
    """What is doubted in a file, by kind and column, with nothing in it that may not be shown."""
    visits = [understood.visits.issues] if understood.visits else []
    issues = safe_issues(understood.recognised, pl.concat([understood.validated.issues, *visits]))
    return doubts_told(issues, set(issues["column"].drop_nulls()) & _fields_without_heading(understood))


def _fields_without_heading(understood: Understood) -> set[str]:
    tables = [understood.validated.table, *([understood.visits.table] if understood.visits else [])]
    fields = {column.name for table in tables for column in DELIVERED[table]}
    return fields - set(understood.recognised.headings)


def _told_otherwise(places: Places, batch_id: str) -> tuple[dict[str, Any], ...]:
    """What a load that was just published says otherwise of the past: kind, count and sentence."""
    with open_published(places.version(newest(places)["publish_id"])) as published:
        told = counted_of(published, batch_id)
    return tuple({"kind": kind, "count": count, "sentence": words} for kind, (count, words) in told.items())


@contextmanager
def _kept_before_first_own_load(places: Places, standing: _Standing, is_sample: bool) -> Iterator[Path | None]:
    """Keep a copy of a store of sample data while an own load replaces them; None where it replaces none.

    Raises NoPlaceForSamples where it is the other way round. Hold the writers' lock, with the store closed.
    """
    kept = places.store.with_suffix(".before")
    kept.unlink(missing_ok=True)  # of a load that was killed
    if is_sample and standing.has_own_loads:
        raise NoPlaceForSamples
    if is_sample or not standing.has_samples:
        yield None
        return
    try:
        shutil.copyfile(places.store, kept)
        yield kept
    finally:
        kept.unlink(missing_ok=True)


def _share_of(share: Share | None, step: str, of: int) -> Callable[[str], None] | None:
    """Return what counts the things that are made in a step, and tells the share of them that is."""
    if share is None:
        return None
    made = count(1)
    return lambda _name: share(step, next(made) / of)


def _publish_or_take_back(
    places: Places,
    batch_id: str,
    file_name: str,
    kept: Path | None,
    on_made: Callable[[str], None] | None = None,
) -> None:
    """Publish the batch; one that no figures can be made from does not stay in the store. Raises FiguresDisagree.

    kept   the store with the sample data, where the batch took them away
    """
    try:
        publish(places, on_made)
    except BrokenPublication as problem:
        if kept is not None:
            kept.replace(places.store)
        else:
            with open_store(places) as store:
                _take_back(store, batch_id)
        publish(places)
        raise FiguresDisagree(file_name, str(problem)) from None


def same_load(
    store: duckdb.DuckDBPyConnection, understood: Understood, content_hash: str, *, is_sample: bool | None = None
) -> tuple[str, datetime] | None:
    """The load that brought this very content, read by the same rules; of the sample data or not, where that is asked."""
    found = store.execute(
        """
        select batch_id, loaded_at from loads
        where content_hash = $1 and profile_hash = $2 and sheet is not distinct from $3 and undone_at is null
            and coalesce(is_sample = $4, true)
        order by batch_number desc limit 1
        """,
        [content_hash, understood.profile_hash, understood.recognised.sheet.name, is_sample],
    ).fetchall()
    return found[0] if found else None


def _unchanged(name: str, understood: Understood, earlier: tuple[str, datetime], began: float) -> Report:
    validated = understood.validated
    return Report(
        name, earlier[0], understood.profile.name, "unchanged", validated.rows_in, validated.accepted, 0, 0,
        validated.accepted, validated.rejected.height, round(time.perf_counter() - began, 3),
        f"{name}: the same content was loaded on {earlier[1]:%d %b %Y %H:%M} as {earlier[0]}. Nothing to do.",
    )  # fmt: skip


def stage(store: duckdb.DuckDBPyConnection, places: Places, understood: Understood) -> load.Counts:
    """Lay the file's rows beside the store's, hashed where the profile says so; the store is only read.

    Raises OtherWriting where its cases would count twice.
    """
    recognised, key = understood.recognised, hash_key(places)
    validated, visits = understood.validated, understood.visits
    laid = validated.laid  # scrambled already
    given = laid if laid is not None and laid.rows else scrambled(recognised, validated.rows, key)
    counts = load.stage(store, validated.table, given)
    if validated.table == "work_items":
        require_same_writing(store, understood.file_name)
    if visits is None:
        return counts
    load.stage(store, visits.table, scrambled(recognised, visits.rows, key), "incoming_visits")
    return load.counts_with_visits(store)


def _write_batch(
    store: duckdb.DuckDBPyConnection, understood: Understood, counts: load.Counts, content_hash: str, is_sample: bool
) -> str:
    """Write the batch with its rows, rejects, doubts and rules; call within a transaction."""
    recognised, validated, profile = understood.recognised, understood.validated, understood.profile
    number = store.execute("select coalesce(max(batch_number), 0) + 1 from loads").fetchall()[0][0]
    batch_id = f"B{number:05d}"
    store.execute(
        f"insert into loads values ({', '.join('?' * 22)})",
        [
            batch_id, number, safe_name(understood.file_name), content_hash, understood.profile_hash, profile.name,
            validated.table, ", ".join(understood.services), recognised.sheet.name, recognised.header_row,
            recognised.sheet.encoding, recognised.sheet.delimiter, validated.rows_in, counts.accepted, counts.new,
            counts.changed, counts.unchanged, validated.rejected.height, is_sample, now(), None, to_keep(recognised),
        ],
    )  # fmt: skip
    load.write_staged(store, validated.table, batch_id)
    _write_rejects(store, safe_rejects(recognised, validated.rejected), batch_id)
    _write_doubts(store, validated.table, safe_issues(recognised, validated.issues), batch_id)
    if (visits := understood.visits) is not None:
        load.write_staged(store, visits.table, batch_id, "incoming_visits")
        _write_doubts(store, visits.table, safe_issues(recognised, visits.issues), batch_id, "incoming_visits")
    if validated.table == "work_items":
        _write_rules(store, understood, number)
    touch(store)
    return batch_id


def _write_rejects(store: duckdb.DuckDBPyConnection, rejected: pl.DataFrame, batch_id: str) -> None:
    store.register("given_rejects", rejected)
    store.execute(
        """
        insert into rejects by name
        select $1 as batch_id, row_number, "column", value, reason, reason_words, cells, is_to_mend from given_rejects
        """,
        [batch_id],
    )
    store.unregister("given_rejects")


def _write_doubts(
    store: duckdb.DuckDBPyConnection, relation: str, issues: pl.DataFrame, batch_id: str, staged: str = "incoming"
) -> None:
    store.register("given_issues", issues)
    store.execute(
        f"""
        insert into doubts
        select
            coalesce(incoming.service, (select any_value(service) from {staged})), $relation, incoming.{RECORD_ID[relation]},
            issue, "column", value, action, $batch_id, given_issues.row_number
        from given_issues
        left join {staged} as incoming on incoming.row_number = given_issues.row_number
        where given_issues.row_number is null or incoming.verdict <> 'unchanged'
        """,
        {"relation": relation, "batch_id": batch_id},
    )
    store.unregister("given_issues")


def _write_rules(store: duckdb.DuckDBPyConnection, understood: Understood, number: int) -> None:
    """The profile's rules as the service's own; a load by other rules than the last adds a newer set."""
    profile = understood.profile
    for service in understood.services:
        store.executemany(
            "insert into profile_rules values (?, ?, ?, ?, ?, ?, ?)",
            [(number, service, *described, profile.name) for described in profile.described_rules()],
        )
        if profile.priorities:
            store.executemany(
                "insert into profile_targets values (?, ?, ?, ?, ?)",
                [(number, service, name, rule.target, rule.unit) for name, rule in profile.priorities.items()],
            )
        store.execute("insert into profile_calendars values (?, ?, ?)", [number, service, profile.calendar.country])


def touch(store: duckdb.DuckDBPyConnection) -> None:
    """Give the store's new state its own name, and note the definitions that its figures are made with."""
    store.execute("update state set value = ? where name = 'store_state'", [uuid.uuid4().hex])
    names = [name for name in measure.ALL if measure.query(name).is_published]
    defined = [(name, measure.query(name).text, measure.definition_version(name)) for name in names]
    defined += [(m.name, measure.measures_query().text, measure.definition_version("weekly")) for m in MEASURES]
    known = set(store.execute("select relation, version from definition_versions").fetchall())
    fresh = [(name, text, version, now(), None) for name, text, version in defined if (name, version) not in known]
    if fresh:
        store.executemany("insert into definition_versions values (?, ?, ?, ?, ?)", fresh)


def finish_interrupted(places: Places) -> bool:
    """Publish what a killed load had brought into the store but not to the pages; True where that was to be done.

    Likewise what was published by other versions of the queries, or is not there any more. Hold the writers' lock.
    """
    if not places.store.exists():
        return False
    with open_store(places) as store:
        state = _state(store)
    return _publish_if_behind(places, state)


def _state(store: duckdb.DuckDBPyConnection) -> str:
    """Return the name of the store's state."""
    [state] = store.execute("select value from state where name = 'store_state'").fetchall()[0]
    return str(state)


def _publish_if_behind(places: Places, state: str) -> bool:
    """Publish the store, which stands in this state, where the pages do not show it or by other queries; True if so."""
    said = newest(places)
    made = {"store_state": state, "made_by": measure.versions()}
    is_behind = state != "empty" and (not made.items() <= said.items() or not places.stable.exists())
    if is_behind:
        publish(places)
    return is_behind


def publish_if_behind(data: Path) -> bool:
    """Bring the pages up to the store, where a load was killed before it was published."""
    places = Places(data)
    with writing(places):
        sweep(places.temp)
        return finish_interrupted(places)


def undo(data: Path, batch_id: str) -> Report:
    """Take a batch back, whole: every record stands again as the other loads say. Raises UnknownBatch."""
    places, began = Places(data), time.perf_counter()
    if not places.store.exists():
        raise UnknownBatch(batch_id, [])
    with writing(places):
        with open_store(places) as store:
            batch = _take_back(store, batch_id)
        publish(places)
    return Report(
        batch["file_name"], batch_id, batch["source"], "loaded", batch["rows_in"], batch["accepted"], batch["new"],
        batch["changed"], batch["unchanged"], batch["rejected"], round(time.perf_counter() - began, 3),
        f"{batch_id} ({batch['file_name']}) was taken back: {batch['new']} new and {batch['changed']} changed rows are gone.",
    )  # fmt: skip


def _take_back(store: duckdb.DuckDBPyConnection, batch_id: str) -> dict[str, Any]:
    """Take a batch out of the open store in one transaction; return its row of `loads`. Raises UnknownBatch."""
    found = frame(store, "select * from loads where batch_id = ? and undone_at is null", [batch_id]).to_dicts()
    if not found:
        known = store.execute("select batch_id from loads where undone_at is null order by batch_number").fetchall()
        raise UnknownBatch(batch_id, [known_id for (known_id,) in known])
    [batch] = found
    store.execute("begin transaction")
    take_batch_out(store, batch, now())
    touch(store)
    store.execute("commit")
    return batch


def batches(data: Path) -> pl.DataFrame:
    """Every load, the newest last, with the columns of `PUBLISHED["batches"]`."""
    places = Places(data)
    if not newest(places):
        return pl.DataFrame(schema=dict.fromkeys(PUBLISHED["batches"].names, pl.String))
    with open_published(places.version(newest(places)["publish_id"])) as published:
        return frame(published, "select * from batches order by batch_id")


def rejected(data: Path, batch_id: str) -> pl.DataFrame:
    """The rows of a batch that were set aside, as `Validated.rejected` has them. Raises UnknownBatch."""
    places = Places(data)
    if not places.store.exists():
        raise UnknownBatch(batch_id, [])
    with writing(places), open_store(places) as store:
        known = [
            known_id for (known_id,) in store.execute("select batch_id from loads order by batch_number").fetchall()
        ]
        if batch_id not in known:
            raise UnknownBatch(batch_id, known)
        return frame(
            store,
            """
            select row_number, "column", value, reason, reason_words, cells, is_to_mend
            from rejects
            where batch_id = ?
            order by row_number
            """,
            [batch_id],
        )


def keep_original(data: Path, content: bytes, file_name: str) -> Path:
    """Keep an uploaded file at once, under the hash of its content; `file_name` never becomes part of a path."""
    del file_name
    return keep_content(Places(data), content)


def recognise_file(data: Path, file: Path, *, source: str | None = None, sheet: str | None = None) -> Understood:
    """What would be made of a file; nothing is loaded or kept."""
    return understand(Places(data), file, file.name, source, sheet, now())


def published_file(data: Path) -> Path:
    """The newest published file. Raises NothingPublished."""
    places = Places(data)
    said = newest(places)
    if not said:
        raise NothingPublished
    return places.version(said["publish_id"])
