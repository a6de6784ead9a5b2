"""On the pages: the author is asked from the card, urgent ones stand on top, their rules are edited in the settings."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from otklik.answers.models import Asking, AskText, Dispatch, WaitingRule
from otklik.appeals.models import Question
from otklik.routing.models import AlarmRule, Taking
from tests import region
from tests.region import UNCLEAR, person, send

pytestmark = [pytest.mark.django_db]
DANGER = "В подъезде дома 12 сильно пахнет газом, ребёнку стало плохо, помогите срочно"


@pytest.fixture
def moderator(db: None) -> Client:
    region.found()
    return entered("mod", "moderator")


@pytest.fixture
def admin(db: None) -> Client:
    region.found()
    return entered("root", "administrator")


def entered(login: str, role: str, **reach: str) -> Client:
    browser = Client()
    browser.force_login(person(login, role, **reach))
    return browser


def read(browser: Client, address: str) -> str:
    return browser.get(address).content.decode()


class TestTheCard:
    """Asking and answering from the card, with and without JavaScript."""

    def test_the_proposed_question_can_be_edited_and_sent(self, moderator: Client) -> None:
        (question,) = send(UNCLEAR)
        page = read(moderator, f"/questions/{question.pk}/")
        assert "Уточните, пожалуйста, что именно случилось и где" in page
        sent = {"text": "Где это?", "version": question.version}
        assert moderator.post(f"/questions/{question.pk}/ask/", sent).status_code == 302
        page = read(moderator, f"/questions/{question.pk}/")
        assert "Автора спросили" in page and "«Где это?»" in page and "ждёт отправки" in page
        assert f"/questions/{question.pk}/" in read(moderator, "/?waits_for=author")

    def test_a_refused_text_stays_typed_beside_the_reason(self, moderator: Client) -> None:
        (question,) = send(UNCLEAR)
        reply = moderator.post(f"/questions/{question.pk}/ask/", {"text": "Ваш телефон +7 912 345-67-89?"})
        page = reply.content.decode()
        assert reply.status_code == 422 and "личные данные" in page and "345-67-89?</textarea>" in page

    def test_the_answer_is_put_down_and_undone_from_the_timeline(self, moderator: Client) -> None:
        (question,) = send(UNCLEAR)
        moderator.post(f"/questions/{question.pk}/ask/", {"text": "Где это?"})
        moderator.post(f"/questions/{question.pk}/answer/", {"text": "Яма на дороге, улица Лесная, ремонт нужен"})
        assert Asking.objects.get().ending == "answered"
        page = read(moderator, f"/questions/{question.pk}/")
        assert "Дополнение автора: Яма на дороге" in page and "Автор ответил" in page

    def test_who_may_not_decide_sees_no_form(self, moderator: Client) -> None:
        (question,) = send(UNCLEAR)
        curator = entered("cur", "curator")
        assert "edit-ask" not in read(curator, f"/questions/{question.pk}/")
        curator.post(f"/questions/{question.pk}/ask/", {"text": "Где это?"})
        assert not Dispatch.objects.exists()


class TestTheAlarm:
    """What rings, for whom, until when."""

    def test_it_stands_on_top_of_every_view_until_somebody_takes_it(self, moderator: Client) -> None:
        (question,) = send(DANGER, at=timezone.now())
        for address in ("/", "/?waits_for=triage", "/feed/alarm/"):
            assert f'data-numbers="{question.pk}"' in read(moderator, address)
        moderator.post(f"/questions/{question.pk}/take/", {"version": Question.objects.get(pk=question.pk).version})
        assert Taking.objects.get().question_id == question.pk
        assert 'data-count="0"' in read(moderator, "/feed/alarm/")
        assert "В работе: Mod" in read(moderator, f"/questions/{question.pk}/")

    def test_after_the_minutes_of_the_rule_it_tells_how_long_it_waits(self, moderator: Client) -> None:
        send(DANGER, at=timezone.now() - timedelta(minutes=7, seconds=5))
        assert "<b>ждёт 7 мин</b>" in read(moderator, "/feed/alarm/")
        AlarmRule.objects.update(minutes=10)
        assert "<b>ждёт" not in read(moderator, "/feed/alarm/")

    @pytest.mark.parametrize(("role", "reach", "rings"), [
        ("executor", {"body": "duty"}, False), ("block_head", {}, True), ("analyst", {}, False), ("curator", {}, False),
    ])  # fmt: skip
    def test_it_rings_for_those_who_may_act(self, role: str, reach: dict, rings: bool, moderator: Client) -> None:
        (question,) = send(DANGER, topic="Дороги", at=timezone.now())
        browser = entered("one", role, **reach)
        assert (f'data-numbers="{question.pk}"' in read(browser, "/")) == rings

    def test_many_are_counted_and_lead_to_their_rows(
        self, moderator: Client, django_assert_max_num_queries: Any
    ) -> None:
        send(*(f"{DANGER} {number}" for number in range(7)), at=timezone.now())
        read(moderator, "/feed/alarm/")
        with django_assert_max_num_queries(9):
            page = read(moderator, "/feed/alarm/")
        assert "Срочно, никто не взял: 7" in page and "и ещё 2" in page and page.count("alarm-line") == 5


class TestSettings:
    """Texts, rules of waiting and minutes are rows that an administrator edits."""

    def test_a_text_is_changed_and_proposed_at_once(self, admin: Client) -> None:
        row = AskText.objects.get(topic_code="", asks="both")
        address = f"/settings/asking/texts/{row.pk}/"
        assert row.text in read(admin, address)
        admin.post(address, {"topic_code": "", "asks": "both", "text": "Что и где?"})
        (question,) = send(UNCLEAR)
        assert "Что и где?" in read(admin, f"/questions/{question.pk}/")
        assert "Что и где?" in read(admin, "/settings/asking/")

    def test_an_unknown_topic_is_refused(self, admin: Client) -> None:
        reply = admin.post("/settings/asking/texts/new/", {"topic_code": "zz", "asks": "both", "text": "Что?"})
        assert reply.status_code == 422 and "нет ни в одном" in reply.content.decode()

    def test_an_appeal_can_not_be_closed_for_silence(self, admin: Client) -> None:
        row = WaitingRule.objects.get(legal_kind="appeal")
        sent = {"legal_kind": "appeal", "amount": 5, "unit": "working_days", "remind_before": 1, "at_end": "close",
                "result": "нет", "source": "приказ"}  # fmt: skip
        reply = admin.post(f"/settings/asking/rules/{row.pk}/", sent)
        assert reply.status_code == 422 and "не закрывают" in reply.content.decode()
        assert admin.post(f"/settings/asking/rules/{row.pk}/", {**sent, "at_end": "return"}).status_code == 302
        row.refresh_from_db()
        assert (row.amount, row.hours) == (5, None)

    def test_a_rule_of_a_channel_that_is_yet_to_come_can_be_edited(self, admin: Client) -> None:
        row = WaitingRule.objects.get(channel="pos")
        sent = {"legal_kind": "message", "channel": "pos", "amount": 6, "unit": "calendar_days", "remind_before": 0,
                "at_end": "return", "source": "приказ"}  # fmt: skip
        assert admin.post(f"/settings/asking/rules/{row.pk}/", sent).status_code == 302
        row.refresh_from_db()
        assert (row.amount, WaitingRule.objects.count()) == (6, 4)

    def test_the_minutes_of_an_alarm_are_set_with_their_ground(self, admin: Client) -> None:
        admin.post("/settings/urgent/", {"minutes": 3, "source": "регламент"})
        assert AlarmRule.objects.get().minutes == 3
        assert "регламент" in read(admin, "/settings/urgent/")
        assert admin.post("/settings/urgent/", {"minutes": 0, "source": "регламент"}).status_code == 422


def test_asked_in_bulk_is_one_act_with_a_term_each(moderator: Client) -> None:
    questions = send(UNCLEAR, UNCLEAR + " эъ")
    marks = [f"{question.pk}:{question.version}" for question in questions]
    moderator.post("/feed/bulk/", {"verb": "ask", "mark": marks, "sure": "1", "text": "Где это?"})
    assert Asking.objects.count() == 2
