"""«Главное»: every figure is a plain recount of the questions and opens its rows; each sees their own."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from otklik.facts import parquet
from otklik.gateways.engines import EngineError
from otklik.indicators import source
from otklik.indicators.cutting import Figure
from otklik.indicators.highlights import BEFORE, LATELY, Day, Highlights
from otklik.indicators.indicator import Unit
from otklik.offices import queries as offices
from otklik.offices.models import Person
from otklik.screens.head import hot, needs, page, spark
from otklik.screens.head.cards import Card
from otklik.screens.parts.figures import told
from tests.region import TOWN, VILLAGE, person, send
from tests.screens import head_kit as kit
from tests.screens.desk_factories import PASSWORD, entered, someone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path) -> None:
    settings.OTKLIK_HOME = tmp_path


@pytest.fixture
def staff(db: None) -> dict[str, Person]:
    return kit.staff()


@pytest.fixture
def lived(staff: dict[str, Person]) -> dict[str, Person]:
    kit.letters(staff["worker"])
    parquet.write_stale(timezone.now())
    return staff


def screen(someone: Person) -> page.HeadScreen:
    return page.load(offices.scope(someone), now=timezone.now())


def cards(someone: Person) -> dict[str, Card]:
    told = screen(someone).told
    assert told is not None
    return {card.title: card for card in told.cards}


def said(card: Card) -> str:
    return "".join(piece.text for piece in card.says)


def body(browser: Client, address: str = "/head/") -> str:
    found = browser.get(address)
    assert found.status_code == 200, address
    return found.content.decode()


def test_the_four_figures_are_a_plain_recount_of_the_questions(lived) -> None:
    now, rows, shown = timezone.now(), kit.questions(), cards(lived["head"])
    today = timezone.localdate(now)
    month = today - timedelta(days=29)
    yesterday = today - timedelta(days=1)
    came = sum(kit.on(row.appeal.received_at, yesterday, yesterday) for row in rows)
    assert shown["Получено вчера"].figure.text == str(came)
    in_time, judged = kit.judged(rows, month, today)
    assert judged >= 5
    assert shown["В срок за 30 дней"].figure.text == told(in_time / judged, Unit.SHARE)
    assert f"опоздали {judged - in_time} из {judged}" in said(shown["В срок за 30 дней"])
    late = kit.overdue(rows, now)
    assert len(late) > 0
    assert shown["Просрочено сейчас"].figure.text == str(len(late))


def test_of_three_ratings_a_mean_is_not_told(lived) -> None:
    assert len(kit.stars(kit.questions())) == 3
    assert cards(lived["head"])["Средняя оценка за 30 дней"].figure.text == "мало данных"


def test_news_tell_of_yesterday_and_today(lived) -> None:
    rows, today = kit.questions(), timezone.localdate()
    days = today - timedelta(days=1), today
    shown = screen(lived["head"]).told
    assert shown is not None
    news = " ".join("".join(piece.text for piece in one.says) for one in shown.since_yesterday)
    assert f"пришло {sum(kit.on(row.appeal.received_at, *days) for row in rows)}" in news
    _, judged = kit.judged(rows, *days)
    assert f"отвечено на {judged}" in news


def test_a_burst_is_told_with_place_days_and_words(lived) -> None:
    shown = screen(lived["head"]).told
    assert shown is not None
    [one] = [one for one in shown.hot if one.topic == "Мусор/Свалки/ТКО"]
    assert (one.place, one.place_href) == ("Дальний округ", f"/places/{VILLAGE}/")
    assert "".join(piece.text for piece in one.says).startswith("9 сегодня, обычно 0,0")
    assert one.words == "вывозить, мусор, площадка"


@pytest.mark.parametrize("who", ["head", "roads", "town"])
def test_every_number_opens_as_many_rows(lived, who: str) -> None:
    browser = entered(lived[who])
    main = body(browser).split("<main", 1)[-1]
    links = re.findall(r'<a href="(/(?:slices|head)/rows/[^"]+)"[^>]*>([^<]+)</a>', main)
    counted = [(unescape(href), int(text)) for href, text in links if text.strip().isdigit()]
    assert counted
    for href, number in counted:
        assert kit.rows_of(browser, href) == number, href


def test_who_sees_one_body_is_told_of_one_body(lived) -> None:
    whole, own = cards(lived["head"]), cards(lived["roads"])
    rows, now = kit.questions(body="roads"), timezone.now()
    assert own["Просрочено сейчас"].figure.text == str(len(kit.overdue(rows, now)))
    assert own["Получено вчера"].figure.text != whole["Получено вчера"].figure.text
    assert "Посчитано по вопросам вашей области" in body(entered(lived["roads"]))
    assert "Посчитано по вопросам вашей области" not in body(entered(lived["head"]))


def test_a_published_ranking_says_who_needs_the_head(lived) -> None:
    kit.ranked({"roads": 60, "waste": 40, "duty": 51})
    shown = screen(lived["head"]).told
    assert shown is not None and shown.needs.ranked
    assert [one.title for one in shown.needs.worst] == ["Оператор отходов"]
    assert [one.title for one in shown.needs.best] == ["Управление дорог"]
    worst = "".join(piece.text for piece in shown.needs.worst[0].says)
    assert worst.startswith("место 3 из 3, слабее всего скорость (−10,0 балла)")
    told_page = body(entered(lived["head"]))
    assert "/ranking/body/waste/" in told_page and "достоверно ниже среднего в их лиге" in told_page
    # A ranking is of the whole region: who sees a part of it is told of the part.
    assert "в их лиге" not in body(entered(lived["roads"]))


def test_a_body_surely_below_the_share_of_all_needs_the_head() -> None:
    lately = {("7",): _judged(0.5, 40), ("8",): _judged(0.84, 300), ("9",): _judged(0.0, 20)}
    whole = Day(n=400, in_time=340)
    seen = Highlights(timezone.localdate(), (), (whole,), (0,), 0, {}, {LATELY: lately, BEFORE: {}}, ())
    found = needs.needs(seen, {}, None)
    assert [len(found.worst), len(found.best), found.judged] == [1, 0, 2]
    assert told(0.5, Unit.SHARE) in [piece.text for piece in found.worst[0].says]


def _judged(share: float, n: int) -> tuple[Figure, ...]:
    return Figure(share, n), Figure(None, 0), Figure(None, 0), Figure(None, 0)


def test_a_list_of_another_s_scope_is_empty(lived) -> None:
    far = person("far", "head", territory=VILLAGE)
    assert kit.rows_of(entered(far), "/head/rows/?what=overdue") == len(
        kit.overdue(kit.questions(place=VILLAGE), timezone.now())
    )
    assert kit.rows_of(entered(lived["town"]), "/head/rows/?what=overdue") == len(
        kit.overdue(kit.questions(place=TOWN), timezone.now())
    )


@pytest.mark.parametrize(
    "address", ["/head/rows/", "/head/rows/?what=x", "/head/rows/?what=overdue&body=x", "/head/rows/?body=1"]
)
def test_a_list_that_there_is_not_is_not_found(staff, address: str) -> None:
    assert entered(staff["head"]).get(address).status_code == 404


def test_a_place_in_a_list_edited_by_hand_is_told(lived) -> None:
    found = entered(lived["head"]).get("/head/rows/?what=overdue&after=x")
    assert found.status_code == 400 and "откройте ленту сначала" in found.content.decode()


def test_a_region_of_the_first_day_says_what_will_stand_here(staff) -> None:
    told = body(entered(staff["head"]))
    assert "Считать пока нечего" in told and "четыре числа дня" in told and "Обещания" in told


def test_a_region_of_one_letter_has_nothing_to_compare_with(staff) -> None:
    send("Яма на дороге", at=timezone.now())
    parquet.write_stale(timezone.now())
    told = body(entered(staff["head"]))
    assert "сравнивать пока не с чем" in told and "Сравнивать рано" in told and "Всплесков нет" in told


def test_a_calm_day_is_called_calm(staff) -> None:
    send("Яма на дороге по улице Лесной", topic="Дороги", territory=TOWN, at=timezone.now())
    parquet.write_stale(timezone.now())
    assert "Спокойно:" in body(entered(staff["head"]))


def test_an_engine_that_fails_leaves_the_page_standing(lived, monkeypatch) -> None:
    def failing(self: source.Reader, expression: object) -> object:
        raise EngineError("DuckDB не посчитал срез: нет памяти")

    monkeypatch.setattr(source.Reader, "run", failing)
    told = body(entered(lived["head"]))
    assert "DuckDB не посчитал срез" in told and "Обещания" in told


def test_what_was_counted_is_kept_only_while_nothing_changed(lived, monkeypatch) -> None:
    browser, calls = entered(lived["head"]), []
    real = page.highlights.load
    monkeypatch.setattr(page.highlights, "load", lambda cutter: calls.append(1) or real(cutter))
    body(browser)
    body(browser)
    # The minute may turn between two looks.
    assert len(calls) <= 2
    seen = len(calls)
    send("Ещё одна яма", topic="Дороги", territory=TOWN, at=timezone.now())
    body(browser)
    assert len(calls) == seen + 1


def test_who_sees_another_part_never_gets_what_was_kept_for_the_whole(lived) -> None:
    whole, own = body(entered(lived["head"])), body(entered(lived["roads"]))
    assert whole.split("head-cards")[1] != own.split("head-cards")[1]


@pytest.mark.parametrize(("role", "home"), [("head", "/head/"), ("moderator", "/"), ("executor", "/")])
def test_a_head_comes_home_to_the_page_others_to_the_feed(db, role: str, home: str) -> None:
    someone("anna", role)
    came = Client().post("/login/", {"username": "anna", "password": PASSWORD})
    assert (came.status_code, came.headers["Location"]) == (302, home)


def test_repeated_words_are_those_of_the_matter() -> None:
    texts = ["Не вывозят мусор с площадки", "Мусор во дворе третью неделю", "Площадка завалена, мусор", "Спасибо"]
    assert hot.repeated(texts) == ["мусор", "площадка"]


def test_a_line_breaks_where_a_day_is_not_known() -> None:
    drawn = spark.draw([1.0, None, 3.0, 2.0], "слова")
    assert drawn is not None and len(drawn.runs) == 2
    assert spark.draw([1.0, None], "слова") is None
    level = spark.draw([2.0, 2.0], "слова")
    assert level is not None and level.y == "14.0"
