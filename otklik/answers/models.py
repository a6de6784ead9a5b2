"""What is said to the author: questions asked with their waiting terms, texts by topic, messages for the senders."""

import uuid

from django.conf import settings
from django.db import models

from otklik.appeals.models import Addition, Appeal, Question
from otklik.reference.models import OfficeHours


class AskText(models.Model):
    """What to ask the author by topic; empty `text` means that there is nothing to ask."""

    class Asks(models.TextChoices):
        PLACE = "place", "Где это"
        MATTER = "matter", "В чём вопрос"
        BOTH = "both", "Где и что"

    # A group or a topic with all below it; empty is any letter.
    topic_code = models.CharField(max_length=40, blank=True)
    asks = models.CharField(max_length=6, choices=Asks.choices)
    text = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("topic_code", "asks"), name="ask_text_once")]


class WaitingRule(models.Model):
    """How long an answer of the author is waited for, by the kind of letter and the channel, and what comes then."""

    class Unit(models.TextChoices):
        WORKING_DAYS = "working_days", "рабочих дней"
        CALENDAR_DAYS = "calendar_days", "календарных дней"

    class End(models.TextChoices):
        CLOSE = "close", "Закрыть вопрос"
        RETURN = "return", "Вернуть оператору"

    legal_kind = models.CharField(max_length=8, choices=Appeal.LegalKind.choices)
    # Empty is any channel.
    channel = models.CharField(max_length=20, blank=True)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=14, choices=Unit.choices)
    # By whose hours a working day ends; null: at midnight.
    hours = models.ForeignKey(OfficeHours, models.PROTECT, null=True, related_name="+")
    # So many days of the same unit before the end the author is reminded; 0 is never.
    remind_before = models.PositiveSmallIntegerField(default=0)
    at_end = models.CharField(max_length=6, choices=End.choices)
    # With what result a question is closed.
    result = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("legal_kind", "channel"), name="waiting_rule_once")]


class Asking(models.Model):
    """One question to the author: what was asked, until when an answer is waited for, what came of it."""

    class Ending(models.TextChoices):
        ANSWERED = "answered", "Автор ответил"
        CLOSED = "closed", "Автор не ответил, вопрос закрыт"
        RETURNED = "returned", "Автор не ответил, вопрос возвращён"
        DROPPED = "dropped", "Решили без ответа"

    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True)
    at_end = models.CharField(max_length=6, choices=WaitingRule.End.choices)
    result = models.CharField(max_length=40, blank=True)
    # Where the question stood before it was asked: it goes back there when nobody answers.
    stood_at = models.CharField(max_length=10, blank=True)
    stood_for = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=8, choices=Ending.choices, blank=True)
    answer = models.ForeignKey(Addition, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("question",), name="asking_open_once", condition=models.Q(ended_at=None))
        ]
        indexes = [models.Index(fields=("due_at",), name="asking_due", condition=models.Q(ended_at=None))]


class Dispatch(models.Model):
    """A message to the author, with all that a sender needs; who the author is, the sender asks `citizens` by key."""

    class Kind(models.TextChoices):
        ASK = "ask", "Уточняющий вопрос"
        REMINDER = "reminder", "Напоминание"
        SILENCE = "silence", "Закрыто без ответа автора"
        STAGE = "stage", "О ходе рассмотрения"
        LAW = "law", "Уведомление по 59-ФЗ"
        EXTENDED = "extended", "О продлении срока"

    class State(models.TextChoices):
        WAITING = "waiting", "Ждёт отправки"
        SENT = "sent", "Отправлено"
        FAILED = "failed", "Не отправлено"
        CANCELLED = "cancelled", "Отозвано"

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    asking = models.ForeignKey(Asking, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    # By which channel, in answer to what and where, to whom: as the letter came.
    channel = models.CharField(max_length=20)
    source_name = models.CharField(max_length=100, blank=True)
    reply_to = models.CharField(max_length=200, blank=True)
    reply_url = models.CharField(max_length=500, blank=True)
    author_key = models.UUIDField(null=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    created_at = models.DateTimeField()
    # What is sent can't be called back: until then the act may be undone.
    send_after = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)
    # Of which phase a notice tells.
    phase = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("asking", "kind"), name="dispatch_once")]
        indexes = [
            models.Index(fields=("send_after",), name="dispatch_waiting", condition=models.Q(state="waiting")),
        ]


class NoticeText(models.Model):
    """What an author is told of a phase or of an outcome by 59-ФЗ; names in braces are filled in."""

    # `phase.execution`, `law.court`: see `notices`.
    code = models.CharField(max_length=30)
    # Empty is any channel.
    channel = models.CharField(max_length=20, blank=True)
    text = models.TextField(max_length=2000)
    is_on = models.BooleanField(default=True)
    source = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("code", "channel"), name="notice_text_once")]


class NoticeMark(models.Model):
    """Up to which passage authors have been told; one row."""

    passage_id = models.BigIntegerField(default=0)


class LawOutcome(models.Model):
    """What the law lets do with a letter that has a flaw: the article, the term, and its source."""

    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    article = models.CharField(max_length=100)
    # Null where the law names no term of its own.
    days = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=500)


class LawVerdict(models.Model):
    """What a person said of a suggestion by 59-ФЗ: it was applied, or it is wrong and why."""

    class Said(models.TextChoices):
        APPLIED = "applied", "Применено"
        WRONG = "wrong", "Не так"

    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    check_code = models.CharField(max_length=20)
    said = models.CharField(max_length=7, choices=Said.choices)
    why = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("question", "check_code"), name="law_verdict_once")]
