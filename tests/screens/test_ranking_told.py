"""What a ranking says in words and drawings: sentences, steps, bands, periods, changes of a formula."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.indicators.rules import Period
from otklik.ranking.rules import (
    BODY,
    Cost,
    Explanation,
    LeagueTable,
    Move,
    PartFigure,
    Preview,
    Standing,
    Subject,
    TopicShare,
    WeightEffect,
)
from otklik.ranking.seeded import FIRST
from otklik.screens.ranking import choice, formula, lines, moves, reasons, says, scale, told

LEAGUE = FIRST.leagues[0]
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))


def part(code: str, points: float = 0.0, own: float = 0.7) -> PartFigure:
    return PartFigure(code, 0.7, 0.6, 0.8, own, 0.65, 0.5, points, 40)


def row(name: str, score: float, place: int, *, half: float = 2.0, band: int = 0, **changes: object) -> Standing:
    made = Standing(
        Subject(BODY, name, name, name, LEAGUE.code), 40, score, score - half, score + half,
        tuple(part(one.code) for one in FIRST.parts), True, place=place, place_low=place, place_high=place,
        band=band or place,
    )  # fmt: skip
    return replace(made, **changes)


def table(*rows: Standing, mean: float = 70.0) -> LeagueTable:
    return LeagueTable(LEAGUE, mean, rows, ())


@pytest.mark.parametrize(
    ("rows", "said", "why"),
    [
        ((), "Мест нет", "nobody has enough questions"),
        ((row("А", 75, 1),), "Сравнивать не с кем", "one is no comparison"),
        ((row("А", 71, 1), row("Б", 69, 2)), "Никого нельзя уверенно", "both intervals hold the mean"),
        ((row("А", 75, 1), row("Б", 65, 2)), "лучше среднего: А. Уверенно хуже: Б.", "both are beyond it"),
        ((row("А", 75, 1), row("Б", 70, 2)), "Уверенно хуже — никто. Остального (1)", "one is not told from it"),
        ((row("А", 72, 1), row("Б", 70, 2)), "Никого нельзя уверенно", "an end on the mean is not beyond it"),
    ],
)
def test_the_head_is_told_only_what_is_sure(rows, said, why) -> None:
    assert said in " ".join(says.head(table(*rows))), why


@pytest.mark.parametrize(
    ("change", "half", "words", "why"),
    [
        (3.0, 1.0, "лучше", "three points are more than chance of one"),
        (-3.0, 1.0, "хуже", "as many down"),
        (1.3, 1.0, "как было", "√2 of the half is 1.41"),
        (3.0, 4.0, "как было", "few questions: three points are nothing"),
    ],
)
def test_a_change_within_chance_is_no_change(change, half, words, why) -> None:
    found = told.shift(row("А", 70, 1, half=half, change=change, place_before=2))
    assert found and found.words == words, why


def test_who_had_no_place_before_has_no_change() -> None:
    assert told.shift(row("А", 70, 1)) is None


def test_rows_that_cannot_be_told_apart_stand_in_one_bracket() -> None:
    rows = (row("А", 80, 1), row("Б", 71, 2, band=2), row("В", 70, 3, band=2), row("Г", 60, 4, band=3))
    found = lines.drawn(table(*rows), FIRST, lambda one: f"/{one.code}")
    assert [len(band.lines) for band in found.bands] == [1, 2, 1]
    assert ["Места 2–3 не различить" in band.says for band in found.bands] == [False, True, False]


def explanation(points: tuple[float, ...] = (1.0, -3.0, 0.5, 0.0), **changes: object) -> Explanation:
    parts = tuple(part(one.code, value) for one, value in zip(FIRST.parts, points, strict=True))
    standing = replace(row("А", 70 + sum(points), 3, place_low=3, place_high=5), parts=parts)
    shares = (TopicShare("im.05", 30, -2.0, {"quality": -2.0}), TopicShare("im.12", 10, 0.5, {"quality": 0.5}))
    costs = (Cost(7, "im.05", -0.3, ("ответ опоздал",)), Cost(8, "im.05", -0.2, ("ответ опоздал", "нет ответа")))
    return replace(Explanation("2026-10", standing, LEAGUE, 70.0, shares, costs), **changes)


def test_three_sentences_tell_the_place_the_part_and_the_topic() -> None:
    where, parts, topics = says.whys(explanation(), "октябрь 2026", 18, {"im.05": "Дороги"})
    assert "Место 3–5 из 18 за октябрь 2026: балл 68,5" in where and "не отличить от среднего (70,0)" in where
    assert "помогает «Количество» (+1,0" in parts and "мешает «Качество» (−3,0" in parts
    assert "«Дороги» (−2,0, 30 вопросов)" in topics and "ответ опоздал (2 из 2)" in topics


def test_nothing_is_said_to_harm_where_nothing_does() -> None:
    found = explanation((0.0, 0.01, 0.0, 0.0), topics=(), costs=())
    _, parts, topics = says.whys(found, "октябрь 2026", 18, {})
    assert "Ни одна из четырёх" in parts and "Ни одна группа тем" in topics


def test_who_is_not_ranked_is_told_why_and_no_place() -> None:
    found = explanation()
    few = replace(found.standing, is_ranked=False, place=0, why_not="мало данных: вопросов 12, а нужно 30")
    where = says.whys(replace(found, standing=few), "октябрь 2026", 18, {})[0]
    assert "Места за октябрь 2026 нет — мало данных: вопросов 12, а нужно 30" in where and "из 18" not in where


def left(percent: str) -> float:
    return float(percent.rstrip("%"))


@given(st.lists(st.floats(-9, 9), min_size=4, max_size=4))
def test_each_step_begins_where_the_last_one_ended(points) -> None:
    found = reasons.steps(explanation(tuple(points)), FIRST)
    at = left(found.mean_bar.x) + left(found.mean_bar.wide)
    for step, value in zip(found.steps, points, strict=True):
        if abs(value) < 0.5:
            break
        begin, end = left(step.bar.x), left(step.bar.x) + left(step.bar.wide)
        assert abs((begin if value > 0 else end) - at) < 1
        at = end if value > 0 else begin


def test_a_part_tells_all_that_its_points_are_made_of() -> None:
    step = reasons.steps(explanation(), FIRST).steps[1]
    # (5,0 − у лиги) × 50 % × 30 % = −3,0
    assert (step.beyond, step.kept, step.weight, step.points, step.league) == ("+5,0", "50 %", "30 %", "−3,0", "+25,0")


def test_topics_that_change_nothing_are_folded_and_still_add_up() -> None:
    shares = tuple(TopicShare(f"im.{number:02d}", 3, 0.01, {}) for number in range(20))
    found = reasons.topics(explanation(topics=(*shares, TopicShare("im.50", 9, -2.0, {}))), {}, OCTOBER)
    assert [one.title for one in found.shown] == ["im.50"]
    assert len(found.rest) == 20 and found.rest_points == "+0,2"


@pytest.mark.parametrize(
    ("values", "ends"), [((71.2, 78.9), (70, 80)), ((70.0, 70.0), (70, 75)), ((), (0, 100)), ((3, 97), (0, 100))]
)
def test_a_scale_ends_at_fives_around_all_values(values, ends) -> None:
    found = scale.around(values)
    assert (found.least, found.most) == ends


def test_the_title_of_a_period_tells_whether_it_runs_and_names_quarters() -> None:
    keys = ("2026-11", "2026-10", "2026-W43")
    assert choice.title("2026-11", keys) == "ноябрь 2026, идёт сейчас"
    assert choice.title("2026-10", keys) == "октябрь 2026"
    assert choice.title("2026-07-01..2026-09-30", keys) == "III квартал 2026"
    assert choice.quarters(["2026-11", "2026-10", "2026-02"]) == ["2026-10-01..2026-12-31", "2026-01-01..2026-03-31"]


def test_days_chosen_by_hand_stand_in_the_list_too() -> None:
    key = "2026-10-05..2026-10-20"
    found = choice.choice(("2026-11", "2026-10"), key, None, "")
    assert [option.key for name, options in found.groups for option in options if option.is_here] == [key]


def test_the_history_tells_what_a_version_changed() -> None:
    parts = tuple(
        replace(one, percent=one.percent + {"quality": 5, "speed": -5}.get(one.code, 0)) for one in FIRST.parts
    )
    leagues = (*FIRST.leagues[:3], replace(FIRST.leagues[3], people_from=90_000))
    after = replace(
        FIRST, number=2, parts=parts, minimum=40, leagues=leagues, created_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    found = formula.changes(FIRST, after)
    assert "«Качество»: 30 % → 35 %" in found and "наименьшее число вопросов: 30 → 40" in found
    assert any("от 100\u202f000" in one and "от 90\u202f000" in one for one in found)
    assert "нет лиги «Муниципалитеты до 20 тысяч жителей»" in found


def test_a_preview_tells_who_moves_and_which_weight_moves_them() -> None:
    subjects = [Subject(BODY, name, name, name, LEAGUE.code) for name in "АБВ"]
    up, down, out = Move(subjects[0], 3, 1, 70, 72), Move(subjects[1], 1, 2, 71, 70), Move(subjects[2], 2, 0, 70, 0)
    found = moves.moves(Preview("2026-10", FIRST, (up, down, out), (WeightEffect("quality", (up,)),)))
    assert [line.by for line in found.lines] == ["выше на 2", "ниже на 1", "останется без места"]
    assert found.heat == (("А", (moves.Heat("+2", 2, True),)),)
    assert found.period == "октябрь 2026"
