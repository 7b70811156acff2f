"""For analysts: the published file, what every column and figure means, and the doubts about the rows."""

from functools import partial

import polars as pl
import streamlit as st

from dashboard import frame, queries, snippets, words
from dashboard.downloads import offer
from dashboard.words import _
from dashboard.workbook import workbook
from pipelines.doubts import ACTIONS, ISSUES
from pipelines.rewritten import KINDS, sentence

view = frame.open_page(about_a_week=False)
known = queries.relations(view.publish_id)


def show_file() -> None:
    """Where the published file is, how old it is, and three ways to open it."""
    published = queries.publication(view.publish_id)
    st.markdown(
        _("Every figure of every page is a row of this file. Any DuckDB client opens it, also while pages are open.")
    )
    st.code(str(queries.stable_path()), language=None)
    st.caption(
        _("Published {moment}, version {version}. Read-only: the file is replaced, never changed.").format(
            moment=words.when(published["published_at"]), version=view.publish_id
        )
    )
    opening = snippets.opening(queries.stable_path())
    for tab, (language, text) in zip(st.tabs(list(opening)), opening.values(), strict=True):
        tab.code(text, language=language)


def show_relations() -> None:
    """The tables with what they are and how many rows they have; one of them in full."""
    st.header(_("Tables"))
    st.dataframe(
        known.select(
            pl.col("relation").alias(_("table")),
            pl.col("row_count").alias(_("rows")),
            pl.Series(_("what"), [words.told(comment) for comment in known["comment"]], dtype=pl.String),
        ),
        hide_index=True,
        height=320,
        placeholder=_("view"),
        alt=_("The published tables"),
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(_("Table"), known["relation"].to_list(), index=names().index("needs"), width=280)
        for ending, label, make in (
            ("xlsx", _("for Excel"), lambda: workbook(queries.relation(view.publish_id, name), name)),
            ("parquet", "Parquet", partial(queries.parquet, view.publish_id, name)),
        ):
            offer(f"{name}, {label}", make, f"{name}.{ending}", key=f"download_{ending}")
    st.dataframe(
        headed(explained(queries.dictionary(view.publish_id, name))),
        hide_index=True,
        height=320,
        alt=_("The columns of {table}").format(table=name),
    )


def names() -> list[str]:
    return known["relation"].to_list()


def explained(columns: pl.DataFrame) -> pl.DataFrame:
    """The columns of a table, with their units and meanings in the reader's language."""
    return columns.with_columns(
        pl.Series(name, [words.told(text) for text in columns[name]], dtype=pl.String) for name in ("unit", "meaning")
    )


def headed(frame_: pl.DataFrame) -> pl.DataFrame:
    """Headings of our own as the reader's language has them."""
    told = {
        "column": _("column"),
        "type": _("type"),
        "unit": _("unit"),
        "meaning": _("meaning"),
        "rule": _("rule"),
        "value": _("value"),
        "issue": _("doubt"),
        "relation": _("table"),
        "record_id": _("number"),
        "action": _("what we did"),
        "file_name": _("file"),
        "row_number": _("row"),
        "rows": _("rows"),
        "what": _("what"),
        "item_id": _("number"),
        "before_at": _("said before"),
        "after_at": _("said now"),
        "earlier_file_name": _("earlier file"),
        "earlier_row_number": _("row there"),
    }
    return frame_.rename({name: told[name] for name in frame_.columns if name in told})


def show_definitions() -> None:
    """What each measure means, with the query that makes it."""
    st.header(_("Definitions"))
    defined = {row["relation"]: row for row in queries.definitions(view.publish_id).iter_rows(named=True)}
    for row in (defined[measure] for measure in words.MEASURES if measure in defined):
        side = _("on our clock") if row["side"] == "inside-out" else _("on the person's clock")
        with st.expander(f"**{words.label(words.MEASURES, row['relation'])}** · {side} · {words.told(row['unit'])}"):
            st.markdown(words.plain(words.told(row["meaning"])))
            st.caption(words.definition(row))
            st.code(row["sql"], language="sql", height=240)


def show_rules() -> None:
    """The rules that made the figures of this service."""
    st.header(_("Rules of {service}").format(service=words.plain(view.service_words)))
    rules = queries.rules(view.publish_id, view.service)
    if rules.is_empty():
        st.markdown(_("This service goes by the rules that come with the program."))
        return
    for rule in rules.iter_rows(named=True):
        value = " ".join(part for part in (rule["value"], words.told(rule["unit"])) if part) if rule["value"] else "–"
        st.markdown(f"- **{words.plain(value)}** · `{rule['rule']}` · {words.plain(words.told(rule['meaning']))}")


def show_doubts() -> None:
    """What we doubt in the rows that do count, and what was done about it."""
    st.header(_("Doubts"))
    found = queries.doubts(view.publish_id, view.service)
    if found.is_empty():
        st.markdown(_("No doubts about the rows of this service."))
        return
    st.markdown(f":gray[{_('These rows count. Nothing was dropped in silence.')}]")
    st.dataframe(headed(named(found)), hide_index=True, alt=_("How often each doubt occurs"))
    rows = headed(named(queries.doubtful_rows(view.publish_id, view.service)))
    with st.expander(_("The rows")):
        st.dataframe(rows, hide_index=True, alt=_("The rows that are doubted"))
        offer(
            _("These rows for Excel"),
            lambda: workbook(rows, _("Doubts")),
            f"{view.service}_doubts.xlsx",
            key="download_doubts",
        )


def named(doubts: pl.DataFrame) -> pl.DataFrame:
    """The doubts with words for their codes."""
    return doubts.with_columns(
        pl.Series("issue", [words.label(ISSUES, code) for code in doubts["issue"]], dtype=pl.String),
        pl.Series("action", [words.label(ACTIONS, code) for code in doubts["action"]], dtype=pl.String),
    )


def show_rewritten() -> None:
    """What later deliveries said otherwise of the past: how often, and which rows."""
    found = queries.rewritten(view.publish_id, view.service)
    if not found:
        return
    st.header(_("What deliveries changed afterwards"))
    told = [words.plain(words.told(sentence(kind, *found[kind]))) for kind in KINDS if kind in found]
    st.markdown("\n".join(f"- {line}" for line in told))
    rows = queries.rewritten_rows(view.publish_id, view.service)
    kinds = pl.Series("what", [words.label(words.REWRITTEN, kind) for kind in rows["what"]], dtype=pl.String)
    rows = headed(rows.with_columns(kinds))
    with st.expander(_("The rows"), key="rewritten_rows"):
        st.dataframe(
            rows,
            hide_index=True,
            column_config={
                heading: st.column_config.DatetimeColumn(format="localized")
                for heading in (_("said before"), _("said now"))
            },
            placeholder="–",
            alt=_("What was said before and after, with file and row"),
        )
        offer(
            _("These rows for Excel"),
            lambda: workbook(rows, _("What deliveries changed afterwards")),
            f"{view.service}_changed_afterwards.xlsx",
            key="download_rewritten",
        )


def show_queries() -> None:
    """Queries that give the figures of the pages, ready to copy."""
    st.header(_("Ready queries"))
    for title, text in snippets.queries(view.service, view.last_week):
        st.markdown(f"**{title}**")
        st.code(text, language="sql")


st.title(_("Data"))
show_file()
show_relations()
show_definitions()
show_rules()
show_doubts()
show_rewritten()
show_queries()
