"""What a published answer promises, and whether it was kept."""

from django.conf import settings
from django.db import models

from otklik.answers.models.reply import Answer
from otklik.appeals.models import Question
from otklik.deadlines.models import Clock


class Promise(models.Model):
    """A date or a period in the text of an answer, controlled by a clock of its own once the answer is published."""

    class Verdict(models.TextChoices):
        KEPT = "kept", "Выполнено"
        BROKEN = "broken", "Не выполнено"
        # Read wrongly, or taken back with a reason.
        WITHDRAWN = "withdrawn", "Снято"

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="promises")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    clock = models.OneToOneField(Clock, models.SET_NULL, null=True, related_name="+")
    # Characters of the published text, and the words there.
    begins = models.PositiveIntegerField()
    ends = models.PositiveIntegerField()
    words = models.CharField(max_length=300)
    due_at = models.DateTimeField()
    verdict = models.CharField(max_length=9, choices=Verdict.choices, blank=True)
    said_at = models.DateTimeField(null=True)
    # Null is the machine: the term passed and nobody said it was kept.
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("answer", "begins"), name="promise_once")]
        indexes = [models.Index(fields=("due_at",), name="promise_open", condition=models.Q(verdict=""))]
