"""What a body promises its authors by a day, whether it was kept, and which days a season of the region ends on."""

from django.conf import settings
from django.db import models

from otklik.answers.models.reply import Answer
from otklik.appeals.models import Question
from otklik.deadlines.models import Clock
from otklik.offices.models import Body


class Promise(models.Model):
    """A day promised to an author, in a published answer or by a person's act, controlled by a clock of its own."""

    class Verdict(models.TextChoices):
        KEPT = "kept", "Выполнено"
        BROKEN = "broken", "Не выполнено в срок"
        # Read wrongly, or taken back with a reason.
        WITHDRAWN = "withdrawn", "Снято"

    # Null: a person put it under control on the card.
    answer = models.ForeignKey(Answer, models.PROTECT, null=True, related_name="promises")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    # Who promised: the body of the answer, or the lead at the time.
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+", db_index=False)
    clock = models.OneToOneField(Clock, models.SET_NULL, null=True, related_name="+")
    # Where its day stands in the published text, in characters, and what is promised, masked.
    begins = models.PositiveIntegerField(default=0)
    ends = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=300)
    due_at = models.DateTimeField()
    verdict = models.CharField(max_length=9, choices=Verdict.choices, blank=True)
    said_at = models.DateTimeField(null=True)
    # Null is the machine: the term passed and nobody said it was kept.
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("answer", "begins"), name="promise_once")]
        indexes = [
            models.Index(fields=("due_at",), name="promise_open", condition=models.Q(verdict="")),
            models.Index(fields=("due_at", "body"), name="promise_by_due"),
        ]


class PromiseCorrection(models.Model):
    """What an approver said of a day read in an answer not yet published: another day, or no promise at all.

    Known by the words and which of the same words it is: a new draft may move them about.
    """

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="+")
    words = models.CharField(max_length=300)
    nth = models.PositiveSmallIntegerField(default=0)
    # Null: it is not a promise.
    due_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("answer", "words", "nth"), name="promise_correction_once")]


class Season(models.Model):
    """By which day of the year «после схода снега» is over in a territory; the narrowest row counts."""

    code = models.SlugField(max_length=40)
    # A prefix of ОКТМО; empty is any territory.
    territory_code = models.CharField(max_length=11, blank=True)
    title = models.CharField(max_length=100)
    # How it is said, parted by «;»; «*» stands for any ending: «сход* снег*».
    words = models.CharField(max_length=500)
    # MM-DD.
    day = models.CharField(max_length=5)
    source = models.CharField(max_length=500)
    is_on = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("code", "territory_code"), name="season_once")]
