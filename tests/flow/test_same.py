"""The same again: found, shown, joined by a person, and undone."""

from typing import Any

import pytest
from django.test import Client

from otklik.appeals.models import Question
from otklik.appeals.states import State
from otklik.facts.models import Fact
from otklik.flow.desks import desk, same
from otklik.flow.desks.desk import DeskError
from otklik.triage.again.same import NEAR, likeness, prints, runs
from otklik.triage.models import Band, Likeness
from tests.region import AT, ROADS, RUBBISH, person, send

LONG = "Во дворе дома 12 по улице Полевой третью неделю не вывозят мусор, контейнеры переполнены, наведите порядок"
NEARLY = (
    "Добрый день! Во дворе дома 12 по улице Полевой третью неделю не вывозят мусор, контейнеры переполнены, порядок!"
)
OTHER = "Когда починят лифт в третьем подъезде, второй месяц ходим пешком на девятый этаж с колясками и сумками"


@pytest.mark.parametrize(
    ("first", "second", "is_near", "why"),
    [
        (LONG, NEARLY, True, "a campaign changes a few words"),
        (LONG, LONG.upper().replace(",", " !"), True, "case and marks do not matter"),
        (LONG, OTHER, False, "another matter"),
        ("Спасибо", "Спасибо", False, "too short to be the same of anything"),
        ("", "", False, "nothing is not like nothing"),
    ],
)
def test_texts_are_near_or_not(first: str, second: str, is_near: bool, why: str) -> None:
    assert (likeness(runs(first), runs(second)) >= NEAR) == is_near


def test_nearly_the_same_texts_share_a_band() -> None:
    first, second, third = prints([LONG, NEARLY, OTHER])
    assert set(first.bands) & set(second.bands)
    assert not set(first.bands) & set(third.bands)


def stands(question: Question) -> dict[str, object]:
    fields = ("state", "topic_id", "body_id", "same_as_id", "waits_for")
    return Question.objects.filter(pk=question.pk).values(*fields).get()


def found(question: Question) -> set[tuple[int, str]]:
    return set(Likeness.objects.filter(question=question).values_list("earlier", "kind"))


@pytest.mark.django_db
@pytest.mark.usefixtures("founded")
class TestTheLine:
    """The line finds likenesses in a batch and against what is kept."""

    def test_near_and_exact_are_found_across_batches_and_inside_one(self) -> None:
        (first,) = send(LONG)
        near, exact, other = send(NEARLY, LONG + "!", OTHER)
        assert found(near) == {(first.pk, "near")}
        assert found(exact) == {(first.pk, "exact")}
        assert found(other) == found(first) == set()
        assert Fact.objects.get(pk=near.pk).alike == "near"

    def test_the_same_author_on_the_same_matter_is_repeated(self) -> None:
        author = {"kind": "citizen", "full_name": "Кедрин Олег", "phone": "+7 (000) 550-11-22"}
        first, again = send(ROADS, "На Садовой улице тоже яма на дороге, ремонт дороги нужен давно", author=author)
        send(RUBBISH, author={**author, "phone": "+7 (000) 550-11-23"})
        assert found(again) == {(first.pk, "author")}

    def test_walking_again_finds_nothing_twice(self) -> None:
        send(LONG)
        (near,) = send(NEARLY)
        Question.objects.filter(pk=near.pk).update(stage="triage")
        before = (Likeness.objects.count(), Band.objects.count())
        from otklik.flow import run

        run.drain(now=lambda: AT)
        assert (Likeness.objects.count(), Band.objects.count()) == before

    def test_a_campaign_of_many_takes_as_many_queries_as_one(self, django_assert_max_num_queries: Any) -> None:
        send(*(f"{LONG} {number}" for number in range(40)))
        with django_assert_max_num_queries(125):
            send(*(f"{NEARLY} {number}" for number in range(40)))


@pytest.mark.django_db
@pytest.mark.usefixtures("founded")
class TestPeople:
    """People join and part."""

    def test_a_joined_question_goes_with_its_head_and_is_closed_with_it(self) -> None:
        (head,) = send(LONG, topic="Мусор/Свалки/ТКО")
        (again,) = send(NEARLY)
        moderator = person("mod", "moderator")
        assert same.join(question_ids=[again.pk], into=head.pk, by=moderator, at=AT).changed == (again.pk,)
        again.refresh_from_db()
        assert (again.same_as_id, again.topic_id, again.body_id) == (head.pk, head.topic_id, head.body_id)
        assert Fact.objects.get(pk=again.pk).alike == ""
        desk.finish(question_ids=[head.pk], result="вывезено", by=moderator, at=AT)
        assert set(Question.objects.values_list("state", "result")) == {(State.CLOSED, "вывезено")}

    def test_undo_parts_them_and_asks_again(self) -> None:
        (head,) = send(LONG, topic="Мусор/Свалки/ТКО")
        (again,) = send(NEARLY)
        before = stands(again)
        moderator = person("mod", "moderator")
        act = same.join(question_ids=[again.pk], into=head.pk, by=moderator, at=AT)
        desk.undo(act_id=act.id, by=moderator, at=AT)
        after = stands(again)
        assert after == before
        assert Likeness.objects.get().verdict == ""
        assert Fact.objects.get(pk=again.pk).alike == "near"

    def test_a_third_is_joined_to_the_first_not_to_the_second(self) -> None:
        (head,) = send(LONG, topic="Мусор/Свалки/ТКО")
        second, third = send(NEARLY, NEARLY + "!")
        moderator = person("mod", "moderator")
        same.join(question_ids=[second.pk], into=head.pk, by=moderator, at=AT)
        same.join(question_ids=[third.pk], into=second.pk, by=moderator, at=AT)
        third.refresh_from_db()
        assert third.same_as_id == head.pk

    def test_what_a_person_called_different_is_not_asked_again(self) -> None:
        (head,) = send(LONG)
        (again,) = send(NEARLY)
        same.differ(question_ids=[again.pk], earlier=head.pk, by=person("mod", "moderator"), at=AT)
        assert Likeness.objects.get().verdict == "different"
        assert Fact.objects.get(pk=again.pk).alike == ""

    def test_a_question_is_not_joined_to_itself_or_to_nothing(self) -> None:
        (head,) = send(LONG)
        moderator = person("mod", "moderator")
        for into in (head.pk, 10**9):
            with pytest.raises(DeskError, match=f"№ {into}"):
                same.join(question_ids=[head.pk], into=into, by=moderator, at=AT)

    def test_the_card_shows_the_pair_only_to_who_may_see_both(self) -> None:
        (head,) = send(LONG, topic="Мусор/Свалки/ТКО")
        (again,) = send(NEARLY, topic="Дороги")
        everywhere, roads = Client(), Client()
        everywhere.force_login(person("mod", "moderator"))
        roads.force_login(person("road-exec", "executor", body="roads"))
        assert f"№ {head.pk}</a>" in everywhere.get(f"/questions/{again.pk}/").content.decode()
        assert f"№ {head.pk}</a>" not in roads.get(f"/questions/{again.pk}/").content.decode()

    def test_the_pair_is_joined_from_the_card(self) -> None:
        (head,) = send(LONG, topic="Мусор/Свалки/ТКО")
        (again,) = send(NEARLY)
        browser = Client()
        browser.force_login(person("mod", "moderator"))
        reply = browser.post(f"/questions/{again.pk}/join/", {"into": head.pk, "version": again.version})
        assert reply.status_code == 302
        again.refresh_from_db()
        assert again.same_as_id == head.pk
        assert browser.post(f"/questions/{again.pk}/join/", {"into": "x"}).status_code == 422

    def test_an_executor_closes_the_head_with_all_that_is_joined_to_it(self) -> None:
        (head,) = send(LONG, topic="Мусор/Свалки/ТКО")
        (again,) = send(NEARLY)
        same.join(question_ids=[again.pk], into=head.pk, by=person("mod", "moderator"), at=AT)
        executor = person("exec", "executor", body="waste")
        act = desk.finish(question_ids=[head.pk], result="вывезено", by=executor, at=AT)
        assert set(act.changed) == {head.pk, again.pk}

    def test_a_closed_question_is_not_opened_by_joining(self) -> None:
        (head,) = send(LONG, topic="Мусор/Свалки/ТКО")
        (again,) = send(NEARLY, topic="Мусор/Свалки/ТКО")
        moderator = person("mod", "moderator")
        desk.finish(question_ids=[again.pk], result="вывезено", by=moderator, at=AT)
        assert same.join(question_ids=[again.pk], into=head.pk, by=moderator, at=AT).changed == ()

    def test_undo_of_different_asks_again(self) -> None:
        (head,) = send(LONG)
        (again,) = send(NEARLY)
        moderator = person("mod", "moderator")
        act = same.differ(question_ids=[again.pk], earlier=head.pk, by=moderator, at=AT)
        desk.undo(act_id=act.id, by=moderator, at=AT)
        assert Likeness.objects.get().verdict == ""
