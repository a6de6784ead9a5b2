"""The box «Ответ» of a card: how far the answer is, who has it, how it was sent and what it promised."""

from dataclasses import dataclass

from otklik.answers.approval import approval_queries
from otklik.answers.approval.approval_queries import AnswerLine
from otklik.offices.rules import Scope, Verb

_MARKS = {
    "draft": ("pencil", ""), "returned": ("arrow-back-up", "risk"), "approval": ("hourglass", "accent"),
    "approved": ("send", "accent"), "published": ("circle-check", "done"), "dropped": ("ban", ""),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer with its mark, and whether this person may take it back."""

    line: AnswerLine
    icon: str
    tone: str
    may_recall: bool


def box(question_id: int, scope: Scope) -> tuple[AnswerRow, ...]:
    """The answers of a question, the newest first; none where nobody began."""
    return tuple(
        AnswerRow(line, *_MARKS[line.state], _may_recall(line, scope))
        for line in approval_queries.of_question(question_id)
    )


def _may_recall(line: AnswerLine, scope: Scope) -> bool:
    if line.state == "approval":
        return scope.may(Verb.WORK)
    is_held = line.sent is not None and line.sent.state == "waiting"
    return line.state == "published" and is_held and (scope.may(Verb.WORK) or scope.may(Verb.APPROVE))
