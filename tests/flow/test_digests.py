"""E-mails of the ladder: one a person and time of the day, sent once through good and bad servers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from otklik.deadlines.models import Clock
from otklik.flow.alarms import climbing, digests, escalation
from otklik.flow.alarms.digests import BACK_OFF, CLAIM, Posted
from otklik.flow.models import Digest, Reminder
from otklik.gateways import mail
from otklik.offices import actions as offices
from otklik.offices.models import Person
from otklik.reference.models import Territory
from tests import region
from tests.fakes.smtp import Box, mail_server
from tests.region import AT, ROADS, TOWN, person, send

pytestmark = pytest.mark.django_db
# Wednesday 09:30 of the server's zone: the digest of 09:00 has come, that of 14:00 has not.
MORNING = datetime(2026, 11, 18, 4, 30, tzinfo=UTC)


@pytest.fixture
def box(settings: Any):
    with mail_server() as server:
        use(settings, server)
        yield server


def use(settings: Any, server: Box) -> None:
    settings.OTKLIK_SMTP_HOST, settings.OTKLIK_SMTP_PORT = "127.0.0.1", server.port
    settings.OTKLIK_SMTP_TIMEOUT_S = 0.4
    settings.OTKLIK_SMTP_FROM = "otklik@zarechie.example"
    settings.OTKLIK_SITE_URL = "https://otklik.example"


@pytest.fixture
def executor(db: None) -> Person:
    region.found()
    person("curator", "curator", body="roads")
    someone = person("executor", "executor", body="roads")
    Person.objects.update(email="staff@example.org")
    return someone


def late(count: int = 3, at: datetime = MORNING) -> list[int]:
    """Questions whose answer came due an hour before nine, told to the executor by the ladder."""
    questions = send(*(f"{ROADS} {number}" for number in range(count)), topic="Дороги")
    Clock.objects.exclude(kind="answer").delete()
    due = at - timedelta(minutes=90)
    Clock.objects.update(started_at=AT - timedelta(days=5), due_at=due, warn_at=due)
    return [question.pk for question in questions]


def look(at: datetime = MORNING - timedelta(hours=1)) -> None:
    climbing.look(at)


def texts(box: Box) -> list[str]:
    return [letter.get_body(("plain",)).get_content() for letter in box.letters]


def test_a_person_gets_one_letter_of_all_that_waits(executor: Person, box: Box) -> None:
    numbers = late(3)
    look()
    assert digests.post(MORNING) == Posted(sent=2)
    assert digests.post(MORNING + timedelta(minutes=1)) == Posted()
    assert [all(f"№ {number} " in text for number in numbers) for text in texts(box)] == [True, True]
    subject = str(box.letters[0]["Subject"])
    assert "вопросов со сроком — 3, из них просрочено — 3" in subject
    assert f"https://otklik.example/questions/{numbers[0]}/" in texts(box)[0]
    assert "<table" in box.letters[0].get_body(("html",)).get_content()


def test_a_letter_holds_no_word_of_an_author(executor: Person, box: Box) -> None:
    late(1)
    look()
    digests.post(MORNING)
    assert all(word not in texts(box)[0] for word in ("Лесной", "яма", "тротуару"))


@pytest.mark.parametrize(
    ("at", "sent", "why"),
    [
        (datetime(2026, 11, 18, 3, 50, tzinfo=UTC), 0, "08:50: the time of the digest has not come"),
        (datetime(2026, 11, 18, 4, 0, tzinfo=UTC), 2, "09:00 sharp"),
        (datetime(2026, 11, 21, 5, 0, tzinfo=UTC), 0, "a Saturday"),
        (datetime(2026, 11, 23, 4, 5, tzinfo=UTC), 2, "the Monday after"),
    ],
)
def test_a_digest_leaves_at_its_time_of_a_working_day(
    executor: Person, box: Box, at: datetime, sent: int, why: str
) -> None:
    late(1)
    look()
    assert digests.post(at).sent == sent, why


def test_nine_o_clock_is_that_of_the_persons_zone(executor: Person, box: Box) -> None:
    Territory.objects.filter(code=TOWN).update(time_zone="Europe/Moscow")
    executor.body.territory_codes = [TOWN]
    executor.body.save()
    late(1)
    look()
    assert digests.post(MORNING).sent == 0
    assert digests.post(MORNING + timedelta(hours=2)).sent == 2


def test_what_comes_after_the_morning_waits_for_the_next_time(executor: Person, box: Box) -> None:
    late(1)
    look()
    digests.post(MORNING)
    late(1, MORNING + timedelta(hours=3))
    climbing.look(MORNING + timedelta(hours=2))
    assert digests.post(MORNING + timedelta(hours=3)).sent == 0
    assert digests.post(MORNING + timedelta(hours=5)).sent == 2


def test_an_answered_question_is_left_out(executor: Person, box: Box) -> None:
    gone, kept = late(2)
    look()
    Clock.objects.filter(question=gone).update(done_at=MORNING)
    digests.post(MORNING)
    assert all(f"№ {gone} " not in text and f"№ {kept} " in text for text in texts(box))


def test_an_urgent_one_leaves_at_once_but_in_office_hours(executor: Person, box: Box) -> None:
    numbers = late(1, AT + timedelta(days=30))
    boss = person("boss", "block_head")
    act = escalation.remind(question_ids=numbers, by=boss, at=MORNING, words="Жду сегодня")
    assert act.changed == tuple(numbers)
    night = MORNING - timedelta(hours=6)
    assert digests.post(night).sent == 0
    assert digests.post(MORNING).sent == 1
    assert "напоминает Boss: Жду сегодня" in texts(box)[0]


@pytest.mark.parametrize(("mood", "state"), [("refuse", "failed"), ("later", "waiting"), ("hang", "waiting")])
def test_a_bad_server_loses_nothing(executor: Person, settings: Any, mood: str, state: str) -> None:
    with mail_server(mood) as server:
        use(settings, server)
        late(1)
        look()
        posted = digests.post(MORNING)
        assert (posted.sent, set(Digest.objects.filter(tries__gt=0).values_list("state", flat=True))) == (0, {state})
        server.mood = ""
        digests.post(MORNING + timedelta(seconds=30))
        assert server.letters == [] or mood == "hang"
        digests.post(MORNING + BACK_OFF[0])
        assert len(server.letters) == (0 if mood == "refuse" else 2)
        assert len({letter["Message-ID"] for letter in server.letters}) == len(server.letters)
    assert all(digest.failure for digest in digests.failures())


def test_a_server_that_is_not_there_is_asked_once_a_round(executor: Person, settings: Any) -> None:
    with mail_server("hang") as server:
        use(settings, server)
        late(1)
        look()
        assert digests.post(MORNING) == Posted(put_off=1)
        assert server.talks == 1


def test_after_the_last_try_it_is_given_up_and_told_of(executor: Person, settings: Any) -> None:
    with mail_server("later") as server:
        use(settings, server)
        late(1)
        look()
        at = MORNING
        for wait in (*BACK_OFF, timedelta()):
            digests.post(at)
            at += wait
        assert {digest.state for digest in digests.failures()} == {Digest.State.FAILED}
        assert {digest.tries for digest in Digest.objects.all()} == {len(BACK_OFF) + 1}


def test_killed_between_sending_and_writing_down_the_same_letter_goes_again(
    executor: Person, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SMTP knows no exactly once: the copy has the same Message-ID, so that a mailbox keeps one."""
    late(1)
    look()
    with monkeypatch.context() as patch:

        def dying(*_: object) -> str:
            raise KeyboardInterrupt

        patch.setattr(digests, "_settle", dying)
        with pytest.raises(KeyboardInterrupt):
            digests.post(MORNING)
    assert digests.post(MORNING + timedelta(minutes=1)).sent == 1, "the other person's letter; the first is claimed"
    digests.post(MORNING + CLAIM)
    assert len(box.letters) == 3
    assert len({letter["Message-ID"] for letter in box.letters}) == 2


def test_a_letter_taken_by_a_server_that_then_broke_off_is_known_as_a_copy(executor: Person, settings: Any) -> None:
    with mail_server("drop") as server:
        use(settings, server)
        late(1)
        look()
        digests.post(MORNING)
        server.mood = ""
        digests.post(MORNING + BACK_OFF[0])
        assert len({letter["Message-ID"] for letter in server.letters}) == 2
        assert set(Digest.objects.values_list("state", flat=True)) == {"sent"}


def test_a_claimed_letter_is_not_sent_by_another_worker(executor: Person, box: Box) -> None:
    late(1)
    look()
    digests.gather(MORNING)
    due = digests._due(MORNING)
    assert [digests._is_claimed(digest, MORNING) for digest in (*due, *due)] == [True, True, False, False]


def test_without_a_server_or_an_address_nothing_waits_for_e_mail(executor: Person, box: Box, settings: Any) -> None:
    settings.OTKLIK_SMTP_HOST = ""
    late(1)
    look()
    assert set(Reminder.objects.values_list("mail", flat=True)) == {""}
    assert digests.post(MORNING) == Posted()
    assert mail.server() is None


def test_a_name_of_a_body_can_not_break_the_letter(executor: Person, box: Box) -> None:
    offices.save_body(offices.BodyDraft("roads", "Дороги <b>и</b> & мосты"), by=None, at=AT)
    late(1)
    look()
    digests.post(MORNING)
    assert "<b>и</b>" not in box.letters[0].get_body(("html",)).get_content()
