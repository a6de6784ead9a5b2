"""The outbox to authors: every message with all that a sender needs."""

import uuid

from django.db import models

from otklik.answers.models.reply import Answer
from otklik.answers.models.sending import Manifest
from otklik.answers.models.talk import Asking
from otklik.appeals.models import Question


class Dispatch(models.Model):
    """A message to the author, with all that a sender needs; who the author is, the sender asks `citizens` by key."""

    class Kind(models.TextChoices):
        ASK = "ask", "Уточняющий вопрос"
        REMINDER = "reminder", "Напоминание"
        SILENCE = "silence", "Закрыто без ответа автора"
        STAGE = "stage", "О ходе рассмотрения"
        LAW = "law", "Уведомление по 59-ФЗ"
        EXTENDED = "extended", "О продлении срока"
        ANSWER = "answer", "Ответ"
        INTERIM = "interim", "Промежуточный ответ"
        RATE = "rate", "Просьба оценить"

    class State(models.TextChoices):
        WAITING = "waiting", "Ждёт отправки"
        # A sender has it in hand: found so after a crash, it may or may not have left.
        SENDING = "sending", "Отправляется"
        SENT = "sent", "Отправлено"
        # Nobody can tell whether it left: a person decides, nothing is sent twice by itself.
        UNSURE = "unsure", "Неизвестно, ушло ли"
        FAILED = "failed", "Не отправлено"
        CANCELLED = "cancelled", "Отозвано"

    # It has left, or nobody can say that it has not: the act behind it can't be undone.
    LEFT = (State.SENDING, State.SENT, State.UNSURE)

    class Held(models.TextChoices):
        # It came too long ago to leave by surprise.
        OLD = "old", "Давно ждёт"
        # No sender of the rules can take it.
        NOBODY = "nobody", "Некому отправить"
        # A person calls, posts or prints.
        HAND = "hand", "Передаёт человек"
        # It goes with the next file.
        FILE = "file", "Ждёт файла"

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
    # The answer that is published by it, with its files.
    answer = models.ForeignKey(Answer, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    # Which sender (a code of the shelf `senders/`) took it, and when.
    sender = models.CharField(max_length=20, blank=True)
    taken_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)
    # What the outside system calls it, where it answered with a name or an address, and when it was last seen there.
    outside_id = models.CharField(max_length=200, blank=True)
    outside_url = models.CharField(max_length=500, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    # It was seen there and is there no more.
    missing_at = models.DateTimeField(null=True)
    # What stands in the way of a waiting one, and when a person let it go all the same.
    held = models.CharField(max_length=6, choices=Held.choices, blank=True)
    released_at = models.DateTimeField(null=True)
    manifest = models.ForeignKey(Manifest, models.PROTECT, null=True, related_name="+", db_index=False)
    # Of which phase a notice tells.
    phase = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("asking", "kind"), name="dispatch_once"),
            models.UniqueConstraint(
                fields=("answer",), name="dispatch_answer_once",
                condition=models.Q(kind__in=("answer", "interim")) & ~models.Q(state="cancelled"),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=("send_after",), name="dispatch_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=("id",), name="dispatch_in_hand", condition=models.Q(state__in=("sending", "unsure"))),
            models.Index(fields=("sent_at",), name="dispatch_sent", condition=models.Q(state="sent")),
            models.Index(fields=("id",), name="dispatch_failed", condition=models.Q(state="failed")),
            models.Index(fields=("manifest",), name="dispatch_manifest", condition=models.Q(manifest__isnull=False)),
        ]
