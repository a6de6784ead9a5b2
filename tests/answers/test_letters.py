"""Outgoing letters: one number each, files with the addressee apart, annulment; forms as rows; drafts of acts."""

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from docx import Document

from otklik.answers.models import Answer, Attachment, LetterTemplate, OutgoingLetter, OutgoingNumbering
from otklik.answers.papers import files, letter_numbers, letter_queries, letter_templates, letters, store
from otklik.answers.papers.letter_queries import Wanted
from otklik.answers.papers.letter_templates import ACT, TemplateDraft, TemplateError
from otklik.appeals.models import Event
from otklik.appeals.registry import NumberingError
from otklik.citizens.models import Citizen, Unmasking
from otklik.offices.models import Body, Change, Grant, Person
from tests import factories
from tests.answers.file_samples import archive, docx
from tests.answers.test_letter_forms import form

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
TEXT = "Яма у дома 14 заделана 20 ноября.\n\nГарантия — два года."


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings) -> Path:
    settings.OTKLIK_HOME = tmp_path
    letter_templates.seed()
    return tmp_path


@pytest.fixture
def by() -> Person:
    return factories.a_person("executor", "executor")


def an_answer(by: Person, *, body: Body | None = None, state: str = "approved", name: str = "") -> Answer:
    """An approved answer to a question whose author may have a name and an address."""
    author = None
    if name:
        author = Citizen.objects.create(full_name=name, address="Заречинск, ул. Лесная, 14-8", mark=f"id:{name}")
    body = body or Body.objects.filter(code="roads").first() or factories.a_body()
    question = factories.a_question(body=body, author=author.key if author else None, place="ул. Лесная")
    return Answer.objects.create(question=question, body=body, state=state, text=TEXT, by=by, created_at=NOW)


def words(attachment: Attachment | None) -> str:
    assert attachment is not None
    with files.opened(attachment) as file:
        document = Document(io.BytesIO(file.read()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([one.text for one in document.paragraphs] + cells)


def test_a_letter_has_a_number_a_day_and_both_files(by: Person) -> None:
    letter = letters.make(an_answer(by, name="Кузнецова Вера Ильинична"), by=by, at=NOW)
    assert (letter.number, letter.on) == ("1-исх/2026", date(2026, 11, 22))
    told = words(letter.docx)
    for part in ("Кузнецова Вера Ильинична", "Уважаемая Вера Ильинична!", "ул. Лесная, 14-8", "22 ноября 2026 г.",
                 "Министерство дорог", "Яма у дома 14", "Гарантия — два года."):  # fmt: skip
        assert part in told
    with files.opened(letter.pdf) as paper:
        assert paper.read(5) == b"%PDF-"


def test_the_addressee_is_in_the_files_alone_and_the_look_is_written_down(by: Person, home: Path) -> None:
    answer = an_answer(by, name="Кузнецова Вера Ильинична")
    letter = letters.make(answer, by=by, at=NOW)
    look = Unmasking.objects.get()
    assert (look.by_id, look.subject_key, look.reason) == (
        by.pk,
        answer.question.appeal.author_key,
        "Исходящее письмо № 1-исх/2026",
    )
    assert not [row for row in OutgoingLetter.objects.values() if "Кузнецова" in str(row)]
    assert not [row for row in Event.objects.values() if "Кузнецова" in str(row)]
    assert (list((home / "files").glob("??/*")), len(list((home / "letters").glob("??/*")))) == ([], 2)
    assert files.of_question(answer.question_id) == []
    assert files.visible(letter.docx.pk) is None


def test_a_letter_to_an_author_without_a_name_goes_to_the_applicant(by: Person) -> None:
    told = words(letters.make(an_answer(by), by=by, at=NOW).docx)
    assert "Заявителю" in told and "Уважаемый заявитель!" in told
    assert not Unmasking.objects.exists()


def test_made_twice_it_is_the_same_letter(by: Person) -> None:
    answer = an_answer(by)
    first, second = letters.make(answer, by=by, at=NOW), letters.make(answer, by=by, at=NOW)
    assert (first.pk, OutgoingLetter.objects.count(), Attachment.objects.count()) == (second.pk, 1, 2)
    assert Event.objects.filter(kind="letter_made").count() == 1


def test_killed_before_the_files_it_is_finished_under_the_same_number(by: Person, monkeypatch) -> None:
    answer = an_answer(by)

    def killed(*args: object) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(letters.letter_pdf, "printed", killed)
        with pytest.raises(KeyboardInterrupt):
            letters.make(answer, by=by, at=NOW)
    assert OutgoingLetter.objects.get().docx is None
    letter = letters.make(answer, by=by, at=NOW + timedelta(days=1))
    assert (letter.number, letter.on, letter.pdf is not None) == ("1-исх/2026", date(2026, 11, 22), True)


def test_numbers_of_a_body_follow_one_another_and_are_never_given_twice(by: Person) -> None:
    other = factories.a_body("waste", "Оператор отходов")
    made = [letters.make(an_answer(by), by=by, at=NOW) for _ in range(3)]
    letters.annul(made[2], why="Ошибка в адресате", by=by, at=NOW)
    again = letters.make(made[2].answer, by=by, at=NOW)
    apart = letters.make(an_answer(by, body=other), by=by, at=NOW)
    assert [one.number for one in (*made, again, apart)] == [
        "1-исх/2026", "2-исх/2026", "3-исх/2026", "4-исх/2026", "1-исх/2026",
    ]  # fmt: skip


def test_an_annulled_letter_stays_with_its_reason_and_files(by: Person) -> None:
    letter = letters.make(an_answer(by), by=by, at=NOW)
    letters.annul(letter, why=" Ошибка в адресате ", by=by, at=NOW)
    letters.annul(letter, why="Ещё раз", by=by, at=NOW + timedelta(days=1))
    assert (letter.why_annulled, letter.annulled_at, letter.docx is not None) == ("Ошибка в адресате", NOW, True)
    assert Event.objects.filter(kind="letter_annulled").count() == 1
    with pytest.raises(letters.LetterError, match="почему"):
        letters.annul(letters.make(an_answer(by), by=by, at=NOW), why=" ", by=by, at=NOW)


def test_a_new_year_begins_with_one_by_the_same_pattern(by: Person) -> None:
    answer = an_answer(by)
    letter_numbers.save_pattern(answer.body, pattern="{n}/дор-{year}", by=None, at=NOW)
    later = an_answer(by)
    assert letters.make(answer, by=by, at=NOW).number == "1/дор-2026"
    assert letters.make(later, by=by, at=datetime(2027, 1, 11, 6, 0, tzinfo=UTC)).number == "1/дор-2027"


def test_a_changed_pattern_passes_over_a_number_that_stands(by: Person) -> None:
    answer = an_answer(by)
    letters.make(answer, by=by, at=NOW)
    OutgoingNumbering.objects.update(last=0)
    assert letters.make(an_answer(by), by=by, at=NOW).number == "2-исх/2026"
    with pytest.raises(NumberingError, match="нужно одно"):
        letter_numbers.save_pattern(answer.body, pattern="исх/{year}", by=None, at=NOW)


@pytest.mark.parametrize("state", ["draft", "approval", "returned", "dropped"])
def test_a_letter_is_made_of_an_approved_answer_only(by: Person, state: str) -> None:
    with pytest.raises(letters.LetterError, match="ещё не утверждён"):
        letters.make(an_answer(by, state=state), by=by, at=NOW)
    assert not OutgoingNumbering.objects.exists()


def test_the_head_of_the_body_or_of_the_one_above_signs(by: Person) -> None:
    above = factories.a_body("gov", "Правительство")
    body = factories.a_body()
    Body.objects.filter(pk=body.pk).update(parent=above)
    body.refresh_from_db()
    Grant.objects.create(person=Person.objects.create_user("boss", full_name="Громов Илья Сергеевич",
                                                           position="Министр"), role="head", body=above)  # fmt: skip
    assert letters.signer(body) == letters.Signer("И. С. Громов", "Министр")
    letter = letters.make(an_answer(by, body=body), by=by, at=NOW)
    assert (letter.signer_name, letter.signer_position) == ("И. С. Громов", "Министр")


def test_files_of_the_answer_are_named_in_the_letter(by: Person) -> None:
    answer = an_answer(by)
    Attachment.objects.create(question=answer.question, answer=answer, side="body", name="акт осмотра.pdf",
                              content_type="application/pdf", size_bytes=1, digest="0" * 64, at=NOW)  # fmt: skip
    assert "Приложение: акт осмотра.pdf" in words(letters.make(answer, by=by, at=NOW).docx)


# Forms as rows.


def draft(content: bytes | None, **fields: object) -> TemplateDraft:
    values = {"code": "own", "title": "Бланк", "purpose": "letter", "body_code": "", "is_on": True}
    return TemplateDraft(**{**values, **fields}, content=content, file_name="бланк.docx")


def test_a_bodys_own_form_is_taken_before_that_of_all(by: Person) -> None:
    body = factories.a_body()
    row = letter_templates.save(draft(form("БЛАНК {{ исходящий }}"), body_code=body.code), by=None, at=NOW)
    letter = letters.make(an_answer(by, body=body), by=by, at=NOW)
    assert (letter.template_id, words(letter.docx)) == (row.pk, "БЛАНК 1-исх/2026")
    assert [one.code for one in letter_templates.choosable("letter", factories.a_body("waste", "Отходы"))] == ["letter"]


def test_a_changed_form_changes_no_made_letter_and_leaves_a_line_of_history(by: Person) -> None:
    row = letter_templates.save(draft(form("Первый {{ номер }}")), by=by, at=NOW)
    letter = letters.make(an_answer(by), by=by, at=NOW, template=row)
    letter_templates.save(draft(form("Второй {{ номер }}"), title="Новый бланк"), by=by, at=NOW)
    assert words(letter.docx).startswith("Первый")
    assert Change.objects.filter(subject="letter_template", key="own").count() == 2
    kept = letter_templates.save(draft(None, is_on=False), by=by, at=NOW)
    assert (kept.file_name, bool(kept.digest), kept.is_on) == ("бланк.docx", True, False)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (form("{{ фамилия }}"), "Абзац 1 .*имени «фамилия» нет"),
        (docx({"word/vbaProject.bin": b"1"}), "макрос"),
        (docx({"word/media/a.bin": bytes(60 << 20)}), "слишком велик"),
        (archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}), "не документ Word"),
        (b"%PDF-1.4", "не документ Word"),
        (bytes(6 << 20), "больше 5 МБ"),
        (None, "Файл не выбран"),
    ],
    ids=["unknown name", "macro", "bomb", "xlsx", "pdf", "large", "none"],
)
def test_a_form_that_can_not_be_used_is_refused(content: bytes | None, says: str) -> None:
    with pytest.raises(TemplateError, match=says):
        letter_templates.save(draft(content), by=None, at=NOW)
    assert not LetterTemplate.objects.filter(code="own").exists()


def test_a_form_in_use_is_not_swept(home: Path) -> None:
    row = letter_templates.save(draft(form("{{ номер }}")), by=None, at=NOW)
    files.sweep(NOW + timedelta(days=400))
    assert letter_templates.form(row).startswith(b"PK")
    with pytest.raises(store.FileLost):
        store.opened(row.digest, shelf=store.LETTERS)


# Drafts of acts.


def test_a_draft_of_an_act_tells_of_questions_without_people(by: Person) -> None:
    answers = [an_answer(by, name=f"Кузнецова Вера {number}") for number in range(2)]
    questions = [one.question for one in answers]
    act = LetterTemplate.objects.get(code="act")
    word, paper = letters.draft_act(
        act, questions, body=answers[0].body, subject="Ремонт дорог", signer=letters.Signer("И. С. Громов", "Министр"),
        due_on=date(2026, 12, 1), at=NOW,
    )  # fmt: skip
    document = "\n".join(one.text for one in Document(io.BytesIO(word.content)).paragraphs)
    for part in (
        "О мерах по вопросам жителей: Ремонт дорог",
        "вопросов: 2",
        f"№ {questions[1].pk}",
        "1 декабря 2026 г.",
    ):
        assert part in document
    assert "Кузнецова" not in document and paper.content.startswith(b"%PDF-")
    assert (OutgoingLetter.objects.count(), Attachment.objects.count(), Unmasking.objects.count()) == (0, 0, 0)


def test_a_draft_of_an_act_needs_its_form_and_a_question(by: Person) -> None:
    who = letters.Signer("", "")
    with pytest.raises(letters.LetterError, match="не проект акта"):
        letters.draft_act(LetterTemplate.objects.get(code="letter"), [], body=None, subject="", signer=who, at=NOW)
    act = LetterTemplate.objects.get(purpose=ACT)
    with pytest.raises(letters.LetterError, match="ни одного вопроса"):
        letters.draft_act(act, [], body=None, subject="", signer=who, at=NOW)


def test_the_registry_is_narrowed_by_body_period_and_number(by: Person) -> None:
    waste = factories.a_body("waste", "Отходы")
    first = letters.make(an_answer(by), by=by, at=NOW - timedelta(days=30))
    second = letters.make(an_answer(by), by=by, at=NOW)
    third = letters.make(an_answer(by, body=waste), by=by, at=NOW)
    for wanted, found in (
        (Wanted(), [third, second, first]),
        (Wanted(body_id=waste.pk), [third]),
        (Wanted(since=date(2026, 11, 1)), [third, second]),
        (Wanted(until=date(2026, 11, 1)), [first]),
        (Wanted(number="№ 2-исх"), [second]),
    ):
        assert list(letter_queries.listed(wanted)) == found
        assert letter_queries.count(wanted) == len(found)
    assert list(letter_queries.listed(Wanted(), after=second.pk)) == [first]
