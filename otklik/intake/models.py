"""The inbox: every letter that came, the sources it may come from, and imports of whole tables."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from otklik.appeals.models import Appeal


class Source(models.Model):
    """A system that may send letters through the API, with its key."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    # SHA-256 of the key; the key itself is shown once and not kept.
    key_hash = models.CharField(max_length=64, unique=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)


class Mapping(models.Model):
    """Which column of a table means what, kept under a name to be used again."""

    name = models.CharField(max_length=80, unique=True)
    channel = models.CharField(max_length=20)
    # {"text": "Текст инцидента", "topic": "Тема", …}: field of a letter -> column of the table.
    columns = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)


class Import(models.Model):
    """One reading of one table: what it is, how far it is, what came of it."""

    class State(models.TextChoices):
        DRAFT = "draft", "Настраивается"
        QUEUED = "queued", "В очереди"
        RUNNING = "running", "Идёт"
        DONE = "done", "Завершён"
        FAILED = "failed", "Не прочитан"
        STOPPED = "stopped", "Остановлен"

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=20)
    file_name = models.CharField(max_length=255)
    path = models.CharField(max_length=500)
    total_bytes = models.BigIntegerField(default=0)
    done_bytes = models.BigIntegerField(default=0)
    columns = models.JSONField(default=dict)
    # Topics and executors written in the table: "take" as decided, or only "compare" with the machine's.
    labels = models.CharField(max_length=8, default="take")
    is_dry_run = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    failure = models.CharField(max_length=500, blank=True)
    # The last row accepted for good: a killed import goes on from here.
    last_row = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    stored = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    quarantined = models.PositiveIntegerField(default=0)
    flaw_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)


class Flaw(models.Model):
    """Something wrong in a row of an import: the row, the column, what to do (Russian)."""

    run = models.ForeignKey(Import, models.CASCADE, related_name="flaws")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=200, blank=True)
    message = models.CharField(max_length=500)

    class Meta:
        ordering = ("row", "id")


class Letter(models.Model):
    """One delivery: accepted by one durable insert, then read into an Appeal by the line."""

    class State(models.TextChoices):
        WAITING = "waiting", "Ждёт чтения"
        READ = "read", "Прочитано"
        DUPLICATE = "duplicate", "Повторная доставка"
        QUARANTINED = "quarantined", "Карантин"

    channel = models.CharField(max_length=20)
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="+", db_index=False)
    run = models.ForeignKey(Import, models.PROTECT, null=True, related_name="+", db_index=False)
    row = models.PositiveIntegerField(null=True)
    # Channel, source and outside id (or the hash of the content where there is none): delivered twice, stored once.
    dedup_key = models.BinaryField(max_length=16, unique=True)
    original_key = models.UUIDField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=11, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    appeal = models.ForeignKey(Appeal, models.PROTECT, null=True, related_name="+", db_index=False)
    # The letter that this one brings again with other content; both stand by one appeal.
    first = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    # The person who typed the letter in; null where a machine sent it.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=("first",), name="letter_edition", condition=models.Q(first__isnull=False)),
            models.Index(fields=("id",), name="letter_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=("-id",), name="letter_alone", condition=models.Q(state="waiting", run=None)),
            models.Index(fields=("-id",), name="letter_quarantined", condition=models.Q(state="quarantined")),
        ]


class FormQuestion(models.Model):
    """What the public form asks beside the text, where a letter is about a topic."""

    class Kind(models.TextChoices):
        TEXT = "text", "Строка"
        NUMBER = "number", "Число"
        DATE = "date", "Дата"
        CHOICE = "choice", "Выбор из списка"

    # A group or a topic with all below it; empty is any.
    topic_code = models.CharField(max_length=40, blank=True)
    code = models.SlugField(unique=True, max_length=40)
    words = models.CharField(max_length=200)
    hint = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    # What there is to choose from.
    options = models.JSONField(default=list)
    is_required = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    is_on = models.BooleanField(default=True)

    class Meta:
        ordering = ("topic_code", "position", "id")


class ConsentText(models.Model):
    """What a person agrees to who writes by the public form; a version is never changed, the latest counts."""

    version = models.PositiveIntegerField(unique=True)
    text = models.TextField(max_length=6000)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ("-version",)


class HeldFile(models.Model):
    """A file that came with a letter and lies in the store: it waits for the question that the line makes of it.

    The row goes when the file is attached.
    """

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="+")
    # How the store knows the file: name, type, size, digest, what the photo tells.
    file = models.JSONField()
    at = models.DateTimeField()
