"""Who must answer and what it is about: executor, group and theme with confidence and the words that decided."""

from collections.abc import Sequence
from functools import lru_cache

from otklik.triage.model import TopicModel, TopicReading
from otklik.triage.reader import Reader


@lru_cache(maxsize=1)
def model_in_use() -> TopicModel:
    """The model that reads, loaded once a process."""
    return TopicModel.load()


def _read(texts: Sequence[str]) -> list[TopicReading]:
    return model_in_use().read(texts)


READER = Reader(
    code="topic",
    title="Тема и исполнитель",
    why="Чтобы вопрос сразу попал к тому, кто должен ответить, а сомнительный увидел человек",
    read=_read,
)
