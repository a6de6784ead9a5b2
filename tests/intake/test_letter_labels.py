"""What a source says of topic, executor and place."""

import pytest

from otklik.intake import labels
from otklik.intake.channel import ParsedLetter

TOPICS = [
    labels.TopicSeen("im.01", "Дороги"),
    labels.TopicSeen("im.01.01", "Ямы", "Дороги"),
    labels.TopicSeen("im.01.02", "Прочее", "Дороги"),
    labels.TopicSeen("im.02.01", "Прочее", "ЖКХ"),
    labels.TopicSeen("im.03", "Спорт"),
    labels.TopicSeen("im.03.01", "Спорт", "Спорт"),
]


def _match(**said: str) -> labels.Labels:
    lists = labels.lists(topics=TOPICS, bodies=[("АО «Вода»", "voda")], territories=[("Заречный", "57"), ("57", "57")])
    return lists.match(ParsedLetter("текст", **said))


@pytest.mark.parametrize(
    ("said", "stated", "why"),
    [
        ({"topic": "★ Ямы"}, {"topic": "im.01.01"}, "the star does not count"),
        ({"topic": "im.01.01"}, {"topic": "im.01.01"}, "a code is a name too"),
        ({"topic": "прочее", "group": "жкх"}, {"topic": "im.02.01"}, "the group tells which"),
        ({"topic": "Прочее"}, {}, "two of a name and no group"),
        ({"topic": "Спорт"}, {"topic": "im.03.01"}, "the theme before its group"),
        ({"group": "Дороги"}, {"group": "im.01"}, "a group alone is no topic"),
        ({"executor": 'АО "ВОДА"'}, {"body": "voda"}, "quotes and case do not count"),
        ({"territory": "57"}, {"territory": "57"}, "a code of territory"),
    ],
)
def test_a_label_is_found_in_the_lists(said: dict[str, str], stated: dict[str, str], why: str) -> None:
    assert dict(_match(**said).stated) == stated, why


def test_what_is_in_no_list_is_told() -> None:
    found = _match(topic="Марсиане", territory="Луна", executor="Бюро чудес")
    assert found.new_executor == "Бюро чудес"
    assert [note.message for note in found.notes] == [
        "темы «Марсиане» нет в классификаторе: решит разбор",
        "территории «Луна» нет в списке: добавьте её или другое её имя",
    ]


@pytest.mark.parametrize(
    ("name", "code", "kind"),
    [
        ("Министерство здравоохранения", "ministerstvo-zdravookhraneniia", "regional"),
        ("Город Подъёмный", "gorod-podemnyi", "municipal"),
        ("АО ПРО ТКО", "ao-pro-tko", "organisation"),
        ("???", "body", "regional"),
    ],
)
def test_a_new_body_gets_a_code_and_a_guess(name: str, code: str, kind: str) -> None:
    assert labels.slug(name, {"x"}.__contains__) == code
    assert labels.slug(name, {code}.__contains__) == f"{code}-2"
    assert labels.kind_of_body(name) == kind
