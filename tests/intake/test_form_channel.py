"""Letters of the public form: what was answered stands in the text, contacts make nobody else of their sender."""

import json

import pytest

from otklik.intake import forms
from otklik.intake.channel import ParsedLetter, Unreadable
from otklik.intake.channels.form import FORM
from otklik.intake.forms import Asked, FormError
from tests import region
from tests.region import AT, person


def read(**fields: object) -> ParsedLetter | Unreadable:
    return FORM.read(json.dumps({"text": "Яма", **fields}, ensure_ascii=False).encode())


def test_answers_stand_under_the_text() -> None:
    letter = read(answers=[{"code": "size", "words": "Размер", "said": "40"}, {"words": "Где", "said": "обочина"}])
    assert isinstance(letter, ParsedLetter) and letter.text == "Яма\nРазмер: 40.\nГде: обочина."


def test_files_and_consent_are_no_odd_fields() -> None:
    letter = read(files=[{"digest": "00"}], consent={"version": 1})
    assert isinstance(letter, ParsedLetter) and letter.notes == ()


@pytest.mark.parametrize(
    ("author", "mark"),
    [
        ({"email": " A@B.ru "}, "id:a@b.ru"),
        ({"phone": "8 900 000-00-01"}, "id:+79000000001"),
        ({"phone": "89000000001", "email": "a@b.ru"}, "id:a@b.ru +79000000001"),
        ({"full_name": "Петрова Мария"}, ""),
    ],
)
def test_contacts_nobody_proved_are_known_inside_the_form_alone(author: dict[str, str], mark: str) -> None:
    letter = read(author=author)
    assert isinstance(letter, ParsedLetter) and letter.author is not None and letter.author.mark == mark


@pytest.mark.parametrize("raw", [b"", b"[]", b"\xff", b'{"text": 5}', b'{"text": ""}', b'{"answers": 7}', b'"x"'])
def test_what_is_no_letter_is_told_why(raw: bytes) -> None:
    found = FORM.read(raw)
    assert isinstance(found, Unreadable) or found.text == "5"


ROW = Asked("x", "", "Что", "", "text", (), False)


def asked(kind: str, *, is_required: bool = False, options: tuple[str, ...] = ()) -> Asked:
    return Asked("x", "im.12", "Что", "", kind, options, is_required)


@pytest.mark.parametrize(
    ("kind", "written", "told"),
    [
        ("text", "  за  домом ", "за домом"),
        ("number", "12,5", "12,5"),
        ("number", "-3", "-3"),
        ("date", "2026-03-05", "5 марта 2026"),
        ("date", "05.03.2026", "5 марта 2026"),
        ("choice", "Двор", "Двор"),
        ("text", "", ""),
    ],
)
def test_an_answer_is_read_by_its_kind(kind: str, written: str, told: str) -> None:
    assert forms.said(asked(kind, options=("Двор", "Парк")), written) == told


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("number", "много"), ("number", "1e999"), ("date", "вчера"), ("date", "3026-01-01"), ("date", "1815-01-01"),
        ("choice", "Марс"), ("text", "я" * 301),
    ],
)  # fmt: skip
def test_an_answer_that_can_not_be_is_refused_with_a_way_out(kind: str, written: str) -> None:
    with pytest.raises(FormError):
        forms.said(asked(kind, options=("Двор", "Парк")), written)


def test_a_needed_answer_may_not_be_empty() -> None:
    with pytest.raises(FormError):
        forms.said(asked("text", is_required=True), "  ")


@pytest.mark.parametrize(
    ("topic", "is_asked"), [("im.12", True), ("im.12.05", True), ("im.1", False), ("im.13", False), ("", False)]
)
def test_a_question_belongs_to_its_topic_and_all_below(topic: str, is_asked: bool) -> None:
    assert asked("text").is_of(topic) is is_asked and ROW.is_of(topic)


@pytest.mark.django_db
def test_a_new_consent_is_a_new_version() -> None:
    region.found()
    someone = person("boss", "administrator")
    first = forms.consent()
    assert forms.save_consent(first.text, by=someone, at=AT) == first.version
    assert forms.save_consent("Другой текст", by=someone, at=AT) == first.version + 1
    assert forms.consent().text == "Другой текст"
    with pytest.raises(FormError):
        forms.save_consent(" ", by=someone, at=AT)
