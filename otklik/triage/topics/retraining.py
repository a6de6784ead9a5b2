"""A new version of the topic model from people's choices: it reads only if it is no worse than the one in use."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from otklik.offices.models import Person
from otklik.triage.models import ModelVersion
from otklik.triage.topics import learning, version_actions
from otklik.triage.topics.adaptation import adapt
from otklik.triage.topics.adapted import AdaptedModel
from otklik.triage.topics.gate import Compared, compared, judged
from otklik.triage.topics.in_use import model_in_use
from otklik.triage.topics.learning import Decided, Labels
from otklik.triage.topics.model import TopicModel
from otklik.triage.topics.version_actions import VersionDraft
from otklik.triage.topics.weights import HEADS

FEWEST, FEWEST_HELD_OUT = 40, 8
"""Choices to learn from and to judge by: fewer say nothing of a model."""

TITLES = {"group": "Группа", "theme": "Тема", "executor": "Исполнитель"}


@dataclass(frozen=True, slots=True)
class Retrained:
    """What came of it: the version («» where none was made), whether it reads now, and why (Russian)."""

    version: str
    is_in_use: bool
    why: str
    measures: Mapping[str, Mapping[str, float]]


def retrain(*, at: datetime, by: Person | None = None, base: Path | None = None) -> Retrained:
    """Learn anew from the first model (`base`, by default the shipped one) and all choices; put in use if no worse.

    Safe to repeat: the same choices give the same version, which is not judged twice. Raises ModelFileError.
    """
    version_actions.keep_starter(at=at)
    rows = learning.decided()
    taught, held = [row for row in rows if not row.is_held_out], [row for row in rows if row.is_held_out]
    if len(taught) < FEWEST or len(held) < FEWEST_HELD_OUT:
        told = f"Решений людей {len(rows)}, нужно около {FEWEST + FEWEST_HELD_OUT}: учиться рано"
        return Retrained("", False, told, {})
    first, labels = TopicModel.load(base), learning.labels_of(rows)
    challenger = adapt(first, learning.rows_of(taught, labels), learning.known(first, labels))
    if ModelVersion.objects.filter(version=challenger.version).exists():
        return Retrained(challenger.version, False, "С прошлого раза новых решений нет", {})
    return _judge(challenger, taught, held, labels, by=by, at=at)


def _judge(
    challenger: AdaptedModel, taught: Sequence[Decided], held: Sequence[Decided], labels: Labels, *,
    by: Person | None, at: datetime,
) -> Retrained:  # fmt: skip
    champion = model_in_use()
    heads = side_by_side(challenger, champion, held, labels)
    gate = judged(heads, TITLES)
    measures = {head: asdict(found) for head, found in heads.items()}
    draft = VersionDraft({"decisions": len(taught), "held_out": len(held)}, measures, champion.version, gate.why,
                         is_refused=not gate.is_open)  # fmt: skip
    version_actions.keep_version(challenger, draft, by=by, at=at)
    if gate.is_open:
        used = {row.topic_id for row in taught}
        learning.keep_labels({pk: told for pk, told in labels.items() if pk in used or _above(pk, used, labels)},
                             by=by, at=at)  # fmt: skip
        version_actions.put_in_use(challenger.version, by=by, at=at, why=gate.why)
    version_actions.throw_away_old()
    return Retrained(challenger.version, gate.is_open, gate.why, measures)


def side_by_side(
    challenger: AdaptedModel, champion: TopicModel | AdaptedModel, held: Sequence[Decided], labels: Labels
) -> dict[str, Compared]:
    """Both models on the held-out choices, by head; a head with too few choices is not compared."""
    now, before = learning.codes_read(challenger, held, labels), learning.codes_read(champion, held)
    found: dict[str, Compared] = {}
    for head in HEADS:
        told = [(row.codes[head], ours[head], theirs[head]) for row, ours, theirs in zip(held, now, before, strict=True)
                if head in row.codes]  # fmt: skip
        if len(told) >= FEWEST_HELD_OUT:
            found[head] = compared(
                [ours[:1] == [code] for code, ours, _ in told], [theirs[:1] == [code] for code, _, theirs in told],
                [code in ours for code, ours, _ in told],
            )  # fmt: skip
    return found


def _above(topic_id: int, used: set[int], labels: Labels) -> bool:
    """Whether a topic is the group of one that was learned."""
    return "theme" not in labels[topic_id] and any(
        labels[pk]["group"] == labels[topic_id]["group"] for pk in used if pk in labels
    )
