"""Settings by which terms are counted: hours, days of a region, a body's hours, regimes, previews, recounts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from otklik.deadlines.models import BodyHours, Clock, RecountJob
from otklik.offices.models import Change
from otklik.reference import actions
from otklik.reference.models import CalendarDay, OfficeHours, Policy, Territory
from tests.deadlines.asked import asked
from tests.screens.desk_factories import a_body, a_policy, entered, someone

pytestmark = pytest.mark.django_db
UNITS = {f"unit_{kind}": "hours" for kind in ("registration", "forwarding", "reaction", "answer", "solution")}
WEEK = {f"day_{number}": "09:00–13:00, 14:00–18:00" for number in range(5)}
HOURS = {"code": "mfc", "name": "МФЦ", "short_day_cut_min": "60", "source": "Приказ № 7"}


@pytest.fixture
def admin() -> Client:
    return entered(someone())


@pytest.fixture
def seeded() -> None:
    actions.seed(at=datetime(2026, 3, 4, tzinfo=UTC))


@pytest.fixture
def region() -> Territory:
    return Territory.objects.create(code="99000000", name="Заречный край", kind=Territory.Kind.REGION)


def test_hours_with_lunch_are_added_and_changed(admin):
    assert admin.post("/settings/calendar/hours/new/", HOURS | WEEK).status_code == 302
    kept = OfficeHours.objects.get(code="mfc")
    assert kept.week["4"] == [["09:00", "13:00"], ["14:00", "18:00"]] and "5" not in kept.week
    page = admin.get("/settings/calendar/hours/mfc/").content.decode()
    assert "09:00–13:00, 14:00–18:00" in page
    admin.post("/settings/calendar/hours/mfc/", HOURS | WEEK | {"day_5": "10:00-15:00"})
    assert OfficeHours.objects.get(code="mfc").week["5"] == [["10:00", "15:00"]]
    assert Change.objects.filter(subject="hours", key="mfc").count() == 2


BAD_HOURS = [
    ({"day_0": "22:00–06:00"}, "через полночь", "crosses midnight"),
    ({"day_0": "09:00–09:00"}, "пуст", "an empty interval"),
    ({"day_0": "09:00–13:00, 12:00–18:00"}, "часы понедельника пересекаются", "intervals overlap"),
    ({"day_0": "с девяти"}, "не время", "not an interval"),
    ({"day_0": "09:00–25:00"}, "не время", "no such hour"),
    ({f"day_{number}": "" for number in range(7)}, "укажите часы хотя бы одного дня", "an empty week"),
]


@pytest.mark.parametrize(("changed", "told", "reason"), BAD_HOURS)
def test_bad_hours_are_refused_in_words_and_kept_as_typed(admin, changed, told, reason):
    answer = admin.post("/settings/calendar/hours/new/", HOURS | WEEK | changed)
    assert answer.status_code == 422 and told in answer.content.decode(), reason
    assert changed["day_0"] in answer.content.decode()
    assert not OfficeHours.objects.filter(code="mfc").exists()


def test_a_body_is_given_hours_of_its_own(admin, seeded):
    body = a_body()
    assert "Часы работы органа" in admin.get("/settings/bodies/mintrans/").content.decode()
    admin.post("/settings/bodies/mintrans/hours/", {"hours": "office"})
    assert BodyHours.objects.get().body == body
    page = admin.post("/settings/bodies/mintrans/hours/", {"hours": "луна"}, follow=True).content.decode()
    assert "Такого режима работы нет" in page and BodyHours.objects.count() == 1


def test_a_day_of_a_region_is_set_beside_that_of_the_country(admin, seeded, region):
    address = "/settings/calendar/day/2026-07-13/?region=99000000"
    admin.post(address, {"kind": "off", "name": "День края", "source": "Закон края"})
    assert CalendarDay.objects.get(day=date(2026, 7, 13)).region == "99000000"
    shown = admin.get("/settings/calendar/2026/?region=99000000").content.decode()
    assert "13 июля: нерабочий, День края" in shown and "1 января: нерабочий" in shown
    assert "День края" not in admin.get("/settings/calendar/2026/").content.decode().split("История")[0]
    admin.post("/settings/calendar/day/2026-07-13/drop/?region=99000000")
    assert not CalendarDay.objects.filter(day=date(2026, 7, 13)).exists()


def test_a_region_that_is_not_known_has_no_calendar(admin, seeded):
    assert admin.get("/settings/calendar/2026/?region=13").status_code == 404


def test_the_time_zone_is_chosen_from_those_of_russia_and_another_is_not_lost(admin, region):
    page = admin.get("/settings/territories/99000000/").content.decode()
    assert page.count("МСК") == 11
    Territory.objects.update(time_zone="Europe/Volgograd")
    assert "Europe/Volgograd" in admin.get("/settings/territories/99000000/").content.decode()


def test_a_policy_keeps_what_it_says_beside_its_terms(admin):
    a_policy(may_pause=True, extension_days=30, season_from="04-16", season_to="10-15", importance="fast")
    page = admin.get("/settings/policies/messages/").content.decode()
    assert 'value="16.04"' in page and 'value="fast"' in page
    sent = UNITS | {
        "title": "Сообщения", "source": "Новый акт", "legal_kind": "message", "shift": "none", "may_pause": "on",
        "valid_from": "2027-01-01", "is_in_use": "on", "amount_answer": "5", "warn_percent": "40",
        "extension_days": "10", "season_from": "1.5", "season_to": "30.09", "needs_photo": "on", "importance": "fast",
    }  # fmt: skip
    assert admin.post("/settings/policies/messages/", sent).status_code == 302
    kept = Policy.objects.get(valid_from=date(2027, 1, 1))
    assert (kept.may_pause, kept.extension_days, kept.warn_percent, kept.needs_photo) == (True, 10, 40, True)
    assert (kept.season_from, kept.season_to, kept.importance) == ("05-01", "09-30", "fast")


def test_a_season_that_is_no_day_is_refused(admin):
    a_policy()
    sent = UNITS | {"title": "С", "source": "А", "legal_kind": "message", "shift": "none", "valid_from": "2027-01-01",
                    "amount_answer": "5", "season_from": "31.02", "season_to": "30.09"}  # fmt: skip
    answer = admin.post("/settings/policies/messages/", sent)
    assert answer.status_code == 422 and "не читается" in answer.content.decode()


def test_a_version_is_looked_at_before_it_is_kept(admin, seeded):
    question = asked(timezone.now() - timedelta(days=3))
    sent = UNITS | {"title": "Сообщения", "source": "Акт", "legal_kind": "message", "shift": "none",
                    "valid_from": "2027-01-01", "is_in_use": "on", "amount_answer": "30",
                    "unit_answer": "calendar_days", "preview": "1"}  # fmt: skip
    page = admin.post("/settings/policies/im-9/", sent).content.decode()
    assert "Под эту версию подошло бы 1" in page and f"№ {question.pk}" in page
    assert Policy.objects.filter(code="im-9").count() == 1


def test_the_fast_lane_lists_topics_with_a_season_a_photo_and_one_click(admin, seeded):
    page = admin.get("/settings/policies/fast/").content.decode()
    assert "16.04–15.10" in page and "19 рабочих дней" in page and ">да<" in page
    assert "/settings/policies/fast-graffiti/use/" in page
    admin.post("/settings/policies/fast-graffiti/use/")
    assert Policy.objects.get(code="fast-graffiti").is_in_use
    assert "/settings/policies/fast-graffiti/use/" not in admin.get("/settings/policies/fast/").content.decode()


def on_the_clock() -> Clock:
    question = asked(timezone.now())
    return Clock.objects.create(
        question=question, kind="answer", policy=Policy.objects.get(code="im-9"), amount=9, unit="working_hours",
        started_at=timezone.now(), due_at=timezone.now(), warn_at=timezone.now(),
    )  # fmt: skip


def test_a_change_of_the_calendar_offers_a_recount(admin, seeded):
    assert "Пересчитать открытые сроки" not in admin.get("/settings/calendar/2026/").content.decode()
    admin.post("/settings/calendar/day/2026-05-08/", {"kind": "off", "name": "", "source": "Указ"})
    assert "Пересчитать открытые сроки" in admin.get("/settings/calendar/2026/").content.decode()
    assert "08.05.2026" in admin.get("/settings/calendar/recount/").content.decode()


def test_a_recount_is_seen_then_done_then_logged(admin, seeded):
    clock = on_the_clock()
    seen = admin.post("/settings/calendar/recount/", {"why": "", "preview": "1"}).content.decode()
    assert "позже 1" in seen and f"№ {clock.question_id}" in seen
    assert not RecountJob.objects.exists()
    assert admin.post("/settings/calendar/recount/", {"why": ""}).status_code == 422
    admin.post("/settings/calendar/recount/", {"why": "Указ № 5"})
    assert RecountJob.objects.get().moved == 1
    page = admin.get("/settings/calendar/recount/").content.decode()
    assert "Указ № 5" in page and "сдвинуто 1" in page and "готово" in page
