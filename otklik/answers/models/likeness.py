"""By what a published answer is found again: by people with a similar question, and by who writes the same text."""

from django.db import models

from otklik.answers.models.reply import Answer
from otklik.appeals.models import Question


class AnswerIndex(models.Model):
    """A published answer as it is found; the words of its question stand in the index of words while it is worth it."""

    answer = models.OneToOneField(Answer, models.CASCADE, primary_key=True, related_name="+")
    question = models.ForeignKey(Question, models.CASCADE, related_name="+", db_index=False)
    # The first answer that said nearly the same; itself where it was the first.
    first = models.ForeignKey(Answer, models.DO_NOTHING, related_name="+", db_constraint=False)
    # How well people rated it, 0..1; null: nobody did.
    worth = models.FloatField(null=True)


class AnswerBand(models.Model):
    """A band hash of an answer that was the first with its text: nearly the same texts share some."""

    hash = models.BigIntegerField()
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="+", db_constraint=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("hash", "answer"), name="answer_band_once")]
