"""A small but rich published file of invented repairs, for tests of pages and charts.

`publish(folder)` writes the file where pages look for it; `rows()` gives its rows by relation, for a test that wants
others. Two teams, 45 weeks up to week 20 of 2004. The stories are invented; so are the figures.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines.vocabulary import DAY, MOMENT, NUMBER, PUBLISHED, TEXT, WHOLE, YES_NO

SERVICE, TEAMS = "repairs", ("North", "South")
LAST_WEEK = date(2004, 5, 10)
WEEKS = [LAST_WEEK - timedelta(weeks=44 - number) for number in range(45)]
AS_OF = datetime.fromisoformat("2004-05-17 07:50")
LOADED_AT = datetime.fromisoformat("2004-05-17 09:12")
PUBLISH_ID = "20040517T091204-1"
BATCH_ID, FILE_NAME = "20040517-0912-1", "repairs_wk20.xlsx"
TARGET_DAYS = 28
PHASE_START, PHASE_REASON = date(2004, 2, 2), "The tradesperson owns the repair"
POLARS = {TEXT: pl.String, WHOLE: pl.Int64, NUMBER: pl.Float64, MOMENT: pl.Datetime, DAY: pl.Date, YES_NO: pl.Boolean}
TARGET_SIGNS = (  # sign, what its share is compared with, whether it is more than chance
    ("pile_up", 3.0, True),
    ("recorded_late", 5.0, True),
    ("flag_differs", 1.0, False),
    ("period_end_week", 20.0, False),
    ("period_end_month", 5.0, False),
    ("cancelled_near_target", None, None),
)
PERCENT = (
    "on_target_reported",
    "on_target_strict",
    "done_as_promised",
    "first_time",
    "reentered",
    "came_back",
    "satisfaction",
)

Row = dict[str, Any]
Rows = dict[str, list[Row]]

# story: (how often of 100, what the system says, what the person says, why hidden)
STORIES: dict[str, tuple[int, str, str, str | None]] = {
    "plain": (74, "in_time", "in_time", None),
    "re_entered": (9, "in_time", "late", "re_entered"),
    "made_safe_only": (4, "in_time", "late", "made_safe_only"),
    "came_back": (3, "in_time", "late", "came_back"),
    "no_access_closed": (1, "not_counted", "not_yet", "no_access_closed"),
    "customer_says_no": (1, "in_time", "not_yet", "customer_says_no"),
    "cancelled": (1, "not_counted", "not_yet", "cancelled"),
    "late": (3, "late", "late", None),
    "late_for_us": (1, "late", "in_time", None),
    "withdrawn": (2, "not_counted", "withdrawn", None),
    "no_promise": (1, "in_time", "no_promise", None),
}


def monday(moment: datetime) -> date:
    return moment.date() - timedelta(days=moment.weekday())


def days(start: datetime, end: datetime | None) -> float | None:
    return None if end is None else (end - start).total_seconds() / 86400


def rows() -> Rows:
    """Every relation's rows as dicts; columns left out are empty."""
    dice = random.Random(4)
    made: Rows = {name: [] for name in PUBLISHED}
    for week in WEEKS:
        for team in TEAMS:
            for _ in range(dice.randint(6, 9)):
                add_need(made, dice, week, team)
    for _ in range(11):  # a signal in the last week: people of North who waited since March
        add_need(made, dice, date(2004, 3, 1), "North", "re_entered", 70.2)
    add_contrast(made)
    add_ledger(made)
    add_target_signs(made)
    add_weekly(made, dice)
    add_loads(made)
    add_words(made)
    return made


def add_need(
    made: Rows, dice: random.Random, week: date, team: str, story: str | None = None, length: float | None = None
) -> None:
    """Add one need with its items, visits, contacts and events."""
    story = story or dice.choices(list(STORIES), [often for often, *_ in STORIES.values()])[0]
    _, system_says, customer_says, hidden_by = STORIES[story]
    number = len(made["needs"]) + 8001
    need_id, customer, place = f"W{number}A", f"c{number:x}", f"Elm Street {number % 97}"
    first = datetime.combine(week, datetime.min.time()) + timedelta(days=dice.random() * 6, hours=8)
    first = first.replace(second=0, microsecond=0)
    promised = None if story == "no_promise" else first + timedelta(days=TARGET_DAYS)
    pieces = {"re_entered": 3, "made_safe_only": 2, "came_back": 2}.get(story, 1)
    slow = (
        1.9 if team == "North" and week >= date(2004, 4, 5) else 0.45 if team == "South" and week >= PHASE_START else 1
    )
    length = length or (dice.uniform(2, 20) * slow if pieces == 1 else dice.uniform(32, 64))
    if story == "late":
        length = dice.uniform(30, 50)
    done: datetime | None = first + timedelta(days=length)
    if customer_says in ("not_yet", "withdrawn") or (done is not None and done > AS_OF):
        done = None
    open_now = done is None and customer_says != "withdrawn"
    if open_now:
        waiting = promised is not None and promised < AS_OF
        customer_says = "not_yet" if waiting else "pending"
        system_says = system_says if system_says == "not_counted" or pieces > 1 else "open"
        hidden_by = (hidden_by or "still_open") if waiting else None
    state = "done" if done else ("withdrawn" if customer_says == "withdrawn" else "open")
    if done and AS_OF - done < timedelta(days=28):
        state = "provisional"
    category = dice.choice(["plumbing", "carpentry", "electrics", "damp"])
    share = (length - 2) / pieces
    visits = 0
    asked = dice.random() < 0.15
    batch = {"batch_id": BATCH_ID}
    for piece in range(pieces):
        last = piece == pieces - 1
        item_id = f"W{number}{'ABC'[piece]}"
        opened = first + timedelta(days=piece * share, hours=3)
        ended = opened + timedelta(days=share - 1) if not last else done
        if opened > AS_OF:
            break
        if ended is not None and ended > AS_OF:
            ended = None
        cancelled = ended is not None and story == "re_entered" and not last
        status = "cancelled" if cancelled or story in ("cancelled", "withdrawn") else "done" if ended else "open"
        if story == "no_access_closed":
            status, ended = "no_access", opened + timedelta(days=9)
        if story == "customer_says_no":
            status, ended = "done", opened + timedelta(days=11)
        if status == "cancelled" and ended is None:
            ended = opened + timedelta(days=6)
        row_number = len(made["work_items"]) + 7
        rule = (
            "first"
            if piece == 0
            else {"re_entered": "cancelled_and_reentered", "made_safe_only": "made_safe"}.get(story, "came_back")
        )
        link = {
            "linked_to": None if piece == 0 else f"W{number}{'ABC'[piece - 1]}",
            "rule": rule,
            "confidence": 1.0 if piece == 0 else 0.9,
        }
        counted = status == "done"
        made["work_items"].append(
            {
                "service": SERVICE,
                "item_id": item_id,
                "need_id": need_id,
                "parent_id": None if piece == 0 else f"W{number}{'ABC'[piece - 1]}",
                "kind": "make_safe" if story == "made_safe_only" and piece == 0 else "repair",
                "customer_id": customer,
                "place_id": place,
                "team": team,
                "worker": f"h{dice.randint(1, 30):04x}",
                "category": category,
                "priority_first": "R28",
                "priority_last": "R28",
                "status": status,
                "opened_at": opened,
                "target_first_at": opened + timedelta(days=TARGET_DAYS),
                "target_last_at": opened + timedelta(days=TARGET_DAYS),
                "reported_done_at": ended if counted else None,
                "cancelled_at": ended if status == "cancelled" else None,
                "cancelled_by": ("customer" if story == "withdrawn" else "organisation")
                if status == "cancelled"
                else None,
                "completes": (counted and story != "made_safe_only") or last,
                "in_reported_count": counted,
                "reported_week": monday(ended) if counted and ended else None,
                "on_target_reported": (story not in ("late", "late_for_us")) if counted else None,
                "on_target_strict": (story != "late") if counted else None,
                "days_reported": days(opened, ended) if counted else None,
                "linked_to": link["linked_to"],
                "link_rule": link["rule"],
                "link_confidence": link["confidence"],
                "row_number": row_number,
                **batch,
            }
        )
        made["need_items"].append({"service": SERVICE, "need_id": need_id, "item_id": item_id, **link})
        add_event(made, need_id, "item", item_id, opened, ended, status, None, row_number, 2.0 if piece == 1 else 0.0)
        cells = {
            "Job no": item_id,
            "Tenant": customer,
            "Trade": category,
            "Logged": str(opened),
            "Status": status.upper(),
        }
        made["delivered_rows"].append(
            {
                "service": SERVICE,
                "relation": "work_items",
                "record_id": item_id,
                "file_name": FILE_NAME,
                "row_number": row_number,
                "cells": json.dumps(cells),
                **batch,
            }
        )
        seen = min(ended or AS_OF, opened + timedelta(days=4))
        visits += 1
        add_event(
            made,
            need_id,
            "visit",
            f"V{item_id}",
            seen,
            seen + timedelta(hours=1),
            "no_access" if cancelled else "done",
            None,
            row_number,
        )
        made["visits"].append(
            {
                "service": SERVICE,
                "visit_id": f"V{item_id}",
                "item_id": item_id,
                "need_id": need_id,
                "customer_id": customer,
                "team": team,
                "started_at": seen,
                "ended_at": seen + timedelta(hours=1),
                "outcome": "no_access" if cancelled else "done",
                "row_number": row_number,
                **batch,
            }
        )
        meaning, words = ("value", "first call") if piece == 0 else ("not_fixed", "still leaking")
        called = opened - timedelta(hours=3)
        add_event(made, need_id, "contact", f"C{item_id}", called, None, meaning, words, row_number)
        made["contacts"].append(
            {
                "service": SERVICE,
                "contact_id": f"C{item_id}",
                "at": called,
                "channel": "telephone",
                "customer_id": customer,
                "item_id": item_id,
                "meaning": meaning,
                "words": words,
                "need_id": need_id,
                "rule": "item",
                "row_number": row_number,
                **batch,
            }
        )
    says_no = story == "customer_says_no"
    if (done and asked) or says_no:
        at = (done or first + timedelta(days=14)) + timedelta(days=2)
        if at < AS_OF:
            solved = "no" if says_no else "yes"
            add_event(
                made,
                need_id,
                "answer",
                f"A{number}",
                at,
                None,
                solved,
                "still cold" if says_no else None,
                900 + len(made["answers"]),
            )
            made["answers"].append(
                {
                    "service": SERVICE,
                    "answer_id": f"A{number}",
                    "at": at,
                    "item_id": need_id,
                    "need_id": need_id,
                    "solved": solved,
                }
            )
        else:
            asked = False
    items = [row for row in made["work_items"][-3:] if row["need_id"] == need_id]
    end_to_end = days(first, done)
    made["needs"].append(
        {
            "service": SERVICE,
            "need_id": need_id,
            "customer_id": customer,
            "place_id": place,
            "category": category,
            "team": team,
            "first_team": team,
            "first_contact_at": first,
            "promised_at": promised,
            "promise_rule": "first_target" if promised else None,
            "state": state,
            "first_done_at": items[0]["reported_done_at"],
            "done_at": done,
            "done_evidence": None
            if not done
            else "customer"
            if asked
            else "provisional"
            if state == "provisional"
            else "quiet_period",
            "days_end_to_end": end_to_end,
            "days_lived": end_to_end if done else days(first, AS_OF),
            "days_reported": sum(row["days_reported"] or 0 for row in items),
            "items": len(items),
            "visits": visits,
            "contacts": len(items),
            "failure_contacts": len(items) - 1,
            "workers": len({row["worker"] for row in items}),
            "handovers": 0,
            "reentries": sum(row["status"] == "cancelled" for row in items) if story == "re_entered" else 0,
            "reopened": int(story == "came_back"),
            "last_answer": "no" if says_no else "yes" if done and asked else None,
            "last_heard_at": items[-1]["opened_at"] - timedelta(hours=3),
            "system_says": system_says,
            "customer_says": customer_says,
            "hidden_by": hidden_by,
            "may_change": state == "provisional" or customer_says == "pending",
        }
    )


def add_event(
    made: Rows,
    need_id: str,
    lane: str,
    record_id: str,
    start: datetime,
    end: datetime | None,
    label: str,
    words: str | None,
    row: int,
    paused: float = 0.0,
) -> None:
    made["need_events"].append(
        {
            "service": SERVICE,
            "need_id": need_id,
            "lane": lane,
            "record_id": record_id,
            "starts_at": start,
            "ends_at": end,
            "label": label,
            "words": words,
            "paused_days": paused,
            "batch_id": BATCH_ID,
            "row_number": row,
        }
    )


def add_contrast(made: Rows) -> None:
    needs: Counter[tuple[Any, ...]] = Counter()
    items: Counter[tuple[Any, ...]] = Counter()
    for need in made["needs"]:
        week = monday(need["promised_at"]) if need["promised_at"] else None
        for team in (need["team"], "*"):
            cell = (team, week, need["system_says"], need["customer_says"], need["hidden_by"])
            needs[cell] += 1
            items[cell] += need["items"]
    names = ("team", "week", "system_says", "customer_says", "hidden_by")
    made["contrast"] = [
        {"service": SERVICE, **dict(zip(names, cell, strict=True)), "needs": count, "items": items[cell]}
        for cell, count in needs.items()
    ]
    evidence = Counter[tuple[str, date, str | None]]()
    for need in made["needs"]:
        if need["customer_says"] in ("in_time", "late", "not_yet"):
            week = monday(need["promised_at"])
            evidence.update((team, week, need["done_evidence"]) for team in (need["team"], "*"))
    made["evidence"] = [
        {"service": SERVICE, "team": team, "week": week, "done_evidence": kind, "needs": count}
        for (team, week, kind), count in evidence.items()
    ]


def add_ledger(made: Rows) -> None:
    """Split each finished need's days into parts that add up."""
    totals: dict[tuple[str, date, str], list[float]] = {}
    for need in made["needs"]:
        if need["done_at"] is None:
            continue
        whole = need["days_end_to_end"]
        before = min(0.125, whole)
        paused = 2.0 if need["items"] > 1 else 0.0
        reentered = (whole - before) * 0.5 if need["reentries"] else 0.0
        after = (whole - before) * 0.4 if need["items"] > 1 and not need["reentries"] else 0.0
        counted = whole - before - paused - reentered - after
        parts = {
            "before_entry": before,
            "counted": counted,
            "paused": paused,
            "reentered": reentered,
            "uncounted": 0.0,
            "after_closing": after,
        }
        made["need_ledger"].append({"service": SERVICE, "need_id": need["need_id"], "days_end_to_end": whole, **parts})
        for team in (need["team"], "*"):
            for part, value in parts.items():
                totals.setdefault((team, monday(need["done_at"]), part), []).append(value)
    made["days_ledger"] = [
        {"service": SERVICE, "team": team, "week": week, "part": part, "needs": len(values), "days": sum(values)}
        for (team, week, part), values in totals.items()
    ]


def add_target_signs(made: Rows) -> None:
    """Two signs to ask about, three ordinary ones and one of too few, for each team and for all."""
    closed = [item for item in made["work_items"] if item["reported_done_at"]]
    made["item_signs"] = [
        {
            **{name: item[name] for name in ("service", "team", "item_id", "need_id", "opened_at")},
            "is_cancelled": False,
            "due_at": item["target_last_at"],
            "ended_at": item["reported_done_at"],
            "allowed_days": TARGET_DAYS,
            "days_from_target": (item["reported_done_at"].date() - item["target_last_at"].date()).days,
            "recorded_after_days": 0.04 * number,
            "is_pile_up": number % 5 == 0,
            "is_recorded_late": 0.04 * number > 3,
            "is_flag_differs": number % 50 == 0,
            "is_period_end_week": number % 5 == 1,
            "is_period_end_month": number % 20 == 1,
        }
        for number, item in enumerate(closed)
    ]
    for team in ("*", *TEAMS):
        mine = [row for row in made["item_signs"] if team in ("*", row["team"])]
        days = Counter(row["days_from_target"] for row in mine)
        made["around_target"] += [
            {
                "service": SERVICE,
                "team": team,
                "days_from_target": day,
                "items": items,
                "in_last_tenth": items if -3 < day <= 0 else 0,
                "in_first_tenth_after": items if 0 < day <= 3 else 0,
                "of_short_targets": 1 if day == 0 else 0,
            }
            for day, items in days.items()
        ]
        for sign, compared, is_unusual in TARGET_SIGNS:
            hits = sum(bool(row.get(f"is_{sign}")) for row in mine)
            made["target_signs"].append(
                {
                    "service": SERVICE,
                    "team": team,
                    "sign": sign,
                    "n": len(mine) if is_unusual is not None else 12,
                    "hits": hits,
                    "share": 100 * hits / len(mine) if is_unusual is not None else None,
                    "compared_share": compared,
                    "is_unusual": is_unusual,
                    "median_days": 1.4 if sign == "recorded_late" else None,
                    "p90_days": 4.2 if sign == "recorded_late" else None,
                    "sentence": "What was found.",
                }
            )


def add_weekly(made: Rows, dice: random.Random) -> None:
    """Weekly figures: the waits and promises from the needs themselves, the rest drawn around a level."""
    levels = {
        "on_target_strict": 91,
        "days_reported": 6.4,
        "first_time": 61,
        "came_back": 7,
        "satisfaction": 74,
        "open_now": 58,
    }
    for team in ("*", *TEAMS):
        mine = [need for need in made["needs"] if team in ("*", need["team"])]
        series: dict[str, list[tuple[date, float | None, int, int | None]]] = {
            name: [] for name in (*PERCENT, *levels, "days_end_to_end")
        }
        for week in WEEKS[4:]:
            lived = [need["days_end_to_end"] for need in mine if need["done_at"] and monday(need["done_at"]) == week]
            promised = [need for need in mine if need["promised_at"] and monday(need["promised_at"]) == week]
            kept = sum(need["customer_says"] == "in_time" for need in promised)
            again = sum(need["reentries"] > 0 for need in promised)
            reported = [
                item for item in made["work_items"] if item["reported_week"] == week and team in ("*", item["team"])
            ]
            on_target = sum(item["on_target_reported"] for item in reported)
            if lived:
                series["days_end_to_end"].append((week, sum(lived) / len(lived), len(lived), None))
            if promised:
                series["done_as_promised"].append((week, 100 * kept / len(promised), len(promised), kept))
                series["reentered"].append((week, 100 * again / len(promised), len(promised), again))
            if reported:
                series["on_target_reported"].append((week, 100 * on_target / len(reported), len(reported), on_target))
            for name, level in levels.items():
                count = dice.randint(5, 9)
                value = min(100.0, level * dice.uniform(0.9, 1.1))
                series[name].append((week, value, count, round(value * count / 100) if name in PERCENT else None))
        for name, points in series.items():
            add_chart(made, team, name, points)


def add_chart(made: Rows, team: str, measure: str, points: list[tuple[date, float | None, int, int | None]]) -> None:
    """Add a series with plain XmR limits per phase, and the signals of it."""
    starts = [PHASE_START] if team == "South" else []
    for phase in range(len(starts) + 1):
        begin = starts[phase - 1] if phase else date.min
        end = starts[phase] if phase < len(starts) else date.max
        stretch = [point for point in points if begin <= point[0] < end]
        values = [value for _, value, _, _ in stretch if value is not None]
        ranges = [abs(second - first) for first, second in pairwise(values)]
        centre, spread = sum(values) / len(values), sum(ranges) / max(1, len(ranges))
        lower, upper = max(0.0, centre - 2.66 * spread), centre + 2.66 * spread
        upper = min(100.0, upper) if measure in PERCENT else upper
        run = 0
        for index, (week, value, n, hits) in enumerate(stretch):
            assert value is not None
            side = (value > centre) - (value < centre)
            run = run + side if run * side >= 0 else side
            rule = "outside" if not lower <= value <= upper else "shift" if abs(run) >= 7 else None
            base = {"service": SERVICE, "team": team, "measure": measure, "week": week, "value": value}
            chart = {"centre_line": centre, "lower_limit": lower, "upper_limit": upper}
            weekly = {
                **base,
                "n": n,
                "hits": hits,
                "may_change": week > LAST_WEEK - timedelta(weeks=4) and measure != "on_target_reported",
            }
            made["weekly"].append(weekly)
            made["process_chart"].append(
                {
                    **weekly,
                    **chart,
                    "phase": phase + 1,
                    "phase_reason": PHASE_REASON if phase else None,
                    "is_left_out": False,
                    "is_provisional": len(stretch) < 13,
                    "moving_range": ranges[index - 1] if index else None,
                    "mr_centre_line": spread,
                    "mr_upper_limit": 3.268 * spread,
                    "side": side,
                    "is_outside": rule == "outside",
                    "is_shift": abs(run) >= 7,
                    "is_trend": False,
                    "is_two_of_three": False,
                    "is_moving_range_outside": bool(index) and ranges[index - 1] > 3.268 * spread,
                    "rule": rule,
                    "rule_direction": side if rule else None,
                    "run_length": abs(run),
                    "is_screened": False,
                }
            )
            if rule:
                made["signals"].append({**base, **chart, "rule": rule, "sentence": f"{value:.1f}: {rule}."})


def add_loads(made: Rows) -> None:
    items = len(made["work_items"])
    common = {
        "source": "northgate",
        "services": SERVICE,
        "sheet": "Export",
        "header_row": 6,
        "content_hash": "5e" * 32,
        "is_sample": True,
    }
    made["batches"] = [
        {
            "batch_id": "20040510-0902-1",
            "file_name": "repairs_wk19.xlsx",
            "relation": "work_items",
            "rows_in": items - 10,
            "accepted": items - 12,
            "new": items - 12,
            "changed": 0,
            "unchanged": 0,
            "rejected": 2,
            "loaded_at": LOADED_AT - timedelta(days=7),
            **common,
        },
        {
            "batch_id": BATCH_ID,
            "file_name": FILE_NAME,
            "relation": "work_items",
            "rows_in": items + 2,
            "accepted": items,
            "new": 12,
            "changed": 61,
            "unchanged": items - 73,
            "rejected": 2,
            "loaded_at": LOADED_AT,
            **common,
        },
    ]
    made["rejected_rows"] = [
        {
            "batch_id": BATCH_ID,
            "row_number": 31,
            "column": "Logged",
            "value": "31-2-2004",
            "reason": "This is not a date. Correct it and load the row again.",
            "is_to_mend": True,
        },
        {
            "batch_id": BATCH_ID,
            "row_number": items + 9,
            "column": "Job no",
            "value": "Total",
            "reason": "This is a totals row; nothing to do.",
            "is_to_mend": False,
        },
    ]
    doubts = [
        ("implausible_date", "target_first_at", "1900-01-01", "left_out"),
        ("done_before_opened", "reported_done_at", "2004-02-01", "kept"),
    ]
    made["data_issues"] = [
        {
            "service": SERVICE,
            "relation": "work_items",
            "record_id": made["work_items"][index * 5]["item_id"],
            "issue": issue,
            "column": column,
            "value": value,
            "action": action,
            "batch_id": BATCH_ID,
            "row_number": 7 + index * 5,
        }
        for index in range(7)
        for issue, column, value, action in doubts
    ]
    made["rewritten_history"] = [
        {
            "service": SERVICE,
            "item_id": made["work_items"][index]["item_id"],
            "what": what,
            "before_at": before,
            "after_at": after,
            "earlier_batch_id": "20040510-0902-1",
            "earlier_row_number": 7 + index,
            "batch_id": BATCH_ID,
            "row_number": None if after is None else 9 + index,
            "items_known": 40 if what == "lacking" else None,
            "items_lacking": 1 if what == "lacking" else None,
        }
        for index, (what, before, after) in enumerate(
            [("end_earlier", LOADED_AT - timedelta(days=9 - days), LOADED_AT - timedelta(days=10)) for days in range(3)]
            + [("vanished", LOADED_AT - timedelta(days=40), None), ("lacking", LOADED_AT - timedelta(days=41), None)]
        )
    ]
    made["recounts"] = [
        {
            "batch_id": BATCH_ID,
            "service": SERVICE,
            "week": LAST_WEEK,
            "recount": 99.6,
            "items": 241,
            "reported": 99.6,
            "answered_at": LOADED_AT,
        }
    ]
    made["phases"] = [
        {
            "service": SERVICE,
            "team": "South",
            "measure": "*",
            "starts_on": PHASE_START,
            "reason": PHASE_REASON,
            "decided_by": "team South",
            "decided_at": LOADED_AT,
        }
    ]
    made["services"] = [
        {
            "service": SERVICE,
            "as_of": AS_OF,
            "first_week": WEEKS[0],
            "last_week": LAST_WEEK,
            "loaded_at": LOADED_AT,
            "sources": "northgate",
            "person_key": "customer",
            "counts_by": "dates",
            "is_sample": True,
            "items": items,
            "needs": len(made["needs"]),
            "contacts": len(made["contacts"]),
            "unlinked_contacts": 3,
            "visits": len(made["visits"]),
            "answers": len(made["answers"]),
            "doubts": 14,
        }
    ]


def add_words(made: Rows) -> None:
    windows = {
        "quiet_days": ("28", "days", "Without a new contact or item for so long, a finished need counts as done.")
    }
    windows["reenter_days"] = ("14", "days", "A new item within so many days after a cancelled one continues it.")
    made["rules"] = [
        {"service": SERVICE, "rule": rule, "value": value, "unit": unit, "meaning": meaning, "source": "northgate"}
        for rule, (value, unit, meaning) in windows.items()
    ]
    outside_in = (
        "days_end_to_end",
        "done_as_promised",
        "first_time",
        "reentered",
        "came_back",
        "satisfaction",
        "open_now",
    )
    measures = sorted({row["measure"] for row in made["weekly"]})
    made["definitions"] = [
        {
            "relation": name,
            "side": None if name in PUBLISHED else "outside-in" if name in outside_in else "inside-out",
            "unit": None
            if name in PUBLISHED
            else "%"
            if name in PERCENT
            else "count"
            if name == "open_now"
            else "days",
            "meaning": PUBLISHED[name].comment if name in PUBLISHED else f"What {name} means, in one sentence.",
            "sql": f"select * from {name}",
            "version": "1",
            "since": LOADED_AT,
        }
        for name in [*measures, "needs", "contrast", "process_chart"]
    ]
    made["dictionary"] = [
        {"relation": name, "column": column.name, "type": column.type, "unit": column.unit, "meaning": column.meaning}
        for name, relation in PUBLISHED.items()
        for column in relation.columns
    ]
    made["publication"] = [{"publish_id": PUBLISH_ID, "published_at": LOADED_AT, "store_state": "1", "is_sample": True}]


def publish(folder: Path, given: Rows | None = None, publish_id: str = PUBLISH_ID) -> Path:
    """Write `given` (else the invented rows) as the newest published file under `folder`, and return that folder."""
    given = given if given is not None else rows()
    versions = folder / "published" / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    path = versions / f"{publish_id}.duckdb"
    path.unlink(missing_ok=True)
    with duckdb.connect(path) as connection:
        for name, relation in PUBLISHED.items():
            schema = {column.name: POLARS[column.type] for column in relation.columns}
            columns = ", ".join(f'"{column.name}" {column.type}' for column in relation.columns)
            connection.execute(f'create table "{name}" ({columns})')
            connection.execute(f"""comment on table "{name}" is '{relation.comment.replace("'", "''")}'""")
            frame = pl.DataFrame(given.get(name, []), schema=schema, orient="row")
            if name == "publication":
                frame = frame.with_columns(publish_id=pl.lit(publish_id))
            connection.register("given", frame.to_arrow())
            connection.execute(f'insert into "{name}" select * from given')
            connection.unregister("given")
    (folder / "published" / "current.json").write_text(json.dumps({"publish_id": publish_id}))
    return folder


if __name__ == "__main__":
    import sys

    print(publish(Path(sys.argv[1])))
