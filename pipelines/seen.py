"""What would be made of a file, as one object: for `recognise`, in JSON and in text."""

from __future__ import annotations

from typing import Any, Final

from pipelines.errors import NotRecognised
from pipelines.find_table import Table
from pipelines.headings import is_unnamed
from pipelines.proposal import Proposal
from pipelines.understand import Understood

SAMPLE_REJECTS: Final = 10
OTHERS_SHOWN: Final = 10


def known(understood: Understood) -> dict[str, Any]:
    """Return what is told of a file that a profile fits."""
    recognised, rejected = understood.recognised, understood.validated.rejected
    sample = rejected.head(SAMPLE_REJECTS).select("row_number", "reason").iter_rows()
    return {
        "file": understood.file_name,
        "sheet": recognised.sheet.name,
        "header_row": recognised.header_row,
        "encoding": recognised.sheet.encoding,
        "delimiter": recognised.sheet.delimiter,
        "source": recognised.profile.name,
        "table": understood.validated.table,
        "columns": recognised.columns,
        "rows": understood.validated.rows_in,
        "rejected": rejected.height,
        "others": [_other(table) for table in recognised.other_tables],
        "problems": [
            *recognised.problems,
            *understood.validated.notes,
            *(question.words for question in understood.validated.questions),
            *(f"row {row}: {reason}" for row, reason in sample),
        ],
    }


def unknown(file: str, refusal: NotRecognised) -> dict[str, Any]:
    """Return what is told of a file that can be read and that no profile fits, or more than one: what stands in it."""
    told: dict[str, Any] = {"file": file, "source": None, "table": None, "message": str(refusal)}
    table = refusal.table
    if table is None:
        return told
    proposal: Proposal | None = getattr(refusal, "proposal", None)
    if proposal and any(proposal.columns().values()):
        told |= {"table": proposal.table, "proposal": _proposed(proposal)}
    return told | {
        "sheet": table.sheet.name,
        "header_row": table.header_row,
        "encoding": table.sheet.encoding,
        "delimiter": table.sheet.delimiter,
        "kind": table.kind,
        "columns": _columns(table, proposal),
        "confidence": table.confidence,
        "rows": table.rows,
        "others": [_other(other) for other in refusal.tables[1 : OTHERS_SHOWN + 1]],
        "problems": [str(problem) for problem in getattr(table.sheet, "problems", ())],
    }


def _proposed(proposal: Proposal) -> dict[str, Any]:
    """Return what we make of an unknown file: how sure, why, what its codes mean, and what has to be asked."""
    return {
        "confidence": proposal.table_confidence,
        "is_event_log": proposal.is_event_log,
        "missing": proposal.missing,
        "guesses": {
            heading: {"field": guess.field, "confidence": guess.confidence, "why": guess.why, "others": guess.others}
            for heading, guess in proposal.guesses.items()
        },
        "codes": {
            field: {code: {"meant": guess.meant, "rows": guess.rows} for code, guess in codes.items()}
            for field, codes in proposal.codes.items()
        },
        "personal": [
            {"heading": column.heading, "kinds": column.kinds, "applied": column.applied, "why": column.why}
            for column in proposal.personal
        ],
        "questions": [
            {"key": question.key, "words": question.words, "choices": [choice.value for choice in question.choices]}
            for question in proposal.questions
        ],
    }


def _columns(table: Table, proposal: Proposal | None) -> dict[str, str | None]:
    """Return heading -> the field that we propose for it; None where it is doubtful."""
    proposed = proposal.columns() if proposal else {}
    named = [table.headings[at] for at in table.columns if not is_unnamed(table.headings[at])]
    return {heading: proposed.get(heading) for heading in named}


def _other(table: Table) -> dict[str, Any]:
    return {"sheet": table.sheet.name, "header_row": table.header_row, "rows": table.rows, "kind": table.kind}


def is_table(told: dict[str, Any]) -> bool:
    """Return whether a table was found, known or not."""
    return told["source"] is not None or told.get("kind") in ("rows", "cross_tab")


def in_text(told: dict[str, Any]) -> str:
    """Return the same for a reader, one line a thing."""
    lines = []
    for name, value in told.items():
        if name == "columns":
            lines += ["columns", *(f"  {heading} -> {field or 'not used'}" for heading, field in value.items())]
        elif name == "problems":
            lines += [f"problem: {problem}" for problem in value]
        elif name == "others":
            lines += [f"also there: {_in_words(other)}" for other in value]
        elif name == "proposal":
            lines += _asked(value)
        elif name != "message":
            lines.append(f"{name}: {'' if value is None else value}")
    if "message" in told and is_table(told):
        lines.append(told["message"])
    return "\n".join(lines)


def _asked(proposed: dict[str, Any]) -> list[str]:
    """Return what is open in a proposal, one line a thing: doubtful columns, codes nobody explained, questions."""
    doubtful = [
        f"perhaps: '{heading}' is {' or '.join(guess['others'])}: {guess['why']}"
        for heading, guess in proposed["guesses"].items()
        if guess["field"] is None and guess["others"]
    ]
    unknown = [
        f"unknown code: '{code}' of {field} ({guess['rows']} rows)"
        for field, codes in proposed["codes"].items()
        for code, guess in codes.items()
        if guess["meant"] is None
    ]
    personal = [f"personal: {column['why']}" for column in proposed["personal"]]
    missing = [f"missing: no heading is surely {field}" for field in proposed["missing"]]
    return [
        *missing,
        *doubtful,
        *unknown,
        *personal,
        *(f"asked: {question['words']}" for question in proposed["questions"]),
    ]


def _in_words(other: dict[str, Any]) -> str:
    sheet = f"sheet '{other['sheet']}', " if other["sheet"] else ""
    return f"{sheet}headings on row {other['header_row'] or '(none)'}, {other['rows']} rows"
