"""Messages leave for their authors by the senders of the rules, each once, whatever server fails or worker dies."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from otklik.answers.models import Dispatch, SendingRule
from otklik.answers.sending import doors, manifests, parcels, posting, ways
from otklik.answers.sending.sender import AfterCrash, Letter, Parcel, Post, Sender, Way
from otklik.answers.sending.sender_catalogue import SENDERS
from otklik.flow.leaving import carrying
from otklik.gateways.envelopes import Unsent
from otklik.satisfaction import links

Held = Dispatch.Held
_BATCH = 100
_HELD_BY = {Way.HAND: Held.HAND, Way.FILE: Held.FILE}
DIED = "процесс прервался во время отправки: неизвестно, успел ли сервер принять письмо"


@dataclass(frozen=True, slots=True)
class _Round:
    """What one round goes by."""

    rules: Sequence[SendingRule]
    shut: dict[str, datetime]
    oldest: datetime
    at: datetime


def send_waiting(at: datetime, *, stop_after_s: float = 30.0) -> int:
    """Send what is due, a message at a time; how many were looked at. Safe to repeat, to be killed, to run twice.

    A server that does not answer costs one time-out: its other messages wait, those of other senders go on.
    """
    clear_after_crash(at)
    manifests.finish()
    shut = {code: row.until for code, row in doors.shut(at).items()}
    going = _Round(ways.rules(), shut, at - timedelta(days=ways.old_days()), at)
    until, seen = time.monotonic() + stop_after_s, 0
    while time.monotonic() < until and (found := posting.due(at, _BATCH)):
        for dispatch in found:
            _look(dispatch, going)
            seen += 1
            if time.monotonic() > until:
                break
    return seen


def clear_after_crash(at: datetime) -> None:
    """What a dead worker had in hand is sent again where the other side takes a key once, else left to a person."""
    for dispatch in posting.stuck(at):
        sender = SENDERS.get(dispatch.sender)
        if sender and sender.after_crash == AfterCrash.REPEAT:
            posting.repeat(dispatch, at=at)
        else:
            posting.doubt(dispatch, why=DIED)


def _look(dispatch: Dispatch, going: _Round) -> None:
    """Move one message on: every way through here takes it out of what is due."""
    parcel = parcels.parcel(dispatch)
    begun = _begun(dispatch)
    chosen = ways.Chosen(begun, begun.lacks(parcel)) if begun else ways.choose(parcel, dispatch.channel, going.rules)
    sender = chosen.sender
    if begun and chosen.why:
        posting.doubt(dispatch, why=f"могло уйти раньше ({begun.title}), а теперь {chosen.why}")
    elif sender is None:
        posting.hold(dispatch, Held.NOBODY, at=going.at, why=chosen.why)
    elif sender.way in _HELD_BY:
        posting.hold(dispatch, _HELD_BY[sender.way], at=going.at, sender=sender.code)
    elif sender.way == Way.PAGE:
        _show(dispatch, sender, going.at)
    elif (until := going.shut.get(sender.door(parcel))) is not None:
        posting.put_off(dispatch, until=until, why=f"{sender.title}: ждём, пока откроется")
    elif dispatch.created_at < going.oldest and dispatch.released_at is None:
        posting.hold(dispatch, Held.OLD, at=going.at, sender=sender.code, why=dispatch.failure)
    else:
        _send(dispatch, sender, parcel, going)


def _begun(dispatch: Dispatch) -> Sender | None:
    """The sender by which a message may have left already: another one would send it a second time."""
    sender = SENDERS.get(dispatch.sender) if dispatch.taken_at else None
    return sender if sender and sender.after_crash == AfterCrash.REPEAT else None


def _show(dispatch: Dispatch, sender: Sender, at: datetime) -> None:
    if posting.take(dispatch, sender, at=at):
        links.address(dispatch.question, at)
        posting.mark(dispatch, at=at)


def _send(dispatch: Dispatch, sender: Sender, parcel: Parcel, going: _Round) -> None:
    try:
        wrapped = _wrapped(dispatch, sender, parcel, going.at)
    except OSError as lost:
        posting.fail(dispatch, why=f"Файл ответа не прочитан: {lost}")
        return
    if not posting.take(dispatch, sender, at=going.at):
        return
    try:
        # No transaction is open here: a server may be silent for long.
        receipt = carrying.carry(wrapped)
    except Unsent as failure:
        _settle_failure(dispatch, sender.door(parcel), failure, going)
        return
    posting.mark(dispatch, at=going.at, receipt=receipt)
    doors.open_again(sender.door(parcel))


def _wrapped(dispatch: Dispatch, sender: Sender, parcel: Parcel, at: datetime) -> Letter | Post:
    """The message as it leaves: with its files, and with the author's own address where nobody else reads."""
    is_told = dispatch.kind in posting.LINKED and not sender.is_public
    link = links.address(dispatch.question, at) if is_told else ""
    if sender.wrap is None:
        raise LookupError(f"senders/{sender.code}.py: a sender by Way.NET must have `wrap`")
    own = parcel if sender.is_public else parcels.named(parcel, dispatch)
    return sender.wrap(parcels.with_files(replace(own, link=link), dispatch))


def _settle_failure(dispatch: Dispatch, door: str, failure: Unsent, going: _Round) -> None:
    why = str(failure)
    if failure.is_server:
        until = doors.close(door, why=why, at=going.at).until
        going.shut[door] = until
    if failure.is_unsure:
        posting.doubt(dispatch, why=f"{why}: неизвестно, успел ли он принять письмо")
    elif failure.is_final:
        posting.fail(dispatch, why=why)
    elif failure.is_server:
        posting.wait_for_server(dispatch, why=why, until=going.shut[door])
    else:
        posting.try_later(dispatch, why=why, at=going.at)
