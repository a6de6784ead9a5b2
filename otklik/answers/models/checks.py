"""How the checks of answers are set here: how grave each is, how long an answer of a channel is."""

from django.db import models


class CheckChoice(models.Model):
    """How grave a check is here, where that is not as it came."""

    class Severity(models.TextChoices):
        STOP = "stop", "Нельзя публиковать без причины"
        WARN = "warn", "Стоит исправить"
        HINT = "hint", "Можно лучше"
        OFF = "off", "Не проверять"

    code = models.CharField(max_length=20, unique=True)
    severity = models.CharField(max_length=4, choices=Severity.choices)
    source = models.CharField(max_length=500)


class AnswerLength(models.Model):
    """The fewest and the most characters of an answer in a channel, and whether others read it there."""

    # Empty is any channel.
    channel = models.CharField(max_length=20, unique=True, blank=True)
    is_public = models.BooleanField(default=False)
    shortest = models.PositiveIntegerField()
    longest = models.PositiveIntegerField()
    source = models.CharField(max_length=500)
