"""A model bent by people's choices: a region's own topics become proposable, the rest stays as it was."""

import numpy as np
import pytest

from otklik.triage.errors import ModelFileError, TooFewLabels
from otklik.triage.topics.adaptation import LEAST_TIMES, adapt
from otklik.triage.topics.adapted import AdaptedModel, load_model
from otklik.triage.topics.mapping import Named, propose
from otklik.triage.topics.model import STARTER, TopicModel
from otklik.triage.topics.training import LabelledText, train
from tests.triage.test_model import invented

HERE = {"Дороги": "Дорожное хозяйство", "ЖКХ": "Дома"}
FERRY = (
    "паром опять не пришел к пристани",
    "где паром, на пристани стоим час",
    "пристань сломана, паром не швартуется",
)


@pytest.fixture(scope="module")
def first() -> TopicModel:
    return train(invented(400))


def known(first):
    """Groups of the first model are called otherwise here; its themes and executors mean nothing here."""
    return {("group", label): {"group": HERE[label]} for label in first.labels["group"]}


def chosen(rows=60, seed=5):
    told = [LabelledText(row.text, "Хозяйство", HERE[row.group]) for row in invented(rows, seed)]
    return told + [LabelledText(text, "Речпорт", "Переправы", "Паром") for text in FERRY]


@pytest.fixture(scope="module")
def adapted(first) -> AdaptedModel:
    return adapt(first, chosen(), known(first))


def groups(model, texts):
    return [reading.group[0].label for reading in model.read(texts)]


def test_without_choices_the_labels_of_here_are_read_by_the_mapping_alone(first):
    model = adapt(first, [], known(first))
    assert groups(model, ["Каменск: большая яма и выбоина", "в кране ржавая вода"]) == ["Дорожное хозяйство", "Дома"]
    assert model.labels["theme"] == model.labels["executor"] == ()


def test_a_topic_the_first_model_never_knew_is_proposed_after_a_few_choices(adapted):
    reading = adapted.read(["Паром не ходит, на пристани толпа"])[0]
    assert (reading.group[0].label, reading.theme[0].label) == ("Переправы", "Паром")
    assert reading.executor[0].label == "Речпорт"


def test_a_topic_chosen_once_is_not_proposed_yet(first):
    rows = [*chosen(), LabelledText("козы на газоне", group="Животные")]
    assert LEAST_TIMES == 2
    assert "Животные" not in adapt(first, rows, known(first)).labels["group"]


def test_what_was_right_stays_right(first, adapted):
    rows = list(invented(200, seed=9))
    right = [HERE[row.group] == label for row, label in zip(rows, groups(adapted, [r.text for r in rows]), strict=True)]
    before = [row.group == reading.group[0].label
              for row, reading in zip(rows, first.read([r.text for r in rows]), strict=True)]  # fmt: skip
    assert np.mean(right) >= np.mean(before) - 0.02


def test_reasons_are_words_of_the_text_that_speak_for_the_choice(adapted):
    reasons = {reason.word for reason in adapted.read(["Опять ПАРОМ не пришёл к пристани"])[0].reasons}
    assert reasons & {"ПАРОМ", "пристани"}


def test_confidence_is_a_share_and_labels_differ(adapted):
    for reading in adapted.read(["", "яма", "🙂", "паром " * 2000]):
        for choices in (reading.executor, reading.group, reading.theme):
            assert len({choice.label for choice in choices}) == len(choices)
            assert all(0 <= choice.confidence <= 1 for choice in choices)
    assert adapted.read([]) == []


def test_the_same_choices_give_the_same_version_and_other_choices_another(first, adapted):
    assert adapt(first, chosen(), known(first)).version == adapted.version != first.version
    assert adapt(first, chosen(seed=6), known(first)).version != adapted.version


def test_a_saved_model_reads_the_same_and_a_file_of_either_kind_is_loaded(first, adapted, tmp_path):
    for model in (first, adapted):
        model.save(tmp_path / "m.npz")
        again = load_model(tmp_path / "m.npz")
        assert (type(again), again.version) == (type(model), model.version)
        texts = [row.text for row in invented(20, seed=3)] + list(FERRY)
        assert groups(again, texts) == groups(model, texts)


def test_no_word_of_a_text_lies_in_the_file(adapted, tmp_path):
    adapted.save(tmp_path / "m.npz")
    with np.load(tmp_path / "m.npz", allow_pickle=False) as file:
        assert all(array.dtype.kind in "fiu" for array in (file[name] for name in file.files))
        assert "пристан" not in bytes(file["learned"]).decode()


BROKEN = [(b"", "empty"), (b"PK\x03\x04 half", "cut off"), (b"not a model", "something else")]


@pytest.mark.parametrize(("content", "why"), BROKEN, ids=[why for _, why in BROKEN])
def test_a_broken_file_is_told_plainly(content, why, tmp_path):
    (tmp_path / "m.npz").write_bytes(content)
    with pytest.raises(ModelFileError, match="не читается"):
        load_model(tmp_path / "m.npz")


def test_nothing_to_learn_from_is_told(first):
    with pytest.raises(TooFewLabels):
        adapt(first, [LabelledText("яма", group="Дороги")], {})


NAMES = [
    ("group", "Дороги", "r.01", "the same name"),
    ("group", "Образование", "r.02", "a part of a longer name"),
    ("theme", "★ Ямы во дворах", "r.03.01", "other words around"),
]


def test_topics_are_proposed_by_their_names():
    topics = [Named("r.01", "Дороги"), Named("r.02", "Образование (школы, детские сады)"), Named("r.03", "Двор"),
              Named("r.03.01", "Ямы и выбоины во дворах", "Двор")]  # fmt: skip
    found = {(one.head, one.label): one for one in propose(TopicModel.load(STARTER), topics)}
    assert {why: found[head, label].code for head, label, _, why in NAMES} == {why: code for *_, code, why in NAMES}
    assert found["group", "Дороги"].confidence == 1.0
    assert all(0 < one.confidence <= 1 for one in found.values())
    assert propose(TopicModel.load(STARTER), []) == []
