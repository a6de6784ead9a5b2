"""Rules that say who must answer, who took an urgent question, and how bodies pass questions to each other."""

from django.conf import settings
from django.db import models

from otklik.appeals.models import Question
from otklik.offices.models import Body
from otklik.reference.models import Territory, Topic


class Rule(models.Model):
    """Topic and below × territory and below × channel × words -> body, in its dates; an empty part means any."""

    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+")
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=20, blank=True)
    # Dictionary forms of words, one of which the text must hold.
    words = models.JSONField(default=list, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    # Who answers together with the body.
    co_bodies: models.ManyToManyField = models.ManyToManyField(Body, related_name="+", blank=True)

    class Meta:
        ordering = ("id",)


class CoExecutor(models.Model):
    """A body that answers a question together with its lead; by whom it was asked (null: a rule)."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="+", db_index=False)
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("question", "body"), name="co_executor_once")]


class Taking(models.Model):
    """An urgent question is in somebody's hands: who took it first, and when."""

    question = models.OneToOneField(Question, models.CASCADE, primary_key=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()


class AlarmRule(models.Model):
    """Within how many minutes somebody must take an urgent question; one row."""

    minutes = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300)


class TransferReason(models.Model):
    """Why a body gives a question back; `needs_words`: the reason alone says too little."""

    code = models.SlugField(unique=True, max_length=40)
    title = models.CharField(max_length=120)
    needs_words = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    is_closed = models.BooleanField(default=False)

    class Meta:
        ordering = ("position", "title")


class Transfer(models.Model):
    """A body let a question go: gave it back with a reason, or a person sent it straight on (no reason row)."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(db_index=True)
    reason = models.ForeignKey(TransferReason, models.PROTECT, null=True, related_name="+", db_index=False)
    words = models.CharField(max_length=300, blank=True)
    # Whose it is in the opinion of the body.
    proposed = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ("id",)


class Ruling(models.Model):
    """An arbiter said whose a question is: nobody passes it on until an arbiter reopens the dispute."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    why = models.CharField(max_length=300)
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)


class DisputeRule(models.Model):
    """From which transfer an arbiter decides and who that is, and what counts as a disputed border; one row."""

    most_transfers = models.PositiveSmallIntegerField()
    # Codes of roles; who bears one and reaches all bodies of the dispute is its arbiter.
    arbiters = models.JSONField(default=list)
    # A point nearer than so many metres to a border may belong to either side; 0: never asked.
    border_m = models.PositiveIntegerField()
    # Two choices of the machine nearer than this are equal, in shares of one; 0: never asked.
    margin = models.FloatField()
    source = models.CharField(max_length=300)


class Candidate(models.Model):
    """One of the bodies that a disputed question may belong to, and what speaks for it (Russian)."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="+", db_index=False)
    rank = models.PositiveSmallIntegerField()
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", db_index=False)
    why = models.CharField(max_length=300)

    class Meta:
        ordering = ("question", "rank")
        constraints = [models.UniqueConstraint(fields=("question", "rank"), name="candidate_rank_once")]
