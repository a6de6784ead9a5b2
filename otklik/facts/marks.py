"""The part of facts that few questions have: alike, taken, returned, shared, repeated; and the load."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from otklik.appeals import bulk
from otklik.appeals.bulk import Moment
from otklik.appeals.states import Desk
from otklik.facts import load
from otklik.facts.heads import Head
from otklik.facts.replies import Reply
from otklik.routing import co_executors, takings, transfers
from otklik.triage import queries as triage

_CHOOSES_BODY = (str(Desk.ROUTING), str(Desk.ARBITER))


class Mark(NamedTuple):
    """Columns of a fact in order; see `facts.models.Fact`."""

    alike: str
    taken_at: Moment | None
    returned_at: Moment | None
    is_shared: bool
    is_repeated: bool
    load: float


def read(question_ids: Sequence[int], heads: Sequence[Head], replies: Mapping[int, Reply]) -> dict[int, Mark]:
    """The marks of these questions. Five queries at most."""
    asked = bulk.among(question_ids)
    alike, shared, repeated = triage.open_likenesses(asked), co_executors.shared(asked), triage.repeated(asked)
    urgent = [head.question_id for head in heads if head.urgency]
    taken = {number: bulk.kept(one.at) for number, one in takings.taken(urgent).items()} if urgent else {}
    given_up = {one.question_id: one.body_id for one in heads if one.body_id and one.waits_for in _CHOOSES_BODY}
    returned = {number: bulk.kept(at) for number, at in transfers.returned_at(given_up).items()}
    marks = {}
    for head in heads:
        number, reply = head.question_id, replies.get(head.question_id)
        is_shared, is_again = number in shared, reply is not None and reply.reopened > 0
        marks[number] = Mark(
            alike.get(number, "") if head.same_as_id is None else "", taken.get(number), returned.get(number),
            is_shared, number in repeated,
            load.weight(head.state, head.legal_kind, head.waits_for, is_again=is_again, is_shared=is_shared),
        )  # fmt: skip
    return marks
