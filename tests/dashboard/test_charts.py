"""The drawings: what is counted is what is drawn, and nothing needs colour to be told apart."""

import json
import re
import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts import (
    around_target,
    clock_strip,
    hidden,
    ledger,
    palette,
    process,
    rulers,
    small_multiples,
    two_lines,
)

ROOT = Path(__file__).parents[2]
STRIP_WORDS = clock_strip.StripText(
    "our clock", "visits", "contacts", "their clock", "promised", "63 days", "paused", "when"
)
PROCESS_WORDS = process.ProcessText("week", "value", "people", "usual range", "signal", "person", "days")


at = datetime.fromisoformat


def weeks(*values: float | None, **columns: object) -> pl.DataFrame:
    """Rows of process_chart from Monday 5 January 2004, with limits 10 to 30 around 20."""
    return pl.DataFrame(
        [
            {
                "week": date(2004, 1, 5) + timedelta(weeks=number),
                "value": value,
                "n": 9,
                "phase": 1,
                "phase_reason": None,
                "is_left_out": False,
                "is_provisional": False,
                "centre_line": 20.0,
                "lower_limit": 10.0,
                "upper_limit": 30.0,
                "moving_range": None,
                "mr_centre_line": 3.76,
                "mr_upper_limit": 12.3,
                "is_moving_range_outside": False,
                "is_outside": value is not None and not 10 <= value <= 30,
                "rule": "outside" if value is not None and not 10 <= value <= 30 else None,
                "range_words": "10 – 30",
                "rule_words": None,
                "label": None,
                **columns,
            }
            for number, value in enumerate(values)
        ],
        infer_schema_length=None,
        schema_overrides={
            "phase_reason": pl.String,
            "rule": pl.String,
            "value": pl.Float64,
            "moving_range": pl.Float64,
            "label": pl.String,
        },
    )


def data_of(spec: dict, layer: dict) -> list[dict]:
    return spec["datasets"][layer.get("data", spec.get("data"))["name"]]


def drawn(points: pl.DataFrame, people: pl.DataFrame | None = None, **how: object) -> dict:
    phase_rows = process.phases(points).with_columns(range_label=pl.lit("10 – 30"), reason_label=pl.lit("decided"))
    chart = process.process_chart(points, phase_rows, people, PROCESS_WORDS, palette.LIGHT, "en_GB", **how)
    return chart.to_dict(validate=True)


def rows_of(spec: dict, mark: str) -> list[list[dict]]:
    """The data of each layer with this mark."""
    layers = [layer for layer in spec["layer"] if layer["mark"]["type"] == mark]
    return [data_of(spec, layer) for layer in layers]


# ---- squares -------------------------------------------------------------------------------------------------------


counts_of_people = st.fixed_dictionaries({group: st.integers(0, 5000) for group in rulers.GROUPS})


@given(counts_of_people)
def test_the_squares_add_up_to_a_hundred_or_to_the_people(people):
    drawn = rulers.crowd(people)

    assert drawn.total == min(sum(people.values()), 100)
    assert all(squares == 0 for group, squares in drawn.squares.items() if not people[group])


@given(counts_of_people)
def test_a_group_that_exists_is_never_rounded_away(people):
    squares = rulers.crowd(people).squares
    seen = {
        "late for us only": ["only_theirs"],
        "in time for them": ["both", "theirs_uncounted"],
        "hidden": ["only_ours", "uncounted"],
        "late for both": ["neither"],
    }

    for groups in seen.values():
        assert (sum(squares[group] for group in groups) > 0) == (sum(people[group] for group in groups) > 0)


@given(counts_of_people)
def test_their_ruler_is_the_nearest_number_of_squares(people):
    total = sum(people.values())
    drawn = rulers.crowd(people)

    if total > 100:
        exact = 100 * sum(people[group] for group in rulers.THEIRS) / total
        assert abs(drawn.theirs - exact) <= 0.5 or min(drawn.theirs, 100 - drawn.theirs) <= 2


@given(counts_of_people)
def test_our_ruler_is_the_nearest_number_of_squares_where_squares_allow_it(people):
    total = sum(people.values())
    drawn = rulers.crowd(people)

    if total > 100 and all(people.values()):
        exact = 100 * (people["both"] + people["only_ours"]) / total
        assert abs(drawn.ours - exact) <= 2 or min(drawn.squares.values()) <= 1


def test_one_person_in_ten_thousand_is_still_a_square():
    squares = rulers.crowd({"both": 9999, "neither": 1}).squares

    assert (squares["both"], squares["neither"]) == (99, 1)


def test_the_sample_s_two_years_say_99_and_88():
    drawn = rulers.crowd({"theirs_uncounted": 64, "both": 8361, "only_ours": 1131, "uncounted": 23, "neither": 35})

    assert (drawn.ours, drawn.theirs, drawn.squares["only_ours"]) == (99, 88, 11)


def test_under_a_hundred_people_are_drawn_themselves():
    people = rulers.crowd({"both": 31, "only_ours": 5, "neither": 2})

    assert people.is_of_people
    assert people.total == 38
    assert rulers.rulers(people).count("<rect") == 38


def test_the_article_s_hundred_squares_say_99_and_88():
    people = rulers.crowd({"both": 766, "only_ours": 95, "neither": 9})

    assert (people.ours, people.theirs, people.squares["only_ours"]) == (99, 88, 11)


def test_both_sets_are_one_unbroken_stretch():
    kinds = [group in rulers.OURS for group in rulers.GROUPS], [group in rulers.THEIRS for group in rulers.GROUPS]

    for belongs in kinds:
        assert "".join("x" if here else "." for here in belongs).strip(".") == "x" * sum(belongs)


def test_every_kind_of_square_looks_different_without_colour():
    looks = {re.sub(r'(fill|stroke)="var\([^"]*\)"', "", rulers.square(group, 0, 0)) for group in rulers.GROUPS}
    # in time for both and late for both differ in being full or hollow, which is a fill
    assert len(looks) >= len(rulers.GROUPS) - 1
    assert 'fill="none"' in rulers.square("neither", 0, 0)


def test_without_targets_there_is_one_ruler_only():
    people = rulers.crowd({"theirs_uncounted": 30, "uncounted": 8})
    bracket = 'stroke="var(--ours)" stroke-width="3"'

    assert bracket not in rulers.rulers(people, has_targets=False)
    assert bracket in rulers.rulers(rulers.crowd({"both": 30, "only_ours": 8}))


def test_their_ruler_is_dashed_while_nothing_tells_what_they_say():
    people = rulers.crowd({"both": 30, "only_ours": 8})

    assert 'stroke-dasharray="9 7"' in rulers.rulers(people, is_heard=False)
    assert 'stroke-dasharray="9 7"' not in rulers.rulers(people)


def test_a_drawing_follows_the_theme_of_the_reader_and_carries_no_words():
    image = rulers.rulers(rulers.crowd({"both": 766, "only_ours": 95, "neither": 9}))

    assert palette.LIGHT.ours in image and palette.DARK.ours in image
    assert "prefers-color-scheme:dark" in image
    assert "<text" not in image


# ---- ledger and reasons --------------------------------------------------------------------------------------------


@given(st.lists(st.floats(0, 400), min_size=len(ledger.PARTS), max_size=len(ledger.PARTS)))
def test_the_printed_days_add_up_to_the_printed_total(days):
    parts = dict(zip(ledger.PARTS, days, strict=True))
    printed = ledger.tenths(parts)

    assert round(sum(printed.values()), 1) == pytest.approx(round(sum(days) * 10) / 10)
    assert all(abs(printed[part] - parts[part]) < 0.1 + 1e-9 for part in parts)


def test_each_part_of_the_ledger_has_a_texture_or_a_tone_of_its_own():
    assert len({ledger.swatch(part) for part in ledger.PARTS}) == len(ledger.PARTS)


def test_a_ledger_of_nothing_is_drawn_without_a_bar():
    assert "<rect" not in ledger.bar({"counted": 0.0})


def test_the_longest_reason_fills_the_width():
    assert f'width="{hidden.WIDTH:.1f}"' in hidden.bar(41, 41)
    assert f'width="{hidden.WIDTH / 2:.1f}"' in hidden.bar(20, 40)


# ---- two lines -----------------------------------------------------------------------------------------------------


def test_a_week_without_figures_is_a_gap_in_both_lines():
    points = pl.DataFrame(
        {
            "week": [date(2004, 1, 5), date(2004, 1, 19)],
            "ours": [99.0, 100.0],
            "theirs": [88.0, 87.0],
            "items": [20, 21],
            "people": [14, 15],
            "may_change": [False, True],
        }
    )

    assert two_lines.every_week(points)["ours"].to_list() == [99.0, None, 100.0]
    spec = two_lines.two_lines(
        points, two_lines.TwoLinesText("ours", "theirs", "may change", "week", "people", "items"), palette.DARK, "nl"
    ).to_dict(validate=True)
    assert any(layer.get("mark", {}).get("strokeDash") for layer in spec["layer"])


# ---- process chart -------------------------------------------------------------------------------------------------


def test_a_missing_week_breaks_the_line_and_a_left_out_week_does_not():
    points = weeks(20, 21, 22, 23, 24)
    points = points.filter(pl.col("week") != date(2004, 1, 19)).with_columns(
        is_left_out=pl.col("week") == date(2004, 1, 26)
    )
    line = rows_of(drawn(points), "line")[0]

    assert [point["value"] for point in line] == [20.0, 21.0, None, 24.0]


def test_the_band_is_drawn_within_what_can_be_but_the_limits_stay():
    points = weeks(5, 6, lower_limit=-4.0, upper_limit=104.0)
    phase_rows = process.phases(points)
    shown = process.shown(phase_rows, 0, 100)

    assert (shown["lower_limit"][0], shown["upper_limit"][0]) == (0, 100)
    assert (phase_rows["lower_limit"][0], phase_rows["upper_limit"][0]) == (-4, 104)


def test_each_rule_has_a_shape_of_its_own():
    assert len(set(process.SHAPES.values())) == 4


def test_who_waited_longer_than_the_chart_is_high_stands_at_its_edge():
    people = pl.DataFrame(
        {"need_id": ["W1", "W2"], "done_at": [at("2004-01-08"), at("2004-01-09")], "days": [12.0, 1852.0]}
    )
    points = weeks(20, 21, 22)
    phase_rows = process.phases(points)

    assert process.beyond(people, points, phase_rows, 0, None) == 1
    spec = drawn(points, people)
    edge = [layer for layer in spec["layer"] if layer["mark"].get("shape") == "triangle-up"]
    assert [row["need_id"] for row in data_of(spec, edge[0])] == ["W2"]


def test_the_most_striking_week_is_the_furthest_outside_its_own_limits():
    assert process.most_striking(weeks(20, 33, 46, 21))["value"] == 46
    assert process.most_striking(weeks(20, 21)) is None


@pytest.mark.parametrize(("value", "is_under"), [(46, False), (3, True)])
def test_words_beside_a_week_stand_over_a_peak_and_under_a_low(value, is_under):
    points = weeks(20, value, 21).with_columns(label=pl.when(pl.col("value") == value).then(pl.lit("said")))

    spec = drawn(points)

    [said] = [layer for layer in spec["layer"] if layer.get("encoding", {}).get("text", {}).get("field") == "label"]
    assert (said["mark"]["dy"] > 0) is is_under


def test_provisional_limits_are_dashed():
    firm, loose = drawn(weeks(20, 21)), drawn(weeks(20, 21, is_provisional=True))

    def dashed(spec: dict) -> int:
        return sum(len(data_of(spec, layer)) for layer in spec["layer"] if layer["mark"].get("strokeDash") == [6, 4])

    assert (dashed(firm), dashed(loose)) == (0, 2)


@pytest.mark.parametrize("points", [weeks(20), weeks(20, 20, 20, lower_limit=20.0, upper_limit=20.0), weeks(None, 20)])
def test_one_week_equal_weeks_and_weeks_without_figures_can_be_drawn(points):
    assert drawn(points)["layer"]
    assert process.moving_range_chart(points, process.phases(points), PROCESS_WORDS, palette.LIGHT, "nl").to_dict(
        validate=True
    )
    assert small_multiples.small_chart(points, small_multiples.common_axis(points)).startswith("<svg")


def test_limits_that_are_unknown_draw_no_band():
    points = weeks(20, 21).with_columns(
        pl.lit(None, pl.Float64).alias(name) for name in ("centre_line", "lower_limit", "upper_limit")
    )

    assert rows_of(drawn(points), "rect")[0] == []


def test_a_week_left_out_breaks_no_small_line_and_is_hollow_at_its_end():
    points = weeks(20, 60, 22, 21, 60).with_columns(is_left_out=pl.col("value") == 60, rule=pl.lit(None, pl.String))

    svg = small_multiples.small_chart(points, small_multiples.common_axis(points))

    [line] = re.findall(r'<path d="(M[^"]+)" fill="none"', svg)
    assert line.count("M") == 1
    assert "<circle" in svg and 'r="4.5" fill="none"' in svg


def test_small_charts_share_one_axis_and_a_gap_stays_a_gap():
    points = weeks(20, None, 28, 44)
    axis = small_multiples.common_axis(points)
    image = small_multiples.small_chart(points, axis)

    assert (axis.low, axis.high) == (0, 44)
    line = re.search(r'd="(M[^"]*)" fill="none" stroke="var\(--ink\)"', image)
    assert line and line[1].count("M") == 2
    assert 'stroke-linecap="round"' in image, "a week alone would have no length, and not be seen"


# ---- clock strip ---------------------------------------------------------------------------------------------------


def need(**columns: object) -> dict:
    told = {"first_contact_at": at("2004-03-01T09:00"), "promised_at": None, "done_at": None, "days_lived": 63.0}
    return {**told, **columns}


def events(*rows: tuple) -> pl.DataFrame:
    names = ("lane", "record_id", "starts_at", "ends_at", "label", "paused_days", "said")
    schema = dict(
        zip(names, (pl.String, pl.String, pl.Datetime, pl.Datetime, pl.String, pl.Float64, pl.String), strict=True)
    )
    return pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows], schema=schema)


def strip(happened: pl.DataFrame, whose: dict) -> dict:
    return clock_strip.clock_strip(happened, whose, STRIP_WORDS, palette.LIGHT, "nl").to_dict(validate=True)


def test_of_what_nobody_waits_for_only_our_clock_is_drawn():
    happened = events(
        ("item", "W1", at("2004-03-01"), at("2004-03-09"), "done", 0.0, "W1"),
        ("item", "W2", at("2004-03-11"), None, "open", 0.0, "W2"),
    )
    void = need(days_lived=None, promised_at=at("2004-03-05"), as_of=at("2004-04-01"))
    drawn = strip(happened, void)
    told = json.dumps(drawn)

    assert [bar["ends"] for bar in rows_of(drawn, "rect")[0]] == ["2004-03-09T00:00:00", "2004-04-01T00:00:00"]
    assert all(words not in told for words in (STRIP_WORDS.their_clock, STRIP_WORDS.promised, STRIP_WORDS.lived))
    assert STRIP_WORDS.their_clock in json.dumps(strip(happened, need()))


def test_items_that_run_at_the_same_time_go_on_rows_of_their_own():
    happened = events(
        ("item", "W1", at("2004-03-01"), at("2004-03-09"), "cancelled", 0.0, "W1"),
        ("item", "W2", at("2004-03-05"), at("2004-03-20"), "done", 2.0, "W2"),
        ("item", "W3", at("2004-03-09"), None, "open", 0.0, "W3"),
    )
    bars = rows_of(strip(happened, need()), "rect")[0]

    assert {bar["record_id"]: bar["row"] for bar in bars} == {"W1": 0, "W2": 1, "W3": 0}


def test_the_person_s_clock_runs_to_the_last_event_known_while_it_is_not_done():
    (line,) = [rows for rows in rows_of(strip(events(), need()), "rule") if rows and rows[0].get("said") == "63 days"]

    assert line[0]["ends"].startswith("2004-05-03")


def test_a_promise_far_beyond_the_strip_does_not_squeeze_it():
    near, far = need(promised_at=at("2004-03-29")), need(promised_at=at("2009-03-29"))

    def words(spec: dict) -> str:
        return str(spec["datasets"])

    assert "promised" in words(strip(events(), near))
    assert "promised" not in words(strip(events(), far))


# ---- what all charts share -----------------------------------------------------------------------------------------


def test_dates_and_numbers_are_written_in_the_reader_s_language():
    dutch = palette.vega_locale("nl")

    assert dutch["number"]["decimal"] == ","
    assert dutch["time"]["months"][2] == "maart"
    assert dutch["time"]["days"][0] == "zondag"
    assert palette.vega_locale("en_GB")["number"]["decimal"] == "."


def test_the_theme_of_the_pages_and_the_colours_of_the_charts_agree():
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    for name, tones in (("light", palette.LIGHT), ("dark", palette.DARK)):
        assert theme[name]["backgroundColor"] == tones.paper
        assert theme[name]["textColor"] == tones.ink
        assert theme[name]["primaryColor"] == tones.ours
        assert theme[name]["orangeTextColor"] == tones.theirs_text
        assert theme[name]["grayTextColor"] == tones.soft


def light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("tones", [palette.LIGHT, palette.DARK])
def test_words_stand_out_enough_from_the_paper_for_everyone_to_read(tones):
    def contrast(colour: str) -> float:
        high, low = sorted((light(colour), light(tones.paper)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    for colour in (tones.ink, tones.soft, tones.ours, tones.theirs_text):
        assert contrast(colour) >= 4.5  # WCAG 2.2, level AA
    assert contrast(tones.theirs) >= 3  # marks


# ---- around the target ---------------------------------------------------------------------------------------------


def days_of(*counted: tuple[int, int, int, int, int]) -> pl.DataFrame:
    """Rows of around_target: day, items, in the last tenth, in the first after, of short targets."""
    names = ("days_from_target", "items", "in_last_tenth", "in_first_tenth_after", "of_short_targets")
    return pl.DataFrame(counted, schema=dict.fromkeys(names, pl.Int64), orient="row")


@given(st.lists(st.tuples(st.integers(-300, 300), st.integers(1, 50), st.integers(0, 9)), max_size=60))
def test_every_item_around_the_target_is_drawn_or_said_not_to_be(days):
    one_a_day = {day: (items + short, short) for day, items, short in days}
    drawn = around_target.drawn_days(days_of(*((day, n, 0, 0, short) for day, (n, short) in one_a_day.items())))

    total = sum(items for items, _short in one_a_day.values())
    assert int(drawn.bars["items"].sum()) + drawn.short + drawn.earlier + drawn.later == total
    assert drawn.bars["day"].is_between(-60, 60).all()


def test_the_days_around_the_target_stand_one_bar_each_with_the_tenths_in_colour():
    text = around_target.TargetText("target (ours)", "days", "items", "in a tenth", "days from the target")
    bars = around_target.drawn_days(days_of((-9, 4, 0, 0, 0), (0, 12, 9, 0, 2), (1, 2, 0, 2, 0))).bars
    spec = around_target.around_target(bars, text, palette.LIGHT, "en_GB").to_dict(validate=True)
    all_bars, tenths = rows_of(spec, "rect")
    [line] = [layer for layer in spec["layer"] if layer["mark"]["type"] == "rule"]

    assert [(row["day"], row["items"], row["in_tenths"]) for row in all_bars] == [(-9, 4, 0), (0, 10, 9), (1, 2, 2)]
    assert tenths == all_bars
    assert (line["mark"]["color"], line["mark"]["strokeDash"]) == (palette.LIGHT.soft, [6, 4])
    assert all(data_of(spec, layer)[0]["start"] == 0.5 for layer in spec["layer"] if layer["mark"]["type"] == "text")
