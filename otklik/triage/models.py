"""What the machine proposed for a question, what people decided, and how sure is sure enough."""

from django.conf import settings
from django.db import models

from otklik.appeals.models import Question
from otklik.offices.models import Body
from otklik.reference.models import Topic


class Suggestion(models.Model):
    """The machine's proposals: per head up to three [code, label, confidence], and the words that decided."""

    question = models.OneToOneField(Question, models.CASCADE, primary_key=True, related_name="+")
    model_version = models.CharField(max_length=20)
    # {"executor": [["", "…", 0.91], …], "group": [["im.05", "…", 0.91], …], "theme": …,
    #  "reasons": [["слово", 1.2], …]}
    proposals = models.JSONField()
    at = models.DateTimeField()


class Decision(models.Model):
    """A person's choice of a topic: training data for the next model."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    suggested_topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+")
    # 1-3: which suggestion was taken; null: the person chose something else.
    taken_rank = models.PositiveSmallIntegerField(null=True)
    model_version = models.CharField(max_length=20, blank=True)


class Threshold(models.Model):
    """From which confidence the machine decides by itself, per head; below it a person does."""

    head = models.CharField(max_length=10, unique=True)
    confidence = models.FloatField()
    source = models.CharField(max_length=300)


class Band(models.Model):
    """A band hash of a question's text: nearly the same texts share some; several workers read and write it."""

    hash = models.BigIntegerField()
    question = models.ForeignKey(Question, models.CASCADE, related_name="+", db_index=False, db_constraint=False)

    class Meta:
        indexes = [models.Index(fields=("hash", "question"), name="band_hash")]


class Likeness(models.Model):
    """A question is like an earlier one: how, how much, why; a person joins them or says they differ."""

    class Kind(models.TextChoices):
        EXACT = "exact", "Тот же текст"
        NEAR = "near", "Почти тот же текст"
        MATTER = "matter", "То же место и тема"
        AUTHOR = "author", "Тот же автор о том же"

    class Verdict(models.TextChoices):
        JOINED = "joined", "Объединены"
        DIFFERENT = "different", "Разные"

    question = models.ForeignKey(Question, models.CASCADE, related_name="+", db_index=False)
    earlier = models.ForeignKey(Question, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    # Share of common runs of words for texts, 1 for the rest.
    score = models.FloatField()
    why = models.CharField(max_length=300)
    verdict = models.CharField(max_length=9, choices=Verdict.choices, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("question", "earlier", "kind"), name="likeness_once")]
