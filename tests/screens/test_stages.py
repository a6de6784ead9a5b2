"""On the pages: phases, registration, the legal kind and the box of 59-ФЗ on the card; their settings."""

import pytest
from django.test import Client

from otklik.answers.models import Dispatch, LawVerdict, NoticeText
from otklik.appeals.models import Appeal, Numbering, Question, Registration
from otklik.deadlines.models import PhaseTerm
from tests import region
from tests.region import TOWN, person, send

pytestmark = [pytest.mark.django_db]
COURT = "Прошу отменить решение районного суда, оно незаконное"


@pytest.fixture
def moderator(db: None) -> Client:
    region.found()
    return entered("mod", "moderator")


@pytest.fixture
def admin(db: None) -> Client:
    region.found()
    return entered("root", "administrator")


def entered(login: str, role: str, **reach: str) -> Client:
    browser = Client()
    browser.force_login(person(login, role, **reach))
    return browser


def read(browser: Client, address: str) -> str:
    return browser.get(address).content.decode()


def appeal(**fields: object) -> Question:
    author = {"full_name": "Кедрин Олег", "address": "Заречинск, Лесная, 5"}
    asked = {"legal_kind": "appeal", "author": author, "topic": "Дороги", "territory": TOWN, **fields}
    return send(COURT, **asked)[0]


class TestTheCard:
    """What the law knows of a question stands on its card and can be answered there."""

    def test_phases_are_told_with_who_has_them(self, moderator: Client) -> None:
        page = read(moderator, f"/questions/{appeal().pk}/")
        assert "сейчас: исполнение" in page and "Управление дорог" in page and "пройден сразу" in page

    def test_an_appeal_is_registered_from_the_card(self, moderator: Client) -> None:
        question = appeal()
        assert "не зарегистрировано" in read(moderator, f"/questions/{question.pk}/")
        moderator.post(f"/questions/{question.pk}/register/", {"version": question.version})
        number = Registration.objects.get().number
        page = read(moderator, f"/questions/{question.pk}/")
        assert f"№ {number}" in page and "/register/" not in page
        assert f"/questions/{question.pk}/" in read(moderator, f"/?words={number}")

    def test_a_suggestion_is_applied_with_the_text_of_the_person(self, moderator: Client) -> None:
        question = appeal()
        page = read(moderator, f"/questions/{question.pk}/")
        assert "59-ФЗ: проверьте" in page and "ст. 11 ч. 2" in page and "решение районного суда" in page
        moderator.post(f"/questions/{question.pk}/law/", {"check": "court", "text": "Возвращаем."})
        assert Dispatch.objects.get(kind="law").text == "Возвращаем."
        assert "Обжалует судебное решение: Вернуть" in read(moderator, f"/questions/{question.pk}/")

    def test_not_so_needs_a_reason(self, moderator: Client) -> None:
        question = appeal()
        reply = moderator.post(f"/questions/{question.pk}/law-wrong/", {"check": "court", "why": ""})
        assert reply.status_code == 422 and "почему подсказка неверна" in reply.content.decode()
        moderator.post(f"/questions/{question.pk}/law-wrong/", {"check": "court", "why": "просит копию"})
        assert LawVerdict.objects.get().said == "wrong"

    def test_the_kind_is_changed_on_a_ground(self, moderator: Client) -> None:
        question = appeal()
        sent = {"ground": "not", "words": "рассылка"}
        moderator.post(f"/questions/{question.pk}/kind/", sent)
        assert Appeal.objects.get(pk=question.appeal_id).legal_kind == "message"
        page = read(moderator, f"/questions/{question.pk}/")
        assert "Снят срок «регистрация»" in page and "рассылка" in page

    def test_who_may_not_decide_sees_no_buttons(self, moderator: Client) -> None:
        question = appeal()
        page = read(entered("cur", "curator"), f"/questions/{question.pk}/")
        assert "59-ФЗ: проверьте" in page and "/law/" not in page and "/register/" not in page


def test_a_letter_by_mail_is_not_typed_in_as_an_appeal(moderator: Client) -> None:
    sent = {
        "form_id": "4b1e0c2e-6f0e-4a39-9a55-7b8f52e1d001", "source": "эл. почта", "legal_kind": "appeal",
        "text": "Яма на дороге", "kind": "citizen", "full_name": "Кедрин Олег", "email": "a@b.ru",
        "written_on": "2026-01-10",
    }  # fmt: skip
    reply = moderator.post("/letters/new/", sent)
    assert reply.status_code == 422 and "547-ФЗ" in reply.content.decode()
    moderator.post("/letters/new/", {**sent, "legal_kind": "message"})
    assert Appeal.objects.get().legal_kind == "message"


class TestTheSettings:
    """Texts with a preview, terms of phases, the pattern of numbers."""

    def test_all_of_it_stands_on_one_page(self, admin: Client) -> None:
        page = read(admin, "/settings/stages/")
        assert "LAW_456479" in page and "ст. 11 ч. 4.1" in page and "{орган}" in page

    def test_a_text_is_looked_at_before_it_is_kept(self, admin: Client) -> None:
        row = NoticeText.objects.get(code="phase.execution", channel="pos")
        sent = {"code": row.code, "channel": "pos", "text": "Вопрос № {номер} у {орган}", "is_on": "on"}
        page = admin.post(f"/settings/stages/texts/{row.pk}/", {**sent, "preview": "1"}).content.decode()
        assert "Вопрос № 1024 у Управление дорог Заречинска" in page
        assert NoticeText.objects.get(pk=row.pk).text == row.text
        admin.post(f"/settings/stages/texts/{row.pk}/", sent)
        assert NoticeText.objects.get(pk=row.pk).text == sent["text"]

    def test_an_unknown_name_in_braces_is_refused(self, admin: Client) -> None:
        sent = {"code": "phase.ended", "channel": "api", "text": "{фамилия}, всё готово"}
        reply = admin.post("/settings/stages/texts/new/", sent)
        assert reply.status_code == 422 and "Имени {фамилия} нет" in reply.content.decode()

    def test_a_term_of_a_phase_is_kept_with_its_source(self, admin: Client) -> None:
        row = PhaseTerm.objects.get(channel="pos", phase="moderation")
        sent = {
            "legal_kind": "message", "channel": "pos", "phase": "moderation", "amount": "1", "unit": "working_days",
            "hours": "", "source": "Регламент, п. 4",
        }  # fmt: skip
        admin.post(f"/settings/stages/terms/{row.pk}/", sent)
        assert PhaseTerm.objects.get(pk=row.pk).amount == 1
        refused = admin.post(f"/settings/stages/terms/{row.pk}/", {**sent, "unit": "working_hours"})
        assert refused.status_code == 422 and "режим работы" in refused.content.decode()

    def test_the_pattern_of_numbers_is_checked(self, admin: Client) -> None:
        assert admin.post("/settings/stages/numbering/", {"pattern": "О-{year}"}).status_code == 422
        admin.post("/settings/stages/numbering/", {"pattern": "{n}-Г/{year}"})
        assert Numbering.objects.get().pattern == "{n}-Г/{year}"
