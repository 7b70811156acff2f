"""The command `buitenblik`: verbs for what a manager, a scheduled job or an analyst does."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import duckdb
import polars as pl
import polars.selectors as cs
import typer
from rich.console import Console
from rich.markup import escape

from pipelines import run, samples, seen
from pipelines.answers import from_written
from pipelines.check import check as find_faults
from pipelines.errors import FixableError, NotRecognised
from pipelines.originals import in_unicode
from pipelines.publish import BrokenPublication
from pipelines.receipt import lines_of
from pipelines.recency import in_order
from pipelines.rejects import as_csv, as_workbook, to_mend
from pipelines.store import Places, open_published
from pipelines.watch import Watcher
from pipelines.watch import watch as watch_folder
from pipelines.write_profile import as_toml, draft

cli = typer.Typer(
    name="buitenblik",
    help="The same people under two clocks: what the organisation reports, and what the person lives through.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
notes = Console(stderr=True, highlight=False, soft_wrap=True)

Data = Annotated[
    Path, typer.Option("--data", envvar="BUITENBLIK_DATA", help="The folder of the store.", show_default=True)
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="The port of the dashboard.")]
DEFAULT_DATA = Path("data")


class Format(StrEnum):
    """How a query's rows are written."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


# What whoever gives the command can mend: a file, a folder, its rights, room on the disk.
MENDABLE = (FixableError, OSError, duckdb.IOException)


def in_words(problem: BaseException) -> str:
    """A problem that can be mended, in one sentence."""
    if isinstance(problem, FixableError):
        return str(problem)
    if isinstance(problem, BrokenPublication):
        return (
            f"Nothing was published: the figures do not agree with each other ({problem}). That is a fault of this program: "
            "please send its makers this sentence. The pages still show the last good load."
        )
    seen = " ".join(str(problem).split()).rstrip(".")
    if isinstance(problem, OSError) and problem.strerror:
        named = f"{problem.filename} cannot be read or written: " if problem.filename else ""
        seen = named + problem.strerror.lower()
    return (
        f"That was not done: {seen}. Look whether the folder is there, who may write in it, and how much room the disk has; "
        "what was loaded before is safe."
    )


def say(words: str) -> None:
    """Write a result to standard output, as it is."""
    sys.stdout.write(words if words.endswith("\n") else words + "\n")


@cli.command()
def demo(
    data: Data = DEFAULT_DATA,
    port: Port = 8501,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Build the store and stop.")] = False,
) -> None:
    """Build a store from the sample data when there is none, and open the dashboard."""
    with notes.status("Loading the sample data ..."):
        built = samples.build(data, tell=lambda words: notes.print(words))
    say(
        f"The sample data are loaded in {data}."
        if built
        else f"There is a store in {data} already; it is left as it is. For the sample data give another folder with --data."
    )
    if not no_serve:
        _dashboard(data, port)


@cli.command()
def serve(data: Data = DEFAULT_DATA, port: Port = 8501) -> None:
    """Open the dashboard on the store."""
    run.publish_if_behind(data)
    _dashboard(data, port)


def _dashboard(data: Path, port: int) -> None:
    """Become the dashboard, so that what stops the command stops it too."""
    _require_free(port)
    app = Path(__file__).parents[1] / "dashboard" / "app.py"
    notes.print(f"The dashboard is on http://127.0.0.1:{port} (Ctrl+C stops it).")
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port)]
    environment = os.environ | {"BUITENBLIK_DATA": str(data.resolve())}
    os.chdir(app.parents[1])  # where its settings are
    sys.stdout.flush()
    if os.name == "posix":
        os.execve(sys.executable, command, environment)
    raise typer.Exit(subprocess.run(command, env=environment, check=False).returncode)


def _require_free(port: int) -> None:
    """Raise FixableError where somebody listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            reason = (problem.strerror or str(problem)).lower()
            raise FixableError(
                f"The dashboard was not opened: port {port} cannot be used ({reason}). Perhaps it is open there already: "
                f"look at http://127.0.0.1:{port}. Otherwise choose another with --port."
            ) from None


@cli.command()
def ingest(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Exports as they come: xlsx, xlsm, xlsb, xls, ods, csv, tsv, txt, or a gz or zip of one.",
            readable=False,
        ),
    ] = None,
    data: Data = DEFAULT_DATA,
    source: Annotated[
        str | None, typer.Option(help="The profile to read them with; found by itself otherwise.")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="The sheet, where a workbook has several.")] = None,
    answer: Annotated[
        list[str] | None, typer.Option(help="What only you can tell, such as date_order=day-month; it is remembered.")
    ] = None,
    watch: Annotated[
        Path | None,
        typer.Option(help="Load each file that is dropped in this folder, until Ctrl+C.", exists=True, file_okay=False),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="With --watch: load what lies there now, and end.")] = False,
    every: Annotated[float, typer.Option(help="With --watch: the seconds between two looks.", min=0.1)] = 10,
    as_json: AsJson = False,
) -> None:
    """Load export files, each as one batch, and refresh the figures that the pages show."""
    if bool(files) == bool(watch):
        raise typer.BadParameter("name the files to load, or a folder with --watch DIR; one of the two.")
    answers = from_written(answer or [])
    loaded: dict[int, run.Report] = {}
    if watch is not None:
        _watch(
            data,
            watch,
            partial(run.ingest, data, source=source, sheet=sheet, answers=answers),
            partial(run.latest_moment, data, source=source, sheet=sheet, answers=answers),
            every,
            once,
            as_json,
        )
        return
    with notes.status("") as status:

        def show(name: str) -> run.Progress:
            return lambda step: status.update(f"{escape(name)}: {step} ...")

        for at in _newest_last(data, files or [], source, sheet, answers):
            file = (files or [])[at]
            loaded[at] = _ingest_one(data, file, source, sheet, show(in_unicode(file.name)), answers)
    reports = [report for _, report in sorted(loaded.items())]
    if as_json:
        say(json.dumps({"files": [report.as_json() for report in reports]}))
    for report in reports:
        if report.status == "refused":
            sys.stderr.write(report.message + "\n")
        elif not as_json:
            say(f"{report.batch_id}  {report.message}")
        for line in lines_of(report):
            sys.stderr.write(f"{report.file}: {line}\n")
    if any(report.status == "refused" for report in reports):
        raise typer.Exit(1)


def _newest_last(
    data: Path, files: list[Path], source: str | None, sheet: str | None, answers: dict[str, str]
) -> list[int]:
    """The places of the files in the list, in the order to load them: by what is in them."""
    if len(files) < 2:
        return list(range(len(files)))
    latest = partial(run.latest_moment, data, source=source, sheet=sheet, answers=answers)
    return in_order(range(len(files)), lambda at: latest(files[at]))


def _ingest_one(
    data: Path, file: Path, source: str | None, sheet: str | None, progress: run.Progress, answers: dict[str, str]
) -> run.Report:
    try:
        return run.ingest(data, file, source=source, sheet=sheet, progress=progress, answers=answers)
    except MENDABLE as problem:
        return run.Report(in_unicode(file.name), None, None, "refused", message=in_words(problem))


def _watch(
    data: Path,
    folder: Path,
    load: Callable[[Path], run.Report],
    latest: Callable[[Path], datetime | None],
    every: float,
    once: bool,
    as_json: bool,
) -> None:
    """Load what is dropped in a folder, a line for each file; end after the file at hand when told to stop."""
    inside, own = folder.resolve(), data.resolve()
    if own == inside or own in inside.parents:
        raise typer.BadParameter(f"{folder} is the folder of the store, or lies in it: watch another.")
    watcher = Watcher(folder, load, in_words, latest)
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, lambda *_: watcher.stopping.set())
    notes.print(f"Looking into {escape(in_unicode(str(folder)))}" + ("." if once else " until Ctrl+C."))
    all_well = True
    for outcome in watch_folder(watcher, every, once=once, problem=lambda words: sys.stderr.write(f"{words}\n")):
        all_well = all_well and outcome.is_well
        if as_json:
            say(json.dumps(outcome.as_json()))
        elif outcome.is_well:
            say(outcome.in_words())
        else:
            sys.stderr.write(outcome.in_words() + "\n")
        sys.stdout.flush()
    if once and not all_well:
        raise typer.Exit(1)


@cli.command()
def recognise(
    file: Annotated[Path, typer.Argument(help="An export.", readable=False)],
    data: Data = DEFAULT_DATA,
    source: Annotated[str | None, typer.Option(help="The profile to try.")] = None,
    sheet: Annotated[str | None, typer.Option(help="The sheet to try.")] = None,
    profile: Annotated[
        Path | None, typer.Option(help="Write the profile that we propose to this file (.toml), to mend and keep.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what would be made of a file; load nothing."""
    wanted = profile
    try:
        understood = run.recognise_file(data, file, source=source, sheet=sheet)
        found = seen.known(understood)
        _write_profile(wanted, as_toml(understood.recognised.profile))
    except NotRecognised as refusal:
        found = seen.unknown(file.name, refusal)
        proposal = getattr(refusal, "proposal", None)
        _write_profile(wanted, proposal and draft(proposal, **_named_after(file)))
    except MENDABLE as refusal:
        if as_json:
            say(json.dumps({"file": in_unicode(file.name), "message": in_words(refusal)}))
        raise
    say(json.dumps(found) if as_json else seen.in_text(found))
    if not seen.is_table(found):
        sys.stderr.write(f"{found['message']}\n")
        raise typer.Exit(1)


def _named_after(file: Path) -> dict[str, str]:
    """Return name, title and service for a draft, after the file; whoever mends it puts better ones."""
    stem = in_unicode(file.name).split(".")[0]
    name = re.sub(r"[^a-z0-9]+", "_", stem.casefold()).strip("_")
    return {
        "name": name if name[:1].isalpha() else f"source_{name}".rstrip("_"),
        "title": stem,
        "service": name or "service",
    }


def _write_profile(path: Path | None, written: str | None) -> None:
    """Write a profile where one is asked for. Raises FixableError where there is none, or a file of that name."""
    if path is None:
        return
    if not written:
        raise FixableError(f"{path.name} was not written: we see no table in the file that a profile could read.")
    if path.suffix.lower() != ".toml" or path.exists():
        why = "its name must end in .toml" if path.suffix.lower() != ".toml" else "there is a file of that name"
        raise FixableError(f"{path.name} was not written: {why}.")
    path.write_text(written, encoding="utf-8")
    notes.print(f"The profile is in {escape(str(path))}. Mend it, then put it in the folder profiles of your data.")


@cli.command()
def rejects(
    batch: Annotated[str, typer.Argument(help="The number of a load, such as B00001.")],
    data: Data = DEFAULT_DATA,
    output: Annotated[
        Path | None, typer.Option(help="A file ending in .csv or .xlsx; otherwise csv on standard output.")
    ] = None,
) -> None:
    """Write the rows of a load that were set aside, with reasons, ready to mend and load again."""
    rows = run.rejected(data, batch)
    if output is None:
        say(as_csv(rows))
    elif output.suffix.lower() == ".xlsx":
        output.write_bytes(as_workbook(rows))
    elif output.suffix.lower() == ".csv":
        output.write_text(as_csv(rows), encoding="utf-8-sig")
    else:
        raise FixableError(f"{output.name} was not written: its name must end in .csv or .xlsx.")
    mend, aside = to_mend(rows).height, rows.height
    notes.print(
        f"Of the rows set aside in {batch} ({aside}), {mend} are to be mended; with the others there is nothing to do."
    )


@cli.command()
def batches(data: Data = DEFAULT_DATA, as_json: AsJson = False) -> None:
    """List what was loaded."""
    loads = run.batches(data)
    if as_json:
        say(json.dumps({"batches": loads.to_dicts()}, default=str))
        return
    if loads.is_empty():
        sys.stderr.write(f"Nothing is loaded in {data}.\n")
    for load in loads.iter_rows(named=True):
        undone = f"  taken back {load['undone_at']:%Y-%m-%d %H:%M}" if load["undone_at"] else ""
        say(
            f"{load['batch_id']}  {load['loaded_at']:%Y-%m-%d %H:%M}  {load['file_name']}  {load['source']}  "
            f"{load['rows_in']} rows: {load['new']} new, {load['changed']} changed, {load['unchanged']} as known, "
            f"{load['rejected']} set aside{undone}"
        )


@cli.command()
def undo(
    batch: Annotated[str, typer.Argument(help="The number of a load, such as B00001.")], data: Data = DEFAULT_DATA
) -> None:
    """Take a load back, whole: every record stands again as the other loads say."""
    say(run.undo(data, batch).message)


@cli.command()
def query(
    sql: Annotated[str, typer.Argument(help="One query on the published file.")],
    data: Data = DEFAULT_DATA,
    form: Annotated[Format, typer.Option("--format", help="How the rows are written.")] = Format.table,
    output: Annotated[Path | None, typer.Option(help="A file; otherwise standard output.")] = None,
) -> None:
    """Ask the published file; nothing can be written and no other file read."""
    with open_published(run.published_file(data)) as published:
        try:
            found = published.sql(sql)
            rows = pl.DataFrame() if found is None else found.pl()
        except duckdb.Error as problem:
            raise FixableError(f"The query was not answered: {problem}") from None
        except pl.exceptions.PolarsError as problem:
            raise FixableError(
                f"The query was not answered: cast columns of rare types to varchar ({problem})."
            ) from None
    try:
        _write_rows(rows, form, output)
    except pl.exceptions.PolarsError as problem:
        seen = str(problem).splitlines()[0]
        raise FixableError(f"The rows were not written as {form}: {seen}. Try --format json.") from None


def _write_rows(rows: pl.DataFrame, form: Format, output: Path | None) -> None:
    if form is Format.parquet:
        if output is None:
            raise FixableError("Nothing was written: a Parquet file needs --output FILE.")
        rows.write_parquet(output)
        return
    if form is Format.csv:
        words = rows.write_csv()
    elif form is Format.json:
        finite = pl.when(cs.float().is_finite()).then(cs.float())  # JSON knows no NaN
        words = json.dumps(rows.with_columns(finite).to_dicts(), default=str, allow_nan=False)
    else:
        with pl.Config(
            tbl_rows=-1,
            tbl_cols=-1,
            tbl_width_chars=-1,
            tbl_hide_dataframe_shape=True,
            fmt_str_lengths=80,
            tbl_hide_column_data_types=True,
        ):
            words = str(rows)
    if output is None:
        say(words)
    else:
        output.write_text(words, encoding="utf-8")


@cli.command()
def check(data: Data = DEFAULT_DATA) -> None:
    """Prove the store: row accounts, keys, links, and that the published file is the store's."""
    if not Places(data).store.exists():
        say(f"There is no store in {data}: nothing was loaded there yet.")
        return
    faults = find_faults(data)
    for fault in faults:
        sys.stderr.write(fault + "\n")
    if faults:
        raise typer.Exit(1)
    say("The store is whole: every row is accounted for, and the pages show what the store holds.")


def main() -> None:
    """Run the command; what a person can mend is one sentence on standard error and exit code 1."""
    try:
        cli()
    except (*MENDABLE, BrokenPublication) as problem:
        sys.stderr.write(f"{in_words(problem)}\n")
        sys.exit(1)
