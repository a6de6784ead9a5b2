"""What people say of messages, and files of answers for other systems."""

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from otklik.answers.models import Dispatch, Manifest
from otklik.answers.sending import manifests, ways
from otklik.answers.sending.manifests import ManifestError
from otklik.appeals.models import Event
from otklik.facts.actions import refresh_now
from otklik.flow.leaving import dispatch_log, sending, settling
from otklik.flow.leaving.dispatch_log import PERSON, Wanted
from otklik.flow.leaving.settling import SettlingError
from otklik.offices import queries as offices
from otklik.offices.models import Body, Grant, Person
from tests.flow.sending_rows import a_message, states

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 18, 4, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def home(db: None, settings: Any, tmp_path: Path) -> None:
    settings.OTKLIK_HOME = tmp_path
    ways.seed()


@pytest.fixture
def roads() -> Body:
    return Body.objects.create(code="roads", name="Управление дорог")


@pytest.fixture
def moderator() -> Person:
    person = Person.objects.create_user("moderator", "x", full_name="Анна Осипова")
    Grant.objects.create(person=person, role="moderator")
    return person


def laid(channel: str = "incident", *, body: Body | None = None, **fields: Any) -> Dispatch:
    message = a_message(channel, at=AT, body=body, **fields)
    refresh_now([message.question_id])
    return message


def stands(state: str, **fields: Any) -> Dispatch:
    message = laid("operator", **fields)
    Dispatch.objects.filter(pk=message.pk).update(state=state)
    return message


class TestSettling:
    """«Ушло», «не ушло»."""

    @pytest.mark.parametrize(
        ("state", "held", "was_sent", "becomes", "event"),
        [
            ("unsure", "", True, "sent", "sent"),
            ("unsure", "", False, "waiting", "sent_again"),
            ("failed", "", True, "sent", "sent"),
            ("failed", "", False, "waiting", "sent_again"),
            ("waiting", "hand", True, "sent", "sent"),
            ("waiting", "hand", False, "failed", "not_sent"),
            ("waiting", "nobody", True, "sent", "sent"),
            ("waiting", "old", False, "waiting", "sent_again"),
        ],
    )
    def test_a_person_settles_what_the_machine_can_not(
        self, moderator: Person, state: str, held: str, was_sent: bool, becomes: str, event: str
    ) -> None:
        message = laid("operator", held=held)
        Dispatch.objects.filter(pk=message.pk).update(state=state)
        settling.settle(message.pk, was_sent=was_sent, by=moderator, at=AT, words="не берут трубку")
        assert states([message]) == [becomes]
        told = Event.objects.get()
        assert (told.kind, told.by_id) == (event, moderator.pk)

    @pytest.mark.parametrize("state", ["sent", "sending", "cancelled", "waiting"])
    def test_what_is_settled_or_in_hand_is_left(self, moderator: Person, state: str) -> None:
        message = stands(state)
        with pytest.raises(SettlingError, match="обновите страницу"):
            settling.settle(message.pk, was_sent=True, by=moderator, at=AT)
        assert states([message]) == [state]

    def test_why_it_could_not_be_told_must_be_said(self, moderator: Person) -> None:
        message = laid("operator", held="hand")
        with pytest.raises(SettlingError, match="почему"):
            settling.settle(message.pk, was_sent=False, by=moderator, at=AT)

    def test_who_does_not_work_with_the_question_says_nothing(self, roads: Body) -> None:
        message = laid("operator", held="hand", body=roads)
        for role, body in (("head", None), ("executor", Body.objects.create(code="waste", name="Мусор"))):
            person = Person.objects.create_user(role, "x")
            Grant.objects.create(person=person, role=role, body=body)
            with pytest.raises(SettlingError, match="не поручен"):
                settling.settle(message.pk, was_sent=True, by=person, at=AT)
            assert settling.release(Dispatch.objects.all(), by=person, at=AT) == 0
        assert states([message]) == ["waiting"]

    def test_old_notices_are_dropped_and_answers_are_not(self, moderator: Person) -> None:
        notice, answer = laid("operator", held="old", kind="stage"), laid("operator", held="old")
        assert settling.drop(Dispatch.objects.filter(held="old"), by=moderator, at=AT) == 1
        assert states([notice, answer]) == ["cancelled", "waiting"]

    def test_what_is_unsure_is_not_sent_again_by_a_button_for_all(self, moderator: Person) -> None:
        unsure, failed = stands("unsure"), stands("failed")
        assert settling.release(Dispatch.objects.all(), by=moderator, at=AT) == 1
        assert states([unsure, failed]) == ["unsure", "waiting"]


class TestFiles:
    """A table for upload into another system."""

    def test_what_waits_goes_into_one_file_and_is_sent_when_it_is_loaded(self, moderator: Person, roads: Body) -> None:
        messages = [laid(outside_id=str(number), source_name="ВКонтакте", body=roads) for number in (1024, 1025)]
        sending.send_waiting(AT)
        made = settling.gather("incident_file", by=moderator, at=AT)
        assert (states(messages), made.rows) == (["sending"] * 2, 2)
        sheet = CalamineWorkbook.from_path(str(manifests.path(made, "xlsx"))).get_sheet_by_index(0).to_python()
        assert sheet[0][:5] == ["ID инцидента", "Ссылка", "Источник", "Что это", "Текст ответа"]
        assert [row[0] for row in sheet[1:]] == ["1024", "1025"]
        assert sheet[1][4] == messages[0].text
        manifests.settle(made, is_loaded=True, by=moderator, at=AT)
        assert states(messages) == ["sent"] * 2
        assert Event.objects.filter(kind="sent").count() == 2
        with pytest.raises(ManifestError, match="уже отмечен"):
            manifests.settle(made, is_loaded=False, by=moderator, at=AT)

    def test_a_file_taken_apart_gives_its_messages_back(self, moderator: Person) -> None:
        message = laid(outside_id="1")
        sending.send_waiting(AT)
        made = settling.gather("incident_file", by=moderator, at=AT)
        place = manifests.path(made, "xlsx")
        manifests.settle(made, is_loaded=False, by=moderator, at=AT)
        sending.send_waiting(AT + timedelta(minutes=1))
        assert (states([message]), message.held) == (["waiting"], "file")
        assert place.name.startswith("incident_file-2026-11-18-")

    def test_nobody_puts_a_message_into_two_files(self, moderator: Person) -> None:
        laid(outside_id="1")
        sending.send_waiting(AT)
        settling.gather("incident_file", by=moderator, at=AT)
        with pytest.raises(ManifestError, match="ничего не ждёт"):
            settling.gather("incident_file", by=moderator, at=AT)

    def test_a_file_is_of_the_questions_of_its_maker(self, roads: Body) -> None:
        mine, other = laid(outside_id="1", body=roads), laid(outside_id="2")
        sending.send_waiting(AT)
        executor = Person.objects.create_user("executor", "x")
        Grant.objects.create(person=executor, role="executor", body=roads)
        assert settling.gather("incident_file", by=executor, at=AT).rows == 1
        assert states([mine, other]) == ["sending", "waiting"]

    def test_a_worker_that_died_before_the_file_was_written_writes_the_same(self, moderator: Person) -> None:
        laid(outside_id="1")
        sending.send_waiting(AT)
        made = settling.gather("incident_file", by=moderator, at=AT)
        whole = manifests.path(made, "xlsx").read_bytes()
        manifests.path(made, "xlsx").unlink()
        Manifest.objects.update(state="making")
        sending.send_waiting(AT + timedelta(minutes=1))
        assert manifests.path(made, "xlsx").read_bytes() == whole
        assert Manifest.objects.get().state == "ready"

    def test_a_lost_file_is_made_anew_from_its_rows(self, moderator: Person) -> None:
        laid(outside_id="1")
        sending.send_waiting(AT)
        made = settling.gather("incident_file", by=moderator, at=AT)
        whole = manifests.content(made, "xlsx")
        manifests.path(made, "xlsx").unlink()
        assert manifests.content(made, "xlsx") == whole
        with pytest.raises(ManifestError, match="нет"):
            manifests.content(made, "exe")

    def test_what_authors_wrote_never_becomes_a_formula(self, moderator: Person) -> None:
        laid("pos", outside_id='=HYPERLINK("http://x.example")')
        sending.send_waiting(AT)
        made = settling.gather("pos_file", by=moderator, at=AT)
        rows = list(csv.reader(io.StringIO(manifests.content(made, "csv").decode("utf-8-sig")), delimiter=";"))
        assert rows[1][0].startswith("'=HYPERLINK")
        sheet = CalamineWorkbook.from_path(str(manifests.path(made, "xlsx"))).get_sheet_by_index(0).to_python()
        assert sheet[1][0].startswith("=HYPERLINK"), "text in xlsx, as it was written"


class TestJournal:
    """What is listed."""

    def test_only_what_needs_a_person_stands_first_and_is_counted_by_reason(self, moderator: Person) -> None:
        stands("unsure"), stands("failed"), stands("sent"), stands("sending")
        laid("operator", held="hand")
        laid("operator")
        scope = offices.scope(moderator)
        assert dispatch_log.counted(scope) == {"unsure": 1, "failed": 1, "hand": 1}
        assert {line.reason for line in dispatch_log.journal(scope, Wanted())} == {"unsure", "failed", "hand"}
        assert [line.reason for line in dispatch_log.journal(scope, Wanted(PERSON, "failed"))] == ["failed"]
        assert len(dispatch_log.journal(scope, Wanted("queue"))) == 2

    def test_others_messages_are_not_seen(self, roads: Body) -> None:
        mine, other = laid("operator", held="hand", body=roads), laid("operator", held="hand")
        executor = Person.objects.create_user("executor", "x")
        Grant.objects.create(person=executor, role="executor", body=roads)
        scope = offices.scope(executor)
        assert [line.id for line in dispatch_log.journal(scope, Wanted())] == [mine.pk]
        assert dispatch_log.one(scope, other.pk) is None
