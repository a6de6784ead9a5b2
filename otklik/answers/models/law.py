"""Outcomes by 59-ФЗ, and what people said of the suggestions."""

from django.conf import settings
from django.db import models

from otklik.appeals.models import Question


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
