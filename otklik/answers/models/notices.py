"""What authors are told of phases and outcomes, and how far they have been told."""

from django.db import models


class NoticeText(models.Model):
    """What an author is told of a phase or of an outcome by 59-ФЗ; names in braces are filled in."""

    # `phase.execution`, `law.court`: see `notices`.
    code = models.CharField(max_length=30)
    # Empty is any channel.
    channel = models.CharField(max_length=20, blank=True)
    text = models.TextField(max_length=2000)
    is_on = models.BooleanField(default=True)
    source = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("code", "channel"), name="notice_text_once")]


class NoticeMark(models.Model):
    """Up to which passage authors have been told; one row."""

    passage_id = models.BigIntegerField(default=0)
