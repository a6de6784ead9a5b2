"""Who must answer and what it is about: executor, group and theme with confidence and the words that decided."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from otklik.triage.reader import Reader
from otklik.triage.topics.adapted import AdaptedModel, load_model
from otklik.triage.topics.model import STARTER, TopicModel, TopicReading


@lru_cache(maxsize=1)
def model_at(path: Path = STARTER) -> TopicModel | AdaptedModel:
    """The model in a file, loaded once a process; `triage.in_use` says which file reads now. Raises ModelFileError."""
    return load_model(path)


def _read(texts: Sequence[str]) -> list[TopicReading]:
    return model_at().read(texts)


READER = Reader(
    code="topic",
    title="Тема и исполнитель",
    why="Чтобы вопрос сразу попал к тому, кто должен ответить, а сомнительный увидел человек",
    read=_read,
)
