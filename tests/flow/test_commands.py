"""The commands, as a person or a script calls them."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError

from config.cli import main
from otklik.appeals.models import Question
from otklik.flow.demo import tap
from otklik.offices.models import Person
from otklik.reference.models import Topic
from tests.region import AT, ROADS, RUBBISH

TABLE = (
    f"Исполнитель;Группа тем;Текст инцидента;Тема\nГород Речной;Дороги;{ROADS};\nОператор;Мусор/Свалки/ТКО;{RUBBISH};\n"
)


def said(*words: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def test_without_a_verb_the_verbs_are_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["otklik"])
    assert main() == 0
    shown = capsys.readouterr().out
    assert all(verb in shown for verb in ("init", "up", "intake", "line", "triage", "deadlines", "doctor"))


def test_an_unknown_verb_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["otklik", "flly"])
    assert main() == 2
    assert "flly" in capsys.readouterr().err


def test_before_the_database_is_made_the_way_out_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(words: list[str]) -> None:
        raise DatabaseError("no such table: reference_policy")

    monkeypatch.setattr("sys.argv", ["otklik", "doctor"])
    monkeypatch.setattr("config.cli.execute_from_command_line", broken)
    assert main() == 2
    assert "otklik init" in capsys.readouterr().err


@pytest.mark.django_db
def test_the_main_job_from_a_bare_instance(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(TABLE, encoding="cp1251")
    assert "Администратор" in said("init")
    taken = json.loads(said("intake", str(table), channel="incident", json=True))
    assert (taken["read"], taken["stored"], taken["duplicates"], taken["quarantined"]) == (2, 2, 0, 0)
    walked = json.loads(said("line", "run", drain=True, json=True))
    assert walked["letters"] == walked["outcomes"]["deadlines: done"] == walked["facts"] == 2
    assert {str(question.body) for question in Question.objects.all()} == {"Город Речной", "Оператор"}
    again = json.loads(said("intake", str(table), channel="incident", json=True))
    assert (again["read"], again["duplicates"]) == (2, 2)


@pytest.mark.django_db
def test_a_dry_run_keeps_nothing(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(TABLE, encoding="utf-8")
    said("init")
    assert json.loads(said("intake", str(table), channel="incident", dry_run=True, json=True))["stored"] == 2
    assert json.loads(said("line", "run", drain=True, json=True))["letters"] == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "options", "told"),
    [
        (("intake", "/no/such/file.csv"), {"channel": "incident"}, "file.csv"),
        (("deadlines", "due"), {"policy": "nope", "start": "2026-11-21T10:00"}, "nope"),
        (("deadlines", "due"), {"policy": "59fz", "start": "вчера"}, "вчера"),
        (("triage", "train"), {}, "файл"),
        (("triage", "evaluate", "/no/such.csv"), {}, "such.csv"),
    ],
)
def test_a_wrong_word_is_told_in_russian(words: tuple[str, ...], options: dict[str, Any], told: str) -> None:
    said("init")
    with pytest.raises(CommandError, match=told):
        said(*words, **options)


@pytest.mark.django_db
def test_terms_are_told_for_a_policy() -> None:
    said("init")
    told = json.loads(said("deadlines", "due", policy="59fz", start="2026-11-23T10:00", json=True))
    assert told["due"]["answer"].startswith("2026-12-23")


def test_texts_are_read_a_line_at_a_time(tmp_path: Path) -> None:
    texts = tmp_path / "texts.txt"
    texts.write_text(f"{RUBBISH}\n\n{ROADS}\n", encoding="utf-8")
    rows = [json.loads(line) for line in said("triage", "read", str(texts), json=True).splitlines()]
    assert [row["group"][0]["label"] for row in rows[::2]] == ["Мусор/Свалки/ТКО", "Дороги"]


@pytest.mark.django_db
def test_a_classifier_is_loaded_whole_or_not_at_all(tmp_path: Path) -> None:
    table = tmp_path / "classifier.csv"
    rows = ("code,name,level,source", "0001.0000.0000.0000,Общество,1,х", "0001.0001.0000.0000,Строй,2,х")
    table.write_text("\n".join(rows), encoding="cp1251")
    asked = {"edition": "official", "name": "Типовой", "valid_from": "2025-10-31"}
    assert json.loads(said("topics", "load", str(table), json=True, **asked))["added"] == 2
    table.write_text("\n".join((*rows, "0001.77,Без родителя,2,х")), encoding="utf-8")
    with pytest.raises(CommandError, match=r"0001\.77"):
        said("topics", "load", str(table), **asked)
    assert Topic.objects.filter(edition__code="official", closed_on=None).count() == 2


@pytest.mark.django_db
def test_the_doctor_finds_a_founded_instance_well() -> None:
    said("init")
    found = json.loads(said("doctor", json=True))
    assert {sign["title"] for sign in found if not sign["is_well"]} <= {"Место на диске"}


@pytest.mark.django_db
def test_a_small_demo_region_lives() -> None:
    said("init", demo=True, days=3)
    assert Question.objects.count() > 100
    # Closed ones may be too few for three days that end on a Sunday.
    assert Question.objects.filter(state__in=("answered", "closed")).count() > 10
    assert Person.objects.filter(grants__role="executor").exists()
    assert tap.drip(AT) == 1


@pytest.mark.django_db
def test_the_tap_is_dry_without_the_demo_region() -> None:
    said("init")
    assert tap.drip(AT) == 0
