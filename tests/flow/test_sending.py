"""Messages leave by the senders of the rules, each once, through good servers and bad ones."""

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from otklik.answers.models import Callback, Dispatch, SenderState, SendingRule
from otklik.answers.sending import doors, posting, ways
from otklik.answers.sending.posting import BACK_OFF, CLAIM
from otklik.appeals.models import Event
from otklik.citizens.models import Citizen
from otklik.flow.leaving import confirming, sending
from otklik.gateways import mail
from otklik.satisfaction.models import Link
from tests.fakes.smtp import Box, mail_server
from tests.fakes.webhook import Receiver, source_at
from tests.flow.sending_rows import MAIL_TO, a_message, a_source, states

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 18, 4, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def rules(db: None) -> None:
    ways.seed()


@pytest.fixture
def box(settings: Any) -> Iterator[Box]:
    with mail_server() as server:
        settings.OTKLIK_SMTP_HOST, settings.OTKLIK_SMTP_PORT = "127.0.0.1", server.port
        settings.OTKLIK_SMTP_TIMEOUT_S = 0.3
        settings.OTKLIK_SMTP_FROM = "otklik@zarechie.example"
        settings.OTKLIK_SITE_URL = "https://otklik.example"
        yield server


@pytest.fixture
def portal(settings: Any) -> Iterator[Receiver]:
    settings.OTKLIK_WEBHOOK_TIMEOUT_S = 0.3
    with source_at() as receiver:
        yield receiver


def by_mail(at: datetime = AT, **fields: Any) -> Dispatch:
    return a_message(at=at, mail=MAIL_TO, **fields)


def by_portal(portal: Receiver, at: datetime = AT, **fields: Any) -> Dispatch:
    source = getattr(portal, "source", None) or a_source(url=portal.url)
    portal.source = source
    return a_message("api", at=at, source=source, outside_id="П-77", **fields)


def text_of(letter: Any) -> str:
    return letter.get_body(("plain",)).get_content()


class TestMail:
    """SMTP."""

    def test_an_answer_leaves_once_with_its_text_and_the_link_that_is_kept_nowhere(self, box: Box) -> None:
        message = by_mail()
        sending.send_waiting(AT)
        sending.send_waiting(AT + timedelta(minutes=1))
        (letter,) = box.letters
        assert states([message]) == ["sent"]
        assert (letter["To"], letter["Message-ID"]) == (MAIL_TO, f"<{message.key}@zarechie.example>")
        assert text_of(letter).startswith(message.text)
        assert "Оценить ответ и узнать, что дальше: https://otklik.example/a/" in text_of(letter)
        assert "/a/" not in message.text
        assert list(Event.objects.values_list("kind", "what__text")) == [("sent", "Ответ · Эл. почта")]

    def test_the_author_is_greeted_by_a_name_that_no_text_of_ours_holds(self, box: Box) -> None:
        message = by_mail()
        Dispatch.objects.filter(pk=message.pk).update(text="Здравствуйте, {имя}! Сделали.")
        Citizen.objects.filter(key=message.author_key).update(full_name="Ильина Мария Петровна")
        sending.send_waiting(AT)
        assert text_of(box.letters[0]).startswith("Здравствуйте, Мария Петровна! Сделали.")
        message.refresh_from_db()
        assert "Мария" not in message.text

    def test_an_answer_to_a_letter_by_e_mail_stands_in_its_thread(self, box: Box) -> None:
        by_mail(outside_id="<abc@mail.example>")
        by_mail(outside_id="77")
        sending.send_waiting(AT)
        assert [letter["In-Reply-To"] for letter in box.letters] == ["<abc@mail.example>", None]

    @pytest.mark.parametrize(("kind", "told"), [("stage", True), ("ask", True), ("law", False), ("silence", False)])
    def test_a_notice_leaves_no_line_in_the_history(self, box: Box, kind: str, told: bool) -> None:
        by_mail(kind=kind)
        sending.send_waiting(AT)
        assert ("Что с вашим вопросом: https://otklik.example/a/" in text_of(box.letters[0])) == told
        assert not Event.objects.exists()

    @pytest.mark.parametrize(
        ("mood", "state", "told"),
        [
            ("refuse", "failed", "адрес не принят: 550 no such box <[адрес]>"),
            ("later", "waiting", "адрес не принят: 451"),
            ("grey", "waiting", "адрес не принят: 450 greylisted"),
            ("hang", "waiting", "сервер молчит или оборвал связь"),
            ("drip", "waiting", "сервер не принимает: 222"),
            ("busy", "waiting", "сервер не принимает: 421"),
            ("not you", "waiting", "сервер не принимает писем от нас: 550"),
            ("dislike", "failed", "сервер отказал: 554 spam"),
            ("full", "waiting", "сервер отказал: 452 no room"),
            ("break", "unsure", "сервер молчит или оборвал связь: неизвестно, успел ли он принять письмо"),
            ("drop", "unsure", "сервер молчит или оборвал связь: неизвестно, успел ли он принять письмо"),
        ],
    )
    def test_each_failure_of_a_server_has_its_own_end(self, box: Box, mood: str, state: str, told: str) -> None:
        box.mood = mood
        message = by_mail()
        sending.send_waiting(AT)
        assert states([message]) == [state]
        assert message.failure.startswith(told), message.failure
        assert MAIL_TO not in message.failure
        box.mood = ""
        sending.send_waiting(AT + BACK_OFF[0] + timedelta(seconds=30))
        went = {"waiting": 1, "failed": 0, "unsure": len(box.letters) if mood == "drop" else 0}[state]
        assert len(box.letters) == went, "what is unsure is never sent again by itself"

    def test_a_hanging_server_costs_one_time_out_for_all_its_letters(self, box: Box, portal: Receiver) -> None:
        box.mood = "hang"
        letters = [by_mail() for _ in range(5)]
        other = by_portal(portal)
        began = time.monotonic()
        sending.send_waiting(AT)
        assert time.monotonic() - began < 1.5
        assert (states(letters), states([other])) == (["waiting"] * 5, ["sent"])
        assert box.talks == 1
        sending.send_waiting(AT + timedelta(seconds=30))
        assert box.talks == 1, "the door is left alone for a minute"
        assert [row.failures for row in doors.troubles()] == [1]
        assert {one.tries for one in letters} == {0}, "a server that is down is no failure of a letter"

    def test_when_the_server_is_back_all_that_waited_leave(self, box: Box) -> None:
        box.mood = "busy"
        letters = [by_mail() for _ in range(3)]
        sending.send_waiting(AT)
        box.mood = ""
        sending.send_waiting(AT + timedelta(minutes=2))
        assert states(letters) == ["sent"] * 3
        assert not SenderState.objects.exists()

    def test_after_the_last_try_a_letter_has_failed(self, box: Box) -> None:
        box.mood = "grey"
        message, at = by_mail(), AT
        for wait in (*BACK_OFF, timedelta()):
            sending.send_waiting(at)
            at += wait
        assert (states([message]), message.tries) == (["failed"], len(BACK_OFF) + 1)

    def test_a_mailbox_written_wrongly_fails_alone(self, box: Box) -> None:
        wrong, right = a_message(at=AT, mail="a\r\nBcc: b@example.org"), by_mail()
        sending.send_waiting(AT)
        assert (states([wrong]), states([right])) == (["failed"], ["sent"])
        assert len(box.letters) == 1

    def test_a_mailbox_in_russian_is_written_as_servers_know_it_or_fails_alone(self, box: Box) -> None:
        domain, name = a_message(at=AT, mail="ivan@почта.рф"), a_message(at=AT, mail="иван@почта.рф")
        usual = by_mail()
        sending.send_waiting(AT)
        assert states([domain, name, usual]) == ["sent", "failed", "sent"]
        assert box.letters[0]["To"] == "ivan@xn--80a1acny.xn--p1ai"
        assert "латиницы" in name.failure

    def test_no_mailbox_stands_in_logs_or_in_texts_of_values(self, box: Box, caplog: pytest.LogCaptureFixture) -> None:
        box.mood = "refuse"
        by_mail()
        with caplog.at_level(logging.DEBUG):
            sending.send_waiting(AT)
        letter = mail.Letter("1", MAIL_TO, "О вашем", "Яма")
        assert MAIL_TO not in caplog.text + repr(letter) + "".join(Dispatch.objects.values_list("failure", flat=True))


class TestWebhook:
    """The address of a source."""

    def test_a_source_gets_the_answer_once_signed_and_named_by_its_key(self, portal: Receiver) -> None:
        message = by_portal(portal)
        sending.send_waiting(AT)
        said = portal.kept[str(message.key)]
        assert states([message]) == ["sent"]
        assert (said["letter"], said["text"], said["kind"], said["outcome"]) == (
            "П-77",
            message.text,
            "answer",
            "Решено",
        )
        assert (message.outside_id, message.outside_url) == ("in-1", portal.url)
        stamp, _, mark = portal.headers[0]["X-Otklik-Signature"].partition(",v1=")
        secret = ways.secret(Callback.objects.get()).encode()
        signed = hmac.new(secret, stamp[2:].encode() + b"." + portal.raw[0], hashlib.sha256).hexdigest()
        assert mark == signed

    @pytest.mark.parametrize(
        ("mood", "state", "told"),
        [
            ("500", "waiting", "источник ответил 500"),
            ("503", "waiting", "источник ответил 503"),
            ("429", "waiting", "источник ответил 429"),
            ("401", "waiting", "источник ответил 401: проверьте секрет подписи"),
            ("404", "waiting", "источник ответил 404: проверьте адрес источника"),
            ("elsewhere", "waiting", "источник ответил 307: проверьте адрес источника"),
            ("422", "failed", "источник ответил 422: сообщение ему не подошло"),
            ("late", "waiting", "источник не отвечает"),
            ("drip", "waiting", "источник не отвечает"),
            ("drop", "waiting", "источник не отвечает"),
        ],
    )
    def test_each_failure_of_a_source_has_its_own_end(self, portal: Receiver, mood: str, state: str, told: str) -> None:
        portal.mood = mood
        message = by_portal(portal)
        began = time.monotonic()
        sending.send_waiting(AT)
        assert time.monotonic() - began < 1.5
        assert (states([message]), message.failure.startswith(told)) == ([state], True), message.failure
        portal.mood = ""
        sending.send_waiting(AT + timedelta(minutes=2))
        assert list(portal.kept) == ([str(message.key)] if state == "waiting" else [])

    def test_taken_before_it_broke_off_the_answer_stands_there_once(self, portal: Receiver) -> None:
        portal.mood = "drop"
        message = by_portal(portal)
        sending.send_waiting(AT)
        portal.mood = ""
        sending.send_waiting(AT + timedelta(minutes=2))
        assert (portal.came, list(portal.kept)) == ([str(message.key)] * 2, [str(message.key)])
        assert states([message]) == ["sent"]

    def test_nonsense_in_the_answer_is_no_failure(self, portal: Receiver) -> None:
        portal.mood = "garbage"
        message = by_portal(portal)
        sending.send_waiting(AT)
        assert (states([message]), message.outside_id) == (["sent"], "")

    def test_one_source_that_is_down_does_not_stop_another(self, portal: Receiver) -> None:
        with source_at("500") as ill:
            down = [a_message("api", at=AT, source=a_source("ill", ill.url)) for _ in range(1)]
            fine = by_portal(portal)
            sending.send_waiting(AT)
        assert (states(down), states([fine])) == (["waiting"], ["sent"])

    def test_a_message_that_its_source_always_breaks_on_does_not_stop_the_others(self, portal: Receiver) -> None:
        poison = next(iter([by_portal(portal) for _ in range(4)]))
        portal.mood = "500"
        sending.send_waiting(AT)
        portal.mood = ""
        first = sending.posting.due(AT + timedelta(minutes=1, seconds=1), 1)
        assert first[0].pk != poison.pk, "the one that failed goes behind those that wait"

    def test_an_address_changed_after_a_try_does_not_send_it_by_another_way(self, portal: Receiver, box: Box) -> None:
        portal.mood = "drop"
        message = by_portal(portal, mail=MAIL_TO)
        sending.send_waiting(AT)
        Callback.objects.all().delete()
        sending.send_waiting(AT + timedelta(minutes=2))
        assert (states([message]), box.letters) == (["unsure"], [])


class TestOtherWays:
    """The page, files, people, and nobody."""

    def test_the_page_is_there_at_once(self) -> None:
        message = a_message("form", at=AT)
        sending.send_waiting(AT)
        assert states([message]) == ["sent"]
        assert (message.sender, Link.objects.count()) == ("page", 1)

    @pytest.mark.parametrize(
        ("channel", "source_name", "fields", "held", "sender"),
        [
            ("incident", "ВКонтакте", {"outside_id": "1024"}, "file", "incident_file"),
            ("incident", "ВКонтакте", {}, "hand", "hand"),
            ("operator", "Телефон", {}, "hand", "phone"),
            ("operator", "бумага", {}, "hand", "letter"),
            ("operator", "бумага", {"kind": "stage"}, "hand", "phone"),
            ("api", "Портал", {}, "nobody", ""),
            ("telegram", "", {}, "nobody", ""),
        ],
    )
    def test_what_no_machine_carries_waits_for_a_person(
        self, channel: str, source_name: str, fields: dict[str, str], held: str, sender: str
    ) -> None:
        message = a_message(channel, at=AT, source_name=source_name, **fields)
        sending.send_waiting(AT)
        assert states([message]) == ["waiting"]
        assert (message.held, message.sender) == (held, sender)

    def test_nobody_to_send_it_says_why_and_looks_again(self, box: Box, settings: Any) -> None:
        settings.OTKLIK_SMTP_HOST = ""
        message = a_message("api", at=AT, mail=MAIL_TO)
        sending.send_waiting(AT)
        states([message])
        assert "Источнику по API: у источника нет адреса для ответов" in message.failure
        assert "Эл. почта: почтовый сервер не задан (OTKLIK_SMTP_HOST)" in message.failure
        settings.OTKLIK_SMTP_HOST = "127.0.0.1"
        sending.send_waiting(AT + posting.NOBODY_AGAIN)
        assert states([message]) == ["sent"]

    def test_what_waited_long_does_not_leave_by_surprise(self, box: Box) -> None:
        old, fresh = by_mail(AT - timedelta(days=4)), by_mail()
        sending.send_waiting(AT)
        assert (states([old]), old.held, states([fresh])) == (["waiting"], "old", ["sent"])
        sending.send_waiting(AT + timedelta(hours=1))
        assert len(box.letters) == 1
        posting.release(Dispatch.objects.filter(pk=old.pk), at=AT)
        sending.send_waiting(AT + timedelta(hours=1))
        assert states([old]) == ["sent"]

    def test_what_is_not_due_or_called_back_stays(self, box: Box) -> None:
        later, gone = by_mail(AT + timedelta(minutes=1)), by_mail(state="cancelled")
        sending.send_waiting(AT)
        assert (states([later, gone]), box.letters) == (["waiting", "cancelled"], [])

    def test_called_back_between_the_look_and_the_taking_it_does_not_leave(self, box: Box) -> None:
        message = by_mail()
        (found,) = posting.due(AT, 10)
        Dispatch.objects.update(state="cancelled")
        assert not posting.take(found, sending.SENDERS["mail"], at=AT)
        assert states([message]) == ["cancelled"]

    def test_a_rule_of_a_source_comes_before_that_of_a_channel(self, box: Box) -> None:
        SendingRule.objects.create(channel="", source_name="ВКонтакте", sender="page", position=5)
        message = a_message("incident", at=AT, source_name="вконтакте", outside_id="1")
        sending.send_waiting(AT)
        assert (states([message]), message.sender) == (["sent"], "page")


class TestCrash:
    """What a dead worker had in hand."""

    def test_a_letter_is_left_to_a_person_and_a_post_is_sent_again(self, box: Box, portal: Receiver) -> None:
        letter, post, page = by_mail(), by_portal(portal), a_message("form", at=AT)
        for one, sender in ((letter, "mail"), (post, "webhook"), (page, "page")):
            Dispatch.objects.filter(pk=one.pk).update(state="sending", sender=sender, taken_at=AT, tries=1)
        sending.send_waiting(AT + CLAIM - timedelta(seconds=1))
        assert states([letter, post, page]) == ["sending"] * 3, "the worker may be alive"
        sending.send_waiting(AT + CLAIM)
        assert states([letter, post, page]) == ["unsure", "sent", "sent"]
        assert letter.failure == sending.DIED
        assert (len(portal.kept), box.letters) == (1, [])


class TestConfirming:
    """Whether an answer is still there."""

    def test_seen_once_and_gone_later_it_is_told_of(self, portal: Receiver) -> None:
        message = by_portal(portal)
        sending.send_waiting(AT)
        confirming.confirm_sent(AT + timedelta(hours=1))
        states([message])
        assert message.confirmed_at == AT + timedelta(hours=1)
        portal.kept.clear()
        assert confirming.confirm_sent(AT + timedelta(hours=2)) == 0, "once a day"
        confirming.confirm_sent(AT + timedelta(days=2))
        confirming.confirm_sent(AT + timedelta(days=4))
        states([message])
        assert message.missing_at == AT + timedelta(days=2)
        assert [event.kind for event in Event.objects.order_by("pk")] == ["sent", "sent_gone"]

    @pytest.mark.parametrize("mood", ["404", "mute", "500"])
    def test_a_source_that_can_not_be_asked_loses_nothing(self, portal: Receiver, mood: str) -> None:
        message = by_portal(portal)
        sending.send_waiting(AT)
        portal.mood = mood
        confirming.confirm_sent(AT + timedelta(hours=1))
        states([message])
        assert (message.confirmed_at, message.missing_at) == (None, None)

    def test_a_page_that_was_shut_is_told_of(self) -> None:
        message = a_message("form", at=AT)
        sending.send_waiting(AT)
        confirming.confirm_sent(AT + timedelta(hours=1))
        Link.objects.update(revoked_at=AT)
        confirming.confirm_sent(AT + timedelta(days=2))
        states([message])
        assert message.missing_at


def test_the_body_of_a_post_is_one_json_that_says_all(portal: Receiver) -> None:
    by_portal(portal)
    sending.send_waiting(AT)
    named = {
        "key",
        "kind",
        "question",
        "letter",
        "letter_url",
        "subject",
        "text",
        "outcome",
        "body",
        "at",
        "link",
        "files",
    }
    assert set(json.loads(portal.raw[0])) == named
