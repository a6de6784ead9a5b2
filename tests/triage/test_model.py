"""The topic model: any text is read, few labels are enough, the same rows give the same model."""

import numpy as np
import pytest

from otklik.appeals.masking import KINDS
from otklik.triage.errors import ModelFileError, TooFewLabels
from otklik.triage.readers.topic import READER
from otklik.triage.topics.model import STARTER, TOP, TopicModel
from otklik.triage.topics.training import LabelledText, train

WORDS = {
    ("Дороги", "Ямы на дороге"): ("яма", "асфальт", "выбоина", "колея"),
    ("Дороги", "Снег"): ("снег", "сугроб", "гололед", "трактор"),
    ("ЖКХ", "Отопление"): ("батарея", "отопление", "холодно", "котельная"),
    ("ЖКХ", "Вода"): ("вода", "кран", "ржавая", "напор"),
}
TOWNS = {"Берёзовск": "Администрация Берёзовска", "Каменск": "Администрация Каменска"}
STRANGE = ["", " ", "🙂🙂🙂", "\x00", "[ИМЯ]", "я" * 100_000, "яма " * 30_000, "hello world", "!!!???", "٣٤"]


def invented(rows, seed=1):
    """Invented messages: a word or two of the theme, a town, and words that mean nothing."""
    chance = np.random.default_rng(seed)
    themes = list(WORDS)
    for _ in range(rows):
        group, theme = themes[chance.integers(len(themes))]
        town = list(TOWNS)[chance.integers(2)]
        words = (
            chance.choice(WORDS[group, theme], 2).tolist()
            + chance.choice(["опять", "у", "нас", "когда", "уже"], 3).tolist()
        )
        yield LabelledText(f"{town}: {' '.join(words)}", TOWNS[town], group, theme)


def top(reading):
    return reading.executor[0].label, reading.group[0].label, reading.theme[0].label


@pytest.fixture(scope="module")
def model():
    return train(invented(400))


@pytest.fixture(scope="module")
def starter():
    return TopicModel.load()


def test_executor_group_and_theme_are_read(model):
    reading = model.read(["Каменск: большая яма и выбоина"])[0]
    assert (reading.executor[0].label, reading.group[0].label) == ("Администрация Каменска", "Дороги")
    assert reading.theme[0].label == "Ямы на дороге"
    assert reading.group[0].confidence > 0.8


def test_reasons_are_words_of_the_text_as_they_stand_in_it(model):
    reading = model.read(["Каменск: СУГРОБЫ, гололёд кругом"])[0]
    assert {"СУГРОБЫ", "гололёд"} <= {reason.word for reason in reading.reasons}
    assert all(reason.weight > 0 for reason in reading.reasons)


def test_a_theme_agrees_with_its_group(model):
    of_group = {theme: group for group, theme in WORDS}
    for reading in model.read([row.text for row in invented(100, seed=2)]):
        assert of_group[reading.theme[0].label] == reading.group[0].label


def test_the_same_rows_give_the_same_model(model):
    assert train(invented(400)).version == model.version


def test_a_saved_model_reads_the_same(model, tmp_path):
    model.save(tmp_path / "topics.npz")
    again = TopicModel.load(tmp_path / "topics.npz")
    texts = [row.text for row in invented(20, seed=3)]
    assert again.version == model.version
    assert [top(reading) for reading in again.read(texts)] == [top(reading) for reading in model.read(texts)]


def test_a_text_is_read_the_same_alone_and_in_a_batch(model):
    texts = [row.text for row in invented(50, seed=4)]
    alone = [model.read([text])[0].theme[0].confidence for text in texts]
    batch = [reading.theme[0].confidence for reading in model.read(texts)]
    assert alone == pytest.approx(batch, abs=1e-4)


def test_no_word_of_a_text_is_in_the_file(model, tmp_path):
    path = tmp_path / "topics.npz"
    model.save(path)
    with np.load(path, allow_pickle=False) as file:
        held = b"".join(file[name].tobytes() for name in file.files)
    assert "Дороги".encode() in held
    assert not any(word.encode() in held for words in WORDS.values() for word in words)


FEW = [
    (1, "one message"),
    (2, "a message a label"),
    (7, "fewer than folds times labels"),
    (60, "too few for the second layer"),
]


@pytest.mark.parametrize(("rows", "reason"), FEW)
def test_few_rows_are_enough_to_read(rows, reason):
    reading = train(invented(rows)).read(["яма на дороге", ""])[0]
    assert 1 <= len(reading.theme) <= TOP, reason


def test_a_head_without_labels_stays_silent():
    rows = [LabelledText(row.text, group=row.group) for row in invented(40)]
    reading = train(rows).read(["яма"])[0]
    assert (reading.executor, reading.theme) == ((), ())
    assert reading.group[0].label == "Дороги"


def test_labels_may_be_missing_or_met_once():
    rows = [*invented(300), LabelledText("провал грунта", theme="Провал"), LabelledText("без метки")]
    reading = train(rows).read(["провал грунта"])[0]
    assert reading.executor and reading.theme


def test_rows_without_labels_are_refused():
    with pytest.raises(TooFewLabels, match="Нет ни одного сообщения с меткой"):
        train([LabelledText("яма")])


def test_a_lost_or_broken_file_is_told_in_russian(tmp_path):
    with pytest.raises(ModelFileError, match="не найден"):
        TopicModel.load(tmp_path / "none.npz")
    (tmp_path / "broken.npz").write_bytes(b"not a model")
    with pytest.raises(ModelFileError, match="не читается"):
        TopicModel.load(tmp_path / "broken.npz")


def test_the_starter_reads_plain_messages(starter):
    readings = starter.read(["Дорогу не чистят, сугробы по колено", "Нет горячей воды в доме третий день"])
    assert [reading.group[0].label for reading in readings] == ["Дороги", "ЖКХ"]


def test_nothing_strange_stops_the_starter(starter):
    readings = starter.read(STRANGE)
    assert len(readings) == len(STRANGE)
    assert all(len(reading.theme) == TOP for reading in readings)
    assert max(reading.group[0].confidence for reading in readings[:5]) < 0.6


def test_the_starter_is_small():
    assert STARTER.stat().st_size <= 12_000_000


def test_the_topic_reader_stands_on_the_shelf():
    assert READER.code == "topic"
    assert len(READER.read(["яма", ""])) == 2


def test_marks_are_told_apart_from_words(model):
    reading = model.read(["Каменск: яма " + " ".join(kind.mark for kind in KINDS)])[0]
    assert reading.group[0].label == "Дороги"
