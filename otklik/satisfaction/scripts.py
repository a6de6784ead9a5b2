"""What an operator says and asks: scripts as rows; a survey takes a copy, so that a change spoils none under way."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from django.db import transaction

from otklik.appeals.masking import mask
from otklik.offices import actions as offices
from otklik.offices.models import Person
from otklik.satisfaction.models import Survey, SurveyScript
from otklik.satisfaction.ratings import MOST_STARS, Said

SEED = Path(__file__).parent / "seed" / "survey_scripts.csv"
SOLVED, STARS = "solved", "stars"
"""Codes of the questions by which a talk becomes a verdict."""
YES, NO = "да", "нет"
LONGEST = 2000


class ScriptError(ValueError):
    """A script or a protocol that can't be kept; the message says why and what to do (Russian)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a script: what to say; with `answers` one of them is marked, without them words are put down."""

    code: str
    words: str
    answers: tuple[str, ...] = ()

    @property
    def is_asked(self) -> bool:
        """Whether something is put down at all: a greeting is only said."""
        return self.code != "hello"

    def written(self) -> dict[str, Any]:
        return {"code": self.code, "words": self.words, "answers": list(self.answers)}


def seed() -> None:
    """Load the scripts where there are none yet; safe to repeat."""
    if SurveyScript.objects.exists():
        return
    with SEED.open(encoding="utf-8", newline="") as table:
        for code, rows in groupby(csv.DictReader(table), itemgetter("script")):
            lines = list(rows)
            told = [
                Line(row["code"], row["words"], tuple(filter(None, row["answers"].split("|")))).written()
                for row in lines
            ]
            SurveyScript.objects.create(code=code, kind=lines[0]["kind"], title=lines[0]["title"], script=told)


def read(script: Sequence[Mapping[str, Any]]) -> tuple[Line, ...]:
    """The lines of a script as kept."""
    return tuple(Line(one["code"], one["words"], tuple(one["answers"])) for one in script)


def protocol(lines: Sequence[Line], given: Mapping[str, str]) -> dict[str, str]:
    """What was said, by code of the question, words masked; what was not asked or is not an answer is left out.

    Raises ScriptError where the one thing a talk is held for was not marked.
    """
    kept = {}
    for line in (line for line in lines if line.is_asked):
        said = given.get(line.code, "").strip()[:LONGEST]
        if said and (not line.answers or said in line.answers):
            kept[line.code] = said if line.answers else mask(said).text
    codes = {line.code for line in lines}
    if SOLVED in codes and SOLVED not in kept:
        raise ScriptError("Не отмечено, решён ли вопрос: это главный вопрос разговора.")
    return kept


def said(kept: Mapping[str, str]) -> Said:
    """The verdict that a protocol holds."""
    stars = kept.get(STARS, "")
    number = int(stars) if stars.isdecimal() and 1 <= int(stars) <= MOST_STARS else None
    return Said(stars=number, is_solved=is_solved(kept), comment=kept.get("comment", ""))


def is_solved(kept: Mapping[str, str]) -> bool | None:
    """What a protocol says of the matter itself; None where nobody could tell."""
    return {YES: True, NO: False}.get(kept.get(SOLVED, ""))


@transaction.atomic
def save(*, code: str, kind: str, title: str, lines: Sequence[Line], is_on: bool, by: Person, at: datetime) -> None:
    """Make or change a script; kept in the history of settings. Raises ScriptError."""
    if flaws := flaws_of(kind, title, lines):
        raise ScriptError(" ".join(flaws))
    row = SurveyScript.objects.filter(code=code).first()
    before = _written(row) if row else None
    row = row or SurveyScript(code=code)
    row.kind, row.title, row.is_on = kind, title.strip(), is_on
    row.script = [line.written() for line in lines]
    row.save()
    if before != _written(row):
        offices.record(subject="survey_script", key=code, before=before, after=_written(row), by=by, at=at)


def flaws_of(kind: str, title: str, lines: Sequence[Line]) -> tuple[str, ...]:
    """Why a script can't be used (Russian); empty when it can."""
    found = [] if title.strip() else ["Название пусто: назовите скрипт."]
    if kind not in Survey.Kind.values:
        found.append(f"Вида «{kind}» нет: выберите из списка.")
    codes = [line.code for line in lines]
    if repeated := sorted({code for code in codes if codes.count(code) > 1}):
        found.append(f"Код «{repeated[0]}» стоит дважды: у каждого вопроса свой код.")
    solved = next((line for line in lines if line.code == SOLVED), None)
    if solved is None or not {YES, NO} <= set(solved.answers):
        found.append("Нет главного вопроса: нужна строка с кодом «solved» и ответами «да» и «нет».")
    stars = next((line for line in lines if line.code == STARS), None)
    if stars and any(not one.isdecimal() or not 1 <= int(one) <= MOST_STARS for one in stars.answers):
        found.append(f"У строки «stars» ответы — числа от 1 до {MOST_STARS}.")
    found += [f"У строки «{line.code}» нет слов: напишите, что сказать." for line in lines if not line.words.strip()]
    return tuple(found)


def _written(row: SurveyScript) -> dict[str, Any]:
    told = [f"{one['code']}: {one['words']}" for one in row.script]
    return {"title": row.title, "kind": row.kind, "is_on": row.is_on, "text": told}
