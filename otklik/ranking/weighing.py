"""How much a question counts: splitting a letter, writing often and writing the same twice gain nothing."""

import numpy as np
from numpy.typing import NDArray

from otklik.ranking.evidence import Evidence, Ints, numbered

AUTHOR_CAP = 2.0
"""Whatever one author writes to one subject in a period counts as two letters at most. Our own choice."""


def weights(evidence: Evidence) -> NDArray[np.float64]:
    """Of each question, above 0 to 1: questions of one appeal share 1, those joined to one matter share 1, and those

    of one author share AUTHOR_CAP. Each by subject.
    """
    found = _shared(evidence.subject, evidence.appeal) * _shared(evidence.subject, evidence.matter)
    author = numbered(evidence.subject, evidence.author)
    whole = np.bincount(author, found)
    return found * np.minimum(1.0, AUTHOR_CAP / whole)[author]


def _shared(subject: Ints, unit: Ints) -> NDArray[np.float64]:
    number = numbered(subject, unit)
    return 1.0 / np.bincount(number)[number]
