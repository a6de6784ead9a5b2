"""The ladder of escalation: its steps, who was told of which term, the e-mails that told it."""

import uuid

from django.conf import settings
from django.db import models

from otklik.appeals.models import Question
from otklik.deadlines.models import Clock
from otklik.reference.models import OfficeHours


class Ladder(models.Model):
    """What holds for all steps; one row, locked by whoever looks, so that two workers never tell the same twice."""

    # Local times at which a person's digest leaves, such as "09:00".
    slots = models.JSONField(default=list)
    # Office time where neither the body nor the policy names any, and in which urgent e-mails leave.
    hours = models.ForeignKey(OfficeHours, models.PROTECT, null=True, related_name="+")
    looked_at = models.DateTimeField(null=True)


class LadderStep(models.Model):
    """Who is told of a term that nears, comes or has passed, and how; minutes are office minutes."""

    class Side(models.TextChoices):
        RISK = "risk", "когда срок под угрозой"
        BEFORE = "before", "до срока"
        AT = "at", "в срок"
        AFTER = "after", "после срока"

    class Mail(models.TextChoices):
        NONE = "", "только в продукте"
        DIGEST = "digest", "и в ближайшую сводку"
        NOW = "now", "и письмом сразу"

    position = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=6, choices=Side.choices)
    minutes = models.PositiveIntegerField(default=0)
    # Kinds of clocks; an empty list is any.
    kinds = models.JSONField(default=list, blank=True)
    role = models.CharField(max_length=20)
    mail = models.CharField(max_length=6, choices=Mail.choices, blank=True)
    is_on = models.BooleanField(default=True)
    source = models.CharField(max_length=500)

    class Meta:
        ordering = ("position", "id")


class Passing(models.Model):
    """A term passed a step: once for each end that the term had."""

    class Outcome(models.TextChoices):
        TOLD = "told", "Предупреждены"
        OVERTAKEN = "overtaken", "Перекрыто следующей ступенью"
        NOBODY = "nobody", "Некого предупредить"

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="+", db_index=False)
    step = models.ForeignKey(LadderStep, models.PROTECT, related_name="+", db_index=False)
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("clock", "step", "due_at"), name="passing_once")]
        indexes = [models.Index(fields=("at",), name="passing_nobody", condition=models.Q(outcome="nobody"))]


class Digest(models.Model):
    """One e-mail to one person; sent again after a doubt it has the same number, by which a mailbox knows it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Ждёт отправки"
        SENDING = "sending", "Отправляется"
        SENT = "sent", "Отправлена"
        FAILED = "failed", "Не отправлена"

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    # Which of the day's digests it is; null: an urgent one.
    slot_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    # Before this moment nobody tries it: its next try, or the end of the try that goes on.
    try_after = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("person", "slot_at"), name="digest_once")]
        indexes = [
            models.Index(
                fields=("try_after",), name="digest_waiting", condition=models.Q(state__in=("waiting", "sending"))
            )
        ]


class Reminder(models.Model):
    """One person was told of one question: by a step of the ladder, or by another person."""

    class Mail(models.TextChoices):
        NONE = "", "Нет"
        DIGEST = "digest", "Ждёт сводки"
        NOW = "now", "Ждёт срочного письма"
        GIVEN = "given", "В письме"
        DROPPED = "dropped", "Уже не нужно"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    clock = models.ForeignKey(Clock, models.SET_NULL, null=True, related_name="+", db_index=False)
    step = models.ForeignKey(LadderStep, models.PROTECT, null=True, related_name="+", db_index=False)
    # As whom the person was told, and in whose place.
    role = models.CharField(max_length=20)
    instead_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    # Who reminded; null is the ladder.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    words = models.CharField(max_length=300, blank=True)
    due_at = models.DateTimeField(null=True)
    due_kind = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField(db_index=True)
    read_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=7, choices=Mail.choices, blank=True)
    digest = models.ForeignKey(Digest, models.SET_NULL, null=True, related_name="reminders")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("clock", "step", "due_at", "person"), name="reminder_of_a_step_once")
        ]
        indexes = [
            models.Index(fields=("person", "at"), name="reminder_person"),
            models.Index(fields=("person",), name="reminder_unread", condition=models.Q(read_at=None)),
            models.Index(
                fields=("mail", "person"), name="reminder_mail", condition=models.Q(mail__in=("digest", "now"))
            ),
        ]
