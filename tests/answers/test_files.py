"""Files of questions: kept once, told of, taken away, swept from the disk; nothing is lost half-way."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from otklik.answers.models import Answer, Attachment, LetterTemplate
from otklik.answers.papers import files, store
from otklik.answers.papers.file_refusal import FileRefused
from otklik.appeals.models import Event, Question
from tests import factories
from tests.answers.file_samples import pdf, photo, told

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
TAKEN = datetime(2026, 11, 12, 9, 5, tzinfo=UTC)
LATER = NOW + timedelta(days=400)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings) -> Path:
    settings.OTKLIK_HOME = tmp_path
    return tmp_path


@pytest.fixture
def question() -> Question:
    return factories.a_question()


def keep(question: Question, name: str = "яма.jpg", content: bytes = b"", **fields: object) -> Attachment:
    content = content or photo(exif=told())
    values = {"side": "body", "by": None, "at": NOW, **fields}
    return files.keep(SimpleUploadedFile(name, content), question=question, **values)


def on_disk(home: Path, shelf: str = "files") -> list[str]:
    return sorted(path.name for path in (home / shelf).glob("??/*"))


def test_a_photo_is_kept_with_what_it_says_of_itself(question: Question) -> None:
    row = keep(question)
    assert (row.name, row.content_type, row.taken_at) == (
        "яма.jpg",
        "image/jpeg",
        datetime(2026, 11, 12, 9, 5, tzinfo=UTC),
    )
    assert (row.latitude, row.longitude) == pytest.approx((57.0, 60.5), abs=1e-5)
    with files.opened(row) as whole, files.opened(row, is_small=True) as small:
        first, second = whole.read(), small.read()
    assert (len(first), first[:3], second[:3]) == (row.size_bytes, b"\xff\xd8\xff", b"\xff\xd8\xff")


def test_the_timeline_tells_of_a_file_without_its_name(question: Question) -> None:
    row = keep(question, "паспорт Иванова.pdf", pdf())
    files.remove(row, by=factories.a_person(), at=NOW)
    events = Event.objects.filter(question=question).order_by("pk")
    assert [event.kind for event in events][-2:] == ["file_added", "file_removed"]
    assert "Иванова" not in str([event.what for event in events])


def test_the_same_file_sent_twice_is_one_row(question: Question, home: Path) -> None:
    assert keep(question).pk == keep(question, "другое имя.jpg").pk
    assert len(on_disk(home)) == 2


def test_the_same_content_of_two_questions_lies_once(question: Question, home: Path) -> None:
    first, second = keep(question), keep(factories.a_question("другой"))
    assert (first.pk == second.pk, first.digest == second.digest, len(on_disk(home))) == (False, True, 2)


def test_a_camera_with_its_clock_unset_tells_no_time(question: Question) -> None:
    assert keep(question, content=photo(exif=told(taken="1980:01:01 00:00:00"))).taken_at is None
    assert keep(question, content=photo(exif=told(taken="2031:01:01 00:00:00"))).taken_at is None


def test_a_question_has_so_many_files_and_no_more(question: Question, settings) -> None:
    settings.OTKLIK_FILES_A_QUESTION = 2
    for colour in ("red", "green"):
        keep(question, content=photo(colour=colour))
    with pytest.raises(FileRefused, match="уже 2 файлов"):
        keep(question, content=photo(colour="blue"))


def test_a_large_file_is_refused_before_it_is_read(question: Question) -> None:
    class Unread(SimpleUploadedFile):
        def read(self, *args: object) -> bytes:
            raise AssertionError("read")

    big = Unread("фото.jpg", b"1")
    big.size = 20 << 20
    with pytest.raises(FileRefused, match="20 МБ, принимается до 10 МБ"):
        files.keep(big, question=question, side="body", by=None, at=NOW)


def test_a_refused_file_leaves_nothing(question: Question, home: Path) -> None:
    with pytest.raises(FileRefused):
        keep(question, "ответ.docx", b"MZ" + bytes(100))
    assert (Attachment.objects.count(), on_disk(home)) == (0, [])


def test_a_file_of_a_letter_that_is_not_read_yet_waits_a_month(question: Question, home: Path) -> None:
    laid = files.lay(SimpleUploadedFile("яма.jpg", photo(exif=told())), at=NOW)
    again = files.Laid(**laid.told())
    assert files.sweep(NOW + timedelta(days=20)) == 0
    row = files.attach(again, question=question, side="author", by=None, at=NOW)
    assert (row.taken_at, row.side) == (TAKEN, "author")
    assert files.sweep(LATER) == 0
    assert len(on_disk(home)) == 2


def test_only_what_no_row_names_is_swept_and_only_after_a_day(question: Question, home: Path) -> None:
    kept, gone = keep(question), keep(question, content=photo(colour="red"))
    form = store.put(b"form")
    LetterTemplate.objects.create(code="own", title="Свой", digest=form)
    files.remove(gone, by=factories.a_person(), at=NOW)
    assert files.sweep(datetime.now(UTC)) == 0
    assert files.sweep(LATER) == 1
    assert {name.removesuffix(".thumb") for name in on_disk(home)} == {kept.digest[2:], form[2:]}
    assert files.sweep(LATER) == 0
    with pytest.raises(store.FileLost, match="восстановите папку files"):
        files.opened(gone)


def test_a_file_put_again_while_it_is_swept_stays(home: Path) -> None:
    digest = store.put(b"content")

    def named(digests) -> list[str]:
        store.put(b"content")
        return []

    old = (datetime.now(UTC) - timedelta(days=3)).timestamp()
    os.utime(home / "files" / digest[:2] / digest[2:], (old, old))
    assert store.sweep(named, at=datetime.now(UTC)) == 0
    assert store.opened(digest).read() == b"content"


def test_what_a_killed_writer_or_sweeper_left_is_mended(home: Path) -> None:
    digest = store.put(b"content")
    folder = home / "files" / digest[:2]
    (folder / digest[2:]).rename(folder / f"{digest[2:]}.gone")
    (folder / f"{'0' * 62}.gone").write_bytes(b"old")
    (folder / "new-half").write_bytes(b"con")
    store.sweep(lambda digests: {digest}, at=LATER)
    assert on_disk(home) == [digest[2:]]


def test_a_folder_of_imports_beside_is_never_swept(home: Path) -> None:
    table = home / "files" / "imports" / "a.csv"
    table.parent.mkdir(parents=True)
    table.write_text("1")
    files.sweep(LATER)
    assert table.exists()


def test_files_that_the_disk_lost_are_counted(question: Question, home: Path) -> None:
    keep(question)
    assert files.lost(newest=10) == 0
    gone = keep(question, content=photo(colour="red"))
    (home / "files" / gone.digest[:2] / gone.digest[2:]).unlink()
    assert files.lost(newest=10) == 1


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "a" * 63 + "/", "x"])
def test_no_name_leads_out_of_the_store(digest: str) -> None:
    with pytest.raises(store.FileLost):
        store.opened(digest)


def test_files_of_an_answer_are_listed_apart_and_letters_never(question: Question) -> None:
    answer = Answer.objects.create(question=question, by=factories.a_person(), created_at=NOW)
    own, author = keep(question, answer=answer), keep(question, content=photo(colour="red"), side="author")
    Attachment.objects.filter(pk=keep(question, "п.pdf", pdf()).pk).update(is_personal=True)
    assert [row.pk for row in files.of_answer(answer.pk)] == [own.pk]
    assert [row.pk for row in files.of_question(question.pk)] == [own.pk, author.pk]
