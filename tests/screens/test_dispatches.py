"""The journal of messages to authors, one message, files for upload, settings of sending."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from otklik.answers.models import Callback, Dispatch, Manifest, SendingRule
from otklik.answers.sending import ways
from otklik.facts.actions import refresh_now
from otklik.flow.leaving import sending
from otklik.offices.models import Body
from tests.flow.sending_rows import a_message, a_source, states
from tests.screens.desk_factories import a_body, entered, someone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(db: None, settings: Any, tmp_path: Path) -> None:
    settings.OTKLIK_HOME = tmp_path
    ways.seed()


@pytest.fixture
def desk() -> Client:
    return entered(someone("moderator", "moderator"))


@pytest.fixture
def admin() -> Client:
    return entered(someone())


def laid(channel: str = "operator", *, body: Body | None = None, state: str = "", **fields: Any) -> Dispatch:
    message = a_message(channel, at=timezone.now(), body=body, **fields)
    refresh_now([message.question_id])
    if state:
        Dispatch.objects.filter(pk=message.pk).update(state=state)
    return message


def text(browser: Client, address: str) -> str:
    page = browser.get(address)
    assert page.status_code == 200, address
    return page.content.decode()


def test_the_journal_begins_with_what_needs_a_person(desk: Client) -> None:
    unsure, sent = laid(state="unsure", failure="сервер оборвал связь"), laid(state="sent")
    page = text(desk, "/dispatches/")
    assert f"/dispatches/{unsure.pk}/" in page and f"/dispatches/{sent.pk}/" not in page
    assert "Неизвестно, ушло ли" in page and "сервер оборвал связь" in page
    assert "Ждут человека: 1" in page
    assert f"/dispatches/{sent.pk}/" in text(desk, "/dispatches/?part=sent")


def test_nothing_waits(desk: Client) -> None:
    assert "Ничего не ждёт человека." in text(desk, "/dispatches/")


@pytest.mark.parametrize(
    ("state", "held", "told"),
    [
        ("unsure", "", ("Ушло, автор получил", "Не ушло — отправить ещё раз", "Само оно не уйдёт")),
        ("failed", "", ("Отправить ещё раз", "Передано другим путём")),
        ("waiting", "nobody", ("Проверить снова", "Задайте отправителя")),
        ("waiting", "old", ("Отправить", "Пролежало дольше")),
        ("waiting", "hand", ("Передано", "Почему не передано")),
        ("sent", "", ("Ушло",)),
    ],
)
def test_one_message_says_what_can_be_done(desk: Client, state: str, held: str, told: tuple[str, ...]) -> None:
    message = laid(state=state, held=held, sent_at=timezone.now() if state == "sent" else None)
    page = text(desk, f"/dispatches/{message.pk}/")
    assert message.text in page
    assert [words for words in told if words not in page] == []


@pytest.mark.parametrize(
    ("state", "verb", "becomes"),
    [("unsure", "sent", "sent"), ("unsure", "not-sent", "waiting"), ("failed", "retry", "waiting"),
     ("sent", "sent", "sent"), ("sending", "retry", "sending")],
)  # fmt: skip
def test_a_button_does_what_it_says(desk: Client, state: str, verb: str, becomes: str) -> None:
    message = laid(state=state)
    assert desk.post(f"/dispatches/{message.pk}/{verb}/").status_code == 302
    assert states([message]) == [becomes]


def test_the_journal_asks_as_much_of_three_rows_as_of_thirty(desk: Client) -> None:
    counted = []
    for rows in (3, 27):
        for _ in range(rows):
            laid(state="failed")
        desk.get("/dispatches/")
        with CaptureQueriesContext(connection) as queries:
            text(desk, "/dispatches/")
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 12


def test_a_message_out_of_scope_is_not_there() -> None:
    message = laid(body=a_body("roads", "Дороги"), state="unsure")
    stranger = entered(someone("stranger", "executor", body=a_body("waste", "Мусор")))
    assert stranger.get(f"/dispatches/{message.pk}/").status_code == 404
    assert stranger.post(f"/dispatches/{message.pk}/sent/").status_code == 404
    assert entered(someone("reader", "head")).post(f"/dispatches/{message.pk}/sent/").status_code == 403
    assert states([message]) == ["unsure"]


def test_after_a_long_outage_one_press_is_enough(desk: Client) -> None:
    old = [laid(held="old") for _ in range(3)]
    assert "Отправить давние: 3" in text(desk, "/dispatches/")
    desk.post("/dispatches/all/old/")
    assert {one.held for one in Dispatch.objects.all()} == {""}
    assert states(old) == ["waiting"] * 3


def test_a_file_is_made_downloaded_and_marked(desk: Client) -> None:
    message = laid("incident", outside_id="1024")
    sending.send_waiting(timezone.now())
    assert "Собрать файл: 1" in text(desk, "/dispatches/files/")
    desk.post("/dispatches/files/make/incident_file/")
    made = Manifest.objects.get()
    got = desk.get(f"/dispatches/files/{made.pk}.xlsx")
    assert (got.status_code, got.content[:2]) == (200, b"PK")
    assert "attachment" in got["Content-Disposition"]
    other = entered(someone("executor", "executor", body=a_body("roads", "Дороги")))
    assert other.get(f"/dispatches/files/{made.pk}.xlsx").status_code == 404
    assert desk.get(f"/dispatches/files/{made.pk}.exe").status_code == 404
    desk.post(f"/dispatches/files/{made.pk}/loaded/")
    assert states([message]) == ["sent"]
    assert "Загружен" in text(desk, "/dispatches/files/")


class TestSettings:
    """«Отправка ответов»."""

    def test_a_rule_is_added_changed_and_kept_in_the_history(self, admin: Client) -> None:
        form = {"channel": "incident", "source_name": "ВКонтакте", "sender": "hand", "position": 1, "is_on": "on"}
        assert admin.post("/settings/sending/new/", form).status_code == 302
        row = SendingRule.objects.get(source_name="ВКонтакте")
        assert admin.post("/settings/sending/new/", form).status_code == 422
        admin.post(f"/settings/sending/{row.pk}/", {**form, "is_on": ""})
        page = text(admin, "/settings/sending/")
        assert "выключено" in page and "incident ВКонтакте hand" in page

    def test_an_address_is_checked_and_its_secret_is_shown_once(self, admin: Client) -> None:
        source = a_source()
        for wrong in ("портал", "ftp://a.example", "https://u:p@a.example/", "https://a.example/?x=1", "https://[x"):
            assert admin.post("/settings/sending/sources/portal/", {"url": wrong}).status_code == 422, wrong
        admin.post("/settings/sending/sources/portal/", {"url": "https://a.example/in", "is_on": "on"})
        row = Callback.objects.get(source=source)
        before = ways.secret(row)
        page = admin.post("/settings/sending/sources/portal/secret/").content.decode()
        row.refresh_from_db()
        assert ways.secret(row) in page and ways.secret(row) != before
        assert ways.secret(row) not in text(admin, "/settings/sending/sources/portal/")

    def test_the_age_of_what_leaves_by_itself_is_set(self, admin: Client) -> None:
        admin.post("/settings/sending/", {"old_days": 10, "source": "Приказ № 5"})
        assert ways.old_days() == 10
        assert "Приказ № 5" in text(admin, "/settings/sending/")

    def test_what_found_no_sender_is_looked_at_again_when_rules_change(self, admin: Client) -> None:
        later = timezone.now() + timedelta(minutes=9)
        message = laid("telegram", held="nobody", send_after=later)
        admin.post("/settings/sending/new/", {"channel": "", "sender": "page", "position": 9, "is_on": "on"})
        sending.send_waiting(timezone.now())
        assert states([message]) == ["sent"]
