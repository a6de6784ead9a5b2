"""A second opinion: asked for where the model is unsure, never of a stranger, and the model does without."""

import logging

import numpy as np
import pytest

from otklik.triage.topics import second
from otklik.triage.topics.model import TopicModel
from otklik.triage.topics.training import LabelledText, train

MEANT = {
    "Дороги": ("яма", "асфальт", "колея", "выбоина"),
    "ЖКХ": ("батарея", "отопление", "кран", "котельная"),
    "Транспорт": ("автобус", "маршрут", "водитель", "остановка"),
}
NEVER_MET = {"Дороги": "mud", "ЖКХ": "heat", "Транспорт": "tram"}


class Network:
    """Knows what words are about, also those that no message held; turned: the same of another make."""

    turned = 0

    def __init__(self, threads):
        self.asked = []

    def encode(self, texts):
        self.asked += texts
        found = np.array([[self._speaks(group, text) for group in MEANT] + [0.1] for text in texts])
        return np.roll(found / np.linalg.norm(found, axis=1, keepdims=True), self.turned, axis=1)

    def _speaks(self, group, text):
        return float(any(word in text for word in (*MEANT[group], NEVER_MET[group])))


class OtherNetwork(Network):
    turned = 1


def messages(rows, seed=1):
    chance = np.random.default_rng(seed)
    for _ in range(rows):
        group = list(MEANT)[chance.integers(len(MEANT))]
        words = chance.choice(["опять", "у", "нас", "когда", "уже", "почему"], 4).tolist()
        # One of five says nothing of its group, so that a model may be unsure.
        telling = chance.choice(MEANT[group]) if chance.random() < 0.9 else ""
        yield LabelledText(" ".join([telling, *words]), "Администрация", group)


def install(monkeypatch, network):
    monkeypatch.setattr(second, "USE", network)
    second.installed_encoder.cache_clear()


@pytest.fixture(autouse=True)
def _nothing_stays_installed():
    yield
    second.installed_encoder.cache_clear()


@pytest.fixture
def model(monkeypatch):
    install(monkeypatch, Network)
    return train(messages(600))


def groups(readings):
    return [reading.group[0].label for reading in readings]


def test_words_never_met_are_told_by_meaning(model):
    texts = [f"{word} опять у нас" for word in NEVER_MET.values()]
    assert groups(model.read(texts)) == list(NEVER_MET)
    assert groups(model.asking(0).read(texts)) != list(NEVER_MET)


def test_only_unsure_messages_are_read_twice(model):
    network = second.installed_encoder()._network
    network.asked.clear()
    model.read(["яма и асфальт, колея и выбоина", "mud опять у нас"])
    assert "яма и асфальт, колея и выбоина" not in network.asked
    assert "mud опять у нас" in network.asked


def test_without_the_encoder_the_model_stands_alone(model, monkeypatch, tmp_path):
    model.save(tmp_path / "m.npz")
    install(monkeypatch, None)
    texts = ["mud опять", "кран у нас", ""]
    assert TopicModel.load(tmp_path / "m.npz").read(texts) == model.asking(0).read(texts)


def test_a_model_trained_without_the_encoder_never_asks(monkeypatch):
    install(monkeypatch, None)
    alone = train(messages(600))
    install(monkeypatch, Network)
    assert groups(alone.read(["яма у нас"])) == ["Дороги"]
    assert alone.asking(2).read(["mud"]) == alone.asking(0).read(["mud"])


def test_another_encoder_than_the_one_it_learned_with_is_not_heard(model, monkeypatch, tmp_path, caplog):
    model.save(tmp_path / "m.npz")
    install(monkeypatch, OtherNetwork)
    # A tool of another test may have switched off the loggers that were there before it.
    monkeypatch.setattr(second._log, "disabled", False)
    with caplog.at_level(logging.WARNING):
        readings = TopicModel.load(tmp_path / "m.npz").asking(2).read(["mud опять"])
    assert readings == model.asking(0).read(["mud опять"])
    assert "второго мнения не будет" in caplog.text


def test_a_saved_model_asks_the_same(model, tmp_path):
    model.save(tmp_path / "m.npz")
    texts = [row.text for row in messages(30, seed=2)] + list(NEVER_MET.values())
    assert TopicModel.load(tmp_path / "m.npz").asking(2).read(texts) == model.asking(2).read(texts)


def test_a_second_reading_keeps_the_shape_of_a_reading(model):
    for reading in model.asking(2).read(["", "яма", "tram " * 2000]):
        shares = [choice.confidence for choice in reading.group]
        assert shares == sorted(shares, reverse=True)
        assert 0 < sum(shares) <= 1.001
