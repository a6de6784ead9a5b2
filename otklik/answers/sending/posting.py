"""State moves of a dispatch: each is one conditional update, so that two workers never make the same one."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from otklik.answers.models import Dispatch
from otklik.answers.sending.sender import Sender
from otklik.answers.sending.sender_catalogue import title
from otklik.appeals import actions as appeals
from otklik.appeals.models import Event
from otklik.gateways.envelopes import Receipt
from otklik.offices.models import Person

CLAIM = timedelta(minutes=10)
"""A message in hand for longer is of a worker that died: no gateway talks so long."""
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
"""After so long each next try of one message; then it has failed. A greylist opens in 5-15 minutes."""
NOBODY_AGAIN = timedelta(minutes=10)
State, Held = Dispatch.State, Dispatch.Held
Kind = Dispatch.Kind
ANSWERS = (Kind.ANSWER, Kind.INTERIM)
LINKED = (*ANSWERS, Kind.RATE, Kind.ASK, Kind.REMINDER, Kind.STAGE)
"""Messages that lead to the author's page, where the question stands and can be spoken of."""
_FAILURE = 300


def due(at: datetime, limit: int) -> list[Dispatch]:
    """Messages that may leave now, the earliest first, with their questions and answers."""
    waiting = Dispatch.objects.filter(state=State.WAITING, send_after__lte=at, held__in=("", Held.NOBODY))
    with_all = waiting.select_related("question__appeal", "question__body", "answer__body")
    return list(with_all.order_by("send_after", "pk")[:limit])


def take(dispatch: Dispatch, sender: Sender, *, at: datetime) -> bool:
    """Whether this worker alone has it in hand now; False where it was taken, called back or put off meanwhile."""
    as_read = Dispatch.objects.filter(
        pk=dispatch.pk, state=State.WAITING, held=dispatch.held, send_after=dispatch.send_after
    )
    return bool(
        as_read.update(state=State.SENDING, sender=sender.code, taken_at=at, tries=F("tries") + 1, held="", failure="")
    )


def mark(dispatch: Dispatch, *, at: datetime, receipt: Receipt | None = None, by: Person | None = None) -> bool:
    """It has left: written down once, with the event of an answer. `by` is who says so, None the machine."""
    known = receipt or Receipt()
    with transaction.atomic():
        is_moved = Dispatch.objects.filter(pk=dispatch.pk).exclude(state__in=(State.SENT, State.CANCELLED)).update(
            state=State.SENT, sent_at=at, failure="", held="", outside_id=known.outside_id,
            outside_url=known.outside_url,
        )  # fmt: skip
        if is_moved:
            dispatch.refresh_from_db(fields=["sender"])
            _tell_sent(dispatch, by, at)
    return bool(is_moved)


def put_off(dispatch: Dispatch, *, until: datetime, why: str) -> None:
    """Not now: a waiting one is looked at again at `until`."""
    _waiting(dispatch).update(send_after=until, failure=why[:_FAILURE], held="")


def try_later(dispatch: Dispatch, *, why: str, at: datetime) -> None:
    """This message was not taken now: the next try by the rows of BACK_OFF, after the last of them it has failed."""
    row = Dispatch.objects.filter(pk=dispatch.pk, state=State.SENDING)
    # The try that failed is `tries` as it was read before the taking.
    if dispatch.tries >= len(BACK_OFF):
        row.update(state=State.FAILED, failure=why[:_FAILURE])
    else:
        row.update(state=State.WAITING, failure=why[:_FAILURE], send_after=at + BACK_OFF[dispatch.tries])


def wait_for_server(dispatch: Dispatch, *, why: str, until: datetime) -> None:
    """The server is not there: that is no failure of the message, and the others of its queue go before it."""
    row = Dispatch.objects.filter(pk=dispatch.pk, state=State.SENDING)
    row.update(state=State.WAITING, failure=why[:_FAILURE], send_after=until + CLAIM / 60, tries=dispatch.tries)


def fail(dispatch: Dispatch, *, why: str) -> None:
    """Another try would end the same: a person looks at it."""
    row = Dispatch.objects.filter(pk=dispatch.pk, state__in=(State.SENDING, State.WAITING))
    row.update(state=State.FAILED, failure=why[:_FAILURE], held="")


def doubt(dispatch: Dispatch, *, why: str) -> None:
    """Nobody can tell whether it left: a person decides."""
    Dispatch.objects.filter(pk=dispatch.pk, state__in=(State.SENDING, State.WAITING)).update(
        state=State.UNSURE, failure=why[:_FAILURE], held=""
    )


def hold(dispatch: Dispatch, held: str, *, at: datetime, sender: str = "", why: str = "") -> None:
    """It does not leave by itself; what nobody can take is looked at again later."""
    again = at + NOBODY_AGAIN if held == Held.NOBODY else dispatch.send_after
    _waiting(dispatch).update(held=held, sender=sender, failure=why[:_FAILURE], send_after=again)


def release(dispatches: QuerySet[Dispatch], *, at: datetime) -> int:
    """A person lets these leave now, as if laid anew; returns how many."""
    found = dispatches.filter(state__in=(State.WAITING, State.FAILED, State.UNSURE))
    return found.update(
        state=State.WAITING, held="", send_after=at, released_at=at, tries=0, failure="", sender="", taken_at=None
    )


def drop(dispatches: QuerySet[Dispatch]) -> int:
    """A person decides that these notices do not leave at all; an answer is called back by its own act, not here."""
    found = dispatches.filter(state__in=(State.WAITING, State.FAILED, State.UNSURE)).exclude(kind__in=ANSWERS)
    return found.update(state=State.CANCELLED)


def stuck(at: datetime) -> list[Dispatch]:
    """Messages that a dead worker had in hand; those in a file are in a person's hands and not among them."""
    found = Dispatch.objects.filter(state=State.SENDING, manifest=None, taken_at__lte=at - CLAIM)
    return list(found.select_related("question").order_by("pk"))


def repeat(dispatch: Dispatch, *, at: datetime) -> None:
    """Send again what a dead worker had in hand; the other side takes its key once."""
    Dispatch.objects.filter(pk=dispatch.pk, state=State.SENDING, taken_at=dispatch.taken_at).update(
        state=State.WAITING, send_after=at, failure="процесс прервался, отправляется ещё раз с тем же ключом"
    )


def confirm(dispatch: Dispatch, *, at: datetime) -> None:
    """It was seen at the other side."""
    Dispatch.objects.filter(pk=dispatch.pk).update(confirmed_at=at, missing_at=None)


def miss(dispatch: Dispatch, *, at: datetime) -> None:
    """It was seen there and is there no more: told in the journal and in the history of the question, once."""
    with transaction.atomic():
        if Dispatch.objects.filter(pk=dispatch.pk, missing_at=None).update(missing_at=at):
            tell([dispatch], "sent_gone", title(dispatch.sender), None, at)


def tell(dispatches: Sequence[Dispatch], kind: str, words: str, by: Person | None, at: datetime, why: str = "") -> None:
    """Write what happened to messages into the histories of their questions."""
    appeals.tell(
        Event(
            appeal_id=one.question.appeal_id, question_id=one.question_id, kind=kind, at=at,
            by_id=by.pk if by else None, what={"text": words, "dispatch": one.pk}, why=why,
        )
        for one in dispatches
    )  # fmt: skip


def _tell_sent(dispatch: Dispatch, by: Person | None, at: datetime) -> None:
    # Of notices the machine sends many: only what a person says of one is worth a line.
    if by is not None or dispatch.kind in ANSWERS:
        words = f"{dispatch.get_kind_display()} · {title(dispatch.sender) or 'без отправителя'}"
        tell([dispatch], "sent", words, by, at)


def _waiting(dispatch: Dispatch) -> QuerySet[Dispatch]:
    return Dispatch.objects.filter(pk=dispatch.pk, state=State.WAITING)
