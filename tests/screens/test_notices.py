"""Notices, the log of escalations, absences and the ladder's settings as pages."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from otklik.appeals.models import Question
from otklik.deadlines.models import Clock
from otklik.flow.alarms import climbing
from otklik.flow.models import Ladder, LadderStep, Reminder
from otklik.offices.models import Absence, Person
from tests import region
from tests.region import ROADS, RUBBISH, person, send
from tests.screens.desk_factories import entered

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(db: None) -> dict[str, Person]:
    region.found()
    made = {role: person(role, role, body="roads") for role in ("executor", "curator")}
    return {**made, "admin": person("admin", "administrator"), "stranger": person("stranger", "executor", body="waste")}


@pytest.fixture
def questions(staff: dict[str, Person]) -> list[Question]:
    now = timezone.now()
    made = [*send(ROADS, topic="Дороги"), *send(RUBBISH, topic="Мусор/Свалки/ТКО")]
    Clock.objects.exclude(kind="answer").delete()
    Clock.objects.update(started_at=now - timedelta(days=9), due_at=now, warn_at=now - timedelta(hours=1))
    climbing.look(now)
    return made


def body(browser: Client, address: str) -> str:
    page = browser.get(address)
    assert page.status_code == 200, address
    return page.content.decode()


def test_the_bell_counts_what_is_not_read_and_leads_to_it(staff: dict[str, Person], questions: list[Question]) -> None:
    browser = entered(staff["executor"])
    assert "не прочитано 1" in body(browser, "/")
    page = body(browser, "/notices/")
    assert f"/questions/{questions[0].pk}/" in page and f"/questions/{questions[1].pk}/" not in page
    notice = Reminder.objects.get(person=staff["executor"])
    assert browser.post(f"/notices/{notice.pk}/read/").status_code == 302
    assert "не прочитано" not in body(browser, "/")
    assert f"/questions/{questions[0].pk}/" in body(browser, "/notices/?all=1")
    assert "Непрочитанных уведомлений нет" in body(browser, "/notices/")


def test_nobody_reads_for_another(staff: dict[str, Person], questions: list[Question]) -> None:
    notice = Reminder.objects.get(person=staff["executor"])
    assert entered(staff["curator"]).post(f"/notices/{notice.pk}/read/").status_code == 404
    entered(staff["curator"]).post("/notices/read/")
    notice.refresh_from_db()
    assert notice.read_at is None


@pytest.mark.parametrize(
    ("query", "seen"),
    [("", 3), ("role=executor", 2), ("role=curator", 1), ("how=people", 0), ("how=ladder", 3), ("since=2020-01-01", 3),
     ("until=2020-01-01", 0), ("question=999", 0)],
)  # fmt: skip
def test_the_log_is_narrowed(staff: dict[str, Person], questions: list[Question], query: str, seen: int) -> None:
    # Roads have an executor and a curator told; of rubbish the curator's step finds nobody above the executor.
    page = body(entered(staff["admin"]), f"/notices/log/?{query}")
    assert page.count('<td data-label="Вопрос">') == seen


def test_the_log_is_that_of_the_scope(staff: dict[str, Person], questions: list[Question]) -> None:
    page = body(entered(staff["stranger"]), "/notices/log/")
    assert f"/questions/{questions[1].pk}/" in page and f"/questions/{questions[0].pk}/" not in page


def test_reminding_from_the_card(staff: dict[str, Person], questions: list[Question]) -> None:
    browser, number = entered(staff["curator"]), questions[0].pk
    assert 'id="edit-remind"' in body(browser, f"/questions/{number}/")
    answer = browser.post(f"/questions/{number}/remind/", {"words": "Жду сегодня"}, follow=True)
    assert "исполнителю напомнили" in answer.content.decode()
    assert "Жду сегодня" in body(browser, f"/questions/{number}/")
    again = browser.post(f"/questions/{number}/remind/", {"words": ""})
    assert again.status_code == 409 and "меньше часа" in again.content.decode()
    assert browser.post(f"/questions/{number}/escalate/", {}).status_code == 409
    assert 'id="edit-remind"' not in body(entered(staff["executor"]), f"/questions/{number}/")


def test_own_absence_is_noted_and_taken_back(staff: dict[str, Person]) -> None:
    browser, today = entered(staff["executor"]), timezone.localdate()
    sent = {"since": str(today), "until": str(today + timedelta(days=3)), "deputy": staff["curator"].pk}
    assert browser.post("/notices/absence/", sent).status_code == 302
    kept = Absence.objects.get()
    assert (kept.person, kept.deputy, kept.by) == (staff["executor"], staff["curator"], staff["executor"])
    again = browser.post("/notices/absence/", sent)
    assert again.status_code == 422 and "уже отмечено" in again.content.decode()
    assert entered(staff["curator"]).post(f"/notices/absence/{kept.pk}/drop/").status_code == 404
    browser.post(f"/notices/absence/{kept.pk}/drop/")
    assert not Absence.objects.exists()


def test_a_circle_of_deputies_is_refused_on_the_page(staff: dict[str, Person]) -> None:
    browser, day = entered(staff["admin"]), timezone.localdate()
    pairs = (("executor", "curator"), ("curator", "executor"))
    answers = [
        browser.post(
            "/settings/people/absences/",
            {"person": staff[who].pk, "since": str(day), "until": str(day), "deputy": staff[deputy].pk},
        )
        for who, deputy in pairs
    ]
    assert [answer.status_code for answer in answers] == [302, 422]
    assert "Curator → Executor → Curator" in answers[1].content.decode()


STEP = {
    "position": 1,
    "side": "before",
    "minutes": 60,
    "role": "head",
    "mail": "now",
    "is_on": "on",
    "source": "Приказ 1",
}


def test_a_step_is_added_changed_and_switched_off(staff: dict[str, Person]) -> None:
    browser, before = entered(staff["admin"]), LadderStep.objects.count()
    assert browser.post("/settings/ladder/new/", {**STEP, "kinds": ["answer"]}).status_code == 302
    step = LadderStep.objects.latest("pk")
    assert (LadderStep.objects.count(), step.kinds, step.minutes) == (before + 1, ["answer"], 60)
    page = body(browser, "/settings/ladder/")
    assert "за 1 ч до срока" in page
    browser.post(f"/settings/ladder/{step.pk}/", {**STEP, "is_on": ""})
    step.refresh_from_db()
    assert not step.is_on
    assert "выключена" in body(browser, "/settings/ladder/")


def test_a_step_without_time_is_refused(staff: dict[str, Person]) -> None:
    answer = entered(staff["admin"]).post("/settings/ladder/new/", {**STEP, "minutes": 0})
    assert answer.status_code == 422 and "впишите минуты" in answer.content.decode()


def test_the_preview_tells_whom_a_step_would_tell_and_keeps_nothing(staff: dict[str, Person]) -> None:
    send(ROADS, topic="Дороги")
    now = timezone.now()
    Clock.objects.exclude(kind="answer").delete()
    soon = now + timedelta(seconds=30)
    Clock.objects.update(started_at=now - timedelta(days=9), due_at=soon, warn_at=now)
    before = LadderStep.objects.count()
    sent = {**STEP, "side": "at", "minutes": 0, "role": "executor", "preview": "1"}
    page = entered(staff["admin"]).post("/settings/ladder/new/", sent).content.decode()
    assert "Executor" in page.partition("По людям")[2]
    assert (LadderStep.objects.count(), Reminder.objects.count()) == (before, 0)
    assert "По ступеням" in body(entered(staff["admin"]), "/settings/ladder/week/")


@pytest.mark.parametrize(("slots", "status"), [("09:00\n16:30", 302), ("девять", 422), ("", 422)])
def test_the_times_of_digests(staff: dict[str, Person], slots: str, status: int) -> None:
    browser = entered(staff["admin"])
    assert browser.post("/settings/ladder/slots/", {"slots": slots, "hours": "duty"}).status_code == status
    kept = Ladder.objects.get()
    assert kept.slots == (["09:00", "16:30"] if status == 302 else ["09:00", "14:00"])


def test_a_past_day_is_refused(staff: dict[str, Person]) -> None:
    sent = {"since": date(2020, 1, 1), "until": date(2020, 1, 2)}
    assert entered(staff["executor"]).post("/notices/absence/", sent).status_code == 422
