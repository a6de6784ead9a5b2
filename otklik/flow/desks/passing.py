"""Whether a question may go on to another body: after so many transfers, or after a ruling, only an arbiter says."""

from collections.abc import Sequence
from dataclasses import dataclass

from otklik.appeals.models import Question
from otklik.appeals.states import Declined, Desk, State
from otklik.offices.models import Body
from otklik.routing import transfers
from otklik.routing.transfers import Past


@dataclass(frozen=True)
class Passing:
    """What is known of questions that somebody wants to send on: their past, the most transfers, closed bodies."""

    past: Past
    most: int
    closed: frozenset[int]

    def check(self, question: Question) -> None:
        """Refuse where only an arbiter may decide. Raises Declined (Russian)."""
        if question.waits_for == Desk.ARBITER:
            raise Declined("Вопрос ждёт арбитра: его решение окончательное.")
        ruling = self.past.rulings.get(question.pk)
        # A body that was closed since has no say: its successor takes the question.
        if ruling and ruling.body_id not in self.closed:
            raise Declined(
                f"Арбитр {ruling.by} решил {ruling.at:%d.%m.%Y}: исполнитель — {ruling.body}. "
                "Решение окончательное, пересмотреть его может арбитр."
            )

    def is_transfer(self, question: Question, body_id: int) -> bool:
        """Whether sending it to `body_id` takes it from a body that has it. Raises Declined on the last transfer."""
        is_worked_on = question.state in (State.SENT, State.TAKEN) and question.waits_for in ("", Desk.APPROVAL)
        has_it = question.body_id is not None and is_worked_on
        if not has_it or question.body_id in (body_id, *self.closed):
            return False
        if self.past.count(question.pk) + 1 >= self.most:
            raise Declined(
                f"Вопрос передавали уже {self.past.count(question.pk)} раза: следующую передачу решает арбитр. "
                "Верните вопрос с причиной, и он уйдёт арбитру."
            )
        return True


def passing(question_ids: Sequence[int]) -> Passing:
    """What is known of these questions. Four queries."""
    closed = Body.objects.filter(closed_on__isnull=False).values_list("pk", flat=True)
    return Passing(transfers.past(question_ids), transfers.rule().most_transfers, frozenset(closed))
