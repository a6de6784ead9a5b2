"""Formulas by version, and rankings as they were counted: a published one stays what it was."""

from django.conf import settings
from django.db import models


class Formula(models.Model):
    """One version of the formula; never changed: a new one has the next number."""

    number = models.PositiveIntegerField(unique=True)
    # [{"code", "percent", "why"}, …] of the four parts, and of their components.
    parts = models.JSONField()
    components = models.JSONField()
    # [{"code", "title", "subjects", "body_kinds", "people_from", "people_below"}, …]
    leagues = models.JSONField()
    minimum = models.PositiveIntegerField()
    # Of periods that end on this day or later.
    valid_from = models.DateField()
    why = models.CharField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)


class Counted(models.Model):
    """The ranking of a period: counted anew while the period runs, published once when it is over."""

    # 2026-10, 2026-W43, 2026-10-05..2026-10-20.
    key = models.CharField(max_length=30, unique=True)
    since = models.DateField()
    until = models.DateField()
    formula = models.ForeignKey(Formula, models.PROTECT, related_name="+")
    # Up to when what happened is in it.
    as_of = models.DateTimeField(null=True)
    counted_at = models.DateTimeField()
    # Of the evidence of bodies and of municipalities.
    digest = models.CharField(max_length=65)
    is_published = models.BooleanField(default=False)
    # The evidence put together (`summary.Summary.packed`), to try other formulas on.
    of_bodies = models.BinaryField()
    of_places = models.BinaryField()

    class Meta:
        ordering = ("-until", "-since")
        indexes = [models.Index(fields=("is_published", "-until"), name="counted_published")]


class Place(models.Model):
    """The standing of one subject in a counted ranking, with all that explains it."""

    counted = models.ForeignKey(Counted, models.CASCADE, related_name="places")
    # "body" or "place", and the number of the body or ОКТМО; no foreign key: history outlives a body.
    kind = models.CharField(max_length=5)
    key = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    league = models.CharField(max_length=20)
    # The mean score of its league.
    mean = models.FloatField()
    n = models.PositiveIntegerField()
    score = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    # 0 where it is not ranked, with the reason.
    place = models.PositiveIntegerField()
    place_low = models.PositiveIntegerField()
    place_high = models.PositiveIntegerField()
    band = models.PositiveIntegerField()
    why_not = models.CharField(max_length=200, blank=True)
    change = models.FloatField(null=True)
    place_before = models.PositiveIntegerField(null=True)
    parts = models.JSONField()
    # Topics and costly questions: read by the page of one subject only.
    why = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("counted", "kind", "key"), name="place_once")]
        indexes = [models.Index(fields=("kind", "key"), name="place_subject")]
