"""Who must approve an answer, in which order and by when, and what they said."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from otklik.answers.models.reply import Answer
from otklik.appeals.models import Appeal
from otklik.reference.models import Milestone, OfficeHours


class ApprovalRule(models.Model):
    """Which answers go through which steps; the most specific rule in force counts."""

    title = models.CharField(max_length=200)
    # Empty is any.
    legal_kind = models.CharField(max_length=8, choices=Appeal.LegalKind.choices, blank=True)
    answer_kind = models.CharField(max_length=7, choices=Answer.Kind.choices, blank=True)
    outcome = models.CharField(max_length=9, choices=Answer.Outcome.choices, blank=True)
    topic_code = models.CharField(max_length=40, blank=True)
    # "now" or "soon": only for urgent questions; empty is any.
    urgency = models.CharField(max_length=4, blank=True)
    # A role that is told of such an answer once it is published; empty: nobody.
    tells = models.CharField(max_length=20, blank=True)
    is_on = models.BooleanField(default=True)
    source = models.CharField(max_length=500, blank=True)


class ApprovalStep(models.Model):
    """One step of a rule; steps with the same ordinal go side by side."""

    rule = models.ForeignKey(ApprovalRule, models.CASCADE, related_name="steps")
    ordinal = models.PositiveSmallIntegerField()
    # Who: a role at the body of the answer or above it, or one person.
    role = models.CharField(max_length=20, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    amount = models.PositiveSmallIntegerField(null=True)
    unit = models.CharField(max_length=14, choices=Milestone.Unit.choices, blank=True)
    hours = models.ForeignKey(OfficeHours, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("ordinal", "id")


class ReturnReason(models.Model):
    """Why an answer may be returned for rework, and the usual term of it."""

    code = models.SlugField(unique=True, max_length=40)
    title = models.CharField(max_length=200)
    amount = models.PositiveSmallIntegerField(default=1)
    unit = models.CharField(max_length=14, choices=Milestone.Unit.choices)
    is_on = models.BooleanField(default=True)
    source = models.CharField(max_length=500, blank=True)


class Approval(models.Model):
    """One person's say on one answer: asked in a round, in its turn, by a term; given by them or by their deputy."""

    class Said(models.TextChoices):
        APPROVED = "approved", "Согласовано"
        RETURNED = "returned", "На доработку"
        # The round ended before this one spoke.
        NEEDLESS = "needless", "Не понадобилось"

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="approvals")
    round = models.PositiveSmallIntegerField()
    ordinal = models.PositiveSmallIntegerField()
    # Rows of one step of a round are of people any of whom may speak for the step.
    step = models.PositiveSmallIntegerField(default=0)
    # Null: nobody holds the role; an administrator is told.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    # Empty: the step names the person.
    role = models.CharField(max_length=20, blank=True)
    # The term of the step, counted when its turn comes.
    amount = models.PositiveSmallIntegerField(null=True)
    unit = models.CharField(max_length=14, choices=Milestone.Unit.choices, blank=True)
    hours = models.ForeignKey(OfficeHours, models.SET_NULL, null=True, related_name="+", db_index=False)
    # Empty until its turn comes.
    asked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    # When it was reminded that the term is over: once.
    reminded_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=8, choices=Said.choices, blank=True)
    said_at = models.DateTimeField(null=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    # The number of the draft that was spoken of.
    version = models.PositiveIntegerField(default=0)
    reason = models.ForeignKey(ReturnReason, models.PROTECT, null=True, related_name="+", db_index=False)
    words = models.CharField(max_length=2000, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=("person", "due_at"), name="approval_owed", condition=Q(said="", asked_at__isnull=False)
            )
        ]
