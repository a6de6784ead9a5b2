"""Templates of answers are rows that an administrator edits, with a preview and a history."""

import pytest
from django.test import Client

from otklik.answers.models import AnswerTemplate
from otklik.answers.writing import composing, templates
from otklik.answers.writing.composing import Field
from tests import region
from tests.region import person
from tests.screens.desk_factories import wrongs

FIELDS = "что | Что сделано | засыпали яму\nкто | Кто | бригада | необязательно"
SENT = {
    "code": "my-template", "title": "Мой шаблон", "topic_code": "im.05", "kind": "final", "outcome": "solved",
    "text": "Сделано: {что}.[ Работали: {кто}.]", "fields_text": FIELDS, "is_on": "on", "source": "",
}  # fmt: skip


@pytest.fixture
def admin(db: None) -> Client:
    region.found()
    browser = Client()
    browser.force_login(person("boss", "administrator"))
    return browser


@pytest.mark.django_db
class TestPage:
    def test_a_template_is_added_seen_in_the_list_and_in_the_history(self, admin):
        assert admin.post("/settings/answers/new/", SENT).status_code == 302
        page = admin.get("/settings/answers/").content.decode()
        assert "Мой шаблон" in page and "my-template" in page
        row = AnswerTemplate.objects.get(code="my-template")
        assert templates.fields(row)[1] == Field("кто", "Кто", "бригада", False)

    def test_the_form_opens_as_it_was_kept_and_changes_it(self, admin):
        admin.post("/settings/answers/new/", SENT)
        assert "необязательно" in admin.get("/settings/answers/my-template/").content.decode()
        admin.post("/settings/answers/my-template/", {**SENT, "title": "Иначе", "is_on": ""})
        row = AnswerTemplate.objects.get(code="my-template")
        assert (row.title, row.is_on) == ("Иначе", False)
        assert row not in templates.offered("im.05.01")

    def test_a_preview_shows_the_examples_and_keeps_nothing(self, admin):
        page = admin.post("/settings/answers/new/", {**SENT, "preview": "1"}).content.decode()
        assert "Сделано: засыпали яму. Работали: бригада." in page
        assert not AnswerTemplate.objects.filter(code="my-template").exists()

    @pytest.mark.parametrize(("changed", "told"), [
        ({"text": "Сделано: {что}. {кто} {где}"}, "{где}"),
        ({"text": "Сделано."}, "не стоит"),
        ({"text": "Сделано: {что} {кто"}, "без пары"),
        ({"topic_code": "nowhere"}, "нет"),
        ({"code": "any-solved"}, "уже есть"),
    ])  # fmt: skip
    def test_what_is_wrong_is_told_beside_the_field(self, admin, changed, told):
        page = admin.post("/settings/answers/new/", {**SENT, **changed})
        assert page.status_code in (200, 422)
        assert any(told in one for one in wrongs(page.content.decode()))


@pytest.mark.django_db
def test_shipped_templates_have_no_flaws_and_ask_for_what_an_answer_needs() -> None:
    templates.seed()
    templates.seed()
    rows = list(AnswerTemplate.objects.all())
    assert len(rows) >= 25 and {row.outcome for row in rows} == {"", "solved", "planned", "explained", "refused"}
    for row in rows:
        asked = templates.fields(row)
        assert composing.flaws(row.text, asked) == (), row.code
        assert [one.name for one in asked if one.is_required], row.code
        text = composing.composed(row.text, {one.name: one.hint for one in asked if one.is_required})
        assert not set("{}[]") & set(text) and ".." not in text and "  " not in text, (row.code, text)


@pytest.mark.parametrize(("text", "filled", "told"), [
    ("Сделано: {а}.", {"а": "да"}, "Сделано: да."),
    ("Сделано[: {а}].", {}, "Сделано."),
    ("Раз.\n\n[Два {а}.\n\n]Три.", {}, "Раз.\n\nТри."),
    ("{а}", {"а": "  в   два\nряда "}, "в два ряда"),
    ("{а}", {"а": "{б}", "б": "нет"}, "{б}"),
])  # fmt: skip
def test_a_part_goes_where_its_name_is_empty(text: str, filled: dict[str, str], told: str) -> None:
    assert composing.composed(text, filled) == told
