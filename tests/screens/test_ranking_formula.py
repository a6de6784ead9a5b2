"""The formula: read by all who see the ranking, tried before it is put in force, refused with what was typed kept."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from otklik.offices.models import Change
from otklik.offices.rules import EVERYTHING
from otklik.ranking import models, queries
from tests.region import person
from tests.screens import ranking_kit as kit
from tests.screens.desk_factories import entered

pytestmark = pytest.mark.django_db
EDIT = "/ranking/formula/edit/"


@pytest.fixture
def admin(db: None) -> Client:
    kit.found()
    kit.publish()
    return entered(person("admin", "administrator"))


def typed(**changes: str) -> dict[str, str | list[str]]:
    """The form as it stands over the version in force, with these fields typed anew."""
    base = queries.formula()
    found: dict[str, str | list[str]] = {"minimum": str(base.minimum), "why": "Решение совета",
                                         "valid_from": timezone.localdate().isoformat()}  # fmt: skip
    for sort, weights in (("part", base.parts), ("component", base.components)):
        for one in weights:
            found |= {f"{sort}_{one.code}": f"{one.percent:g}", f"{sort}_{one.code}_why": one.why}
    for subjects in ("body", "place"):
        for number, league in enumerate(one for one in base.leagues if one.subjects == subjects):
            name = f"{subjects}_{number}"
            found |= {f"{name}_code": league.code, f"{name}_title": league.title}
            if subjects == "body":
                found[f"{name}_kinds"] = list(league.body_kinds)
            else:
                found[f"{name}_from"] = str(league.people_from)
                found[f"{name}_below"] = str(league.people_below or "")
    return found | changes


def heavier(quality: str = "40", speed: str = "15", **changes: str) -> dict[str, str | list[str]]:
    return typed(part_quality=quality, part_speed=speed, **changes)


def sent(browser: Client, form: dict[str, str | list[str]], status: int) -> str:
    page = browser.post(EDIT, form)
    assert page.status_code == status, re.findall("desk-wrong[^>]*>(.*?)</", page.content.decode(), re.DOTALL)
    return page.content.decode()


def test_whoever_sees_the_ranking_reads_each_weight_with_its_reason(admin) -> None:
    page = entered(person("anna", "analyst")).get("/ranking/formula/").content.decode()
    formula = queries.formula()
    for one in (*formula.parts, *formula.components):
        assert one.why in page
    assert formula.why in page and "Изменить" not in page and EDIT not in page
    assert EDIT in admin.get("/ranking/formula/").content.decode()


def test_a_version_that_is_not_there_is_not_found(admin) -> None:
    assert admin.get("/ranking/formula/?number=1").status_code == 200
    for number in ("7", "x", "-1"):
        assert admin.get(f"/ranking/formula/?number={number}").status_code == 404


def test_only_who_sets_the_whole_region_edits(admin) -> None:
    assert entered(person("anna", "analyst")).get(EDIT).status_code == 403
    assert entered(person("part", "administrator", body="roads")).get(EDIT).status_code == 403


def test_a_preview_tells_who_would_move_and_keeps_nothing(admin) -> None:
    sizes = sorted(row.n for row in queries.latest(EVERYTHING, now=kit.NOW).leagues[0].ranked)
    page = sent(admin, typed(minimum=str(sizes[0] + 1), why="", preview="1"), 200)
    preview = page.split('id="preview"')[1]
    assert "Что было бы: октябрь 2026" in preview and preview.count("останется без места") == 1
    assert "Что значит каждый вес" in preview
    assert models.Formula.objects.count() == 1 and not Change.objects.filter(subject="ranking_formula").exists()


def test_the_same_weights_would_move_nobody(admin) -> None:
    assert "Ни одно место не изменилось бы" in sent(admin, typed(preview="1"), 200)


def test_a_new_version_is_put_in_force_with_who_and_why(admin) -> None:
    assert admin.post(EDIT, heavier()).status_code == 302
    made = queries.formula()
    assert (made.number, made.part("quality"), made.why, made.by) == (2, 0.4, "Решение совета", "Admin")
    page = admin.get("/ranking/formula/").content.decode()
    assert "«Качество»: 30 % → 40 %" in page and "Решение совета" in page
    assert Change.objects.get(subject="ranking_formula").after == {"why": "Решение совета"}


def test_published_places_stay_when_a_version_changes(admin) -> None:
    before = list(models.Place.objects.filter(counted__is_published=True).order_by("pk").values_list("score", "place"))
    admin.post(EDIT, heavier())
    assert (
        list(models.Place.objects.filter(counted__is_published=True).order_by("pk").values_list("score", "place"))
        == before
    )
    assert "формула, версия 1" in admin.get("/ranking/?period=2026-10").content.decode()


@pytest.mark.parametrize(
    ("changes", "said", "why"),
    [
        ({"part_quality": "35"}, "в сумме дают 105 %, а нужно 100: уберите 5", "parts are not a hundred"),
        ({"component_haste": "10"}, "Веса внутри «Скорость» в сумме дают 90 %", "components are not"),
        ({"part_quality": "-5"}, "больше либо равно 0", "a weight is below nought"),
        ({"part_quality": "много"}, "Вес не прочитан", "a word is no number"),
        ({"part_quality": "nan"}, "Вес не прочитан", "nor is this"),
        ({"part_quality": ""}, "пусто: заполните", "a weight is left out"),
        ({"minimum": "1"}, "Наименьшее число вопросов 1 не подходит", "one question ranks nobody"),
        ({"why": " "}, "пусто: заполните", "no reason is given"),
        ({"place_1_from": "30000"}, "разрыв или нахлёст", "nobody would rank a town of 25 000"),
        ({"body_1_title": ""}, "не попадают ни в одну лигу", "bodies of a kind are left out"),
        ({"valid_from": "1999-01-01", "minimum": "40"}, "не может начаться раньше", "before the version in force"),
        ({"valid_from": "скоро"}, "Дата не прочитана", "no day"),
    ],
)
def test_a_bad_formula_is_refused_where_it_is_bad(admin, changes, said, why) -> None:
    page = sent(admin, typed(**changes), 422)
    assert any(said in wrong for wrong in re.findall(r'desk-wrong"[^>]*>(.*?)</(?:p|div)>', page, re.DOTALL)), why
    assert models.Formula.objects.count() == 1


def test_all_that_is_wrong_is_told_at_once(admin) -> None:
    page = sent(admin, typed(part_quality="35", why="", minimum="1"), 422)
    assert "в сумме дают 105 %" in page and "Наименьшее число вопросов 1" in page and "«Почему меняем» пусто" in page


def test_what_was_typed_is_kept_when_it_is_refused(admin) -> None:
    page = sent(admin, typed(part_quality="35,5", component_handled_why="Так решили", minimum="1"), 422)
    assert 'value="35,5"' in page and "Так решили" in page


def test_a_comma_is_read_as_people_write_it(admin) -> None:
    assert admin.post(EDIT, heavier("37,5", "17,5")).status_code == 302
    assert queries.formula().part("quality") == 0.375


def test_a_version_must_change_something(admin) -> None:
    assert "Ничего не изменено" in sent(admin, typed(), 422)
    assert models.Formula.objects.count() == 1


def test_a_league_is_added_and_taken_away(admin) -> None:
    merged = {
        "place_0_title": "", "place_1_title": "Города", "place_1_from": "20000", "place_1_below": "",
        "place_3_title": "Сёла до 5 тысяч", "place_3_from": "0", "place_3_below": "5000", "place_2_from": "5000",
    }  # fmt: skip
    assert admin.post(EDIT, typed(**merged)).status_code == 302
    leagues = {one.title: one for one in queries.formula().leagues if one.subjects == "place"}
    assert set(leagues) == {"Города", "Муниципалитеты до 20 тысяч жителей", "Сёла до 5 тысяч"}
    codes = [one.code for one in queries.formula().leagues]
    assert len(set(codes)) == len(codes) and leagues["Города"].people_below is None


def test_the_running_month_is_counted_by_the_new_version(admin) -> None:
    running = queries.keys(now=timezone.now())[0]
    with kit.drawn(3):
        assert "формула, версия 1" in admin.get(f"/ranking/?period={running}").content.decode()
        admin.post(EDIT, heavier(valid_from=(timezone.localdate() - timedelta(days=1)).isoformat()))
        assert "формула, версия 2" in admin.get(f"/ranking/?period={running}").content.decode()


def test_the_settings_lead_to_the_formula(admin) -> None:
    assert EDIT in admin.get("/settings/").content.decode()
