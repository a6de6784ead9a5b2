"""Rules that say who must answer."""

from django.db import models

from otklik.offices.models import Body
from otklik.reference.models import Territory, Topic


class Rule(models.Model):
    """Topic and below × territory and below × channel -> body, in its dates; an empty part means any."""

    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+")
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=20, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("id",)
