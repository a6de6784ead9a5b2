"""What an appeal is: the Appeal, its Questions, their append-only Events, and the outbox for facts."""

from django.conf import settings
from django.db import models

from otklik.appeals.states import Desk, Stage, State
from otklik.offices.models import Body
from otklik.reference.models import Territory, Topic


class Appeal(models.Model):
    """A letter as it came, without personal data: the original lies apart under `original_key`."""

    class LegalKind(models.TextChoices):
        APPEAL = "appeal", "Обращение (59-ФЗ)"
        MESSAGE = "message", "Сообщение"

    channel = models.CharField(max_length=20)
    # The system or network the letter came from, as people call it: «ВКонтакте», «телефон».
    source_name = models.CharField(max_length=100, blank=True)
    outside_id = models.CharField(max_length=200, blank=True)
    outside_url = models.CharField(max_length=500, blank=True)
    legal_kind = models.CharField(max_length=8, choices=LegalKind.choices, default=LegalKind.MESSAGE)
    text = models.TextField()
    original_key = models.UUIDField()
    author_key = models.UUIDField(null=True)
    author_kind = models.CharField(max_length=10, blank=True)
    published_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    # Hash of the normalised text: exact repeats are found by it.
    fingerprint = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=("fingerprint", "received_at"), name="appeal_fingerprint"),
            models.Index(fields=("author_key", "received_at"), name="appeal_author",
                         condition=models.Q(author_key__isnull=False)),
        ]  # fmt: skip


class Question(models.Model):
    """One matter of an appeal: its own topic, place, executor and result."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="questions")
    ordinal = models.PositiveSmallIntegerField(default=1)
    # Characters of the appeal's text that the question is about; both null: the whole of it.
    begins = models.PositiveIntegerField(null=True)
    ends = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.NEW)
    # The stage of the line that takes the question next; empty when the line has nothing to do with it.
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.TRIAGE, blank=True)
    # The desk where a person must decide, and why.
    waits_for = models.CharField(max_length=10, choices=Desk.choices, blank=True)
    wait_reason = models.CharField(max_length=500, blank=True)
    try_after = models.DateTimeField(null=True)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+")
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=300, blank=True)
    # Where the letter itself points at, in degrees of WGS 84; both null where it does not.
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    # Who of the body works on it; null while nobody has taken it.
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    # What the source itself said: {"topic": code, "body": code, "territory": code}.
    stated = models.JSONField(default=dict)
    decided_by = models.CharField(max_length=8, blank=True)
    # The question that this one was joined to: one matter, an answer to each author.
    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    # A person's change from a stale page is refused by this number.
    version = models.PositiveIntegerField(default=1)
    result = models.CharField(max_length=40, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("appeal", "ordinal"), name="question_ordinal_once")]
        indexes = [
            # Only what the line still has to do: the index stays small however many questions are kept.
            models.Index(fields=("stage", "id"), name="question_in_line", condition=~models.Q(stage="")),
        ]

    @property
    def text(self) -> str:
        """The masked text that the question is about: its part of the letter, or all of it."""
        return self.appeal.text[self.begins : self.ends]

    @property
    def is_part(self) -> bool:
        """Whether a person cut the question out of its letter."""
        return self.begins is not None

    @property
    def is_void(self) -> bool:
        """Whether the split that made the question was undone: it is about nothing and stands in no list."""
        return self.is_part and self.begins == self.ends


class Event(models.Model):
    """What happened: who, when, what, why. Never changed, never deleted (the database refuses both)."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    # Null is the machine.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    # Changes made by one act of a person carry one number, so that the act can be undone whole.
    act = models.UUIDField(null=True)
    what = models.JSONField(default=dict)
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=("act",), name="event_act", condition=models.Q(act__isnull=False))]


class Outbox(models.Model):
    """A question whose flat row in `facts` is stale."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="+", db_index=False, db_constraint=False)


class Addition(models.Model):
    """What the author told later in answer to a question; it stands in the appeal's text from `begins` to `ends`."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Null where a channel brought it.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    begins = models.PositiveIntegerField()
    ends = models.PositiveIntegerField()
    # Whether the question went on with it.
    is_taken = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=("id",), name="addition_fresh", condition=models.Q(is_taken=False))]


class Numbering(models.Model):
    """How appeals of a kind are numbered in a year: `{n}` and `{year}` in the pattern, and the last number given."""

    legal_kind = models.CharField(max_length=8, choices=Appeal.LegalKind.choices)
    year = models.PositiveSmallIntegerField()
    pattern = models.CharField(max_length=30)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("legal_kind", "year"), name="numbering_once")]


class Registration(models.Model):
    """The number under which an appeal is registered; an annulled one is never given again."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="registrations")
    number = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    annulled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("appeal",), name="registration_in_force_once", condition=models.Q(annulled_at=None)
            )
        ]


class KindChange(models.Model):
    """A person changed the legal kind of a letter: on what ground, in what words."""

    class Ground(models.TextChoices):
        EPGU = "epgu", "Подано через ЕПГУ"
        SITE = "site", "Подано на официальном сайте или в системе с идентификацией"
        PAPER = "paper", "Подано на бумаге с подписью"
        VISIT = "visit", "Принято на личном приёме"
        NOT_AN_APPEAL = "not", "Не обращение: нет законного способа подачи или существа"
        MISTAKE = "mistake", "Вид указан ошибочно"

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    before = models.CharField(max_length=8, choices=Appeal.LegalKind.choices)
    after = models.CharField(max_length=8, choices=Appeal.LegalKind.choices)
    ground = models.CharField(max_length=8, choices=Ground.choices)
    words = models.CharField(max_length=500)
