"""Interdepartmental groups: several bodies and people, one matter, one term, one result."""

from django.conf import settings
from django.db import models

from otklik.appeals.models import Question
from otklik.offices.models import Body


class Group(models.Model):
    """Bodies and people brought together for one matter, led by one person, until a common term."""

    class State(models.TextChoices):
        OPEN = "open", "Работает"
        CLOSED = "closed", "Завершена"

    title = models.CharField(max_length=120)
    matter = models.CharField(max_length=500)
    head = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    result = models.CharField(max_length=300, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)


class Member(models.Model):
    """A body or a person of a group; one of the two is set."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="members")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=("group", "body"), name="member_body_once"),
            models.UniqueConstraint(fields=("group", "person"), name="member_person_once"),
            models.CheckConstraint(
                condition=models.Q(body__isnull=True) ^ models.Q(person__isnull=True), name="member_body_or_person"
            ),
        ]


class Covered(models.Model):
    """A question that a group works on; it stays with its own body."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="covered")
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("question",)
        constraints = [models.UniqueConstraint(fields=("group", "question"), name="covered_once")]


class Note(models.Model):
    """One line of a group's log: a decision with a term and who does it, or what was changed. Never rewritten."""

    class Kind(models.TextChoices):
        DECISION = "decision", "Решение"
        CHANGE = "change", "Изменение"

    group = models.ForeignKey(Group, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=500)
    who = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ("-id",)
