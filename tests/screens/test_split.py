"""«Разделить письмо» and «Похожие решённые» on the card, with and without JavaScript."""

import pytest
from django.test import Client
from django.urls import reverse

from otklik.appeals.models import Question
from tests import region
from tests.region import TOWN, person, send

pytestmark = pytest.mark.django_db
LETTER = (
    "Здравствуйте! 1. Яма на дороге по улице Лесной, сделайте ремонт дороги."
    " 2. Третью неделю не вывозят мусор с площадки, баки переполнены."
)
HX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _founded(db: None) -> None:
    region.found()


@pytest.fixture
def moderator() -> Client:
    browser = Client()
    browser.force_login(person("mod", "moderator"))
    return browser


@pytest.fixture
def letter() -> Question:
    return send(LETTER, territory=TOWN)[0]


def pieces_url(question: Question) -> str:
    return reverse("card-split", args=(question.pk,))


def test_the_card_says_how_many_questions_the_letter_holds(moderator, letter) -> None:
    page = moderator.get(reverse("card", args=(letter.pk,))).content.decode()
    assert "В письме, похоже, 2\u202f" in page or "В письме, похоже, 2 вопроса" in page
    assert pieces_url(letter) in page


def test_the_pieces_are_shown_with_their_topics_and_can_be_marked_anew(moderator, letter) -> None:
    offered = moderator.get(pieces_url(letter)).content.decode()
    assert "<html" in offered
    assert offered.count(" checked") == 2
    assert "Мусор" in offered
    joined = moderator.get(pieces_url(letter), {"marked": "1", "cut-0": "on"}, headers=HX).content.decode()
    assert "<html" not in joined
    assert joined.count(" checked") == 1


def test_the_letter_is_cut_from_the_page_and_each_part_shows_its_own_text(moderator, letter) -> None:
    form = {"version": letter.version, "cut-14": "on", f"cut-{LETTER.index('2.')}": "on"}
    assert moderator.post(reverse("card-act", args=(letter.pk, "split")), form).status_code == 302
    first, second = Question.objects.order_by("pk")
    shown = moderator.get(reverse("card", args=(second.pk,))).content.decode()
    assert "Письмо целиком" in shown
    assert f"№ {first.pk}</a>" in shown
    assert "выделен из вопроса" in shown


def test_one_mark_is_refused_with_what_to_do(moderator, letter) -> None:
    reply = moderator.post(reverse("card-act", args=(letter.pk, "split")), {"cut-14": "on", "cut-x": "on"})
    assert reply.status_code == 422
    assert "делить пока нечего" in reply.content.decode()


def test_who_may_not_decide_is_not_asked_to_cut(letter) -> None:
    browser = Client()
    browser.force_login(person("viewer", "head"))
    assert pieces_url(letter) not in browser.get(reverse("card", args=(letter.pk,))).content.decode()
    assert browser.get(pieces_url(letter)).status_code == 403


def test_similar_solved_are_told_with_their_end(moderator, letter) -> None:
    (solved,) = send("Яма на дороге по улице Садовой, сделайте ремонт, машины ломаются", topic="Дороги")
    (asked,) = send("Яма на дороге по улице Лесной, сделайте ремонт, колесо пробили", topic="Дороги")
    form = {"result": "яма заделана", "version": solved.version}
    moderator.post(reverse("card-act", args=(solved.pk, "finish")), form)
    address = reverse("card-similar", args=(asked.pk,))
    piece = moderator.get(address, headers=HX).content.decode()
    assert "яма заделана" in piece
    assert "<html" not in piece
    assert "<html" in moderator.get(address).content.decode()
    assert moderator.get(reverse("card-similar", args=(10**6,))).status_code == 404


def test_nothing_similar_is_said_in_words(moderator, letter) -> None:
    assert "не нашлось" in moderator.get(reverse("card-similar", args=(letter.pk,))).content.decode()
