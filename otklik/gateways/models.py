"""What was asked of outside systems that cost: one row a day, shared by all workers."""

from django.db import models


class Spending(models.Model):
    """Requests and tokens of one day; of an outside model the day is the server's."""

    day = models.DateField(unique=True)
    requests = models.PositiveIntegerField(default=0)
    tokens = models.PositiveIntegerField(default=0)
    # Answers that were no answer: late, broken, too long, not what was asked for.
    refused = models.PositiveIntegerField(default=0)
