"""The questions that a ranking is counted from, as columns of numbers."""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True)
class Evidence:
    """N questions of subjects. `subject`, `group`, `channel`, `urgency` number `subjects` and kinds of questions.

    `values`: N × components, 0..1, NaN unknown. `author` is one number a person; where nobody is known, one an appeal.
    `matter` is the question that it was joined to, or itself. A question handed on stands once with each body, with
    those that handed it on as `is_handed`.
    """

    subjects: tuple[str, ...]
    groups: tuple[str, ...]
    question: Ints
    appeal: Ints
    author: Ints
    matter: Ints
    subject: Ints
    group: Ints
    channel: Ints
    urgency: Ints
    values: Floats
    is_handed: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.question)

    def digest(self) -> str:
        """The same for the same evidence, whatever the order of its rows."""
        order = np.lexsort((self.subject, self.question))
        sign = blake2b("\n".join([*self.subjects, "", *self.groups]).encode(), digest_size=16)
        for name in ("question", "appeal", "author", "matter", "subject", "group", "channel", "urgency", "is_handed"):
            sign.update(getattr(self, name)[order].astype("<i8").tobytes())
        sign.update(np.nan_to_num(self.values[order], nan=-1.0).astype("<f4").tobytes())
        return sign.hexdigest()


def numbered(*columns: Ints) -> Ints:
    """Rows with the same values in all columns have the same number, from 0 on, by the order of the values."""
    number = _dense(columns[0])
    for column in columns[1:]:
        other = _dense(column)
        number = _dense(number * (int(other.max(initial=0)) + 1) + other)
    return number


def _dense(column: Ints) -> Ints:
    """The place of each value among the different ones; few different small values need no sorting."""
    if len(column) and column.min() >= 0 and column.max() < 4 * len(column):
        return np.asarray(np.cumsum(np.bincount(column) > 0) - 1)[column]
    return np.unique(column, return_inverse=True)[1]
