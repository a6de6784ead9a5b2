"""Letters that answer a question asked of their author: found by thread or number, filed beside their appeal."""

import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from otklik.appeals.masking import mask
from otklik.appeals.models import Event, Question
from otklik.appeals.states import OPEN, Desk, State
from otklik.citizens import actions as citizens
from otklik.intake import rules
from otklik.intake.channel import ParsedLetter
from otklik.intake.models import Letter
from otklik.offices.models import Person

_NUMBER = re.compile(r"№\s?(\d{1,15})\b")
_OPERATOR = "operator"


def candidates(letters: Sequence[tuple[Letter, ParsedLetter]]) -> dict[int, Question]:
    """Questions that letters seem to speak of, by id of the letter: their authors were asked or answered something.

    A letter names the letter it follows (`reply_to`), or the number of a question in its subject. Whether it is the
    same author is checked by `is_by`. Three queries, none where no letter follows anything.
    """
    threads = {letter.pk: key for letter, parsed in letters if (key := _thread(letter, parsed))}
    numbers = {letter.pk: number for letter, parsed in letters if (number := _number(parsed.subject))}
    if not (threads or numbers):
        return {}
    found = Letter.objects.filter(dedup_key__in=list(threads.values()), appeal__isnull=False)
    appeal_of = {bytes(key): appeal for key, appeal in found.values_list("dedup_key", "appeal")}
    asked = _asked(set(appeal_of.values()), set(numbers.values()))
    # Of several questions of one letter, the one that waits for the author is meant.
    waiting_last = sorted(asked.values(), key=lambda one: (one.waits_for == Desk.AUTHOR, one.state in OPEN))
    by_appeal = {question.appeal_id: question for question in waiting_last}
    answers = {pk: by_appeal.get(appeal_of.get(key, 0)) for pk, key in threads.items()}
    answers |= {pk: asked[number] for pk, number in numbers.items() if not answers.get(pk) and number in asked}
    return {pk: question for pk, question in answers.items() if question is not None}


def is_by(question: Question, author_key: uuid.UUID | None, parsed: ParsedLetter) -> bool:
    """Whether a letter may be its author's: a number alone proves nothing, anybody may write it."""
    own = question.appeal.author_key
    if own is not None and author_key is not None and parsed.author is not None and parsed.author.mark:
        return own == author_key
    return bool(parsed.reply_to)


def file(question: Question, text: str, *, by: Person | None, at: datetime, channel: str = _OPERATOR) -> str:
    """Keep an answer that a person typed in, as a letter read already; returns the masked text. In a transaction.

    Without a person the author wrote it by their link.
    """
    original = uuid.uuid4()
    citizens.keep([citizens.Kept(original, text.encode(), "text/plain")])
    citizens.keep_texts({original: text})
    Letter.objects.create(
        channel=channel, dedup_key=rules.digest("answer", str(original)), original_key=original, received_at=at,
        state=Letter.State.READ, appeal_id=question.appeal_id, by=by,
    )  # fmt: skip
    return mask(text).text


def _thread(letter: Letter, parsed: ParsedLetter) -> bytes:
    source = str(letter.source_id or "")
    return rules.digest("id", letter.channel, source, parsed.reply_to) if parsed.reply_to else b""


def _number(subject: str) -> int:
    found = _NUMBER.search(subject)
    return int(found[1]) if found else 0


def _asked(appeal_ids: set[int], numbers: set[int]) -> Mapping[int, Question]:
    """Questions of these appeals and with these numbers whose author was asked something or answered just now."""
    related = Question.objects.filter(state__in=(*OPEN, State.ANSWERED)).select_related("appeal")
    rows = [*related.filter(appeal__in=appeal_ids), *related.filter(pk__in=numbers)]
    asked = Event.objects.filter(appeal__in={row.appeal_id for row in rows}, kind__in=("asked", "published"))
    told = set(asked.values_list("question", flat=True))
    return {row.pk: row for row in rows if row.pk in told}
