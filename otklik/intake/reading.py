"""The line's first step: waiting letters become appeals with their question, author and event."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from otklik.appeals import actions as appeals
from otklik.appeals import additions
from otklik.appeals.additions import Told
from otklik.appeals.masking import mask
from otklik.appeals.models import Appeal, Event, Question
from otklik.citizens import actions as citizens
from otklik.citizens import queries as originals
from otklik.citizens.rules import AuthorSeen
from otklik.intake import lists, mail, replies, rules
from otklik.intake.catalogue import named
from otklik.intake.channel import ParsedLetter, Unreadable
from otklik.intake.grounding import grounded
from otklik.intake.labels import Labels
from otklik.intake.models import Import, Letter


@dataclass(frozen=True, slots=True)
class ReadCount:
    """How many letters were read, and how many went to quarantine."""

    read: int = 0
    quarantined: int = 0


@dataclass(slots=True)
class _Reading:
    """A letter on its way to an appeal."""

    letter: Letter
    parsed: ParsedLetter
    labels: Labels
    is_compared: bool
    author: AuthorSeen | None
    text: str
    place: str
    fingerprint: int
    appeal: Appeal = field(init=False)


def read(letter_ids: Sequence[int], at: datetime) -> ReadCount:
    """Turn the waiting ones of `letter_ids` (up to 1000) into appeals, by one transaction; safe to repeat.

    The reading and masking of texts are done before it, so that no lock is held meanwhile; a letter that another
    worker read in between is left alone.
    """
    waiting = Letter.objects.filter(pk__in=letter_ids, state=Letter.State.WAITING).order_by("pk")
    letters = list(waiting.select_related("source"))
    readings, unreadable = _prepare(letters)
    with transaction.atomic():
        still = set(waiting.select_for_update().values_list("pk", flat=True))
        readings = [one for one in readings if one.letter.pk in still]
        unreadable = [(letter, why) for letter, why in unreadable if letter.pk in still]
        _write(readings, at)
        _set_aside(unreadable)
    return ReadCount(len(readings), len(unreadable))


def _prepare(letters: Sequence[Letter]) -> tuple[list[_Reading], list[tuple[Letter, str]]]:
    raws = originals.raws(letter.original_key for letter in letters)
    compared = _compared({letter.run_id for letter in letters if letter.run_id})
    parsed: list[tuple[Letter, ParsedLetter]] = []
    unreadable: list[tuple[Letter, str]] = []
    for letter in letters:
        found = named(letter.channel).read(raws[letter.original_key])
        if isinstance(found, Unreadable):
            unreadable.append((letter, found.reason))
        else:
            parsed.append((letter, found))
    known = lists.current() if any(_is_labelled(one) for _, one in parsed) else lists.NONE
    placed = zip((letter for letter, _ in parsed), grounded([one for _, one in parsed]), strict=True)
    return [_reading(letter, one, known.match(one), letter.run_id in compared) for letter, one in placed], unreadable


def _is_labelled(parsed: ParsedLetter) -> bool:
    return bool(parsed.topic or parsed.group or parsed.executor or parsed.territory)


def _reading(letter: Letter, parsed: ParsedLetter, labels: Labels, is_compared: bool) -> _Reading:
    author = _known(parsed.author, letter) if parsed.author else None
    names = (author.full_name, author.pseudonym) if author else ()
    text = mask(rules.hide(parsed.text, names) if names else parsed.text).text
    place = mask(parsed.place).text[:300] if parsed.place else ""
    return _Reading(letter, parsed, labels, is_compared, author, text, place, rules.fingerprint(parsed.text))


def _known(author: AuthorSeen, letter: Letter) -> AuthorSeen:
    """The author with a mark that holds outside its channel; one without any is a person of this letter."""
    if author.mark.startswith("id:"):
        where = letter.source.code if letter.source else letter.channel
        return replace(author, mark=f"{where}:{author.mark}")
    return author if author.mark else replace(author, mark=f"letter:{letter.original_key}")


def _compared(run_ids: set[int]) -> set[int]:
    """Imports whose labels are only compared with the machine's."""
    return (
        set(Import.objects.filter(pk__in=run_ids, labels="compare").values_list("pk", flat=True)) if run_ids else set()
    )


def _write(readings: Sequence[_Reading], at: datetime) -> None:
    if not readings:
        return
    keys = citizens.remember(one.author for one in readings if one.author)
    answers = _answers(readings, keys, at)
    _write_new([one for one in readings if one.letter.pk not in answers], keys, at)
    citizens.keep_texts({one.letter.original_key: one.parsed.text for one in readings})
    _mark_read(readings)


def _answers(readings: Sequence[_Reading], keys: dict[str, uuid.UUID], at: datetime) -> set[int]:
    """Put letters that answer a question beside its appeal; returns their ids."""
    asked = replies.candidates([(one.letter, one.parsed) for one in readings])
    filed = set()
    for one in (one for one in readings if one.letter.pk in asked):
        question = asked[one.letter.pk]
        if replies.is_by(question, keys.get(one.author.mark) if one.author else None, one.parsed):
            additions.add(Told(question, one.text), at=one.letter.received_at, is_taken=False)
            one.appeal = question.appeal
            filed.add(one.letter.pk)
    return filed


def _write_new(readings: Sequence[_Reading], keys: dict[str, uuid.UUID], at: datetime) -> None:
    new = {one.labels.new_executor for one in readings if one.labels.new_executor and not one.is_compared}
    # Matched again under the lock: another worker may have met the same executor a moment ago.
    bodies = lists.bodies_of(new, at) if new else {}
    for one in readings:
        one.appeal = _appeal(one, keys)
    Appeal.objects.bulk_create([one.appeal for one in readings], 1000)
    questions = [_question(one, bodies) for one in readings]
    Question.objects.bulk_create(questions, 1000)
    appeals.tell(_event(one, question, at) for one, question in zip(readings, questions, strict=True))


def _appeal(one: _Reading, keys: dict[str, uuid.UUID]) -> Appeal:
    letter, parsed = one.letter, one.parsed
    published = parsed.published_at
    if published is not None and timezone.is_naive(published):
        published = timezone.make_aware(published)
    return Appeal(
        channel=letter.channel,
        source_name=parsed.source_name or (letter.source.name if letter.source else ""),
        outside_id=parsed.outside_id,
        outside_url=parsed.outside_url,
        legal_kind=_legal_kind(one),
        text=one.text,
        original_key=letter.original_key,
        author_key=keys[one.author.mark] if one.author else None,
        author_kind=one.author.kind if one.author else "",
        published_at=published,
        received_at=letter.received_at,
        fingerprint=one.fingerprint,
    )


def _legal_kind(one: _Reading) -> str:
    """What the source says, but an appeal by e-mail is a message until a person finds a ground (547-ФЗ)."""
    written = one.parsed.published_at or timezone.localtime(one.letter.received_at)
    name = one.parsed.source_name or (one.letter.source.name if one.letter.source else "")
    return mail.legal_kind(one.parsed.legal_kind, one.letter.channel, name, written.date())


def _question(one: _Reading, bodies: dict[str, str]) -> Question:
    stated = dict(one.labels.stated)
    if one.labels.new_executor in bodies:
        stated["body"] = bodies[one.labels.new_executor]
    if one.is_compared:
        # The territory is a fact of the letter, not a decision to compare.
        stated = {name if name == "territory" else f"compare_{name}": code for name, code in stated.items()}
    latitude, longitude = one.parsed.point or (None, None)
    return Question(appeal_id=one.appeal.pk, stated=stated, place=one.place, latitude=latitude, longitude=longitude)


def _event(one: _Reading, question: Question, at: datetime) -> Event:
    what: dict[str, object] = {"channel": one.letter.channel}
    if notes := [f"{note.field}: {mask(note.message).text}" for note in (*one.parsed.notes, *one.labels.notes)]:
        what["notes"] = notes
    if one.appeal.legal_kind != one.parsed.legal_kind:
        what["text"] = "сообщение: по эл. почте обращение не подают (547-ФЗ)"
    return Event(
        appeal_id=one.appeal.pk, question_id=question.pk, kind="accepted", at=at, by_id=one.letter.by_id, what=what
    )


def _mark_read(readings: Iterable[_Reading]) -> None:
    table = connection.ops.quote_name(Letter._meta.db_table)
    rows = [(one.appeal.pk, one.letter.pk) for one in readings]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET state = 'read', appeal_id = %s WHERE id = %s", rows)
    # Editions that came before the first was read stand by its appeal too.
    appeal_of = {letter: appeal for appeal, letter in rows}
    editions = list(Letter.objects.filter(first__in=list(appeal_of), appeal=None).only("pk", "first_id"))
    for edition in editions:
        edition.appeal_id = appeal_of[edition.first_id or 0]
    if editions:
        Letter.objects.bulk_update(editions, ["appeal_id"], batch_size=200)


def _set_aside(unreadable: Iterable[tuple[Letter, str]]) -> None:
    letters = []
    for letter, why in unreadable:
        letter.state, letter.reason = Letter.State.QUARANTINED, why[:500]
        letters.append(letter)
    if letters:
        Letter.objects.bulk_update(letters, ["state", "reason"], batch_size=200)
