"""What people say of messages: it has left, it has not, send it now, do not send it at all."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from otklik.answers.models import Dispatch, Manifest
from otklik.answers.sending import manifests, posting
from otklik.facts import queries as facts
from otklik.offices import queries as offices
from otklik.offices.models import Person
from otklik.offices.rules import Verb

State, Held = Dispatch.State, Dispatch.Held
MOST = 5000
"""Messages that one press of a button may touch."""


class SettlingError(ValueError):
    """Something that can't be said of a message; the message says why and what to do (Russian)."""


@transaction.atomic
def settle(dispatch_id: int, *, was_sent: bool, by: Person, at: datetime, words: str = "") -> None:
    """A person knows whether it left: it is done, or it leaves again; what a person was to carry and could not, failed.

    Raises SettlingError where the machine has it in hand, or where it is settled already.
    """
    dispatch = _reached(dispatch_id, by)
    is_by_hand = dispatch.state == State.WAITING and bool(dispatch.held)
    if not (is_by_hand or dispatch.state in (State.UNSURE, State.FAILED)):
        raise SettlingError(f"Сообщение уже «{dispatch.get_state_display().lower()}»: обновите страницу.")
    if was_sent:
        posting.mark(dispatch, at=at, by=by)
    elif dispatch.held == Held.HAND:
        if not words.strip():
            raise SettlingError("Напишите, почему не передано: например «трижды не взяли трубку».")
        posting.fail(dispatch, why=words.strip())
        posting.tell([dispatch], "not_sent", dispatch.get_kind_display(), by, at, words.strip())
    else:
        posting.release(_only(dispatch), at=at)
        posting.tell([dispatch], "sent_again", dispatch.get_kind_display(), by, at, words.strip())


def release(wanted: QuerySet[Dispatch], *, by: Person, at: datetime) -> int:
    """Let these messages leave now, as if laid anew, where the person may; returns how many."""
    found = _may(wanted.exclude(state=State.UNSURE), by)
    return posting.release(found, at=at)


def drop(wanted: QuerySet[Dispatch], *, by: Person, at: datetime) -> int:
    """These notices do not leave at all; returns how many. An answer is called back on its own page."""
    with transaction.atomic():
        found = list(_may(wanted, by).exclude(kind__in=posting.ANSWERS).select_related("question"))
        number = posting.drop(Dispatch.objects.filter(pk__in=[one.pk for one in found]))
        posting.tell(found, "not_sent", "отправлять не стали", by, at)
    return number


def gather(sender: str, *, by: Person, at: datetime) -> Manifest:
    """Make a file of what waits for one, of the questions on which the person may work. Raises ManifestError."""
    waiting = Dispatch.objects.filter(state=State.WAITING, held=Held.FILE, sender=sender).order_by("pk")
    return manifests.gather(sender, _reachable(waiting, by), by=by, at=at)


def _reached(dispatch_id: int, by: Person) -> Dispatch:
    found = Dispatch.objects.select_for_update().filter(pk=dispatch_id)
    dispatch = _may(found, by).first()
    if dispatch is None:
        raise SettlingError("Вопрос этого сообщения вам не поручен: отметить его может тот, кто с ним работает.")
    return dispatch


def _may(wanted: QuerySet[Dispatch], by: Person) -> QuerySet[Dispatch]:
    """Those of questions on which the person may work."""
    return wanted.filter(question__in=_reachable(wanted, by))


def _reachable(wanted: QuerySet[Dispatch], by: Person) -> list[int]:
    numbers = list(wanted.values_list("question", flat=True)[:MOST])
    return facts.reachable(offices.scope(by).for_verb(Verb.WORK), numbers)


def _only(dispatch: Dispatch) -> QuerySet[Dispatch]:
    return Dispatch.objects.filter(pk=dispatch.pk)
