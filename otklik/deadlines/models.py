"""Clocks: by when each milestone of a question is owed."""

from django.db import models

from otklik.appeals.models import Question
from otklik.reference.models import Milestone, Policy


class Clock(models.Model):
    """One milestone of one question, counted from `started_at` by a version of a policy."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Milestone.Kind.choices)
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("question", "kind"), name="clock_once")]
