"""A table of topics comes in whole or not at all."""

from datetime import UTC, date, datetime

import pytest

from otklik.reference import actions, queries
from otklik.reference.classifier import EditionDraft, read_classifier
from otklik.reference.models import Topic
from otklik.reference.rules import ReferenceRefused, TopicDraft

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
EDITION = EditionDraft("og-2025", "Типовой классификатор, 31.10.2025", date(2025, 10, 31))
HEADER = "code,name,level,source\n"
GOOD = HEADER + (
    "0005.0005.0056.1147,Содержание дорог,4,акт\n"
    "0005.0000.0000.0000,Жилищно-коммунальная сфера,1,акт\n"
    "0005.0005.0000.0000,Хозяйство,2,акт\n"
    "0005.0005.0056.0000,Дороги,3,акт\n"
    "0005.0005.0056.1147.0002,зимой,5,акт\n"
)
FLAWED = [
    ("name,level\nA,1\n", 1, "нет колонки «code»", "a missing column"),
    ("code,name,name\n0005.0000.0000.0000,A,B\n", 1, "колонка «name» указана 2 раза", "a doubled column"),
    ("code,name,colour\n0005.0000.0000.0000,A,red\n", 1, "неизвестная колонка «colour»", "an unknown column"),
    (HEADER + "5.5,A,1,\n", 2, "код «5.5» неверен", "a code that is none"),
    (HEADER + "0005.0000.0003.0000,A,2,\n", 2, "код «0005.0000.0003.0000» неверен", "a zero block in the middle"),
    (HEADER + "0000.0000.0000.0000,A,0,\n", 2, "неверен", "a code of zeros"),
    (HEADER + "0005.0000.0000.0000,A,2,\n", 2, "уровень «2», а по коду 1", "a level that is not the code's"),
    (HEADER + "0005.0000.0000.0000,,1,\n", 2, "название пусто", "an empty name"),
    (HEADER + f"0005.0000.0000.0000,{'A' * 601},1,\n", 2, "длиннее 600", "a name that is too long"),
    (HEADER + "0005.0000.0000.0000,A,1\n", 2, "ячеек 3, а колонок 4", "a short row"),
    (HEADER + "0005.0000.0000.0000,A,1,\n0005.0005.0056.0000,B,3,\n", 3, "нет вышестоящей 0005.0005", "no parent"),
    (GOOD + "0005.0005.0056.0000,Дороги,3,акт\n", 7, "уже был в строке 5", "a doubled code"),
    (HEADER, 0, "нет ни одной темы", "an empty table"),
    ("", 1, "нет колонки «code»", "an empty file"),
]  # fmt: skip


@pytest.fixture
def load(tmp_path):
    def loaded(text, encoding="utf-8", edition=EDITION):
        path = tmp_path / "classifier.csv"
        path.write_bytes(text.encode(encoding))
        return actions.load_classifier(path, edition=edition, source="акт", by=None, at=AT)

    return loaded


@pytest.mark.parametrize(("text", "row", "told", "reason"), FLAWED)
def test_a_flaw_is_told_with_its_row(tmp_path, text, row, told, reason):
    path = tmp_path / "classifier.csv"
    path.write_text(text, encoding="utf-8")
    flaws = read_classifier(path).flaws
    assert any(flaw.row == row and told in flaw.text for flaw in flaws), (reason, flaws)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_encodings_and_delimiters_of_tables_are_read(tmp_path, encoding, delimiter):
    path = tmp_path / "classifier.csv"
    path.write_bytes(GOOD.replace(",", delimiter).replace("Дороги", "До\0роги").encode(encoding))
    table = read_classifier(path)
    assert [topic.level for topic in table.topics] == [1, 2, 3, 4, 5]
    assert table.topics[2].name == "Дороги"


@pytest.mark.django_db
def test_the_tree_is_kept_with_parents(load):
    assert load(GOOD).added == 5
    parents = dict(Topic.objects.values_list("code", "parent__code"))
    assert parents["0005.0005.0056.1147.0002"] == "0005.0005.0056.1147"
    assert parents["0005.0000.0000.0000"] is None


@pytest.mark.django_db
def test_the_same_table_again_changes_nothing(load):
    load(GOOD)
    again = load(GOOD)
    assert (again.added, again.renamed, again.closed, again.flaws) == (0, 0, 0, ())


@pytest.mark.django_db
def test_missing_topics_are_closed_not_deleted_and_come_back(load):
    load(GOOD)
    shorter = load(GOOD.replace("Дороги", "Дороги и мосты").rsplit("\n", 2)[0])
    assert (shorter.renamed, shorter.closed) == (1, 1)
    assert Topic.objects.get(code="0005.0005.0056.1147.0002").closed_on == date(2026, 11, 21)
    assert load(GOOD).added == 1


@pytest.mark.django_db
def test_a_flawed_table_loads_nothing(load):
    result = load(GOOD + "5.5,A,1,\n")
    assert (result.added, str(result.flaws[0])[:9]) == (0, "Строка 7:")
    assert not Topic.objects.exists()


@pytest.mark.django_db
def test_topics_are_found_by_name_in_their_group():
    actions.seed(at=AT)
    book = queries.topics()
    group = book.by_code["im.01"]
    assert book.named(f"  {group.name.upper()} ").code == "im.01"
    assert queries.topic_by_name(group.name, "БЕЖЕНЦЫ").code == "im.01.01"
    assert queries.topic_by_name("Дороги", "Беженцы") is None


@pytest.mark.django_db
def test_a_mapping_joins_editions_and_shows_what_is_left(load):
    actions.seed(at=AT)
    load(GOOD)
    left = len(queries.unmapped("im", "og-2025"))
    changed = actions.map_topics(here=("im", "im.01.01"), there=("og-2025", "0005.0005.0056.1147"), by=None, at=AT)
    assert (changed.before, changed.after) == (None, {"note": ""})
    assert len(queries.unmapped("im", "og-2025")) == left - 1
    assert [card.code for card in queries.unmapped("og-2025", "im")] == ["0005.0005.0056.1147.0002"]


@pytest.mark.django_db
def test_a_topic_is_made_and_changed():
    actions.seed(at=AT)
    actions.save_topic(TopicDraft("im", "im.01.99", "Новая", "im.01"), by=None, at=AT)
    changed = actions.save_topic(TopicDraft("im", "im.01.99", "Другая", "im.01", is_starred=True), by=None, at=AT)
    assert (changed.before["name"], changed.after["name"]) == ("Новая", "Другая")
    assert Topic.objects.get(code="im.01.99").level == 2


WRONG_TOPICS = [
    (TopicDraft("og", "im.01", "А"), "Редакции классификатора «og» нет"),
    (TopicDraft("im", "im.01", " "), "пуст код или название"),
    (TopicDraft("im", "im.01.01", "А", "im.77"), "Темы «im.77» нет"),
    (TopicDraft("im", "im.01", "А", "im.01.01"), "внутри себя"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("draft", "told"), WRONG_TOPICS)
def test_a_wrong_topic_is_refused(draft, told):
    actions.seed(at=AT)
    with pytest.raises(ReferenceRefused, match=told):
        actions.save_topic(draft, by=None, at=AT)
