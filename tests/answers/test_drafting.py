"""The text of an answer: versions, a lease, two people at once, nothing lost."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.answers.models import Answer, Aside, Draft
from otklik.answers.writing import differing, drafting
from otklik.answers.writing.drafting import Frozen, Leased, Overtaken
from otklik.appeals.models import Event, Question
from otklik.offices.models import Person
from tests.region import AT, ROADS, person, send

pytestmark = [pytest.mark.django_db]
LATER = AT + drafting.LEASE + timedelta(seconds=1)


@pytest.fixture
def anna(founded: None) -> Person:
    return person("anna", "executor", body="roads")


@pytest.fixture
def boris(founded: None) -> Person:
    return person("boris", "executor", body="roads")


@pytest.fixture
def question(founded: None) -> Question:
    return send(ROADS, topic="Дороги")[0]


def opened(question: Question, by: Person) -> Answer:
    return drafting.open_for(question, by=by, at=AT)


def write(answer: Answer, text: str, by: Person, *, version: int = 0, at=AT, auto: bool = False) -> int:
    saved = drafting.save(
        answer.pk, text=text, filled={}, outcome="solved", kind="final", version=version, by=by, at=at,
        is_autosave=auto,
    )  # fmt: skip
    return saved.number


def text(answer: Answer) -> str:
    return Answer.objects.get(pk=answer.pk).text


def test_there_is_one_answer_in_hand_and_its_beginning_is_told(question, anna, boris):
    assert opened(question, anna) == opened(question, boris)
    assert Event.objects.filter(question=question, kind="drafted").count() == 1


def test_each_save_is_a_version_and_the_same_words_are_none(question, anna):
    answer = opened(question, anna)
    assert write(answer, "Яму засыпали.", anna) == 1
    assert write(answer, "Яму засыпали.", anna, version=1) == 1
    assert write(answer, "Яму засыпали щебнем.", anna, version=1) == 2
    assert [one.number for one in drafting.versions(answer)] == [2, 1]


def test_autosaves_of_one_sitting_are_one_version(question, anna):
    answer, version = opened(question, anna), 0
    for number in range(5):
        version = write(answer, f"Текст {number}", anna, version=version, at=AT + timedelta(seconds=number), auto=True)
    assert (Draft.objects.filter(answer=answer).count(), text(answer)) == (1, "Текст 4")
    write(answer, "Позже", anna, version=version, at=AT + timedelta(hours=1), auto=True)
    assert Draft.objects.filter(answer=answer).count() == 2


def test_an_autosave_does_not_swallow_what_a_person_saved(question, anna):
    answer = opened(question, anna)
    version = write(answer, "Сохранено рукой", anna)
    write(answer, "Само", anna, version=version, auto=True)
    assert drafting.text_of(answer, 1) == "Сохранено рукой"


def test_what_was_shown_for_approval_is_not_thinned_out(question, anna):
    answer = opened(question, anna)
    version = write(answer, "На согласование", anna, auto=True)
    Answer.objects.filter(pk=answer.pk).update(submitted_at=AT, state="returned")
    write(answer, "Доработано", anna, version=version, at=AT + timedelta(minutes=1), auto=True)
    assert drafting.text_of(answer, version) == "На согласование"


class TestTwoPeople:
    def test_the_second_sees_who_edits_and_since_when(self, question, anna, boris):
        answer = opened(question, anna)
        drafting.lease(answer.pk, by=anna, at=AT)
        held = drafting.lease(answer.pk, by=boris, at=AT + timedelta(seconds=30))
        assert held and (held.name, held.since) == ("Anna", AT)

    def test_the_lease_is_renewed_while_open_and_runs_out(self, question, anna, boris):
        answer = opened(question, anna)
        drafting.lease(answer.pk, by=anna, at=AT)
        drafting.lease(answer.pk, by=anna, at=AT + timedelta(minutes=1))
        held = drafting.lease(answer.pk, by=boris, at=LATER)
        assert held and (held.name, held.since) == ("Anna", AT)
        taken = drafting.lease(answer.pk, by=boris, at=LATER + timedelta(minutes=5))
        assert taken and taken.person_id == boris.pk

    def test_one_who_lets_go_frees_it_at_once(self, question, anna, boris):
        answer = opened(question, anna)
        drafting.lease(answer.pk, by=anna, at=AT)
        drafting.release(answer.pk, by=boris)
        assert drafting.holder(Answer.objects.get(pk=answer.pk), AT)
        drafting.release(answer.pk, by=anna)
        assert drafting.holder(Answer.objects.get(pk=answer.pk), AT) is None

    def test_a_save_into_anothers_hands_is_kept_apart(self, question, anna, boris):
        answer = opened(question, anna)
        write(answer, "Текст Анны", anna)
        with pytest.raises(Leased, match="Anna"):
            write(answer, "Текст Бориса", boris, version=1)
        assert (text(answer), Aside.objects.get().text) == ("Текст Анны", "Текст Бориса")

    def test_a_save_on_a_stale_version_keeps_both_texts(self, question, anna, boris):
        answer = opened(question, anna)
        write(answer, "Общее начало", anna)
        write(answer, "Общее начало и Борис", boris, version=1, at=LATER)
        with pytest.raises(Overtaken) as refused:
            write(answer, "Общее начало и Анна", anna, version=1, at=LATER + drafting.LEASE * 2)
        assert refused.value.by == boris and refused.value.draft.number == 2
        assert text(answer) == "Общее начало и Борис"
        assert [one.text for one in drafting.asides(answer, anna)] == ["Общее начало и Анна"]
        assert drafting.asides(answer, boris) == []

    def test_autosaves_that_are_refused_are_one_text_apart(self, question, anna, boris):
        answer = opened(question, anna)
        write(answer, "Анна", anna)
        for number in range(3):
            with pytest.raises(Leased):
                write(answer, f"Борис {number}", boris, version=0, auto=True)
        assert Aside.objects.get().text == "Борис 2"

    def test_the_same_words_from_a_stale_page_are_no_conflict(self, question, anna, boris):
        answer = opened(question, anna)
        write(answer, "Одно и то же", anna)
        assert write(answer, "Одно и то же", boris, version=0, at=LATER) == 1
        assert not Aside.objects.exists()

    def test_its_author_settles_it_once(self, question, anna, boris):
        answer = opened(question, anna)
        write(answer, "Анна", anna)
        with pytest.raises(Leased):
            write(answer, "Борис", boris, version=1)
        aside = Aside.objects.get()
        drafting.settle(aside.pk, by=anna, at=AT)
        assert drafting.asides(answer, boris)
        drafting.settle(aside.pk, by=boris, at=AT)
        assert drafting.asides(answer, boris) == []


@pytest.mark.parametrize("state", ["approval", "approved", "published", "dropped"])
def test_past_writing_a_text_is_kept_apart_and_the_answer_stands(question, anna, state):
    answer = opened(question, anna)
    write(answer, "Как есть", anna)
    Answer.objects.filter(pk=answer.pk).update(state=state)
    with pytest.raises(Frozen):
        write(answer, "Поздняя правка", anna, version=1)
    assert (text(answer), Aside.objects.get().text) == ("Как есть", "Поздняя правка")


class TestMachine:
    def test_a_machines_draft_is_marked_and_is_nobodys_until_changed(self, question, anna):
        answer = opened(question, anna)
        drafting.put_machine(answer.pk, text="Ответ машины", by=anna, at=AT)
        answer.refresh_from_db()
        assert drafting.is_machines(answer)
        write(answer, "Ответ машины", anna, version=1)
        answer.refresh_from_db()
        assert drafting.is_machines(answer) and answer.version == 1
        write(answer, "Ответ машины, исправлено", anna, version=1)
        answer.refresh_from_db()
        assert not drafting.is_machines(answer)

    def test_the_text_that_stood_before_stays_a_version(self, question, anna):
        answer = opened(question, anna)
        write(answer, "Моё", anna)
        drafting.put_machine(answer.pk, text="Машины", by=anna, at=AT)
        assert drafting.text_of(answer, 1) == "Моё"


WORDS = st.lists(st.sampled_from(["яма", "на", "дороге.", "засыпали", "щебнем", "\n"]), max_size=12).map(" ".join)


@given(before=WORDS, after=WORDS)
def test_a_diff_gives_back_both_texts(before: str, after: str) -> None:
    found = differing.pieces(before, after)
    kept = "".join(piece.text for piece in found if piece.kind != differing.OUT)
    gone = "".join(piece.text for piece in found if piece.kind != differing.IN)
    assert (kept, gone.split()) == (after, before.split())


def test_a_diff_tells_words() -> None:
    found = differing.pieces("Яму засыпали щебнем вчера.", "Яму засыпали асфальтом вчера.")
    assert [(piece.kind, piece.text.strip()) for piece in found] == [
        ("same", "Яму засыпали"), ("out", "щебнем"), ("in", "асфальтом"), ("same", "вчера."),
    ]  # fmt: skip
    assert differing.counted(found) == (1, 1)
