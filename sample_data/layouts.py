"""The invented records as a manager would get them: two workbooks, weekly csv files, and csv files of three other systems.

The same records give the same bytes: workbooks get a fixed date inside.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from sample_data.records import LAST_RUN, Answer, Contact, Need, Order, Visit

Cells = list[Any]

FIRST_RUN = datetime.fromisoformat("2004-11-01 09:05")
WEEKLY_RUNS = [FIRST_RUN.replace(minute=10) + timedelta(weeks=number) for number in range(1, 9)]
UTC_FROM = date(2004, 3, 1)  # from then on the new telephone system writes UTC
LOCAL = ZoneInfo("Europe/London")
PACKED_AT: Final = (2004, 11, 1, 9, 5, 0)

TYPES = {"RR": "RR Responsive repair", "MS": "MS Make safe", "IN": "IN Inspection", "FO": "FO Follow-on"}
PRIORITIES = {
    "E": "E - Emergency 24 hours",
    "U": "U - Urgent 7 days",
    "R": "R - Routine 28 days",
    "P": "P - Programmed 90 days",
}
HEADINGS = (
    "Order no", "Request no", "Follow-on of", "Order type", "Tenancy ref", "Property ref", "Team", "Operative", "Trade",
    "Priority at raising", "Priority", "Status", "Raised", "Original target", "Target", "Completed (reported)",
    "Completed (entered)", "Cancelled", "Cancelled by", "Cancel reason", "Clock stopped (days)", "In time?",
    "Est. cost (£)",
)  # fmt: skip
VISIT_HEADINGS = (
    "Visit no", "Order no", "Operative", "Appointment from", "Appointment to", "Arrived", "Left", "Outcome",
)  # fmt: skip
CONTACT_HEADINGS = ("Contact no", "Received", "Channel", "Tenancy ref", "Order no", "About")
ANSWER_HEADINGS = (
    "Survey no", "Answered", "Order no", "Tenancy ref", "Is it solved?", "Solved on", "Score", "In their own words",
)  # fmt: skip
OUTCOMES = {
    "done": "CMP Completed", "part_done": "PRT Part completed", "no_access": "NOA No access", "no_material": "MAT No materials",
    "no_time": "TIM Ran out of time", "wrong_trade": "TRD Wrong trade", "needs_quote": "QUO Quotation needed",
}  # fmt: skip


def status(order: Order, run: datetime) -> str:
    """Return what the system says of an order when the export is made."""
    if order.cancelled_at and order.cancelled_at <= run:
        return "CAN"
    if order.entered_at and order.entered_at <= run:
        return "NAC" if order.no_access else "COM"
    return "ISS"


def order_row(need: Need, order: Order, run: datetime) -> dict[str, Any]:
    """Return the cells of an order as they stand when the export is made."""
    said = status(order, run)
    done, cancelled = said in ("COM", "NAC"), said == "CAN"
    row = {
        "Order no": order.number,
        "Request no": f"SR{order.request}",
        "Follow-on of": order.follows.number if order.follows else None,
        "Order type": TYPES[order.kind],
        "Tenancy ref": need.tenancy,
        "Property ref": need.place,
        "Team": order.team,
        "Operative": order.operative,
        "Trade": order.trade,
        "Priority at raising": PRIORITIES[order.priority],
        "Priority": PRIORITIES[order.priority_now],
        "Status": said,
        "Raised": order.opened_at,
        "Original target": _date_only(order.target_first, order.priority),
        "Target": _date_only(order.target_last, order.priority_now),
        "Completed (reported)": _reported(need, order) if done else None,
        "Completed (entered)": order.entered_at if done else None,
        "Cancelled": order.cancelled_at if cancelled else None,
        "Cancelled by": order.cancelled_by if cancelled else None,
        "Cancel reason": _reason(order) if cancelled else None,
        "Clock stopped (days)": order.stopped_days or None,
        "In time?": _in_time(order) if done else None,
        "Est. cost (£)": order.cost,
    }
    row |= order.written
    return row | order.written_first if run == FIRST_RUN else row


def _date_only(moment: datetime | None, priority: str) -> datetime | date | None:
    return moment if moment is None or priority == "E" else moment.date()


def _reported(need: Need, order: Order) -> datetime | date | None:
    """Return the moment reported; the date alone where it was written on a paper ticket."""
    return order.done_at.date() if order.done_at and need.proof == "ticket" else order.done_at


def _reason(order: Order) -> str:
    if order.quotes is None:
        return order.cancel_reason
    joined = " " if order.cancel_reason.startswith("Duplicate") else " – now "
    return f"{order.cancel_reason}{joined}{order.quotes.number}"


def _in_time(order: Order) -> str:
    assert order.done_at is not None and order.target_last is not None
    return "Y" if order.done_at <= order.target_last + timedelta(days=order.stopped_days) else "N"


def rows_at(needs: Iterable[Need], run: datetime, wanted: Callable[[Order], bool]) -> list[dict[str, Any]]:
    """Return the wanted orders raised before the export is made, by number."""
    known = [(need, order) for need in needs for order in need.orders if order.opened_at < run and wanted(order)]
    return [order_row(need, order, run) for need, order in sorted(known, key=lambda pair: pair[1].number)]


def changed_in(order: Order, since: datetime, until: datetime) -> bool:
    moments = (order.opened_at, order.entered_at, order.cancelled_at)
    return any(since < moment <= until for moment in moments if moment is not None)


# --- workbooks ------------------------------------------------------------------------------------------------------


def workbook(
    title: str, rows: list[Cells], above: Sequence[Cells] = (), below: Sequence[Cells] = (), notes: Sequence[str] = ()
) -> bytes:
    """Return a workbook of orders: lines above the headings and below the rows, and a sheet of notes if there are any."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = f"B{len(above) + 2}" if above else "A2"
    for cells in above:
        sheet.append([_bold(sheet, cell) if at == 0 and cell else cell for at, cell in enumerate(cells)])
    sheet.append([_bold(sheet, heading) for heading in HEADINGS])
    formats = {datetime: "dd/mm/yyyy hh:mm", date: "dd/mm/yyyy"}
    for row in rows:
        sheet.append([_dated(sheet, cell, formats[type(cell)]) if type(cell) in formats else cell for cell in row])
    for cells in below:
        sheet.append(cells)
    if notes:
        about = book.create_sheet("Notes")
        for line in notes:
            about.append([line])
    packed = io.BytesIO()
    book.save(packed)
    return settled(packed.getvalue())


def _bold(sheet: Any, value: str) -> Any:
    cell = WriteOnlyCell(sheet, value)
    cell.font = Font(bold=True)
    return cell


def _dated(sheet: Any, value: Any, number_format: str) -> Any:
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = number_format
    return cell


def settled(content: bytes) -> bytes:
    """Return the workbook with a fixed date in and on each of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as taken:
        for name in sorted(given.namelist()):
            part = given.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb">\d{4}-\d\d-\d\dT[^<]*<", b">2004-11-01T09:05:00Z<", part)
            packed = zipfile.ZipInfo(name, PACKED_AT)
            packed.compress_type = zipfile.ZIP_DEFLATED
            taken.writestr(packed, part)
    return out.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook, or the one part that any other file is."""
    if content.startswith(b"\x1f\x8b"):
        return {"": gzip.decompress(content)}
    if not content.startswith(b"PK"):
        return {"": content}
    with zipfile.ZipFile(io.BytesIO(content)) as given:
        return {name: given.read(name) for name in given.namelist()}


# --- csv ------------------------------------------------------------------------------------------------------------


def csv_bytes(headings: tuple[str, ...], rows: list[Cells], delimiter: str = ",", encoding: str = "utf-8-sig") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([headings, *rows])
    return out.getvalue().encode(encoding)


def continental(cell: Any) -> Any:
    """Return a cell as a computer with Dutch settings writes it: 3-11-2004 14:05 and 2,5."""
    if isinstance(cell, datetime):
        return f"{cell.day}-{cell.month}-{cell.year} {cell:%H:%M}"
    if isinstance(cell, date):
        return f"{cell.day}-{cell.month}-{cell.year}"
    return str(cell).replace(".", ",") if isinstance(cell, float) else cell


def iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def telephone_time(at: datetime) -> str:
    """Return the moment as the old telephone system wrote it, in local time, or as the new one does, in UTC."""
    if at.date() < UTC_FROM:
        return f"{at:%d/%m/%Y %H:%M}"
    return f"{at.replace(tzinfo=LOCAL).astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"


def contact_rows(needs: list[Need]) -> list[Cells]:
    said = [(need, contact) for need in needs for contact in need.contacts if contact.at < LAST_RUN]
    said.sort(key=lambda pair: (pair[1].at, pair[0].tenancy))
    return [[f"C{230_411 + at}", *_contact_cells(need, contact)] for at, (need, contact) in enumerate(said)]


def _contact_cells(need: Need, contact: Contact) -> Cells:
    order_number = contact.order.number if contact.order else None
    return [telephone_time(contact.at), contact.channel, need.tenancy, order_number, contact.reason]


def visit_rows(needs: list[Need]) -> list[Cells]:
    paid = [visit for need in needs for visit in need.visits if visit.ended < LAST_RUN]
    paid.sort(key=lambda visit: (visit.started, visit.order.number))
    return [[f"V{88_017 + at}", *_visit_cells(visit)] for at, visit in enumerate(paid)]


def _visit_cells(visit: Visit) -> Cells:
    on_site = [iso(visit.started), iso(visit.ended), OUTCOMES[visit.outcome]]
    return [visit.order.number, visit.operative, *_slot(visit), *on_site]


def _slot(visit: Visit) -> tuple[str, str] | tuple[None, None]:
    """Return the appointment: a morning or an afternoon; an emergency has none."""
    if visit.order.priority == "E" and visit.order.kind in ("RR", "MS"):
        return None, None
    first, last = (8, 13) if visit.started.hour < 13 else (12, 18)
    return iso(visit.started.replace(hour=first, minute=0)), iso(visit.started.replace(hour=last, minute=0))


def answer_rows(needs: list[Need]) -> list[Cells]:
    given = [(need, answer) for need in needs for answer in need.answers if answer.at < LAST_RUN]
    given.sort(key=lambda pair: (pair[1].at, pair[1].order.number))
    return [[f"A{5_104 + at}", *_answer_cells(need, answer)] for at, (need, answer) in enumerate(given)]


def _answer_cells(need: Need, answer: Answer) -> Cells:
    solved_on = f"{answer.solved_on:%d/%m/%Y}" if answer.solved_on else None
    said = [answer.solved.capitalize(), solved_on, answer.score, answer.words or None]
    return [f"{answer.at:%d/%m/%Y %H:%M}", answer.order.number, need.tenancy, *said]


def write_all(folder: Path, files: dict[str, bytes]) -> None:
    """Write the files; what else an earlier generator left in the folder is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.name not in files:
            old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
