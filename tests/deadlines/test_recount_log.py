"""Recounts as jobs: logged, taken up after a kill, never touching what is done; the body's own hours."""

import json
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from otklik.deadlines import clocks, office_hours, queries, recount, recount_log
from otklik.deadlines.actions import keep, think
from otklik.deadlines.models import Clock, Recount, RecountJob
from otklik.deadlines.rules import DeadlineError
from otklik.offices.models import Body, Change, Person
from otklik.reference import actions
from otklik.reference.models import CalendarDay
from tests.deadlines.asked import asked

pytestmark = pytest.mark.django_db
# 10:00 on Wednesday in Yekaterinburg.
MORNING = datetime(2026, 3, 4, 5, tzinfo=UTC)


class Killed(Exception):
    """The worker is gone."""


@pytest.fixture(autouse=True)
def _seeded():
    actions.seed(at=MORNING)


@pytest.fixture
def by():
    return Person.objects.create_user("admin", full_name="Администратор")


def now():
    return MORNING


def on_the_clock(body=None):
    question = asked(MORNING)
    question.body = body
    question.save()
    keep(think([question], MORNING), MORNING)
    return question


def mourning():
    CalendarDay.objects.create(day=date(2026, 3, 5), region="", kind="off", name="Траур", source="Указ")


def answer_of(question):
    return next(clock.due_at for clock in queries.clocks(question.pk) if clock.kind == "answer")


def test_a_recount_leaves_its_row_in_the_log(by):
    on_the_clock()
    mourning()
    job = recount_log.ask(why="Указ № 5", by=by, at=MORNING)
    assert recount_log.go_on(now) == 1
    job.refresh_from_db()
    assert (job.looked_at, job.moved, job.failure, job.ended_at) == (2, 2, "", MORNING)
    assert set(Recount.objects.values_list("why", "by")) == {("Указ № 5", by.pk)}


def test_a_killed_recount_goes_on_behind_its_last_batch(by, monkeypatch):
    monkeypatch.setattr(recount, "BATCH", 1)
    for _ in range(3):
        on_the_clock()
    mourning()
    recount_log.ask(why="Указ", by=by, at=MORNING)
    whole, left = recount._write, 2

    def dies(*args, **kwargs):
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed
        return whole(*args, **kwargs)

    monkeypatch.setattr(recount, "_write", dies)
    with pytest.raises(Killed):
        recount_log.go_on(now)
    assert RecountJob.objects.get().moved == 2
    monkeypatch.setattr(recount, "_write", whole)
    recount_log.go_on(now)
    job = RecountJob.objects.get()
    assert (job.looked_at, job.moved, Recount.objects.count()) == (6, 6, 6), "each clock is counted exactly once"
    assert recount_log.go_on(now) == 0


def test_what_is_done_never_moves(by):
    question = on_the_clock()
    clocks.stop({question.pk: MORNING})
    before = list(Clock.objects.values_list("due_at", "warn_at", "done_at"))
    mourning()
    recount_log.ask(why="Указ", by=by, at=MORNING)
    recount_log.go_on(now)
    assert list(Clock.objects.values_list("due_at", "warn_at", "done_at")) == before
    assert not Recount.objects.exists()


def test_a_clock_done_while_it_is_counted_stays_as_it_is(by, monkeypatch):
    question = on_the_clock()
    before = answer_of(question)
    mourning()
    whole = recount._moves

    def meanwhile(batch):
        moves = list(whole(batch))
        clocks.stop({question.pk: MORNING})
        return iter(moves)

    monkeypatch.setattr(recount, "_moves", meanwhile)
    assert recount.run(why="Указ", by=by, at=MORNING) == 0
    assert (answer_of(question), Recount.objects.count()) == (before, 0)


def test_a_year_that_is_not_loaded_ends_the_recount_with_the_reason(by):
    on_the_clock()
    CalendarDay.objects.filter(day=date(2025, 1, 1)).delete()
    recount_log.ask(why="Указ", by=by, at=MORNING)
    recount_log.go_on(now)
    job = RecountJob.objects.get()
    assert "нет 2025 года" in job.failure and job.ended_at == MORNING


def test_a_recount_needs_a_reason_and_waits_for_the_one_before(by):
    with pytest.raises(DeadlineError, match="Причина пуста"):
        recount_log.ask(why=" ", by=by, at=MORNING)
    recount_log.ask(why="Указ", by=by, at=MORNING)
    with pytest.raises(DeadlineError, match="уже идёт"):
        recount_log.ask(why="Ещё", by=by, at=MORNING)


def test_hours_of_its_own_move_the_clocks_of_a_body_by_a_recount(by):
    body = Body.objects.create(code="duty", name="Дежурная служба")
    week = {str(day): [["00:00", "24:00"]] for day in range(7)}
    actions.save_hours(
        code="duty", name="Круглосуточно", week=week, short_day_cut_min=0, source="Приказ", by=by, at=MORNING
    )
    question, other = on_the_clock(body), on_the_clock()
    office_hours.save(body, hours_code="duty", by=by, at=MORNING)
    assert recount.run(why="Приказ", by=by, at=MORNING) > 0
    # Nine hours round the clock from 10:00 are 19:00 of the same day.
    assert answer_of(question) == datetime(2026, 3, 4, 14, tzinfo=UTC)
    assert answer_of(other) == datetime(2026, 3, 5, 6, tzinfo=UTC), "another body keeps the hours of the policy"
    office_hours.save(body, hours_code="", by=by, at=MORNING)
    recount.run(why="Отменён", by=by, at=MORNING)
    assert answer_of(question) == datetime(2026, 3, 5, 6, tzinfo=UTC)
    assert Change.objects.filter(subject="body_hours", key="duty").count() == 2


def test_unknown_hours_are_refused(by):
    with pytest.raises(DeadlineError, match="«луна» нет"):
        office_hours.save(Body.objects.create(code="b", name="Б"), hours_code="луна", by=by, at=MORNING)


CHANGED = [
    ("day", None, {"kind": "off"}, True, "a day of the calendar"),
    ("hours", {"week": {}}, {"week": {"0": []}}, True, "office hours"),
    ("body_hours", None, {"hours": "duty"}, True, "hours of a body"),
    ("territory", {"time_zone": ""}, {"time_zone": "Asia/Omsk"}, True, "another time zone"),
    ("territory", {"time_zone": "", "name": "А"}, {"time_zone": "", "name": "Б"}, False, "a name moves no term"),
    ("territory", None, {"time_zone": "Asia/Omsk"}, False, "a new place has no questions yet"),
    ("topic", None, {"name": "Ямы"}, False, "topics move no term that runs"),
]


@pytest.mark.parametrize(("subject", "before", "after", "counts", "reason"), CHANGED)
def test_what_asks_for_a_recount(by, subject, before, after, counts, reason):
    Change.objects.create(at=MORNING, by=by, subject=subject, key="x", before=before, after=after)
    assert bool(recount_log.changed_since_last()) == counts, reason


def test_after_a_recount_nothing_is_left_to_recount(by):
    Change.objects.create(at=MORNING, by=by, subject="day", key="x", after={"kind": "off"})
    recount_log.ask(why="Указ", by=by, at=MORNING)
    assert recount_log.changed_since_last() == []


def test_a_term_that_runs_into_a_year_not_loaded_runs_on_as_it_was(by):
    question = on_the_clock()
    before = answer_of(question)
    clocks.pause([question.pk], why="уточнение", at=MORNING)
    CalendarDay.objects.filter(day=date(2025, 1, 1)).delete()
    clocks.resume([question.pk], why="ответ", by=by, at=datetime(2026, 3, 6, 4, tzinfo=UTC))
    assert answer_of(question) == before
    assert not Clock.objects.filter(paused_at__isnull=False).exists()


def said(*words):
    out = StringIO()
    call_command("deadlines", "recount", "--json", *words, stdout=out)
    return json.loads(out.getvalue())


def test_the_command_shows_first_and_counts_then():
    on_the_clock()
    mourning()
    seen = said("--preview")
    assert (seen["looked_at"], seen["later"], RecountJob.objects.count()) == (2, 2, 0)
    told = said("--why", "Указ № 5")
    assert (told["looked_at"], told["moved"]) == (2, 2)
    assert RecountJob.objects.get().by is None


def test_the_command_asks_for_a_reason():
    with pytest.raises(CommandError, match="Причина пуста"):
        said()
