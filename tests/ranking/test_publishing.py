"""Rankings of months and weeks that are over are published once; a new formula changes none of them."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from otklik.facts import months, parquet
from otklik.facts.columns import STORED
from otklik.facts.models import Fact
from otklik.flow import clock, tasks
from otklik.offices.models import Body
from otklik.offices.rules import EVERYTHING, NOTHING, Reach, Scope, Verb
from otklik.ranking import actions, models, queries
from otklik.ranking.rules import BODY, PLACE, RankingError, Weight
from otklik.reference.models import Territory
from tests.indicators.ground import NOW, PLACES, RESIDENTS, facts

pytestmark = pytest.mark.django_db
MAY = "2026-05"
SPRING = [row for row in facts(9000) if row["received_at"] >= datetime(2026, 4, 1, tzinfo=UTC)]
ANALYST = Scope((Reach(None, "99701000", "", frozenset({Verb.ANALYSE})),))
EXECUTOR = Scope((Reach(None, "", "", frozenset({Verb.READ, Verb.WORK})),))


@pytest.fixture(autouse=True)
def region(settings, tmp_path) -> None:
    settings.OTKLIK_HOME = tmp_path
    for number, kind in enumerate(("regional", "regional", "municipal", "organisation"), 1):
        Body.objects.create(pk=number, code=f"b{number}", name=f"Орган {number}", kind=kind)
    for code in PLACES[:3]:
        Territory.objects.create(code=code, name=code, kind="municipality", population=RESIDENTS[code])
    actions.seed(NOW)
    add(SPRING)


def add(rows: list[dict]) -> None:
    kept = [{name: row[name] for name in STORED if row[name] is not None} for row in rows]
    Fact.objects.bulk_create(Fact(**row, excerpt="", version=1) for row in kept)
    months.touch([row["received_at"] for row in rows], NOW)


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 3, tzinfo=UTC)


def quality_alone() -> object:
    percents = {"quantity": 0, "quality": 100, "speed": 0, "completeness": 0}
    parts = tuple(Weight(code, percent, "проба") for code, percent in percents.items())
    return replace(queries.formula(), parts=parts, why="Проба", valid_from=date(2026, 5, 1))


def test_months_and_weeks_that_are_over_are_published_once() -> None:
    done = actions.publish_due(at(6, 5))
    assert {"2026-05", "2026-04", "2026-W22", "2026-W16"} <= set(done)
    assert "2026-06" not in done and "2026-W23" not in done
    assert actions.publish_due(at(6, 5)) == ()
    assert "2026-W23" in actions.publish_due(at(6, 11))


def test_a_month_waits_three_days_for_its_verdicts() -> None:
    assert "2026-05" not in actions.publish_due(at(6, 3))
    assert "2026-05" in actions.publish_due(at(6, 4))


def test_a_killed_publication_goes_on_where_it_stopped(monkeypatch) -> None:
    real, seen = actions.count, []

    def dies(key: str, *args: object, **kwargs: object) -> object:
        if len(seen) == 3:
            raise KeyboardInterrupt
        seen.append(key)
        return real(key, *args, **kwargs)

    monkeypatch.setattr(actions, "count", dies)
    with pytest.raises(KeyboardInterrupt):
        actions.publish_due(at(6, 5))
    monkeypatch.undo()
    rest = actions.publish_due(at(6, 5))
    assert not set(seen) & set(rest) and len(seen) == 3


def test_what_was_published_is_never_counted_again() -> None:
    actions.publish_due(at(6, 5))
    before = queries.ranking(MAY, EVERYTHING, now=at(6, 5))
    Fact.objects.filter(body_id=1).update(answer_score=0.99)
    months.touch(Fact.objects.values_list("received_at", flat=True), at(6, 6))
    actions.save_formula(quality_alone(), by=None, at=at(6, 6))
    actions.count(MAY, at(6, 6))
    assert queries.ranking(MAY, EVERYTHING, now=at(6, 7)) == before
    assert before.is_published and before.formula.number == 1


def test_counted_again_the_same_evidence_has_the_same_digest() -> None:
    first = actions.count(MAY, at(6, 5))
    again = actions.count(MAY, at(6, 6))
    assert first.digest == again.digest and first.pk != again.pk
    Fact.objects.filter(replied_at__year=2026, replied_at__month=5).update(answer_score=0.77)
    months.touch(Fact.objects.values_list("received_at", flat=True), at(6, 6))
    parquet.write_stale(timezone.now() + timedelta(days=1))
    assert actions.count(MAY, at(6, 20)).digest != first.digest


def test_a_ranking_is_read_as_it_was_counted() -> None:
    found = queries.ranking(MAY, ANALYST, now=at(6, 5))
    assert [table.league.code for table in found.leagues] == [
        "regional", "municipal", "organisations", "large", "medium", "small",
    ]  # fmt: skip
    assert not found.is_published and found.as_of is not None
    row = found.leagues[0].ranked[0]
    assert queries.standing(MAY, BODY, row.subject.key, ANALYST, now=at(6, 5)) == row
    told = queries.explain(MAY, BODY, row.subject.key, ANALYST, now=at(6, 5))
    assert sum(topic.points for topic in told.topics) == pytest.approx(row.score - told.mean)
    assert told.league.code == "regional" and told.key == MAY
    assert set(
        Fact.objects.filter(pk__in=[cost.question_id for cost in told.costs]).values_list("body_id", flat=True)
    ) == {int(row.subject.key)}


def test_a_change_is_told_beside_the_period_before() -> None:
    actions.publish_due(at(6, 5))
    april, may = (queries.ranking(key, EVERYTHING, now=at(6, 5)) for key in ("2026-04", MAY))
    rows = [row for table in may.leagues for row in table.ranked]
    then = {row.subject: april.standing(row.subject.kind, row.subject.key) for row in rows}
    told = [row for row in rows if then[row.subject].is_ranked]
    assert told
    for row in told:
        assert row.change == pytest.approx(row.score - then[row.subject].score)
        assert row.place_before == then[row.subject].place


def test_history_is_of_what_was_published_the_oldest_first() -> None:
    actions.publish_due(at(6, 5))
    found = queries.history(PLACE, PLACES[1], EVERYTHING)
    assert [one.period.until for one in found] == sorted(one.period.until for one in found)
    assert {"2026-04", MAY} <= {one.key for one in found}
    assert all(one.of == 1 for one in found if one.place)


def test_latest_is_the_last_published_month_else_the_running_one() -> None:
    assert queries.latest(ANALYST, now=at(5, 20)).key == MAY
    actions.publish_due(at(6, 5))
    assert queries.latest(ANALYST, now=at(6, 5)).key == MAY
    assert queries.keys(now=at(6, 5))[:2] == ("2026-06", "2026-05") or "2026-05" in queries.keys(now=at(6, 5))


def test_with_no_facts_there_is_no_latest() -> None:
    Fact.objects.all().delete()
    models.Counted.objects.all().delete()
    assert queries.latest(ANALYST, now=at(5, 20)) is None


@pytest.mark.parametrize("scope", [NOTHING, EXECUTOR])
def test_who_may_not_analyse_sees_no_ranking(scope) -> None:
    with pytest.raises(RankingError, match="право на показатели"):
        queries.ranking(MAY, scope, now=NOW)
    with pytest.raises(RankingError):
        queries.latest(scope, now=NOW)


def test_a_preview_tells_who_moves_and_changes_nothing() -> None:
    before = queries.ranking(MAY, EVERYTHING, now=at(6, 5))
    found = queries.preview(quality_alone(), MAY, EVERYTHING, now=at(6, 5))
    assert [one.code for one in found.weights] == ["quantity", "speed", "completeness"]
    assert queries.ranking(MAY, EVERYTHING, now=at(6, 5)) == before
    moved = {move.subject.key: move.new_place for move in found.moves}
    actions.save_formula(quality_alone(), by=None, at=at(6, 5))
    after = queries.ranking(MAY, EVERYTHING, now=at(6, 5))
    assert after.formula.number == 2
    for table in after.leagues:
        for row in table.ranked:
            was = before.standing(row.subject.kind, row.subject.key)
            assert moved.get(row.subject.key, was.place) == row.place


def test_a_formula_works_from_its_day_on() -> None:
    actions.save_formula(quality_alone(), by=None, at=at(6, 5))
    assert queries.ranking("2026-04", EVERYTHING, now=at(6, 5)).formula.number == 1
    assert queries.ranking(MAY, EVERYTHING, now=at(6, 5)).formula.number == 2
    assert [one.number for one in queries.formulas()] == [2, 1]


def test_a_bad_or_early_formula_is_refused_and_the_same_one_makes_no_version() -> None:
    parts = (*queries.formula().parts[:3], Weight("completeness", 1))
    with pytest.raises(RankingError, match="в сумме дают"):
        actions.save_formula(replace(quality_alone(), parts=parts), by=None, at=NOW)
    with pytest.raises(RankingError, match="не может начаться раньше"):
        actions.save_formula(replace(quality_alone(), valid_from=date(1999, 1, 1)), by=None, at=NOW)
    assert actions.save_formula(replace(queries.formula(), why="то же"), by=None, at=NOW).number == 1
    with pytest.raises(RankingError, match="Версии 7 нет"):
        queries.formula(7)


def test_a_running_month_is_counted_anew_when_it_is_old() -> None:
    first = queries.ranking(MAY, EVERYTHING, now=at(5, 20))
    assert models.Counted.objects.get(key=MAY).counted_at == at(5, 20)
    queries.ranking(MAY, EVERYTHING, now=at(5, 20) + timedelta(minutes=59))
    assert models.Counted.objects.get(key=MAY).counted_at == at(5, 20)
    actions.count_running(at(5, 21))
    assert queries.ranking(MAY, EVERYTHING, now=at(5, 21)).digest != first.digest


def test_the_command_tells_a_ranking_as_a_table_and_as_json() -> None:
    out = StringIO()
    call_command("rank", "--period", MAY, "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["period"] == MAY and told["formula"] == 1
    row = told["leagues"][0]["ranked"][0]
    assert row["place"] == 1 and set(row["parts"]) == {"quantity", "quality", "speed", "completeness"}
    plain = StringIO()
    call_command("rank", "--period", MAY, stdout=plain)
    assert "май 2026, формула 1" in plain.getvalue() and row["title"] in plain.getvalue()
    with pytest.raises(CommandError, match="не прочитан"):
        call_command("rank", "--period", "когда-нибудь")


def test_a_period_without_questions_is_told_so() -> None:
    out = StringIO()
    call_command("rank", "--period", "2010-10", stdout=out)
    assert "выберите другой" in out.getvalue()


def test_the_worker_publishes_at_night_and_counts_the_running_month() -> None:
    assert {"publish_rankings", "count_ranking"} <= set(clock.BEAT)
    tasks.publish_rankings()
    assert models.Counted.objects.filter(key=MAY, is_published=True).exists()
    tasks.count_ranking()
    assert models.Counted.objects.filter(is_published=False).count() == 1
