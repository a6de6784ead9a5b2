"""What each question is worth in each component, 0..1, out of the columns of facts."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from otklik.ranking.rules import CODES

Floats = NDArray[np.float32]
Columns = Mapping[str, NDArray]
LATE_FALLS_H = 72 / np.log(3)
"""Three days late are worth a third. Our own choice: an answer a day late is late, one a month late is none."""
UNHAPPY_STARS, HALF = 2, 0.5
_UNKNOWN_WORTH = 0.5


def values(columns: Columns) -> Floats:
    """Questions × components in the order of `rules.CODES`; NaN where nothing is known: taken as expected then.

    `columns`: `is_answered`, `is_replied` (with a published answer), `is_joined` (answered in another question),
    `score` (how like an «отписка»), `returns`, `transfers`, `hours` to the answer, `late_hours`, `stars`, `solved`
    (0, 1), `bad_verdicts`, `reopened`, `is_repeated`, `kept`, `broken`; NaN where unknown. A question with no answer is
    worth 0 in all, so nothing is gained by leaving it; with an «отписка» less than with another, see `credit`.
    """
    answered = columns["is_answered"]
    accepted, settled, substance = _accepted(columns), _settled(columns), _substance(columns)
    late = columns["late_hours"]
    found = {
        "handled": np.ones(answered.shape),
        "substance": substance,
        "first_time": 1 / (1 + _known(columns["returns"])),
        # One transfer is a right of a body, a second may be a mistake of another: from there on it is a circle.
        "one_hand": 1 / (1 + np.maximum(_known(columns["transfers"]) - 1, 0)),
        "in_time": np.where(np.isnan(late), np.nan, late <= 0),
        "lateness": np.exp(-np.maximum(late, 0) / LATE_FALLS_H),
        # A term saved by an empty answer is not saved.
        "haste": _left(columns) * np.where(np.isnan(substance), _UNKNOWN_WORTH, substance) * accepted * settled,
        "accepted": accepted,
        "settled": settled,
        "promises": _promises(columns),
    }
    counted = np.where(columns["is_replied"], credit(substance), 1.0) * answered
    rows = np.column_stack([found[code] * (1.0 if code == "substance" else counted) for code in CODES])
    return np.where(answered[:, None], rows, 0).astype(np.float32)


def credit(substance: NDArray) -> NDArray:
    """How much of an answer it is at all: 1, and of one likelier an «отписка» than not less, down to a half.

    Else empty words in time would be worth more than help a day late. Not less than a half: a machine says so.
    """
    return HALF + np.minimum(np.where(np.isnan(substance), 1.0, substance), HALF)


def _substance(columns: Columns) -> NDArray:
    """Closed without an answer is no answer; of an answer that nobody scored nothing is known."""
    silent = ~columns["is_replied"]
    return np.where(silent, np.where(columns["is_joined"], np.nan, 0.0), 1 - columns["score"])


def _accepted(columns: Columns) -> NDArray:
    """Only what was said against counts: a happy word changes nothing, so that asking for it gains nothing."""
    unhappy = (columns["solved"] == 0) | (columns["stars"] <= UNHAPPY_STARS) | (_known(columns["bad_verdicts"]) > 0)
    return np.where(unhappy, 0.0, 1.0)


def _settled(columns: Columns) -> NDArray:
    return np.where((_known(columns["reopened"]) > 0) | columns["is_repeated"], 0.0, 1.0)


def _promises(columns: Columns) -> NDArray:
    kept, broken = _known(columns["kept"]), _known(columns["broken"])
    return np.divide(kept, kept + broken, out=np.full(kept.shape, np.nan), where=kept + broken > 0)


def _left(columns: Columns) -> NDArray:
    """Which share of the term was left, 0..1."""
    hours = columns["hours"]
    term = hours - columns["late_hours"]
    used = np.divide(hours, term, out=np.full(hours.shape, np.nan), where=term > 0)
    return 1 - np.clip(used, 0, 1)


def _known(column: NDArray) -> NDArray:
    return np.nan_to_num(column, nan=0.0)
