"""Questions already solved that are most like one: of its group, by the rare words they share, newest known first."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest

from otklik.appeals.models import Question
from otklik.facts import queries, search
from otklik.facts.models import Fact
from otklik.offices.rules import Scope
from otklik.reference.rules import group_code
from otklik.triage.again import similar
from otklik.triage.again.similar import Shared

SHOWN = 3
_MOST_A_WORD = 300
_MOST_SCORED = 250
_READ = 15
_LEAST = 0.08
_SAME_THEME = 1.25
# The newest questions are hardly ever closed: words are looked for below the so-manieth closed one of the group.
_PASSED_BY = 200


@dataclass(frozen=True, slots=True)
class Solved:
    """A closed question: what it was about (one masked line), how it ended, who did it, in how many days.

    `words` are what its text has in common with the question asked about, the rarest first.
    """

    number: int
    excerpt: str
    result: str
    body_id: int | None
    closed_at: datetime
    days: int
    is_theme: bool
    words: tuple[str, ...]


def solved(scope: Scope, question_id: int) -> tuple[Solved, ...]:
    """Up to three closed questions of the same group inside the scope, the likest first."""
    fact = queries.one(scope, question_id)
    question = Question.objects.select_related("appeal").filter(pk=question_id).first()
    theme = (fact.topic_code or fact.proposed_code) if fact else ""
    if question is None or not theme:
        return ()
    group = group_code(theme)
    words = similar.asked(question.text)
    scores, weights = _scores(words, group)
    scores.pop(question_id, None)
    likeliest = nlargest(_MOST_SCORED, scores, key=lambda number: scores[number])
    within = set(queries.closed(scope, group, likeliest))
    return _ranked(words, weights, theme, [number for number in likeliest if number in within][:_READ])


def _scores(words: Sequence[str], group: str) -> tuple[dict[int, float], dict[str, float]]:
    """Questions by the weight of the words they share, and the weight of each word: from its latest questions only."""
    below = queries.below_fresh(group, _PASSED_BY)
    scores: dict[int, float] = defaultdict(float)
    weights: dict[str, float] = {}
    for word in words:
        met = search.newest(word, below=below, at_most=_MOST_A_WORD)
        # Of a frequent word only the latest are read; how frequent it is, the distance between them tells.
        share = 1.0 if len(met) < _MOST_A_WORD else below / max(below - met[-1], 1)
        weights[word] = similar.weight(round(len(met) * share), below)
        for number in met:
            scores[number] += weights[word]
    return scores, weights


def _ranked(words: Sequence[str], weights: dict[str, float], theme: str, numbers: Sequence[int]) -> tuple[Solved, ...]:
    facts = list(Fact.objects.filter(pk__in=numbers))
    questions = Question.objects.select_related("appeal").in_bulk([fact.pk for fact in facts])
    texts = [questions[fact.pk].text for fact in facts]
    rows = [
        (_score(one, fact, theme), _told(fact, questions[fact.pk], theme, one.words))
        for fact, one in zip(facts, similar.shared(words, texts, weights), strict=True)
        if one.score >= _LEAST
    ]
    rows.sort(key=lambda row: (-row[0], -row[1].number))
    # Of a campaign's equal texts one is enough.
    told = {row.excerpt: row for _, row in reversed(rows)}
    return tuple(row for _, row in rows if told[row.excerpt] is row)[:SHOWN]


def _score(shared: Shared, fact: Fact, theme: str) -> float:
    return shared.score * (_SAME_THEME if fact.topic_code == theme else 1)


def _told(fact: Fact, question: Question, theme: str, words: tuple[str, ...]) -> Solved:
    closed_at = question.closed_at or fact.received_at
    return Solved(
        number=fact.pk, excerpt=fact.excerpt, result=question.result, body_id=fact.body_id, closed_at=closed_at,
        days=(closed_at - fact.received_at).days, is_theme=fact.topic_code == theme, words=words[:5],
    )  # fmt: skip
