"""When two deliveries are one letter."""

from dataclasses import replace
from datetime import datetime, timedelta

from otklik.citizens.rules import AuthorSeen
from otklik.intake import rules
from otklik.intake.channel import ParsedLetter
from tests.intake.kit import AT

LETTER = ParsedLetter("Нет воды  в доме")


def _key(letter: ParsedLetter, source: str = "", at: datetime = AT) -> rules.Keys:
    return rules.keys(channel="api", source=source, letter=letter, received_at=at)


def test_an_outside_id_is_the_letter_whatever_it_says() -> None:
    first = _key(replace(LETTER, outside_id="5"))
    assert first == _key(replace(LETTER, outside_id="5", text="Другое"), at=AT + timedelta(days=400))
    assert first != _key(replace(LETTER, outside_id="5"), source="7")


def test_labels_and_spelling_do_not_make_a_new_letter() -> None:
    assert _key(LETTER) == _key(replace(LETTER, text="НЕТ воды в доме ", topic="Вода", executor="Водоканал"))


def test_another_author_or_date_makes_a_new_letter() -> None:
    others = [replace(LETTER, author=AuthorSeen(mark="phone:+79000000001")), replace(LETTER, published_at=AT)]
    assert len({_key(one).key for one in (LETTER, *others)}) == 3


def test_a_repeat_is_looked_for_in_this_block_of_days_and_the_one_before() -> None:
    later = _key(LETTER, at=AT + timedelta(days=rules.WINDOW_DAYS))
    assert later.earlier == _key(LETTER).key != later.key
    assert _key(replace(LETTER, published_at=AT)).earlier is None


def test_the_authors_own_name_is_hidden_where_it_stands() -> None:
    names = ("Иванова Анна", "Анютка")
    assert rules.hide("Я, Иванова Анна (Анютка), жду. Иванова", names) == "Я, [ИМЯ] ([ИМЯ]), жду. [ИМЯ]"
    assert rules.hide("Улица Ивановская", ("Иванов",)) == "Улица Ивановская"


def test_the_fingerprint_does_not_see_spelling() -> None:
    assert rules.fingerprint("Ёлка во ДВОРЕ!") == rules.fingerprint("елка  во дворе")
    assert -(2**63) <= rules.fingerprint("x") < 2**63
