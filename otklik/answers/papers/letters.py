"""Outgoing letters: numbered, written to docx and PDF, kept as signed, annulled with a reason; drafts of acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from otklik.answers.models import Answer, Attachment, LetterTemplate, OutgoingLetter
from otklik.answers.papers import files, letter_docx, letter_numbers, letter_pdf, letter_templates, store
from otklik.answers.papers.letter_names import Values, day, greeting, initials
from otklik.answers.papers.letter_queries import READY
from otklik.answers.papers.letter_templates import ACT, LETTER
from otklik.answers.talk.addressed import addressed
from otklik.appeals import actions as appeals
from otklik.appeals import registry
from otklik.appeals.models import Event, Question
from otklik.citizens.actions import UnmaskingError, unmask_author
from otklik.citizens.rules import AuthorSeen, call_name
from otklik.offices.models import Body, Grant, Person

MADE, ANNULLED = "letter_made", "letter_annulled"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PDF = "application/pdf"
_HEAD = "head"


class LetterError(ValueError):
    """A letter that can't be made or annulled; the message says why and what to do (Russian)."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, in words."""

    name: str
    position: str


@dataclass(frozen=True, slots=True)
class Made:
    """A document that is kept nowhere: its name and content."""

    name: str
    content: bytes
    content_type: str


def make(
    answer: Answer, *, by: Person, at: datetime, template: LetterTemplate | None = None, signer: Signer | None = None
) -> OutgoingLetter:
    """The letter of an answer, with its number and files; made again, it is the same letter.

    Without a template the body's own form is taken, without a signer its head. A number once given stays taken even
    where the files could not be written: the next call writes them. Raises LetterError, FormError, store.FileLost.
    """
    letter = _numbered(answer, template, signer, by=by, at=at)
    if letter.docx_id is None:
        _write(letter, by=by, at=at)
    return letter


def annul(letter: OutgoingLetter, *, why: str, by: Person, at: datetime) -> None:
    """Take a letter out of force; its number stays taken and its files stay readable. Again changes nothing."""
    if not why.strip():
        raise LetterError("Причина не указана: напишите, почему письмо аннулируется.")
    with transaction.atomic():
        kept = OutgoingLetter.objects.filter(pk=letter.pk, annulled_at=None)
        if kept.update(annulled_at=at, why_annulled=why.strip()[:300]):
            _tell(letter, ANNULLED, by, at, why=why.strip())
    letter.refresh_from_db()


def signer(body: Body | None) -> Signer | None:
    """The head of a body or of the nearest one above that has one."""
    seen: set[int] = set()
    while body is not None and body.pk not in seen:
        seen.add(body.pk)
        heads = Grant.objects.filter(role=_HEAD, body=body, person__is_active=True).select_related("person")
        if head := heads.order_by("pk").first():
            return Signer(initials(head.person.full_name), head.person.position or "Руководитель")
        body = body.parent
    return None


def draft_act(
    template: LetterTemplate, questions: Sequence[Question], *, body: Body | None, subject: str, signer: Signer,
    due_on: date | None = None, at: datetime,
) -> tuple[Made, Made]:  # fmt: skip
    """A draft of an act on questions, as docx and as PDF: no number, no personal data, kept nowhere."""
    if template.purpose != ACT:
        raise LetterError(f"Форма «{template.title}» — не проект акта: выберите другую.")
    if not questions:
        raise LetterError("Нет ни одного вопроса: проект акта не о чем составлять.")
    values = Values({
        "дата": day(timezone.localtime(at).date()), "орган": body.name if body else "",
        "орган_кратко": str(body) if body else "", "предмет": subject, "сколько": str(len(questions)),
        "вопросы": "\n".join(f"{number}. {_line(one)}" for number, one in enumerate(questions, 1)),
        "срок": day(due_on) if due_on else "", "подписант": signer.name, "должность": signer.position,
        "номер": str(questions[0].pk), "тема": _topic(questions[0]), "место": questions[0].place,
        "вопрос": questions[0].text,
    })  # fmt: skip
    name = f"{template.title} по вопросу {questions[0].pk}"
    word = letter_docx.filled(letter_templates.form(template), values)
    return Made(f"{name}.docx", word, _DOCX), Made(f"{name}.pdf", letter_pdf.printed(ACT, values), _PDF)


@transaction.atomic
def _numbered(
    answer: Answer, template: LetterTemplate | None, who: Signer | None, *, by: Person, at: datetime
) -> OutgoingLetter:
    # One letter of a question at a time: the second of two clicks finds the letter of the first.
    question = (
        Question.objects.select_for_update(of=("self",)).select_related("appeal", "body").get(pk=answer.question_id)
    )
    kept = OutgoingLetter.objects.filter(answer=answer, annulled_at=None).first()
    if kept is not None:
        return kept
    if answer.state not in READY:
        raise LetterError(f"Ответ на вопрос № {question.pk} ещё не утверждён: письмо делается из утверждённого ответа.")
    body = answer.body or question.body
    if body is None:
        raise LetterError(f"У ответа на вопрос № {question.pk} нет органа: направьте вопрос исполнителю.")
    who = who or signer(body) or Signer(initials(by.full_name), by.position)
    letter = OutgoingLetter.objects.create(
        number=letter_numbers.give(body, at=at), body=body, on=timezone.localtime(at).date(), question=question,
        answer=answer, template=template or next(iter(letter_templates.choosable(LETTER, body)), None),
        signer_name=who.name[:200], signer_position=who.position[:200], by=by, at=at,
    )  # fmt: skip
    _tell(letter, MADE, by, at)
    return letter


def _write(letter: OutgoingLetter, *, by: Person, at: datetime) -> None:
    values = _values(letter, _author(letter, by, at))
    word = letter_docx.filled(letter_templates.form(letter.template), values)
    paper = letter_pdf.printed(LETTER, values)
    with transaction.atomic():
        locked = OutgoingLetter.objects.select_for_update().get(pk=letter.pk)
        if locked.docx_id is None:
            locked.docx = _kept(locked, word, "docx", _DOCX, by, at)
            locked.pdf = _kept(locked, paper, "pdf", _PDF, by, at)
            locked.save(update_fields=["docx", "pdf"])
    letter.docx, letter.pdf = locked.docx, locked.pdf


def _kept(letter: OutgoingLetter, content: bytes, ending: str, kind: str, by: Person, at: datetime) -> Attachment:
    number = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in letter.number)
    return Attachment.objects.create(
        question_id=letter.question_id, side=Attachment.Side.BODY, name=f"Письмо {number}.{ending}", content_type=kind,
        size_bytes=len(content), digest=store.put(content, shelf=store.LETTERS), is_personal=True, at=at, by=by,
    )  # fmt: skip


def _author(letter: OutgoingLetter, by: Person, at: datetime) -> AuthorSeen:
    """Who it goes to; the look is written down. An author who left no data is «Заявитель»."""
    key = letter.question.appeal.author_key
    if key is None:
        return AuthorSeen()
    try:
        return unmask_author(author_key=key, by=by, at=at, reason=f"Исходящее письмо № {letter.number}")
    except UnmaskingError:
        return AuthorSeen()


def _values(letter: OutgoingLetter, author: AuthorSeen) -> Values:
    question, answer = letter.question, letter.answer
    kept = registry.registration(question.appeal_id)
    registered = f"№ {kept.number} от {timezone.localtime(kept.at):%d.%m.%Y}" if kept else ""
    # An answer of a joined question goes with the files of the one it was joined to.
    enclosed = [one.name for one in files.of_answer(answer.same_as_id or answer.pk)] if answer else []
    text = addressed(answer.text, call_name(author.full_name)) if answer else ""
    return Values({
        "исходящий": letter.number, "дата": day(letter.on), "орган": letter.body.name,
        "орган_кратко": str(letter.body), "адресат": author.full_name, "адрес": author.address,
        "обращение": greeting(author.full_name), "регистрация": registered, "номер": str(question.pk),
        "получено": day(timezone.localtime(question.appeal.received_at).date()), "тема": _topic(question),
        "место": question.place, "вопрос": question.text, "текст": text,
        "приложение": "\n".join(enclosed), "должность": letter.signer_position, "подписант": letter.signer_name,
        "исполнитель": initials(answer.by.full_name) if answer else "",
    })  # fmt: skip


def _line(question: Question) -> str:
    return ", ".join(part for part in (f"№ {question.pk}", _topic(question), question.place) if part)


def _topic(question: Question) -> str:
    return question.topic.name if question.topic else ""


def _tell(letter: OutgoingLetter, kind: str, by: Person, at: datetime, why: str = "") -> None:
    what = {"text": f"№ {letter.number}", "letter": letter.pk}
    question = letter.question
    appeals.tell([
        Event(appeal_id=question.appeal_id, question=question, kind=kind, at=at, by=by, what=what, why=why[:500])
    ])  # fmt: skip
