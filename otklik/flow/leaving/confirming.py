"""Looks whether what was sent is still there: an answer that vanished is told of."""

from datetime import datetime, timedelta

from django.db.models import Q

from otklik.answers.models import Dispatch
from otklik.answers.sending import doors, parcels, posting
from otklik.answers.sending.sender import Parcel, Sender, Way
from otklik.answers.sending.sender_catalogue import SENDERS
from otklik.flow.leaving import carrying
from otklik.gateways.envelopes import Unsent
from otklik.satisfaction.models import Link

WATCHED = timedelta(days=30)
FIRST_LOOKS = timedelta(days=2)
"""A place that did not show it in these days does not answer such questions: it is asked no more."""
AGAIN = timedelta(days=1)
_BATCH = 200


def confirm_sent(at: datetime) -> int:
    """Ask of answers of the last month whether they are still there, each once a day; how many were asked."""
    asked, shut = 0, set(doors.shut(at))
    for dispatch in _to_ask(at):
        sender = SENDERS[dispatch.sender]
        parcel = parcels.parcel(dispatch)
        door = sender.door(parcel)
        if door in shut or sender.lacks(parcel):
            continue
        asked += 1
        try:
            is_there = _is_there(dispatch, sender, parcel)
        except Unsent as failure:
            doors.close(door, why=str(failure), at=at)
            shut.add(door)
            continue
        if is_there:
            posting.confirm(dispatch, at=at)
        elif is_there is False and dispatch.confirmed_at:
            posting.miss(dispatch, at=at)
    return asked


def _to_ask(at: datetime) -> list[Dispatch]:
    askable = [code for code, sender in SENDERS.items() if sender.can_be_asked]
    sent = Dispatch.objects.filter(
        state=Dispatch.State.SENT, sent_at__gte=at - WATCHED, sender__in=askable, kind__in=posting.ANSWERS,
        missing_at=None,
    )  # fmt: skip
    is_due = Q(confirmed_at=None, sent_at__gte=at - FIRST_LOOKS) | Q(confirmed_at__lte=at - AGAIN)
    with_all = sent.filter(is_due).select_related("question__appeal", "question__body", "answer__body")
    return list(with_all.order_by("confirmed_at", "pk")[:_BATCH])


def _is_there(dispatch: Dispatch, sender: Sender, parcel: Parcel) -> bool | None:
    if sender.way == Way.PAGE:
        return Link.objects.filter(question=dispatch.question_id, revoked_at=None).exists()
    return carrying.is_there(sender.wrap(parcel)) if sender.wrap else None
