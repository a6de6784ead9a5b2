"""What the author is asked: questions with their waiting terms, texts by topic, rules of waiting."""

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
