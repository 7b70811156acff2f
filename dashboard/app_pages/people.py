"""Every need as a person lived it: whom to look at, and one story down to the rows of the export."""

import json
from typing import Any

import polars as pl
import streamlit as st

from dashboard import frame, linking, queries, sentences, strip, words
from dashboard.charts.ledger import tenths
from dashboard.downloads import offer
from dashboard.words import _, n_
from dashboard.workbook import MOST_ROWS, workbook

TABLE_HEIGHT = 390
HEIGHT_BESIDE_A_STORY = 213  # five rows: the story is what was asked for

view = frame.open_page()
causes = queries.hidden_by(view.publish_id, view.service, view.team)
frame.given("who", queries.WHO)
frame.given("hidden_by", causes)
frame.given("need")
if st.query_params.get("hidden_by") in causes and "who" not in st.query_params:
    st.session_state.setdefault("who", "hidden")


def choose(people: pl.DataFrame, table: str) -> None:
    """Open the story of the row that was just selected."""
    rows = st.session_state[table]["selection"]["rows"]
    st.session_state["need"] = people["need_id"][rows[0]] if rows else ""
    frame.keep("need")


def has_voids() -> bool:
    """Whether the team has any, so that nobody else is offered them."""
    return queries.needs_count(view.publish_id, queries.Whom(view.service, view.team, view.week, "void", None)) > 0


def show_filters() -> tuple[str, str | None]:
    """Whom the list is about, and the cause that hides them if one was asked for."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        who = st.selectbox(
            _("Who"),
            [who for who in queries.WHO if who != "void" or has_voids()],
            key="who",
            format_func=lambda code: words.label(words.WHO, code),
            on_change=frame.keep,
            args=("who",),
            width=360,
        )
        cause = st.selectbox(
            _("Why hidden"),
            causes,
            index=None,
            key="hidden_by",
            placeholder=_("any reason"),
            format_func=lambda code: words.label(words.HIDDEN_BY, code),
            on_change=frame.keep,
            args=("hidden_by",),
            width=300,
        )
        st.text_input(
            _("Need or item number"), key="need", on_change=frame.keep, args=("need",), width=220, persist_state="page"
        )
    return who, cause


def listed(people: pl.DataFrame) -> pl.DataFrame:
    """The list as the page shows it and as Excel gets it, under headings in the reader's language."""
    return people.select(
        pl.col("need_id").alias(_("need")),
        pl.col("days_lived").round(1).alias(_("days lived")),
        pl.col("days_reported").round(1).alias(_("our days")),
        pl.col("reentries").alias(_("entered again")),
        pl.col("visits").alias(_("visits")),
        pl.col("last_heard_at").dt.date().alias(_("last heard")),
        pl.Series(
            _("why hidden"), [words.label(words.HIDDEN_BY, code) for code in people["hidden_by"]], dtype=pl.String
        ),
        pl.Series(_("state"), [words.label(words.STATES, code) for code in people["state"]], dtype=pl.String),
        pl.col("category").alias(_("kind")),
    )


def promised_weeks() -> queries.Weeks | None:
    """The weeks of promised moments that a link from another page asks for, with the way out of them."""
    first, last = frame.address_day("promised_from"), frame.address_day("promised_to")
    if first is None or last is None:
        return None
    with st.container(horizontal=True, vertical_alignment="center"):
        span = _("Promised in {weeks}.").format(weeks=words.weeks(first, last))
        st.markdown(span, width="content")
        if st.button(_("Show every week"), type="tertiary", key="every_week"):
            for name in ("promised_from", "promised_to"):
                del st.query_params[name]
            st.rerun()
    return words.monday(first), words.monday(last)


def show_list(who: str, cause: str | None) -> None:
    """The list, a row of which opens a story, and the same list for Excel."""
    promised = promised_weeks()
    whom = queries.Whom(view.service, view.team, view.week, who, cause, promised)
    people = queries.needs(view.publish_id, whom)
    if people.is_empty():
        st.markdown(nobody(who))
        return
    found = len(people) if len(people) < queries.MOST_LISTED else queries.needs_count(view.publish_id, whom)
    counted = n_("{count} need", "{count} needs", found).format(count=words.number(found))
    if found > len(people):
        longest = _("The {shown} who waited longest are listed; the workbook has all.")
        counted = f"{counted}. {longest.format(shown=words.number(len(people)))}"
    shown, table = listed(people), f"people_{view.service}_{view.team}_{view.week}_{who}_{cause}"
    st.dataframe(
        shown,
        key=table,
        hide_index=True,
        height=min(HEIGHT_BESIDE_A_STORY if st.session_state.get("need") else TABLE_HEIGHT, 38 + 35 * len(shown)),
        placeholder="–",
        selection_mode="single-row",
        on_select=lambda: choose(people, table),
        column_config={
            name: st.column_config.NumberColumn(format="localized") for name in (_("days lived"), _("our days"))
        }
        | {_("last heard"): st.column_config.DateColumn(format="localized")},
        alt=f"{counted}, {words.label(words.WHO, who)}",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{counted}. {_('Select one to see its story.')}", width="content")
        offer(
            _("This list for Excel"),
            lambda: workbook(listed(queries.needs(view.publish_id, whom, MOST_ROWS)), _("People")),
            f"{view.service}_{view.week}_{who}.xlsx",
            key="download_people",
            kind="tertiary",
        )


def nobody(who: str) -> str:
    """An empty list, and what it means."""
    if who == "waiting":
        within = queries.waiting(view.publish_id, view.service, view.team, "pending")
        return sentences.nobody_waits(words.plain(view.team_words), within)
    return _("No one in {team} is in this list: {who}.").format(
        team=words.plain(view.team_words), who=words.label(words.WHO, who)
    )


def show_story(need: dict[str, Any]) -> None:
    """One need on both clocks, what each side makes of it, what joined its items, and the rows as delivered."""
    st.header(_("Need {need}: {lived}").format(need=words.plain(need["need_id"]), lived=strip.lived(need)))
    strip.show(view.publish_id, view.service, need["need_id"])
    verdict, joined = st.columns(2, gap="large")
    with verdict:
        st.subheader(_("What is said of it"))
        st.markdown("\n".join(f"- {line}" for line in sentences.need_verdict(need, view.facts["as_of"])))
    items = queries.need_items(view.publish_id, view.service, need["need_id"])
    with joined:
        st.subheader(_("What joined its items"))
        st.table(
            joined_items(items),
            border="horizontal",
            hide_index=True,
            alt=_("The items of this need, with the rule that joined each and how sure it is"),
        )
        folded = st.expander(_("Does something not belong together?"), on_change="rerun", key="linking")
        if folded.open:
            with folded:
                linking.show(view.publish_id, view.service, items)
    show_ledger(need["need_id"])
    show_delivered(need["need_id"])


def joined_items(items: pl.DataFrame) -> pl.DataFrame:
    """The items of a need, each with the rule that joined it."""
    return items.select(
        pl.Series(_("item"), [words.plain(item) for item in items["item_id"]], dtype=pl.String),
        pl.Series(_("status"), [words.label(words.EVENTS, code) for code in items["status"]], dtype=pl.String),
        pl.Series(
            _("joined because"), [words.label(words.LINK_RULES, rule) for rule in items["rule"]], dtype=pl.String
        ),
        pl.Series(_("how sure"), [words.percent(100 * sure) for sure in items["confidence"]], dtype=pl.String),
    )


def show_ledger(need_id: str) -> None:
    """Where the days of a finished need went, in words that add up."""
    parts = queries.need_ledger(view.publish_id, view.service, need_id)
    if parts is None:
        return
    shown = tenths({part: parts[part] for part in words.PARTS if part in parts})
    told = [f"{words.label(words.PARTS, part)} {words.number(days, 1)}" for part, days in shown.items() if days]
    total = words.number(sum(shown.values()), 1)
    st.markdown(_("Where the {total} days went: {parts}.").format(total=total, parts=" + ".join(told)))


def show_delivered(need_id: str) -> None:
    """The rows as they stand in the files, a table for each kind of export and set of headings."""
    rows = queries.delivered_rows(view.publish_id, view.service, need_id)
    told = n_("The row as delivered", "The {count} rows as delivered", len(rows)).format(count=len(rows))
    with st.expander(told):
        for (relation,), part in rows.group_by(["relation"], maintain_order=True):
            cells = [json.loads(cell) for cell in part["cells"]]
            headings = list(dict.fromkeys(heading for row in cells for heading in row))
            table = part.select(
                pl.col("file_name").alias(_("file")), pl.col("row_number").alias(_("row"))
            ).with_columns(
                pl.Series(
                    heading, [None if row.get(heading) is None else str(row[heading]) for row in cells], pl.String
                )
                for heading in headings
            )
            name = words.first_upper(words.label(words.RELATIONS, str(relation)))
            st.markdown(f"**{name}**")
            st.dataframe(table, hide_index=True, alt=_("{name} as delivered").format(name=name))


st.title(_("People"))
st.markdown(f":gray[{_('Each row is one need: what one person asked for, however many jobs we made of it.')}]")
chosen_who, chosen_cause = show_filters()
show_list(chosen_who, chosen_cause)
wanted = (st.session_state.get("need") or "").replace(words.JOINER, "").strip()
if wanted:
    found = queries.need_of(view.publish_id, view.service, wanted)
    if found is None:
        st.markdown(
            _("No need or item {number} in {service}.").format(
                number=words.plain(wanted), service=words.plain(view.service)
            )
        )
    else:
        show_story(queries.need(view.publish_id, view.service, found) or {})
