"""A text that could not be saved as the next version of an answer: kept apart, so that no words are lost."""

from django.conf import settings
from django.db import models

from otklik.answers.models.reply import Answer


class Aside(models.Model):
    """What a person wrote while another edited, or after the answer had gone on; it waits for its author's word."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="asides")
    # The number of the version that it was written on top of.
    over = models.PositiveIntegerField()
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    # Taken into the answer or thrown away by its author.
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
