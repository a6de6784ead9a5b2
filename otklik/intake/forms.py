"""What the public form asks beside the text, by topic, and what its authors agree to: rows with a history."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from otklik.intake import dates
from otklik.intake.models import ConsentText, FormQuestion
from otklik.offices import actions as offices
from otklik.offices.models import Person

SEED = Path(__file__).parent / "seed"
LONGEST = 300
_NUMBER = re.compile(r"[-−+]?\d{1,12}(?:[.,]\d{1,4})?")
_EARLIEST_YEAR = 1990
_MONTHS = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
           "декабря")  # fmt: skip


class FormError(ValueError):
    """A question or a consent that can't be kept; the message says why and what to do (Russian)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the form."""

    code: str
    topic_code: str
    words: str
    hint: str
    kind: str
    options: tuple[str, ...]
    is_required: bool

    def is_of(self, topic_code: str) -> bool:
        """Whether a letter about this topic is asked it: its own topic, one above it, or any."""
        return not self.topic_code or f"{topic_code}.".startswith(f"{self.topic_code}.")


@dataclass(frozen=True, slots=True)
class Consent:
    """What is agreed to."""

    version: int
    text: str


def seed(at: datetime) -> None:
    """Load the first questions and the first consent where there are none; safe to repeat."""
    if not FormQuestion.objects.exists():
        FormQuestion.objects.bulk_create(_seeded(row) for row in _rows("form_questions"))
    if not ConsentText.objects.exists():
        text = (SEED / "consent.txt").read_text(encoding="utf-8").strip()
        ConsentText.objects.create(version=1, text=text, at=at)


def asked() -> tuple[Asked, ...]:
    """The questions in use, in order. One query."""
    rows = FormQuestion.objects.filter(is_on=True)
    return tuple(
        Asked(row.code, row.topic_code, row.words, row.hint, row.kind, tuple(row.options), row.is_required)
        for row in rows
    )


def consent() -> Consent:
    """The text in force. Raises FormError where the first one is not loaded."""
    row = ConsentText.objects.first()
    if row is None:
        raise FormError("Текста согласия нет: выполните «otklik init».")
    return Consent(row.version, row.text)


def said(one: Asked, written: str) -> str:
    """What was answered, as it stands in the letter; empty where nothing was. Raises FormError."""
    words = " ".join(written.split())
    if not words:
        if one.is_required:
            raise FormError("Ответьте на этот вопрос: без ответа не понять, что делать.")
        return ""
    if len(words) > LONGEST:
        raise FormError(f"Длиннее {LONGEST} знаков: сократите, остальное допишите в текст.")
    return _READ[one.kind](one, words)


def _number(one: Asked, words: str) -> str:
    if not _NUMBER.fullmatch(words):
        raise FormError(f"«{words[:40]}» не число: впишите цифрами, например 15.")
    return words


def _date(one: Asked, words: str) -> str:
    moment = dates.parse(words)
    if moment is None:
        raise FormError(f"Дата «{words[:40]}» не прочитана: нужен вид 05.03.2026.")
    return _day(moment.date())


def _day(day: date) -> str:
    if day.year < _EARLIEST_YEAR or day > timezone.localdate():
        raise FormError("Такой даты быть не может: проверьте год, и не позже сегодняшнего дня.")
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _choice(one: Asked, words: str) -> str:
    if words not in one.options:
        raise FormError("Такого варианта больше нет: выберите из списка.")
    return words


_READ = {"text": lambda one, words: words, "number": _number, "date": _date, "choice": _choice}


@transaction.atomic
def save_question(draft: FormQuestion, *, by: Person, at: datetime) -> FormQuestion:
    """Make or change a question, known by its code; letters sent already stay as they are. Raises FormError."""
    if draft.kind == FormQuestion.Kind.CHOICE and len(draft.options) < 2:
        raise FormError("Для выбора нужно хотя бы два варианта: впишите каждый с новой строки.")
    if not draft.words.strip():
        raise FormError("Вопрос пуст: напишите, что спросить.")
    now = FormQuestion.objects.filter(code=draft.code).first()
    before, after = _told(now) if now else None, _told(draft)
    draft.pk = now.pk if now else None
    draft.save()
    if before != after:
        offices.record(subject="form_question", key=draft.code, before=before, after=after, by=by, at=at)
    return draft


@transaction.atomic
def save_consent(text: str, *, by: Person, at: datetime) -> int:
    """Put a new text in force; the former ones stay, for letters name the version they agreed to. Its number."""
    words = text.strip()
    if not words:
        raise FormError("Текст согласия пуст: без него форма не может принимать личные данные.")
    now = ConsentText.objects.select_for_update().first()
    if now is not None and now.text == words:
        return now.version
    version = now.version + 1 if now else 1
    ConsentText.objects.create(version=version, text=words, at=at, by=by)
    before = {"version": now.version, "text": now.text} if now else None
    offices.record(subject="consent", key="form", before=before, after={"version": version, "text": words}, by=by,
                   at=at)  # fmt: skip
    return version


def of_topics(rows: Sequence[Asked], topic_codes: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
    """Which of the topics (by their place) each question is asked for; those for none are left out."""
    found = {row.code: tuple(n for n, code in enumerate(topic_codes) if row.is_of(code)) for row in rows}
    return {code: places for code, places in found.items() if places}


def _seeded(row: dict[str, Any]) -> FormQuestion:
    options = [one for one in row["options"].split("|") if one]
    return FormQuestion(**{**row, "options": options, "is_required": row["is_required"] == "1"})


def _told(row: FormQuestion) -> dict[str, Any]:
    names = ("topic_code", "words", "hint", "kind", "options", "is_required", "position", "is_on")
    return {name: getattr(row, name) for name in names}


def _rows(name: str) -> list[dict[str, Any]]:
    with (SEED / f"{name}.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))
