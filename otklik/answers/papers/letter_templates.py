"""Forms of letters and acts as rows: those that come with the product, those that bodies upload."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from otklik.answers.models import LetterTemplate
from otklik.answers.papers import letter_docx, store
from otklik.answers.papers.file_kinds import clean_name
from otklik.answers.papers.file_office import check, code_of
from otklik.answers.papers.file_refusal import FileRefused
from otklik.answers.papers.letter_pdf import FORMS
from otklik.offices import actions as offices
from otklik.offices.models import Body, Person

LETTER, ACT = LetterTemplate.Purpose.LETTER, LetterTemplate.Purpose.ACT
_BUILT_IN = (("letter", "Письмо заявителю", LETTER), ("act", "Проект распоряжения", ACT))


class TemplateError(ValueError):
    """A form that can't be kept; the message says why and what to do (Russian)."""


@dataclass(frozen=True, slots=True)
class TemplateDraft:
    """A form as a page gives it; `content` is None where the file stays as it is."""

    code: str
    title: str
    purpose: str
    body_code: str
    is_on: bool
    content: bytes | None = None
    file_name: str = ""


def seed() -> None:
    """The forms of the product, where they are not yet; safe to repeat."""
    for code, title, purpose in _BUILT_IN:
        LetterTemplate.objects.get_or_create(code=code, defaults={"title": title, "purpose": purpose})


def form(template: LetterTemplate | None) -> bytes:
    """The docx of a form; None is the letter of the product. Raises store.FileLost."""
    if template is None or not template.digest:
        built_in = template.purpose if template else LETTER
        return (FORMS / f"{built_in}.docx").read_bytes()
    with store.opened(template.digest) as file:
        return file.read()


def choosable(purpose: str, body: Body | None) -> list[LetterTemplate]:
    """Forms that a body may use, its own first, then of the bodies above it, then those of all."""
    line = _line(body)
    found = LetterTemplate.objects.filter(purpose=purpose, is_on=True).order_by("title")
    usable = [one for one in found if one.body_id is None or one.body_id in line]
    return sorted(usable, key=lambda one: line.index(one.body_id) if one.body_id in line else len(line))


def checked(content: bytes, file_name: str) -> tuple[str, ...]:
    """Why a file can't be a form (Russian), each with its place; empty when it can."""
    name = clean_name(file_name)
    if len(content) > letter_docx.LARGEST:
        return (f"Файл «{name}» больше {letter_docx.LARGEST >> 20} МБ: уменьшите рисунки в нём.",)
    try:
        is_word = content.startswith(b"PK\x03\x04") and code_of(content, name) == "docx"
        if is_word:
            check(content, name)
    except FileRefused as refused:
        return (str(refused),)
    if not is_word:
        return (f"Файл «{name}» — не документ Word: нужен docx.",)
    return tuple(str(flaw) for flaw in letter_docx.flaws(content))


@transaction.atomic
def save(draft: TemplateDraft, *, by: Person | None, at: datetime) -> LetterTemplate:
    """Make or change the form with the draft's code. Raises TemplateError."""
    row = LetterTemplate.objects.filter(code=draft.code).first() or LetterTemplate(code=draft.code)
    before = _told(row) if row.pk else None
    if not row.pk and draft.content is None:
        raise TemplateError("Файл не выбран: загрузите форму docx.")
    if draft.content is not None:
        if found := checked(draft.content, draft.file_name):
            raise TemplateError(" ".join(found))
        row.digest, row.file_name = store.put(draft.content), clean_name(draft.file_name)
    row.title, row.purpose, row.is_on = draft.title.strip(), draft.purpose, draft.is_on
    row.body = _body(draft.body_code)
    row.save()
    offices.record(subject="letter_template", key=row.code, before=before, after=_told(row), by=by, at=at)
    return row


def _line(body: Body | None) -> list[int]:
    line: list[int] = []
    while body is not None and body.pk not in line:
        line.append(body.pk)
        body = body.parent
    return line


def _body(code: str) -> Body | None:
    body = Body.objects.filter(code=code).first() if code else None
    if code and body is None:
        raise TemplateError(f"Органа с кодом «{code}» нет: выберите из списка.")
    return body


def _told(row: LetterTemplate) -> dict[str, object]:
    return {
        "title": row.title, "purpose": row.purpose, "body": row.body_id, "is_on": row.is_on,
        "file_name": row.file_name, "digest": row.digest[:12],
    }  # fmt: skip
