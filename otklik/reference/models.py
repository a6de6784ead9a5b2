"""Facts of the world: topics by edition, territories, working days, office hours, deadline policies."""

from django.conf import settings
from django.db import models


class Territory(models.Model):
    """A region, a municipality or a settlement, by its ОКТМО code."""

    class Kind(models.TextChoices):
        REGION = "region", "Регион"
        MUNICIPALITY = "municipality", "Муниципалитет"
        SETTLEMENT = "settlement", "Населённый пункт"

    code = models.CharField(max_length=11, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    population = models.PositiveIntegerField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    # GeoJSON geometry in WGS 84; null where only the point is known.
    border = models.JSONField(null=True, blank=True)
    aliases = models.JSONField(default=list, blank=True)
    time_zone = models.CharField(max_length=40, blank=True)
    # What is built of territories in memory is built anew when the latest of these moves on.
    changed_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """One edition of one classifier of topics; old editions stay valid for old items."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.TextField(blank=True)

    class Meta:
        ordering = ("-valid_from",)

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """A row of a classifier: a group, a theme, a section, a question of it."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    code = models.CharField(max_length=40, db_index=True)
    name = models.CharField(max_length=600)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    level = models.PositiveSmallIntegerField()
    # The mark «★» of «Инцидент Менеджмент».
    is_starred = models.BooleanField(default=False)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = [models.UniqueConstraint(fields=("edition", "code"), name="topic_code_once")]

    def __str__(self) -> str:
        return self.name


class TopicMapping(models.Model):
    """Which topic of another classifier says the same; many to many."""

    here = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    there = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("here", "there"), name="topic_mapping_once")]


class CalendarDay(models.Model):
    """A day that differs from the plain week: off, short or worked; a region's own row beats the country's."""

    class Kind(models.TextChoices):
        OFF = "off", "Нерабочий"
        SHORT = "short", "Сокращённый"
        WORKING = "working", "Рабочий"

    day = models.DateField()
    # Empty is the whole country, otherwise the ОКТМО code of the region.
    region = models.CharField(max_length=11, blank=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("day",)
        constraints = [models.UniqueConstraint(fields=("day", "region"), name="calendar_day_once")]


class OfficeHours(models.Model):
    """When people work in a week; a short day ends `short_day_cut_min` earlier."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    # {"0": [["09:00", "13:00"], ["14:00", "18:00"]], …} by weekday, Monday is 0; local time of the office.
    week = models.JSONField()
    short_day_cut_min = models.PositiveSmallIntegerField(default=60)
    source = models.CharField(max_length=300, blank=True)


class Policy(models.Model):
    """A version of a rule of terms: to which items it applies, from when, by which act."""

    class Shift(models.TextChoices):
        PRECEDING = "preceding", "На предшествующий рабочий день"
        FOLLOWING = "following", "На следующий рабочий день"
        NONE = "none", "Не переносится"

    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=200)
    legal_kind = models.CharField(max_length=12)
    # Empty means any: the channel, the topic (by code and below), the importance.
    channel = models.CharField(max_length=20, blank=True)
    topic_code = models.CharField(max_length=40, blank=True)
    importance = models.CharField(max_length=12, blank=True)
    hours = models.ForeignKey(OfficeHours, models.PROTECT, null=True, blank=True, related_name="+")
    shift = models.CharField(max_length=10, choices=Shift.choices, default=Shift.PRECEDING)
    # Of several policies that fit, the one in use carries the mark; the others are variants to choose from.
    is_in_use = models.BooleanField(default=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.TextField()
    # The clock stands while the author is asked.
    may_pause = models.BooleanField(default=False)
    # The most calendar days by which a term may be extended, once; 0 is never.
    extension_days = models.PositiveSmallIntegerField(default=0)
    # A term is at risk when less than this share of it is left.
    warn_percent = models.PositiveSmallIntegerField(default=25)
    # Days of the year «MM-DD» in which the policy applies; empty is all year.
    season_from = models.CharField(max_length=5, blank=True)
    season_to = models.CharField(max_length=5, blank=True)
    needs_photo = models.BooleanField(default=False)

    class Meta:
        ordering = ("code", "-valid_from")
        constraints = [models.UniqueConstraint(fields=("code", "valid_from"), name="policy_version_once")]


class Milestone(models.Model):
    """One term of a policy: how long until this must be done."""

    class Kind(models.TextChoices):
        REGISTRATION = "registration", "Регистрация"
        FORWARDING = "forwarding", "Пересылка"
        REACTION = "reaction", "Первая реакция"
        ANSWER = "answer", "Ответ"
        SOLUTION = "solution", "Решение"

    class Unit(models.TextChoices):
        HOURS = "hours", "часов"
        WORKING_HOURS = "working_hours", "рабочих часов"
        WORKING_DAYS = "working_days", "рабочих дней"
        CALENDAR_DAYS = "calendar_days", "календарных дней"

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="milestones")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=14, choices=Unit.choices)

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=("policy", "kind"), name="milestone_once")]


class PlaceName(models.Model):
    """A street, a landmark or a route of a territory, by which a place is found in a text."""

    class Kind(models.TextChoices):
        STREET = "street", "Улица"
        LANDMARK = "landmark", "Ориентир"
        ROUTE = "route", "Маршрут"

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    # In the nominative, a street with its type: «улица Гагарина».
    title = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("territory", "kind", "title"), name="place_name_once")]


class PlacesDraft(models.Model):
    """A file of places that was uploaded and looked at, and is not in force yet; put in force or dropped, it goes."""

    kind = models.CharField(max_length=16)
    file_name = models.CharField(max_length=100)
    content = models.BinaryField()
    is_replacing = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
