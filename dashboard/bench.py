"""The definition bench: what other rules would say of the same people, and the way to adopt one."""

from __future__ import annotations

from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from dashboard import queries, words
from dashboard.deciding import record
from dashboard.words import N_, _
from pipelines import decisions
from pipelines.errors import FixableError

RULES = {
    "quiet_days": N_("quiet period"),
    "reenter_days": N_("window: cancelled and entered again"),
    "came_back_days": N_("window: came back"),
    "made_safe_days": N_("window: made safe"),
    "contact_before_days": N_("a first call before the opening"),
    "longest_chain_items": N_("most items of one need"),
    "longest_chain_days": N_("longest span of one need"),
    "days_without_target": N_("promise where there is no target"),
    "may_change_days": N_("weeks that may still change"),
    "fewest_people": N_("fewest people of a week"),
    "cut_by_opening": N_("export cut by opening"),
    "counts_by": N_("how the reported figure is made"),
    "reported_week": N_("week of the reported figure"),
}
MEASURES = ("done_as_promised", "days_end_to_end", "first_time", "came_back", "reentered")
LENGTHS = {
    ("windows", 7): N_("windows of 7 days"),
    ("windows", 14): N_("windows of 14 days"),
    ("windows", 28): N_("windows of 28 days"),
    ("quiet_days", 7): N_("quiet for 7 days"),
    ("quiet_days", 14): N_("quiet for 14 days"),
    ("quiet_days", 28): N_("quiet for 28 days"),
}


def show(publish_id: str, service: str) -> None:
    """How much rests on the rules, a rule to try, and those that people adopted."""
    found = queries.sensitivity(publish_id, service)
    if found.is_empty():
        st.markdown(_("Under 100 needs one person moves every figure: too few to try other rules on."))
    else:
        if told_spread := spread(found):
            st.markdown(told_spread)
        st.markdown(f":gray[{of_whom(found)}]")
        st.table(
            lengths_table(found),
            border="horizontal",
            hide_index=True,
            alt=_("The figures under windows of other lengths"),
        )
    rules = queries.rules(publish_id, service)
    _show_adopted(service, rules)
    _show_trial(publish_id, service, rules)


def spread(found: pl.DataFrame) -> str:
    """Between what the main figure lies, whatever length is taken; nothing where nobody was promised anything."""
    promised = found.filter(pl.col("measure") == "done_as_promised")["value"]
    if promised.is_empty():
        return ""
    low, high = words.percent(promised.min()), words.percent(promised.max())
    if low == high:
        return _("Done as promised is {figure} whichever of these lengths is taken.").format(figure=low)
    return _("Done as promised lies between {low} and {high}, whichever of these lengths is taken.").format(
        low=low, high=high
    )


def of_whom(found: pl.DataFrame) -> str:
    """Whose figures they are."""
    one_in = found["one_in"].max()
    every = _("All weeks and all teams together, the same people each time.")
    if one_in == 1:
        return every
    drawn = _("One of every {count} households was drawn, so the figures lie a little beside those of everybody.")
    return f"{every} {drawn.format(count=words.number(one_in))}"


def lengths_table(found: pl.DataFrame) -> pl.DataFrame:
    """A row a measure, a column for the rules in use and one for each length that was tried."""
    values = {(row["rule"], row["days"], row["measure"]): row["value"] for row in found.iter_rows(named=True)}
    tried = [length for length in LENGTHS if any(key[:2] == length for key in values)]
    shown = [measure for measure in MEASURES if (None, None, measure) in values]

    def column(rule: str | None, days: int | None) -> list[str]:
        return [words.figure(values.get((rule, days, measure)), words.unit(measure)) for measure in shown]

    columns = {
        _("all weeks together"): [words.label(words.MEASURES, measure) for measure in shown],
        _("as it is"): column(None, None),
    } | {_(LENGTHS[length]): column(*length) for length in tried}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def trial_table(found: pl.DataFrame) -> pl.DataFrame:
    """A row a measure: as it is, and as it would be."""
    values = {(row["rule"], row["measure"]): row["value"] for row in found.iter_rows(named=True)}
    shown = [measure for measure in MEASURES if (None, measure) in values]
    columns = {
        _("all weeks together"): [words.label(words.MEASURES, measure) for measure in shown],
        _("as it is"): [words.figure(values[None, measure], words.unit(measure)) for measure in shown],
        _("as it would be"): [words.figure(values.get(("tried", measure)), words.unit(measure)) for measure in shown],
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def told(rule: dict[str, Any]) -> str:
    """A rule that people adopted, in a sentence."""
    return _("{who} set {rule} to {value} on {day}, where the profile says {before}: {why}").format(
        who=words.plain(rule["decided_by"]),
        rule=words.label(RULES, rule["rule"]),
        value=_value(rule["value"]),
        day=words.day(rule["decided_at"]),
        before=_value(rule["profile_value"]),
        why=words.plain(rule["reason"]),
    )


def _value(value: str) -> str:
    return value or _("nothing")


def _show_adopted(service: str, rules: pl.DataFrame) -> None:
    for rule in rules.filter(pl.col("decided_at").is_not_null()).iter_rows(named=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(told(rule), width="content")
            if st.button(_("Take this back"), key=f"take_back_{rule['rule']}", type="tertiary"):
                record(partial(decisions.take_rule_back, queries.data_folder(), service=service, rule=rule["rule"]))


def _show_trial(publish_id: str, service: str, rules: pl.DataFrame) -> None:
    """Try a rule; the way to adopt it stands below what it would change, not before."""
    in_use = dict(rules.select("rule", "value").iter_rows())
    meanings = dict(rules.select("rule", "meaning").iter_rows())
    st.subheader(_("Try another rule"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rule = st.selectbox(
            _("Rule"),
            [name for name in RULES if name in in_use],
            key="trial_rule",
            format_func=lambda name: f"{words.label(RULES, name)}: {_value(in_use[name])}",
            width=380,
        )
        value = st.text_input(_("What if it were"), key=f"trial_value_{rule}", placeholder=in_use[rule], width=160)
    st.markdown(f":gray[{words.told(meanings[rule])}]")
    if not value.strip():
        return
    try:
        found = queries.figures_under(publish_id, service, rule, value)
    except FixableError as problem:
        st.warning(words.plain(words.told(problem.sentence)))
        return
    st.markdown(f":gray[{of_whom(found)}]")
    table = trial_table(found)
    st.table(
        table, border="horizontal", hide_index=True, width="content", alt=_("The figures as they are and would be")
    )
    moved = sum(now != then for now, then in table.select(_("as it is"), _("as it would be")).iter_rows())
    st.markdown(
        _("{count} of these figures would move.").format(count=moved)
        if moved
        else _("None of these figures would move.")
    )
    with st.form("adopt_rule", border=False):
        reason = st.text_input(_("Why should it be so?"))
        decided_by = st.text_input(_("Who decided it?"), width=340)
        if not st.form_submit_button(_("Adopt this rule")):
            return
    about = {"rule": rule, "value": value, "reason": reason, "decided_by": decided_by}
    record(partial(decisions.adopt_rule, queries.data_folder(), service=service, **about))
