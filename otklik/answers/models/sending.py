"""By which sender a message leaves: rules, addresses of sources, files for upload, how each sender stands."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from otklik.intake.models import Source


class SendingRule(models.Model):
    """Of the senders that rules name for a message the first that can take it does: narrower rules come first."""

    # Empty is any.
    channel = models.CharField(max_length=20, blank=True)
    # The network or system as people call it («ВКонтакте», «телефон»), in any case; empty is any.
    source_name = models.CharField(max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    # A code of the shelf `senders/`.
    sender = models.CharField(max_length=20)
    is_on = models.BooleanField(default=True)
    source = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("channel", "source_name", "sender"), name="sending_rule_once"),
        ]


class SendingTerms(models.Model):
    """After how many days a message no longer leaves by itself; one row."""

    old_days = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=500)


class Callback(models.Model):
    """Where a source takes answers; the secret of its signature is made of `nonce` and stands nowhere."""

    source = models.OneToOneField(Source, models.CASCADE, related_name="+")
    url = models.CharField(max_length=500)
    nonce = models.UUIDField(default=uuid.uuid4)
    is_on = models.BooleanField(default=True)


class SenderState(models.Model):
    """A door (`mail`, `webhook:<source>`) that does not open: until when it is left alone, since when, why."""

    door = models.CharField(max_length=80, unique=True)
    until = models.DateTimeField()
    since = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=1)
    failure = models.CharField(max_length=300)


class Manifest(models.Model):
    """A file of messages for upload into another system; its rows are the dispatches that name it."""

    class State(models.TextChoices):
        # Rows are taken, the file is being written: after a crash it is written again, the same.
        MAKING = "making", "Готовится"
        READY = "ready", "Ждёт загрузки"
        LOADED = "loaded", "Загружен"
        DROPPED = "dropped", "Разобран"

    sender = models.CharField(max_length=20)
    # Without the ending: one file for each form that the sender has.
    name = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.MAKING)
    rows = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=("id",), name="manifest_open", condition=Q(state__in=("making", "ready")))]
