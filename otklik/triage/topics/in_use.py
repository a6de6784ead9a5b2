"""Which version of the topic model reads now: one row says it, every worker looks at it a few times a minute."""

import logging
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic

from django.conf import settings

from otklik.triage.errors import ModelFileError
from otklik.triage.models import ModelVersion
from otklik.triage.readers.topic import model_at
from otklik.triage.topics.adapted import AdaptedModel
from otklik.triage.topics.model import STARTER, TopicModel

LOOK_EACH_S = 20.0
"""A worker notices another version within this time; the look is one query of one row."""

_log = logging.getLogger(__name__)


@dataclass
class _Held:
    model: TopicModel | AdaptedModel | None = None
    file: str = ""
    looked_at: float = 0.0


_held = _Held()
_turn = Lock()


def model_in_use() -> TopicModel | AdaptedModel:
    """The model that reads; take it once a batch. Where its file is gone the shipped one reads, and the log says so."""
    with _turn:
        now = monotonic()
        if _held.model is None or now - _held.looked_at > LOOK_EACH_S:
            row = ModelVersion.objects.filter(state=ModelVersion.State.IN_USE).values_list("file", flat=True).first()
            file = row or ""
            if _held.model is None or file != _held.file:
                _held.model, _held.file = _loaded(file), file
            _held.looked_at = now
        return _held.model


def look_again() -> None:
    """Let this process look at the row at its next batch: it has just been changed."""
    _held.looked_at = float("-inf")


def folder() -> Path:
    """Where the files of versions lie."""
    return Path(settings.OTKLIK_HOME) / "models"


def path_of(file: str) -> Path:
    """The file of a version; without a name it is the shipped model."""
    return folder() / file if file else STARTER


def _loaded(file: str) -> TopicModel | AdaptedModel:
    model = _read(file)
    return model if settings.OTKLIK_SECOND_OPINION else model.asking(0)


def _read(file: str) -> TopicModel | AdaptedModel:
    try:
        return model_at(path_of(file))
    except ModelFileError as failure:
        _log.warning("%s; пока разбирает поставляемая модель", failure)
        return model_at(STARTER)
