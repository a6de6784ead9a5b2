"""Settings of approval: the matrix with its preview, the reasons of returns, the history."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from otklik.answers.approval import approval_settings
from otklik.answers.models import Answer, ApprovalRule, ReturnReason
from otklik.offices.models import Change
from tests import region
from tests.region import ROADS, TOWN, person, send
from tests.screens.desk_factories import entered, wrongs
from tests.sent_answers import GOOD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


@pytest.fixture
def founded(db: None) -> None:
    region.found()


@pytest.fixture
def browser() -> Client:
    return entered(person("admin", "administrator"))


def form(**changed: str) -> dict[str, str]:
    kept = {
        "title": "Дороги", "legal_kind": "message", "answer_kind": "final", "topic_code": "im.05", "is_on": "on",
        "source": "Приказ № 7", "who1": "role-curator", "turn1": "1", "amount1": "4", "unit1": "working_days",
        "who2": "role-head", "turn2": "2",
    }  # fmt: skip
    return {**kept, **changed}


def published(count: int) -> None:
    """Answers of the last days, as they would lie after publication."""
    author, now = person("exec", "executor", body="roads"), timezone.now()
    for one in send(*(f"{ROADS} {number}" for number in range(count)), topic="Дороги", territory=TOWN):
        Answer.objects.create(
            question=one, body=one.body, kind="final", outcome="solved", state="published", text=GOOD, by=author,
            created_at=now, published_at=now - timedelta(days=1),
        )  # fmt: skip


def test_the_matrix_is_shown_with_sources(browser: Client) -> None:
    page = browser.get("/settings/approval/").content.decode()
    for part in ("Ответ на обращение по 59-ФЗ", "куратор органа, затем согласующий", "59-ФЗ, ст. 10 ч. 3",
                 "без согласования", "после узнаёт: руководитель", "Тон и язык"):  # fmt: skip
        assert part in page, part


def test_a_rule_is_made_and_kept_in_the_history(browser: Client) -> None:
    assert browser.post("/settings/approval/rules/new/", form()).status_code == 302
    row = ApprovalRule.objects.get(title="Дороги")
    steps = [(step.ordinal, step.role, step.amount, step.unit) for step in row.steps.all()]
    assert steps == [(1, "curator", 4, "working_days"), (2, "head", None, "")]
    assert Change.objects.get(subject="approval_rule", key=str(row.pk)).after["title"] == "Дороги"
    page = browser.get(f"/settings/approval/rules/{row.pk}/").content.decode()
    assert "Приказ № 7" in page and "шаги" in page


def test_a_rule_is_changed_and_the_change_is_told(browser: Client) -> None:
    row = ApprovalRule.objects.get(title="Ответ на сообщение")
    someone = person("boss", "approver", body="roads")
    sent = form(title=row.title, who2=f"person-{someone.pk}", topic_code="")
    assert browser.post(f"/settings/approval/rules/{row.pk}/", sent).status_code == 302
    assert [step.person for step in row.steps.order_by("ordinal")] == [None, someone]
    change = Change.objects.get(subject="approval_rule")
    assert change.before["steps"] != change.after["steps"]


WRONG = [
    ({"source": ""}, "Основание", "where it comes from"),
    ({"topic_code": "im.99"}, "im.99", "no such topic"),
    ({"unit1": ""}, "единицы", "a term of nothing"),
    ({"unit1": "working_hours"}, "режим", "whose hours"),
    ({"who2": "role-curator"}, "дважды", "the same one twice"),
]


@pytest.mark.parametrize(("changed", "said", "reason"), WRONG)
def test_a_wrong_rule_is_refused_beside_the_form(
    changed: dict[str, str], said: str, reason: str, browser: Client
) -> None:
    answered = browser.post("/settings/approval/rules/new/", form(**changed))
    assert answered.status_code == 422, reason
    assert any(said in wrong for wrong in wrongs(answered.content.decode())) or said in answered.content.decode()
    assert not ApprovalRule.objects.filter(title="Дороги").exists()


def test_a_preview_tells_what_would_have_been_and_keeps_nothing(browser: Client) -> None:
    published(3)
    page = browser.post("/settings/approval/rules/new/", form(preview="1")).content.decode()
    assert "опубликовано ответов 3, иначе согласовывали бы 3" in page
    assert "куратор органа, затем руководитель" in page
    assert not ApprovalRule.objects.filter(title="Дороги").exists()


def test_a_rule_switched_off_changes_nothing_in_the_preview(browser: Client) -> None:
    published(1)
    page = browser.post("/settings/approval/rules/new/", {**form(preview="1"), "is_on": ""}).content.decode()
    assert "ничего не меняет" in page


def test_a_reason_is_made_changed_and_switched_off(browser: Client) -> None:
    sent = {"code": "style", "title": "Стиль", "amount": "2", "unit": "working_hours", "is_on": "on"}
    assert browser.post("/settings/approval/reasons/new/", sent).status_code == 302
    assert ReturnReason.objects.get(code="style").title == "Стиль"
    assert browser.post("/settings/approval/reasons/new/", sent).status_code == 422
    assert browser.post("/settings/approval/reasons/style/", {**sent, "is_on": ""}).status_code == 302
    assert "style" not in approval_settings.reasons().values_list("code", flat=True)
    assert Change.objects.filter(subject="return_reason", key="style").count() == 2


def test_only_who_may_change_the_region_opens_it() -> None:
    assert entered(person("local", "administrator", body="roads")).get("/settings/approval/").status_code == 403


def test_the_seed_is_laid_once() -> None:
    before = ApprovalRule.objects.count()
    approval_settings.seed()
    assert ApprovalRule.objects.count() == before == 10
