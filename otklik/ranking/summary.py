"""Evidence put together by subject: all that standings by any formula are counted from, small enough to keep."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from otklik.ranking import casemix, weighing
from otklik.ranking.evidence import Evidence, Ints, numbered
from otklik.ranking.rules import CODES, COMPONENTS, Formula

Wide = NDArray[np.float64]
BUCKETS, WORST = 512, 40
"""Authors of a subject are dealt into so many buckets, which are drawn whole; of so many questions the cost is kept."""
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False, slots=True)
class Summary:
    """S subjects, C components (`rules.CODES`), T pairs of a subject and a group of topics, Q costly questions.

    `sums` S × BUCKETS × (1 + C): weights of questions, then weight × (value − expected). `own`, `expected` S × C are
    means by weight, `usual` C those of all; `doubt` as in `casemix.Mix`. `pair` T × 2 numbers of subject and group,
    `pair_sums` T × (1 + C). `costly` Q × 3: question, subject, group; `cost` Q × (1 + C): weight, value − expected;
    `worth` Q × C: the value.
    """

    subjects: tuple[str, ...]
    groups: tuple[str, ...]
    digest: str
    n: Ints
    sums: Wide
    own: Wide
    expected: Wide
    usual: Wide
    doubt: Wide
    pair: Ints
    pair_n: Ints
    pair_sums: Wide
    costly: Ints
    cost: Wide
    worth: Wide

    @property
    def weight(self) -> Wide:
        """S: how many questions it is worth."""
        return np.asarray(self.sums[:, :, 0].sum(axis=1))

    def packed(self) -> bytes:
        """As bytes that `unpacked` reads."""
        sink = io.BytesIO()
        columns: dict[str, Any] = {field.name: np.asarray(getattr(self, field.name)) for field in fields(self)}
        np.savez_compressed(sink, **columns)
        return sink.getvalue()


def unpacked(kept: bytes) -> Summary:
    """A summary of its bytes."""
    with np.load(io.BytesIO(kept), allow_pickle=False) as read:
        columns: dict[str, Any] = {name: read[name] for name in read.files}
    for name in ("subjects", "groups"):
        columns[name] = tuple(str(one) for one in columns[name])
    return Summary(**{**columns, "digest": str(columns["digest"])})


def summed(evidence: Evidence, formula: Formula) -> Summary:
    """Put together; the formula only says which questions cost most, all else serves any."""
    weight = weighing.weights(evidence)
    mix = casemix.mix(evidence, weight)
    expected = mix.expected
    # Of what is not known, as much is taken as is expected: it neither helps nor harms.
    values = np.where(np.isnan(evidence.values), expected, evidence.values)
    values = _not_by_handing_on(evidence, values, expected, weight)
    rest = np.column_stack([np.ones(len(evidence)), values - expected]) * weight[:, None]
    size = len(evidence.subjects)
    whole = np.maximum(np.bincount(evidence.subject, weight, minlength=size), 1e-9)[:, None]
    bucket = evidence.subject * BUCKETS + _dealt(evidence.author)
    parts: dict[str, Any] = {**_topics(evidence, rest), **_costly(evidence, values, rest, formula)}
    return Summary(
        subjects=evidence.subjects, groups=evidence.groups, digest=evidence.digest(),
        n=np.bincount(evidence.subject, minlength=size),
        sums=_sums(bucket, rest, size * BUCKETS).reshape(size, BUCKETS, rest.shape[1]),
        own=_sums(evidence.subject, values, size, weight) / whole,
        expected=_sums(evidence.subject, expected, size, weight) / whole,
        usual=weight @ expected / max(float(weight.sum()), 1e-9), doubt=mix.doubt, **parts,
    )  # fmt: skip


def blended(formula: Formula) -> Wide:
    """C × 4: what of each component goes into each part."""
    parts = [one.code for one in formula.parts]
    found = np.zeros((len(CODES), len(parts)))
    for place, one in enumerate(COMPONENTS):
        found[place, parts.index(one.part)] = formula.component(one.code)
    return found


def shares(formula: Formula) -> Wide:
    """Of each part in the score, in the order of the formula."""
    return np.array([one.percent / 100 for one in formula.parts])


def _sums(number: Ints, rows: NDArray, size: int, weight: Wide | float = 1.0) -> Wide:
    columns = range(rows.shape[1])
    return np.column_stack([np.bincount(number, rows[:, at] * weight, minlength=size) for at in columns])


def _dealt(author: Ints) -> Ints:
    """The bucket of each author: the same whoever else wrote. Source of the mixing: Steele et al., 2014 (SplitMix)."""
    mixed = author.astype(np.uint64) * _GOLDEN
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return np.asarray((mixed >> np.uint64(32)) % np.uint64(BUCKETS), dtype=np.int64)


def _not_by_handing_on(evidence: Evidence, values: NDArray, expected: NDArray, weight: Wide) -> NDArray:
    """What a body handed on may lower its mean, since it is no way out of hard questions, but never raise it."""
    handed, size = evidence.is_handed, len(evidence.subjects)
    if not handed.any():
        return values
    over, means = values - expected, {}
    for is_so in (True, False):
        of = handed == is_so
        whole = np.bincount(evidence.subject[of], weight[of], minlength=size)[:, None]
        means[is_so] = _sums(evidence.subject[of], over[of], size, weight[of]) / np.maximum(whole, 1e-9)
    better = np.maximum(means[True] - means[False], 0)[evidence.subject]
    return np.where(handed[:, None], values - better, values)


def _topics(evidence: Evidence, rest: Wide) -> Mapping[str, NDArray]:
    number = numbered(evidence.subject, evidence.group)
    first = np.unique(number, return_index=True)[1]
    pair = np.column_stack([evidence.subject[first], evidence.group[first]])
    return {"pair": pair, "pair_n": np.bincount(number), "pair_sums": _sums(number, rest, len(first))}


def _costly(evidence: Evidence, values: NDArray, rest: Wide, formula: Formula) -> Mapping[str, NDArray]:
    """The questions of each subject that cost it most, at most WORST of each."""
    points = rest[:, 1:] @ (blended(formula) @ shares(formula))
    order = np.lexsort((evidence.question, points, evidence.subject))
    begins = np.searchsorted(evidence.subject[order], np.arange(len(evidence.subjects)))
    rank = np.arange(len(order)) - begins[evidence.subject[order]]
    kept = order[(rank < WORST) & (points[order] < 0)]
    return {
        "costly": np.column_stack([evidence.question[kept], evidence.subject[kept], evidence.group[kept]]),
        "cost": rest[kept], "worth": values[kept],
    }  # fmt: skip
