"""An unknown file: what its rows are, what each column is, what codes mean, and what its data cannot tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import queries, upload_words, words
from dashboard.upload_state import Said, Upload
from dashboard.upload_words import EVENTS
from dashboard.words import _, n_
from pipelines import learn
from pipelines.draft import Draft, chosen_twice, drafted_as, fields_for, missing_fields, with_columns
from pipelines.errors import FixableError, UnknownHeadings
from pipelines.limits import limits_of
from pipelines.proposal import Guess, Proposal, Question
from pipelines.vocabulary import REQUIRED

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

UNUSED = ""  # the choice that a column is not used
WIDTHS = (3, 4, 4)
CODES_AT_ONCE = 12  # of a list; the others are folded


@dataclass(frozen=True)
class Asked:
    """One upload with what we know of it, and the names that its widgets go by."""

    upload: Upload
    draft: Draft

    @property
    def proposal(self) -> Proposal:
        return self.draft.proposal

    @property
    def rows(self) -> str:
        return EVENTS if self.proposal.is_event_log else self.proposal.table

    def key(self, *parts: object) -> str:
        return "|".join(str(part) for part in ("map", self.upload.file_id, self.rows, *parts))


def show_mapping(upload: Upload) -> None:
    """Ask what an unknown file is, with our proposal filled in; pressing the button tries it, and loads nothing."""
    assert upload.draft is not None
    asked = Asked(upload, upload.draft)
    problem = upload.problem if isinstance(upload.problem, UnknownHeadings) and upload.profile is None else None
    is_seen = any(asked.proposal.columns().values())
    rows = asked.rows if is_seen else None
    told_first = upload_words.told_anew() if upload.is_told_anew else upload_words.looks_like(problem, rows)
    st.markdown(f":material/help: {told_first}")
    for note in asked.proposal.notes:
        st.markdown(f":material/info: {words.plain(words.told(note))}")
    _ask_rows(asked)
    columns = _ask_columns(asked)
    proposal = with_columns(asked.draft, columns)
    codes = _ask_codes(asked, proposal)
    answers = _ask_questions(asked, proposal)
    title, service = _ask_names(asked, proposal)
    told = upload_words.faults(missing_fields(asked.draft, columns), chosen_twice(columns), service)
    for fault in told:
        st.markdown(f":material/info: {fault}")
    with st.container(horizontal=True):
        is_pressed = st.button(_("Check with these"), type="primary", disabled=bool(told), key=asked.key("check"))
        if upload.is_told_anew:
            st.button(_("Leave it as it was"), key=asked.key("leave"), on_click=lambda: _leave(upload))
    if is_pressed:
        upload.said = Said(columns, codes, answers, title, service or "")
        _confirm(upload, proposal)
        st.rerun()


def _leave(upload: Upload) -> None:
    upload.is_told_anew, upload.draft, upload.said = False, None, None


def _confirm(upload: Upload, proposal: Proposal) -> None:
    """Make the profile of what was said; what is wrong with it stands where the preview would."""
    said = upload.said
    assert said is not None
    try:
        name = upload.replaces or learn.free_name(queries.data_folder(), said.title)
        table = proposal.table
        upload.profile = proposal.profile(
            name, said.title, said.service, said.columns, said.codes, said.answers, table=table
        )
    except FixableError as problem:
        upload.outcome, upload.profile = problem, None


# ---- what the rows are ---------------------------------------------------------------------------------------------


def _ask_rows(asked: Asked) -> None:
    """Which kind of rows it has; another choice proposes its columns anew."""
    kinds = [kind for kind in upload_words.ROWS if kind != EVENTS or asked.draft.may_be_events]
    key = f"rows|{asked.upload.file_id}"
    st.session_state.setdefault(key, asked.rows)
    st.selectbox(
        _("What its rows are"),
        kinds,
        format_func=lambda kind: words.first_upper(words.label(upload_words.ROWS, kind)),
        key=key,
        width=480,
        on_change=lambda: _take_rows_for(asked, st.session_state[key]),
    )


def _take_rows_for(asked: Asked, kind: str) -> None:
    table, as_events = ("work_items", True) if kind == EVENTS else (kind, False)
    upload = asked.upload
    upload.draft = drafted_as(asked.draft, upload.path, upload.name, table, as_events, limits_of(queries.data_folder()))
    upload.said = None


# ---- what the columns are ------------------------------------------------------------------------------------------


def _ask_columns(asked: Asked) -> dict[str, str | None]:
    """The table of headings: what a row needs first, what we would not use folded away."""
    guesses = asked.proposal.guesses
    required = REQUIRED[asked.proposal.table]
    told = [
        heading for heading, guess in guesses.items() if guess.field or guess.others or _part_of_event(asked, heading)
    ]
    told.sort(key=lambda heading: (guesses[heading].field not in required, guesses[heading].field is None))
    told = [heading for day in told for heading in _with_its_time(asked, day, told)]
    rest = [heading for heading in guesses if heading not in told]
    if not told:
        told, rest = rest, []
    with st.container(gap="xsmall"):
        titles = (_("heading in your file"), _("three values from it"), _("what we think it is"))
        for place, title in zip(_row(*WIDTHS), titles, strict=True):
            place.markdown(f":small[:gray[{title}]]")
        chosen = {heading: _ask_column(asked, at, heading) for at, heading in enumerate(told)}
    if rest:
        count = n_("{count} column that we would not use", "{count} columns that we would not use", len(rest))
        with st.expander(count.format(count=words.number(len(rest)))):
            chosen |= {heading: _ask_column(asked, at, heading) for at, heading in enumerate(rest, start=len(told))}
    return {heading: chosen[heading] for heading in guesses}


def _row(*widths: int) -> list[DeltaGenerator]:
    """Places beside each other; on a phone under each other, close together."""
    return list(st.columns(widths, vertical_alignment="center", gap="xsmall"))


def _with_its_time(asked: Asked, heading: str, told: list[str]) -> list[str]:
    """A column, and behind a day the times that go with it."""
    time = asked.proposal.times.get(heading)
    return [heading, time] if time and time not in told else [heading]


def _part_of_event(asked: Asked, heading: str) -> str | None:
    """Which part of an event a column is, in an event log: it is not asked."""
    return next((part for part, of in asked.proposal.event_columns.items() if of == heading and part != "case"), None)


def _ask_column(asked: Asked, at: int, heading: str) -> str | None:
    left, middle, right = _row(*WIDTHS)
    left.markdown(f"**{words.plain(heading)}**")
    examples = " · ".join(asked.draft.examples[heading])
    middle.markdown(f":gray[{words.plain(examples) or '–'}]")
    if part := _part_of_event(asked, heading):
        right.markdown(words.first_upper(words.label(upload_words.EVENT_PARTS, part)))
        return None
    guess, said = asked.proposal.guesses[heading], asked.upload.said
    stands = said.columns.get(heading) if said else guess.field
    options = _options(asked, guess)
    blank = stands is None and guess.others and not said
    day = next((day for day, time in asked.proposal.times.items() if time == heading), None)
    unused = _("the time of '{heading}'").format(heading=words.plain(day)) if day else upload_words.field_name(None)
    picked = right.selectbox(
        _("What is under {heading}?").format(heading=words.plain(heading)),
        options,
        index=None if blank else options.index(stands or UNUSED),
        format_func=lambda field: upload_words.field_name(field) if field else unused,
        placeholder=_perhaps(guess) if blank else _("choose"),
        label_visibility="collapsed",
        key=asked.key("column", at),
    )
    return picked or None


def _options(asked: Asked, guess: Guess) -> list[str]:
    """Every field that a column can be: what it most likely is, that it is not used, then what a row cannot do without."""
    fields = fields_for(asked.proposal.table)
    likely = [field for field in (guess.field, *guess.others) if field in fields]
    return list(dict.fromkeys([*likely, UNUSED, *fields]))


def _perhaps(guess: Guess) -> str:
    names = _(" or ").join(words.label(words.FIELDS, field) for field in guess.others[:2])
    return _("perhaps {fields}?").format(fields=names)


# ---- what codes mean -----------------------------------------------------------------------------------------------


def _ask_codes(asked: Asked, proposal: Proposal) -> dict[str, dict[str, str | None]]:
    """What each code of a column means; one that nobody explains is never taken as closed."""
    if not proposal.codes:
        return {}
    st.subheader(_("What the codes mean"))
    return {field: _ask_codes_of(asked, proposal, field) for field in proposal.codes}


def _ask_codes_of(asked: Asked, proposal: Proposal, field: str) -> dict[str, str | None]:
    guesses = list(proposal.codes[field].items())
    unsure = [pair for pair in guesses if pair[1].meant is None]
    sure = [pair for pair in guesses if pair[1].meant is not None]
    first, more = [*unsure, *sure][:CODES_AT_ONCE], [*unsure, *sure][CODES_AT_ONCE:]
    chosen: dict[str, str | None] = {}
    with st.container(gap="xsmall"):
        st.markdown(f":small[:gray[{upload_words.field_name(field)}]]")
        for code, guess in first:
            chosen[code] = _ask_code(asked, proposal.table, field, code, guess.rows, guess.meant)
    if more:
        count = n_("{count} more code", "{count} more codes", len(more)).format(count=words.number(len(more)))
        with st.expander(count):
            for code, guess in more:
                chosen[code] = _ask_code(asked, proposal.table, field, code, guess.rows, guess.meant)
    return chosen


def _ask_code(asked: Asked, table: str, field: str, code: str, rows: int, meant: str | None) -> str | None:
    said = asked.upload.said
    stands = said.codes.get(field, {}).get(code, meant) if said else meant
    left, right = _row(WIDTHS[0] + WIDTHS[1], WIDTHS[2])
    counted = n_("{count} row", "{count} rows", rows).format(count=words.number(rows))
    left.markdown(f"**{words.plain(code)}** :gray[· {counted}]")
    options = [UNUSED, *upload_words.CODES[table, field][0]]
    picked = right.selectbox(
        _("What does {code} mean?").format(code=words.plain(code)),
        options,
        index=options.index(stands or UNUSED),
        format_func=lambda word: upload_words.code_word(table, field, word or None),
        label_visibility="collapsed",
        key=asked.key("code", field, code),
    )
    return picked or None


# ---- what only a person can tell -----------------------------------------------------------------------------------


def _ask_questions(asked: Asked, proposal: Proposal) -> dict[str, str]:
    """The questions that the data cannot answer, by their keys; what is left open is not among the answers."""
    open_ones = [question for question in proposal.questions if question.kind != "service"]
    if not open_ones:
        return {}
    st.subheader(_("What the file cannot tell"))
    given = {question.key: _ask_question(asked, question) for question in open_ones}
    return {key: answer for key, answer in given.items() if answer}


def _ask_question(asked: Asked, question: Question) -> str | None:
    said = asked.upload.said
    stands = said.answers.get(question.key) if said else question.proposed
    named = {choice.value: words.first_upper(words.told(choice.words)) for choice in question.choices}
    title, key = words.plain(words.told(question.words)), asked.key("question", question.key)
    if question.several:
        before = [line for line in (stands or "").splitlines() if line in named]
        return "\n".join(st.multiselect(title, list(named), before, key=key, placeholder=_("choose")))
    index = list(named).index(stands) if stands in named else None
    return st.radio(title, list(named), index, format_func=lambda value: words.plain(named[value]), key=key)


def _ask_names(asked: Asked, proposal: Proposal) -> tuple[str, str | None]:
    """What the system is called, and which service it is of; None where a column tells the service."""
    said = asked.upload.said
    places = st.container(horizontal=True)
    stem = words.first_upper(upload_words.name_of_kind(asked.upload.name))
    title = places.text_input(
        _("What you call this system"), said.title if said else stem, max_chars=60, key=asked.key("title"), width=320
    )
    title = (title or "").strip() or stem
    if all(question.kind != "service" for question in proposal.questions):
        return title, None
    publish_id = st.session_state.get("publish_id")
    known = queries.services(publish_id)["service"].to_list() if publish_id else []
    return title, _as_known(_ask_service(asked, places, known), known)


def _ask_service(asked: Asked, places: DeltaGenerator, known: list[str]) -> str | None:
    """One of the services that are known, or a new one; the first is written by hand."""
    said, label, key = asked.upload.said, _("Which service it is of"), asked.key("service")
    if not known:
        return places.text_input(label, said.service if said else "", max_chars=60, key=key, width=320)
    if said and said.service and said.service not in known:
        known = [*known, said.service]
    index = known.index(said.service) if said and said.service else None
    return places.selectbox(
        label,
        known,
        index,
        format_func=words.service_name,
        accept_new_options=True,
        placeholder=_("choose, or write its name"),
        key=key,
        width=320,
    )


def _as_known(service: str | None, known: list[str]) -> str:
    """A service that was written by hand, as it is known already where it is."""
    written = (service or "").strip()[:60]
    return next((name for name in known if words.service_name(name).casefold() == written.casefold()), written)
