"""One letter, several questions: cut by a person, each read and routed by itself, put together again by undo."""

import pytest

from otklik.appeals.models import Event, Question
from otklik.deadlines.models import Clock
from otklik.facts import queries as facts
from otklik.facts.models import Fact
from otklik.facts.rules import FeedFilter
from otklik.flow import run
from otklik.flow.desks import desk, same, split
from otklik.flow.desks.desk import DeskError
from otklik.offices import queries as offices
from otklik.triage.models import Suggestion
from tests.region import AT, TOWN, person, send

PIT = "Яма на дороге по улице Лесной, машины объезжают по тротуару, сделайте ремонт дороги."
BINS = "Третью неделю не вывозят мусор с контейнерной площадки во дворе, баки переполнены."
LETTER = f"Здравствуйте! 1. {PIT} 2. {BINS}"
STARTS = (LETTER.index("1."), LETTER.index("2."))
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


@pytest.fixture
def whole() -> Question:
    return send(LETTER, territory=TOWN)[0]


def cut(question: Question, starts=STARTS, login: str = "mod"):
    return split.split(question_ids=[question.pk], starts=starts, by=person(login, "moderator"), at=AT)


def stands(question: Question) -> dict[str, object]:
    fields = [
        "state",
        "stage",
        "waits_for",
        "topic_id",
        "territory_id",
        "place",
        "body_id",
        "decided_by",
        "begins",
        "ends",
    ]
    return Question.objects.filter(pk=question.pk).values(*fields).get()


def found_by(words: str) -> list[int]:
    scope = offices.scope(person(f"reader-{words}", "moderator"))
    rows = facts.feed(scope, FeedFilter(words=words), after=None, limit=10, now=AT).rows
    return sorted(row.question_id for row in rows)


def test_each_part_has_its_text_topic_and_body(whole) -> None:
    act = cut(whole)
    first, second = Question.objects.filter(pk__in=act.changed).select_related("appeal", "body").order_by("pk")
    assert first.pk == whole.pk
    assert (first.text, second.text) == (f"1. {PIT}", f"2. {BINS}")
    assert (first.body.code, second.body.code) == ("roads", "waste")
    assert (first.ordinal, second.ordinal) == (1, 2)
    assert second.territory_id == first.territory_id == whole.territory_id


def test_facts_search_and_clocks_know_each_part(whole) -> None:
    act = cut(whole)
    second = act.changed[1]
    assert Fact.objects.count() == 2
    assert found_by("яма") == [whole.pk]
    assert found_by("баки") == [second]
    assert Clock.objects.filter(question=second).exists()
    assert set(Event.objects.filter(kind="split").values_list("question", flat=True)) == {whole.pk, second}


def test_undo_makes_one_question_again(whole) -> None:
    before, told = stands(whole), Suggestion.objects.get(pk=whole.pk).proposals
    act = cut(whole)
    desk.undo(act_id=act.id, by=person("boss", "administrator"), at=AT)
    assert stands(whole) == before
    assert Suggestion.objects.get(pk=whole.pk).proposals == told
    assert Fact.objects.get().question_id == whole.pk
    assert found_by("баки") == [whole.pk]
    run.drain(now=lambda: AT)
    assert Fact.objects.count() == 1
    assert not Clock.objects.filter(question=act.changed[1]).exists()


def test_after_undo_it_can_be_cut_again(whole) -> None:
    desk.undo(act_id=cut(whole).id, by=person("boss", "administrator"), at=AT)
    again = cut(whole, login="mod2")
    assert Fact.objects.count() == 2
    assert Question.objects.get(pk=again.changed[1]).ordinal == 3


def test_parts_somebody_worked_on_are_not_put_together(whole) -> None:
    moderator = person("boss", "administrator")
    act = cut(whole)
    desk.finish(question_ids=[act.changed[1]], result="вывезено", by=moderator, at=AT)
    with pytest.raises(DeskError, match=f"№ {act.changed[1]}"):
        desk.undo(act_id=act.id, by=moderator, at=AT)
    assert Fact.objects.count() == 2


def test_what_others_are_joined_to_stays(whole) -> None:
    moderator = person("boss", "administrator")
    act = cut(whole)
    (other,) = send(BINS + " Опять!", territory=TOWN)
    same.join(question_ids=[other.pk], into=act.changed[1], by=moderator, at=AT)
    with pytest.raises(DeskError, match="присоединены"):
        desk.undo(act_id=act.id, by=moderator, at=AT)


@pytest.mark.parametrize(
    ("starts", "reason"),
    [((), "nothing is marked"), ((0,), "one place is marked"), ((5, 10**6), "the second is outside the text")],
)
def test_there_must_be_something_to_cut(whole, starts, reason) -> None:
    with pytest.raises(DeskError, match="делить пока нечего"):
        cut(whole, starts)


def test_not_more_than_eight_parts(whole) -> None:
    with pytest.raises(DeskError, match="больше 8"):
        cut(whole, range(0, 90, 10))


def test_a_closed_question_is_not_cut(whole) -> None:
    desk.finish(question_ids=[whole.pk], result="сделано", by=person("boss", "administrator"), at=AT)
    act = cut(whole)
    assert act.changed == ()
    assert "Закрыт" in act.refused[0].reason
    assert Question.objects.count() == 1


def test_a_part_is_cut_further_and_parts_are_no_likeness_of_each_other(whole) -> None:
    act = cut(whole)
    second = Question.objects.select_related("appeal").get(pk=act.changed[1])
    middle = LETTER.index("баки")
    further = cut(second, (second.begins, middle), login="mod2")
    texts = [
        one.text for one in Question.objects.filter(pk__in=further.changed).select_related("appeal").order_by("pk")
    ]
    assert texts[1] == "баки переполнены."
    assert not same.Likeness.objects.exists()


def test_a_part_is_where_it_says_else_where_the_letter_begins() -> None:
    (letter,) = send(
        "Живу на улице Лесной. 1. У дома 5 яма на дороге. 2. На улице Садовой, 7 не вывозят мусор. 3. Нет автобуса.",
        territory=TOWN,
    )
    act = cut(letter, [letter.text.index(f"{number}. ") for number in (1, 2, 3)])
    first, second, third = Question.objects.filter(pk__in=act.changed).order_by("pk").values_list("place", flat=True)
    assert first.startswith("ул. Лесн")
    assert first.endswith("дом 5")
    assert "Садов" in second
    assert third.startswith("ул. Лесн")


def test_a_letter_without_a_place_in_its_words_keeps_what_a_person_said(whole) -> None:
    (letter,) = send("1. Не вывозят мусор третью неделю. 2. Автобус не приходит вовремя.", territory=TOWN)
    boss = person("boss", "administrator")
    desk.place(question_ids=[letter.pk], territory_code=TOWN, place="ул. Лесная, 5", by=boss, at=AT)
    act = cut(letter, (0, letter.text.index("2.")))
    assert set(Question.objects.filter(pk__in=act.changed).values_list("place", flat=True)) == {"ул. Лесная, 5"}
