"""By which sender a message leaves, and where sources take answers; every change is kept in the history."""

import csv
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.crypto import salted_hmac

from otklik.answers.models import Callback, Dispatch, SendingRule, SendingTerms
from otklik.answers.sending.sender import Door, Parcel, Sender
from otklik.answers.sending.sender_catalogue import SENDERS
from otklik.intake.models import Letter, Source
from otklik.offices import actions as offices
from otklik.offices.models import Person

SEED = Path(__file__).parents[1] / "seed" / "sending_rules.csv"
OLD_DAYS = 3
TERMS_SOURCE = "Собственное правило: после долгого простоя сначала смотрит человек"
_SALT = "otklik.answers.callbacks"


class WayError(ValueError):
    """A rule of sending or an address that can't be used; the message says why and what to do (Russian)."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sender that takes a message, or why none of those named by the rules can (Russian)."""

    sender: Sender | None
    why: str = ""


def seed() -> None:
    """Load the rules and terms where there are none yet; safe to repeat."""
    if not SendingRule.objects.exists():
        with SEED.open(encoding="utf-8", newline="") as table:
            SendingRule.objects.bulk_create(SendingRule(**row) for row in csv.DictReader(table))
    if not SendingTerms.objects.exists():
        SendingTerms.objects.create(old_days=OLD_DAYS, source=TERMS_SOURCE)


def seed_demo() -> None:
    """A demo region has no servers: what nobody else takes stands on the author's page."""
    SendingRule.objects.get_or_create(
        channel="", source_name="", sender="page", defaults={"position": 9, "source": "Демонстрационный регион"}
    )


def rules() -> list[SendingRule]:
    """The rules in force; one query."""
    return list(SendingRule.objects.filter(is_on=True))


def choose(parcel: Parcel, channel: str, known: Sequence[SendingRule]) -> Chosen:
    """The first sender that can take the message: rules of its source and channel come before general ones."""
    named = parcel.source_name.strip().casefold()
    fit = [rule for rule in known if rule.channel in ("", channel) and rule.source_name.casefold() in ("", named)]
    fit.sort(key=lambda rule: (not rule.source_name, not rule.channel, rule.position, rule.pk))
    lacking: dict[str, str] = {}
    for sender in (SENDERS[rule.sender] for rule in fit if rule.sender in SENDERS):
        lack = sender.lacks(parcel)
        if not lack:
            return Chosen(sender)
        lacking[sender.title] = lack
    told = "; ".join(f"{name}: {lack}" for name, lack in lacking.items())
    return Chosen(None, told or "для канала нет ни одного правила («Настройки → Отправка ответов»)")


def old_days() -> int:
    """After how many days a message waits for a person; the shipped value where nobody set one."""
    row = SendingTerms.objects.first()
    return row.old_days if row else OLD_DAYS


def terms_source() -> str:
    """Where the number of days comes from."""
    row = SendingTerms.objects.first()
    return row.source if row else TERMS_SOURCE


def door(dispatch: Dispatch) -> Door | None:
    """Where the source of a message's letter takes answers; None where it has no address, or is switched off."""
    letter = Letter.objects.filter(appeal=dispatch.question.appeal_id, source__isnull=False).order_by("pk").first()
    if letter is None:
        return None
    kept = Callback.objects.filter(source=letter.source_id, is_on=True, source__is_active=True)
    row = kept.select_related("source").first()
    return Door(row.source.code, row.url, secret(row).encode()) if row else None


def secret(row: Callback) -> str:
    """The secret of a source's signature: made of the server's key, so that it stands in no table and no backup."""
    return salted_hmac(_SALT, f"{row.source_id}:{row.nonce.hex}", algorithm="sha256").hexdigest()


@transaction.atomic
def save_rule(row: SendingRule, *, by: Person, at: datetime) -> None:
    """Put a rule in force; what found no sender is looked at again at once. Raises WayError for a second one."""
    if row.sender not in SENDERS:
        raise WayError(f"Отправителя «{row.sender}» нет: выберите из списка.")
    same = SendingRule.objects.filter(channel=row.channel, source_name=row.source_name, sender=row.sender)
    if same.exclude(pk=row.pk).exists():
        raise WayError("Такое правило уже есть: измените его.")
    now = SendingRule.objects.filter(pk=row.pk).first()
    before = _told(now) if now else None
    row.save()
    key = " ".join(part for part in (row.channel or "*", row.source_name, row.sender) if part)
    offices.record(subject="sending_rule", key=key, before=before, after=_told(row), by=by, at=at)
    _look_again(at)


@transaction.atomic
def save_terms(*, old_days: int, source: str, by: Person, at: datetime) -> None:
    """Set after how many days a message waits for a person."""
    now = SendingTerms.objects.first() or SendingTerms(old_days=OLD_DAYS, source=TERMS_SOURCE)
    before, after = {"days": now.old_days, "source": now.source}, {"days": old_days, "source": source}
    if before != after:
        SendingTerms.objects.update_or_create(pk=now.pk, defaults={"old_days": old_days, "source": source})
        offices.record(subject="sending_terms", key="old", before=before, after=after, by=by, at=at)


@transaction.atomic
def save_callback(*, source: Source, url: str, is_on: bool, by: Person, at: datetime) -> Callback:
    """Set where a source takes answers. Raises WayError for an address that can't be one."""
    if flaw := address_flaw(url):
        raise WayError(flaw)
    now = Callback.objects.filter(source=source).first()
    before = {"url": now.url, "is_on": now.is_on} if now else None
    after = {"url": url, "is_on": is_on}
    row, _ = Callback.objects.update_or_create(source=source, defaults=after)
    if before != after:
        offices.record(subject="callback", key=source.code, before=before, after=after, by=by, at=at)
    _look_again(at)
    return row


@transaction.atomic
def renew_secret(row: Callback, *, by: Person, at: datetime) -> str:
    """A new secret; signatures by the former one end at once."""
    row.nonce = uuid.uuid4()
    row.save(update_fields=["nonce"])
    offices.record(subject="callback", key=row.source.code, before=None, after={"secret": "выдан новый"}, by=by, at=at)
    return secret(row)


def address_flaw(url: str) -> str:
    """Why answers can't be sent to an address (Russian); empty where they can."""
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in ("https", "http") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_whole = False
    if not is_whole or len(url) > 500 or set(url) & set(" \t\r\n"):
        return f"Адрес «{url[:80]}» не прочитан: нужен вид https://portal.example/otklik/answers."
    if parts.username or parts.password or parts.query or parts.fragment:
        return "В адресе лишнее: пароль, «?» или «#» в нём не нужны, сообщения подписываются секретом."
    return ""


def _look_again(at: datetime) -> None:
    waiting = Dispatch.objects.filter(state=Dispatch.State.WAITING)
    waiting.filter(held=Dispatch.Held.NOBODY).update(send_after=at)


def _told(row: SendingRule) -> Mapping[str, object]:
    names = ("channel", "source_name", "position", "sender", "is_on", "source")
    return {name: getattr(row, name) for name in names}
