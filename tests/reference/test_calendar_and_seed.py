"""What is shipped, the calendar of the country and of regions, and changes of days."""

from datetime import UTC, date, datetime

import pytest

from otklik.reference import actions, queries, seeding
from otklik.reference.models import CalendarDay, Edition, Milestone, OfficeHours, Policy, Topic
from otklik.reference.rules import ReferenceRefused, YearNotLoaded

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
WORKING_DAYS = [(2022, 247), (2023, 247), (2024, 248), (2025, 247), (2026, 247)]


@pytest.mark.parametrize(("year", "expected"), WORKING_DAYS)
def test_the_shipped_calendar_has_as_many_working_days_as_the_official_one(year, expected):
    calendar = queries._calendar(tuple((row[0], str(row[1])) for row in seeding.year_days(year)), ())
    days = (date(year, 1, 1).toordinal() + number for number in range(366 if year % 4 == 0 else 365))
    assert sum(calendar.is_working_day(date.fromordinal(day)) for day in days) == expected


def test_short_days_of_2026_are_those_of_the_act():
    short = [row[0].isoformat() for row in seeding.year_days(2026) if row[1] == "short"]
    assert short == ["2026-04-30", "2026-05-08", "2026-06-11", "2026-11-03"]


def test_a_year_before_its_act_is_marked_as_an_estimate():
    sources = {row[3].split(":")[0].split(" ")[0] for row in seeding.year_days(2027)}
    assert sources == {"Оценка"}


@pytest.mark.django_db
def test_seeding_twice_adds_nothing_and_keeps_what_people_changed():
    actions.seed(at=AT)
    models = (Edition, Topic, CalendarDay, OfficeHours, Policy, Milestone)
    before = [model.objects.count() for model in models]
    Topic.objects.filter(code="im.01").update(name="Переименована")
    actions.remove_day(day=date(2026, 2, 23), by=None, at=AT)
    actions.seed(at=AT)
    assert [model.objects.count() for model in models] == [*before[:2], before[2] - 1, *before[3:]]
    assert Topic.objects.get(code="im.01").name == "Переименована"


@pytest.mark.django_db
def test_the_shipped_topics_are_those_of_incident_management():
    actions.seed(at=AT)
    tree = queries.topics_tree()
    assert (len(tree), sum(len(node.children) for node in tree)) == (26, 195)
    assert Edition.objects.get().name == "Инцидент Менеджмент"


@pytest.mark.django_db
def test_one_policy_for_messages_is_in_use_by_default():
    actions.seed(at=AT)
    plain = [row for row in queries.policies_on(date(2026, 11, 21)) if not (row.channel or row.importance)]
    assert {row.code for row in plain if row.legal_kind == "message"} == {"im-9"}
    assert all(row.source and row.terms for row in queries.policy_versions())


@pytest.mark.django_db
def test_equal_rows_give_the_same_calendar_so_timetables_are_made_once():
    actions.seed(at=AT)
    assert queries.calendar() is queries.calendar("57000000")
    assert queries.policies()[0].hours is queries.policies()[0].hours


@pytest.mark.django_db
def test_a_region_has_days_of_its_own_and_an_okrug_those_of_its_region():
    actions.seed(at=AT)
    actions.save_day(day=date(2026, 8, 6), kind="off", region="71000000", name="День области", by=None, at=AT)
    actions.save_day(day=date(2026, 8, 7), kind="off", region="71800000", name="День округа", by=None, at=AT)
    off = {
        code: [day for day in (6, 7) if not queries.calendar(code).is_working_day(date(2026, 8, day))]
        for code in ("", "57701000", "71701000", "71871000")
    }
    assert off == {"": [], "57701000": [], "71701000": [6], "71871000": [6, 7]}


@pytest.mark.django_db
def test_a_change_of_a_day_tells_what_was_and_what_became():
    actions.seed(at=AT)
    changed = actions.save_day(
        day=date(2026, 3, 5), kind="short", name="Перед праздником", source="Приказ", by=None, at=AT
    )
    assert (changed.subject, changed.key, changed.before, changed.by_id) == ("day", "2026-03-05:", None, None)
    assert changed.after == {"kind": "short", "name": "Перед праздником", "source": "Приказ"}
    back = actions.remove_day(day=date(2026, 3, 5), by=None, at=AT)
    assert (back.before, back.after) == (changed.after, None)


REFUSED_DAYS = [
    (lambda: actions.save_day(day=date(2026, 3, 5), kind="half", by=None, at=AT), "Вида дня «half» нет"),
    (lambda: actions.save_day(day=date(2031, 3, 5), kind="off", by=None, at=AT), "на 2031 год не загружен"),
    (lambda: actions.remove_day(day=date(2026, 3, 5), by=None, at=AT), "нет особого дня 05.03.2026"),
    (lambda: actions.remove_day(day=date(2026, 1, 1), by=None, at=AT), "можно изменить, но не убрать"),
    (lambda: actions.load_year(2030), "сначала загрузите 2028 год"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "told"), REFUSED_DAYS)
def test_a_wrong_change_of_the_calendar_is_refused(change, told):
    actions.seed(at=AT)
    with pytest.raises(ReferenceRefused, match=told):
        change()


@pytest.mark.django_db
def test_a_calendar_with_a_missing_year_counts_nothing():
    actions.seed(at=AT)
    CalendarDay.objects.filter(day__year=2024).delete()
    with pytest.raises(YearNotLoaded, match="нет 2024 года"):
        queries.calendar()
