"""Files of questions on the pages: who is served what, how, and who may take a file away."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from otklik.answers.models import Answer, Attachment
from otklik.answers.papers import files
from otklik.appeals.models import Question
from otklik.screens.parts.attachments import distance_m, lines
from tests import factories
from tests.answers.file_samples import pdf, photo, told
from tests.screens.desk_factories import entered

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings) -> None:
    settings.OTKLIK_HOME = tmp_path


@pytest.fixture
def question() -> Question:
    return factories.a_question(body=factories.a_body())


def keep(question: Question, name: str = "яма.jpg", content: bytes = b"", **fields: object) -> Attachment:
    values = {"side": "body", "by": None, "at": NOW, **fields}
    return files.keep(SimpleUploadedFile(name, content or photo(exif=told())), question=question, **values)


def as_role(role: str, question: Question | None = None, login: str = "") -> Client:
    body = question.body if question else None
    return entered(factories.a_person(login or role, role, body))


def test_a_photo_is_shown_in_place_and_all_else_is_saved(question: Question) -> None:
    browser = as_role("executor", question)
    for row, ways in ((keep(question), "inline"), (keep(question, "акт.pdf", pdf()), "attachment")):
        got = browser.get(f"/files/{row.pk}/")
        assert got.status_code == 200
        assert got["Content-Disposition"].startswith(ways)
        assert got["Content-Type"] == row.content_type
        assert b"".join(got.streaming_content) == files.opened(row).read()


def test_nothing_of_a_file_may_run_or_be_kept_by_others(question: Question) -> None:
    got = as_role("executor", question).get(f"/files/{keep(question).pk}/")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in got["Content-Security-Policy"] and "sandbox" in got["Content-Security-Policy"]
    assert got["Cache-Control"] == "private, no-cache"
    assert got["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_file_the_browser_has_is_not_sent_again_but_asked_for_each_time(question: Question) -> None:
    browser, row = as_role("executor", question), keep(question)
    tag = browser.get(f"/files/{row.pk}/")["ETag"]
    assert browser.get(f"/files/{row.pk}/", headers={"If-None-Match": tag}).status_code == 304
    small = browser.get(f"/files/{row.pk}/?small", headers={"If-None-Match": tag})
    assert (small.status_code, len(b"".join(small.streaming_content)) < row.size_bytes + 1) == (200, True)
    files.remove(row, by=factories.a_person("other"), at=NOW)
    assert browser.get(f"/files/{row.pk}/", headers={"If-None-Match": tag}).status_code == 404


@pytest.mark.parametrize("name", ["яма «на» Лесной.jpg", 'a"b;c.jpg', "имя\r\nX: y.jpg", "plain.jpg"])
def test_a_name_of_any_signs_reaches_the_browser(question: Question, name: str) -> None:
    got = as_role("executor", question).get(f"/files/{keep(question, name).pk}/?save")
    assert got["Content-Disposition"].startswith("attachment")
    assert "filename*=utf-8''" in got["Content-Disposition"].lower()
    assert "\n" not in got["Content-Disposition"]


def test_a_file_outside_the_scope_of_a_letter_or_lost_is_not_found(question: Question) -> None:
    row, other = keep(question), factories.a_question("другой", body=factories.a_body("waste", "Отходы"))
    assert as_role("executor", other, "stranger").get(f"/files/{row.pk}/").status_code == 404
    assert Client().get(f"/files/{row.pk}/").status_code == 302
    browser = as_role("executor", question)
    Attachment.objects.filter(pk=row.pk).update(is_personal=True)
    assert browser.get(f"/files/{row.pk}/").status_code == 404
    Attachment.objects.filter(pk=row.pk).update(is_personal=False, digest="a" * 64)
    assert browser.get(f"/files/{row.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("side", "state", "role", "status"),
    [
        ("body", "draft", "executor", 302),
        ("body", "returned", "executor", 302),
        ("body", "approval", "executor", 403),
        ("body", "published", "executor", 403),
        ("author", "draft", "executor", 403),
        ("body", "draft", "curator", 403),
    ],
)
def test_a_file_is_taken_away_only_while_the_answer_is_written(
    question: Question, side: str, state: str, role: str, status: int
) -> None:
    answer = Answer.objects.create(question=question, by=factories.a_person(), created_at=NOW, state=state)
    row = keep(question, side=side, answer=answer)
    assert as_role(role, question).post(f"/files/{row.pk}/remove/").status_code == status
    assert (Attachment.objects.get(pk=row.pk).removed_at is not None) == (status == 302)


def test_after_a_removal_one_comes_back_only_to_a_page_of_ours(question: Question) -> None:
    browser = as_role("executor", question)
    first, second = keep(question), keep(question, "акт.pdf", pdf())
    assert browser.post(f"/files/{first.pk}/remove/", {"next": "/mine/1/"})["Location"] == "/mine/1/"
    got = browser.post(f"/files/{second.pk}/remove/", {"next": "https://evil.example/"})
    assert got["Location"] == f"/questions/{question.pk}/"


def test_a_request_over_the_ceiling_is_refused_unread(settings) -> None:
    settings.OTKLIK_REQUEST_MB = 1
    browser = as_role("moderator")
    got = browser.post("/letters/new/", {"file": SimpleUploadedFile("a.jpg", bytes(2 << 20))})
    assert got.status_code == 413
    assert "до 1 МБ" in got.content.decode()
    assert browser.post("/imports/", {"table": SimpleUploadedFile("a.csv", bytes(2 << 20))}).status_code == 422


def test_a_list_tells_when_and_how_far_from_the_place_a_photo_was_taken(question: Question) -> None:
    question.latitude, question.longitude = 57.0027, 60.5
    (line,) = lines([keep(question)], question)
    assert line.taken == "снято 12 ноября 2026, 14:05, 300 м от места вопроса"
    assert (line.is_photo, line.small_url, line.remove_url) == (True, f"/files/{line.id}/?small", "")
    (other,) = lines([keep(question, "акт.pdf", pdf())], question, removable={line.id + 1})
    assert (other.taken, other.remove_url) == ("", f"/files/{line.id + 1}/remove/")


def test_distances_are_those_of_a_ball() -> None:
    assert distance_m(55.7558, 37.6173, 59.9343, 30.3351) == pytest.approx(634_000, rel=0.01)
    assert distance_m(10, 10, 10, 10) == 0
