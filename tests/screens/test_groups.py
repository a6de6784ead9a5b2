"""Pages of interdepartmental groups, of disputes, and of a closed body's successor."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from otklik.appeals.models import Question
from otklik.improvement import actions
from otklik.improvement.actions import GroupDraft
from otklik.improvement.models import Covered, Group, Note
from otklik.improvement.rules import GroupError
from otklik.offices.models import Body, Change, Person
from otklik.routing import transfers
from otklik.routing.actions import RuleDraft, save_rule
from otklik.routing.models import DisputeRule, Rule, TransferReason
from tests.factories import NOON, a_body, a_person, a_question
from tests.screens.desk_factories import entered

pytestmark = pytest.mark.django_db
DUE = timezone.localdate() + timedelta(days=9)


@pytest.fixture
def moderator() -> Person:
    return a_person()


@pytest.fixture
def body() -> Body:
    return a_body()


def draft(**changed: object) -> GroupDraft:
    return GroupDraft(**{"title": "Паводок", "matter": "Вода", "head": "moderator", "due_on": DUE,
                         "bodies": ("roads",), **changed})  # fmt: skip


def opened(by: Person) -> Group:
    return actions.open_group(draft(), by=by, at=timezone.now())


def test_a_group_is_gathered_filled_and_closed_with_one_result(moderator: Person, body: Body) -> None:
    browser = entered(moderator)
    form = {"title": "Паводок", "matter": "Вода", "head": "moderator", "due_on": DUE.isoformat(), "bodies": ["roads"]}
    assert browser.post("/groups/new/", form).status_code == 302
    group, questions = Group.objects.get(), [a_question(body=body), a_question(body=body)]
    numbers = ", ".join(str(one.pk) for one in questions)
    page = browser.post(f"/groups/{group.pk}/cover/", {"numbers": f"{numbers}, 99999"}, follow=True).content.decode()
    assert "Добавлено: 2 вопроса. Не найдено или вне вашего доступа: 1." in page
    assert f"№ {questions[0].pk}" in page
    card = browser.get(f"/questions/{questions[0].pk}/").content.decode()
    assert "Межведомственная группа" in card
    assert "общий срок" in card
    browser.post(f"/groups/{group.pk}/decide/", {"text": "Откачать", "who": "Город", "due_on": DUE.isoformat()})
    note = Note.objects.get(kind="decision")
    browser.post(f"/groups/{group.pk}/done/", {"note": note.pk})
    note.refresh_from_db()
    assert note.done_by == moderator
    said = browser.post(f"/groups/{group.pk}/close/", {"result": "меры приняты", "questions": "on"}, follow=True)
    assert "Закрыто вопросов: 2." in said.content.decode()
    assert set(Question.objects.values_list("state", "result")) == {("closed", "меры приняты")}
    browser.post(f"/groups/{group.pk}/reopen/")
    assert Group.objects.get().state == "open"


FLAWS = [
    ({"title": " "}, "Название пусто", "a group without a name"),
    ({"head": "nobody"}, "Руководитель", "nobody leads it"),
    ({"bodies": ()}, "никого нет", "nobody is in it"),
    ({"due_on": None}, "Срок не указан", "no term"),
    ({"due_on": date(2020, 1, 1)}, "уже прошёл", "a term that is past"),
]


@pytest.mark.parametrize(("changed", "said", "reason"), FLAWS)
def test_a_group_that_lacks_something_is_refused(
    moderator: Person, body: Body, changed: dict[str, object], said: str, reason: str
) -> None:
    with pytest.raises(GroupError) as refusal:
        actions.open_group(draft(**changed), by=moderator, at=timezone.now())
    assert said in str(refusal.value), reason
    assert not Group.objects.exists()


def test_a_closed_group_takes_nothing_more(moderator: Person, body: Body) -> None:
    group = opened(moderator)
    actions.close_group(group.pk, result="готово", by=moderator, at=NOON)
    page = entered(moderator).post(
        f"/groups/{group.pk}/cover/", {"numbers": str(a_question(body=body).pk)}, follow=True
    )
    assert "Группа завершена" in page.content.decode()
    assert not Covered.objects.exists()


def test_the_log_tells_what_changed(moderator: Person, body: Body) -> None:
    group = opened(moderator)
    actions.change_group(group.pk, draft(due_on=DUE + timedelta(days=1)), by=moderator, at=timezone.now())
    assert Note.objects.filter(kind="change").count() == 2
    assert f"{DUE + timedelta(days=1):%d.%m.%Y}" in Note.objects.first().text


def test_a_stranger_sees_no_group_and_a_member_changes_nothing(moderator: Person, body: Body) -> None:
    group = opened(moderator)
    stranger = entered(a_person("other", "executor", a_body("waste", "Отходы")))
    member = entered(a_person("member", "executor", body))
    assert stranger.get(f"/groups/{group.pk}/").status_code == 404
    assert "Паводок" not in stranger.get("/groups/").content.decode()
    assert member.get(f"/groups/{group.pk}/").status_code == 200
    assert member.post(f"/groups/{group.pk}/close/", {"result": "всё"}).status_code == 403
    assert member.get(f"/groups/{group.pk}/change/").status_code == 403


def test_a_member_sees_only_how_many_questions_lie_outside(moderator: Person, body: Body) -> None:
    group = opened(moderator)
    foreign = a_question("Свалка за гаражами", body=a_body("waste", "Отходы"))
    actions.cover(group.pk, [foreign.pk], by=moderator, at=NOON)
    page = entered(a_person("member", "executor", body)).get(f"/groups/{group.pk}/").content.decode()
    assert "Свалка" not in page
    assert "1 вопрос вне вашего доступа" in page


def test_a_hand_back_from_the_card_and_the_refused_one_keeps_what_was_typed(moderator: Person, body: Body) -> None:
    transfers.seed()
    question = a_question(body=body)
    browser, address = entered(a_person("exec", "executor", body)), f"/questions/{question.pk}/hand-back/"
    refused = browser.post(address, {"reason": "other", "words": ""})
    assert refused.status_code == 422
    assert "без слов ничего не говорит" in refused.content.decode()
    assert browser.post(address, {"reason": "territory", "version": question.version}).status_code == 302
    page = browser.get(f"/questions/{question.pk}/").content.decode()
    assert "Передачи между органами" in page
    assert "не наша территория" in page


def test_a_dispute_is_ruled_from_the_card(moderator: Person, body: Body) -> None:
    transfers.seed()
    DisputeRule.objects.update(most_transfers=1)
    question = a_question(body=body, due_at=NOON + timedelta(days=3))
    entered(a_person("exec", "executor", body)).post(f"/questions/{question.pk}/hand-back/", {"reason": "territory"})
    browser = entered(moderator)
    assert "решаете вы" in browser.get("/disputes/").content.decode()
    assert "Решение арбитра" in browser.get(f"/questions/{question.pk}/").content.decode()
    browser.post(f"/questions/{question.pk}/rule/", {"side": "roads", "why": "дорога ваша"})
    page = browser.get(f"/questions/{question.pk}/").content.decode()
    assert "исполнитель — Министерство дорог" in page
    assert "Пересмотреть решение" in page


def test_a_closed_body_hands_its_rules_and_questions_over(body: Body) -> None:
    administrator: Client = entered(a_person("admin", "administrator"))
    question, into = a_question(body=body), a_body("waste", "Отходы")
    save_rule(RuleDraft("roads", date(2026, 1, 1)), by=None, at=NOON)
    assert administrator.get("/settings/bodies/roads/successor/").status_code == 404
    administrator.post("/settings/bodies/roads/close/")
    page = administrator.get("/settings/bodies/roads/successor/").content.decode()
    assert "Открытых вопросов: 1, правил маршрута: 1." in page
    told = administrator.post("/settings/bodies/roads/successor/", {"into": "waste"}, follow=True).content.decode()
    assert "получил вопросов: 1, правил: 1." in told
    assert Question.objects.get(pk=question.pk).body == into
    today = timezone.localdate()
    assert list(Rule.objects.order_by("pk").values_list("body__code", "valid_from", "valid_to")) == [
        ("roads", date(2026, 1, 1), today - timedelta(days=1)),
        ("waste", today, None),
    ]
    assert Change.objects.filter(subject="rule").count() == 2


def test_the_rule_of_disputes_and_the_reasons_are_settings() -> None:
    transfers.seed()
    browser = entered(a_person("admin", "administrator"))
    asked = {"most_transfers": 4, "arbiters": ["head"], "border_m": 50, "margin": 0.1, "source": "Приказ 7"}
    assert browser.post("/settings/disputes/", asked).status_code == 302
    assert transfers.rule().most_transfers == 4
    assert browser.post("/settings/disputes/", {**asked, "most_transfers": 0}).status_code == 422
    reason = {"code": "season", "title": "Не сезон", "position": 3}
    assert browser.post("/settings/disputes/reasons/new/", reason).status_code == 302
    assert browser.post("/settings/disputes/reasons/new/", reason).status_code == 422
    browser.post("/settings/disputes/reasons/season/", {"title": "Не сезон", "position": 3, "is_closed": "on"})
    assert TransferReason.objects.get(code="season") not in transfers.reasons()
    assert Change.objects.filter(subject="dispute_rule").count() == 1
