"""The topics of an edition as a page shows them: branches to unfold, or rows found by a word."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from otklik.reference import queries
from otklik.reference.models import Topic
from otklik.reference.queries import TopicNode
from otklik.screens.settings.pages import Cell, Row, Table

_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Leaf:
    """A topic below an upper one, `depth` levels down."""

    code: str
    name: str
    depth: int
    is_starred: bool
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """An upper topic and all below it in order."""

    code: str
    name: str
    leaves: tuple[Leaf, ...]


def branches(edition: str) -> tuple[Branch, ...]:
    """Upper topics with what is below, closed ones marked. One query."""
    tree = queries.topics_tree(edition, with_closed=True)
    return tuple(Branch(node.topic.code, node.topic.name, tuple(_leaves(node.children, 0))) for node in tree)


def _leaves(nodes: tuple[TopicNode, ...], depth: int) -> Iterator[Leaf]:
    for node in nodes:
        topic = node.topic
        yield Leaf(topic.code, topic.name, depth, topic.is_starred, topic.closed_on is not None)
        yield from _leaves(node.children, depth + 1)


def found_rows(edition: str, words: str) -> Table:
    """Topics whose name or code has `words`, at most 200."""
    # SQLite folds only Latin letters, so a Cyrillic word is tried as typed, capitalised and in lower case.
    spelled = Q(code__startswith=words)
    for form in {words, words.lower(), words.capitalize()}:
        spelled |= Q(name__icontains=form)
    topics = Topic.objects.filter(spelled, edition__code=edition).select_related("parent").order_by("code")[:_AT_MOST]
    rows = tuple(
        Row((Cell(topic.code), Cell(topic.name), Cell(topic.parent.name if topic.parent else ""), _state(topic)))
        for topic in topics
    )
    return Table(("Код", "Тема", "Выше", "Состояние"), rows, f"Найдено по «{words}»", empty="Ничего не найдено.")


def _state(topic: Topic) -> Cell:
    return (
        Cell(f"закрыта {topic.closed_on:%d.%m.%Y}", mark="muted") if topic.closed_on else Cell("действует", mark="good")
    )
