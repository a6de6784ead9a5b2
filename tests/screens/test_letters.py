"""«Исходящие», a new letter, its files, drafts of acts, and the settings of forms: on the pages."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document
from python_calamine import CalamineWorkbook

from otklik.answers.models import Answer, LetterTemplate, OutgoingLetter, OutgoingNumbering
from otklik.answers.papers import letter_templates, letters
from otklik.appeals.models import Question
from otklik.citizens.models import Citizen, Unmasking
from otklik.improvement.models import Covered, Group
from otklik.offices.models import Body
from tests import factories
from tests.answers.test_letter_forms import form
from tests.screens.desk_factories import entered, wrongs

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
NAME = "Кузнецова Вера Ильинична"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings) -> None:
    settings.OTKLIK_HOME = tmp_path
    letter_templates.seed()


def a_body() -> Body:
    return Body.objects.filter(code="roads").first() or factories.a_body()


def an_answer(state: str = "approved") -> Answer:
    """An answer to a question of a person with a name."""
    author = Citizen.objects.get_or_create(full_name=NAME, address="ул. Лесная, 14-8", mark="id:1")[0]
    question = factories.a_question(body=a_body(), author=author.key)
    by = factories.Person.objects.filter(login="writer").first() or factories.a_person("writer", "executor", a_body())
    return Answer.objects.create(question=question, body=a_body(), state=state, text="Сделано.", by=by, created_at=NOW)


def a_letter() -> OutgoingLetter:
    answer = an_answer()
    return letters.make(answer, by=answer.by, at=NOW)


def as_role(role: str, *, body: Body | None = None) -> Client:
    return entered(factories.a_person(f"{role}-{body.code if body else ''}", role, body))


SIGNED = {"template": "letter", "signer_name": "И. С. Громов", "signer_position": "Министр"}


def test_from_the_card_to_a_letter_with_its_files() -> None:
    question, browser = an_answer().question, as_role("executor", body=a_body())
    assert f"/outgoing/new/{question.pk}/" in browser.get(f"/questions/{question.pk}/").content.decode()
    assert "Сделано." in browser.get(f"/outgoing/new/{question.pk}/").content.decode()
    got = browser.post(f"/outgoing/new/{question.pk}/", SIGNED)
    letter = OutgoingLetter.objects.get()
    assert (got.status_code, got["Location"]) == (302, f"/outgoing/{letter.pk}/")
    page = browser.get(got["Location"]).content.decode()
    assert "1-исх/2026" in page and "И. С. Громов" in page and NAME not in page
    again = browser.get(f"/outgoing/new/{question.pk}/").content.decode()
    assert "уже есть" in again


def test_the_file_names_the_author_only_to_who_may_see_and_each_look_is_written_down() -> None:
    letter = a_letter()
    Unmasking.objects.all().delete()
    browser = as_role("executor", body=a_body())
    got = browser.post(f"/outgoing/{letter.pk}/docx/")
    told = Document(io.BytesIO(b"".join(got.streaming_content)))
    assert NAME in "\n".join(cell.text for table in told.tables for row in table.rows for cell in row.cells)
    assert (got["Content-Disposition"][:10], "no-" in got["Cache-Control"]) == ("attachment", True)
    assert Unmasking.objects.get().reason == "Файл письма № 1-исх/2026 (docx)"
    assert browser.get(f"/outgoing/{letter.pk}/docx/").status_code == 405
    assert browser.post(f"/outgoing/{letter.pk}/exe/").status_code == 404


@pytest.mark.parametrize(("role", "status"), [("approver", 403), ("head", 403), ("curator", 200), ("coordinator", 200)])
def test_a_role_without_the_right_to_personal_data_reads_the_page_and_not_the_file(role: str, status: int) -> None:
    letter, browser = a_letter(), as_role(role)
    assert browser.get(f"/outgoing/{letter.pk}/").status_code == 200
    assert browser.post(f"/outgoing/{letter.pk}/pdf/").status_code == status


def test_a_letter_of_others_is_not_found() -> None:
    letter, stranger = a_letter(), as_role("executor", body=factories.a_body("waste", "Отходы"))
    for way in ("", "pdf/"):
        assert stranger.post(f"/outgoing/{letter.pk}/{way}").status_code == 404
    assert stranger.post(f"/outgoing/{letter.pk}/annul/", {"why": "x"}).status_code == 404
    assert stranger.get(f"/outgoing/new/{letter.question_id}/").status_code == 404
    assert letter.number not in stranger.get("/outgoing/").content.decode()


def test_annulment_needs_a_reason_and_the_right_to_work() -> None:
    letter = a_letter()
    assert as_role("curator").post(f"/outgoing/{letter.pk}/annul/", {"why": "ошибка"}).status_code == 403
    browser = as_role("executor", body=a_body())
    told = browser.post(f"/outgoing/{letter.pk}/annul/", {"why": " "}, follow=True).content.decode()
    assert "Причина не указана" in told
    told = browser.post(f"/outgoing/{letter.pk}/annul/", {"why": "ошибка"}, follow=True).content.decode()
    assert "аннулировано" in told and OutgoingLetter.objects.get().why_annulled == "ошибка"


def test_a_question_without_an_approved_answer_says_so() -> None:
    question, browser = an_answer("draft").question, as_role("executor", body=a_body())
    assert "Утверждённого ответа пока нет" in browser.get(f"/outgoing/new/{question.pk}/").content.decode()
    assert browser.post(f"/outgoing/new/{question.pk}/", SIGNED).status_code == 200
    assert not OutgoingLetter.objects.exists()


def test_the_registry_is_narrowed_and_asks_as_much_of_one_row_as_of_many() -> None:
    a_letter()
    browser = as_role("moderator")
    asked = []
    for _ in range(2):
        browser.get("/outgoing/")
        with CaptureQueriesContext(connection) as queries:
            page = browser.get("/outgoing/").content.decode()
        asked.append(len(queries))
        for _ in range(3):
            a_letter()
    assert asked[0] == asked[1] <= 10
    assert "1-исх/2026" in page
    narrowed = browser.get("/outgoing/?number=3-исх&since=2026-11-01").content.decode()
    assert "№ 3-исх/2026" in narrowed and "№ 1-исх/2026" not in narrowed
    assert "Дата не прочитана" in browser.get("/outgoing/?since=вчера").content.decode()


def test_the_book_of_the_registry_has_no_personal_data_and_no_formulas() -> None:
    letter = a_letter()
    OutgoingLetter.objects.update(signer_name="=1+1", why_annulled="=cmd()")
    got = as_role("moderator").get("/outgoing/export/?number=1-исх")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(got.content)).get_sheet_by_index(0).to_python()
    assert (rows[0][0], rows[1][0], rows[1][3], rows[1][5]) == ("Номер", "1-исх/2026", str(letter.question_id), "=1+1")
    assert NAME not in str(rows)


ACT = {"template": "act", "signer_name": "И. С. Громов", "signer_position": "Министр", "subject": "Ремонт дорог"}


@pytest.mark.parametrize(("ending", "start"), [("docx", b"PK"), ("pdf", b"%PDF-")])
def test_a_draft_of_an_act_on_one_question_is_saved_at_once(ending: str, start: bytes) -> None:
    question, browser = an_answer("draft").question, as_role("executor", body=a_body())
    assert "Проект акта по вопросу" in browser.get(f"/outgoing/act/{question.pk}/").content.decode()
    got = browser.post(f"/outgoing/act/{question.pk}/", {**ACT, "ending": ending})
    assert got.content.startswith(start)
    assert got["Content-Disposition"].startswith("attachment")
    refused = browser.post(f"/outgoing/act/{question.pk}/", {"template": "act"})
    assert (refused.status_code, bool(wrongs(refused.content.decode()))) == (422, True)


def test_a_draft_of_an_act_of_a_group_lists_its_questions() -> None:
    head = factories.a_person("lead", "coordinator")
    group = Group.objects.create(
        title="Паводок", matter="", head=head, due_on="2026-12-01", opened_by=head, opened_at=NOW
    )
    numbers = [an_answer("draft").question_id for _ in range(3)]
    Covered.objects.bulk_create(Covered(group=group, question_id=number, at=NOW) for number in numbers)
    browser = entered(head)
    assert f"/outgoing/act/group/{group.pk}/" in browser.get(f"/groups/{group.pk}/").content.decode()
    got = browser.post(f"/outgoing/act/group/{group.pk}/", {**ACT, "ending": "docx"})
    told = "\n".join(one.text for one in Document(io.BytesIO(got.content)).paragraphs)
    assert all(f"№ {number}" in told for number in numbers) and "1 декабря 2026 г." in told
    assert as_role("moderator").get(f"/outgoing/act/group/{group.pk}/").status_code == 403


# Settings.


def upload(content: bytes, **fields: object) -> dict[str, object]:
    values = {"code": "own", "title": "Бланк", "purpose": "letter", "body_code": "", "is_on": "on", **fields}
    return {**values, "file": SimpleUploadedFile("бланк.docx", content)}


@pytest.fixture
def admin() -> Client:
    return as_role("administrator")


def test_a_form_is_uploaded_looked_at_and_kept_with_its_history(admin: Client) -> None:
    preview = admin.post("/settings/letters/new/", {**upload(form("Бланк № {{ исходящий }}")), "preview": "1"})
    assert Document(io.BytesIO(preview.content)).paragraphs[0].text == "Бланк № 15-исх/2026"
    assert not LetterTemplate.objects.filter(code="own").exists()
    assert admin.post("/settings/letters/new/", upload(form("Бланк № {{ исходящий }}"))).status_code == 302
    page = admin.get("/settings/letters/own/").content.decode()
    assert "Бланк № 15-исх/2026" in page and "бланк.docx" in page
    assert admin.get("/settings/letters/own/file/").content.startswith(b"PK")
    assert (
        admin.post("/settings/letters/own/", {"title": "Бланк 2", "purpose": "letter", "is_on": "on"}).status_code
        == 302
    )
    listed = admin.get("/settings/letters/").content.decode()
    assert "Бланк 2" in listed and "название" in listed


def test_a_bad_form_is_refused_with_the_place_of_each_flaw(admin: Client) -> None:
    got = admin.post("/settings/letters/new/", upload(form("{{ текст }}", "Кому: {{ кому }}", "{{ вид }}")))
    told = " ".join(wrongs(got.content.decode()))
    assert got.status_code == 422
    assert "Абзац 2 («Кому: {{ кому }}»)" in told and "Абзац 3" in told


def test_the_forms_of_the_product_are_shown_and_may_be_saved_to_change(admin: Client) -> None:
    page = admin.get("/settings/letters/letter/").content.decode()
    assert "Уважаемая Вера Ильинична!" in page
    assert admin.get("/settings/letters/act/file/").content.startswith(b"PK")


def test_the_pattern_of_a_body_is_kept_and_a_bad_one_refused(admin: Client) -> None:
    a_body()
    assert (
        admin.post("/settings/letters/numbering/", {"body_code": "roads", "pattern": "{n}/{year}-д"}).status_code == 302
    )
    assert OutgoingNumbering.objects.get().pattern == "{n}/{year}-д"
    got = admin.post("/settings/letters/numbering/", {"body_code": "roads", "pattern": "письмо"})
    assert (got.status_code, "нужно одно {n}" in got.content.decode()) == (422, True)


def test_a_lost_file_of_a_form_is_told_and_breaks_no_page(admin: Client) -> None:
    LetterTemplate.objects.create(code="lost", title="Пропавшая", digest="a" * 64)
    assert "восстановите папку files" in admin.get("/settings/letters/lost/").content.decode()
    assert admin.get("/settings/letters/lost/file/").status_code == 404
    question: Question = an_answer().question
    browser = as_role("executor", body=a_body())
    got = browser.post(f"/outgoing/new/{question.pk}/", {**SIGNED, "template": "lost"})
    assert (got.status_code, "восстановите папку files" in got.content.decode()) == (422, True)
