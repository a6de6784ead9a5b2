"""An answer from its first draft to its publication: versions, parts of co-executors, files, templates."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from otklik.appeals.models import Question
from otklik.offices.models import Body


class AnswerTemplate(models.Model):
    """What an answer of a kind and outcome is to say by topic; names in braces are fields to fill."""

    code = models.SlugField(unique=True, max_length=60)
    title = models.CharField(max_length=200)
    # A group or a topic with all below it; empty is any.
    topic_code = models.CharField(max_length=40, blank=True)
    # Empty is any kind, any outcome.
    kind = models.CharField(max_length=7, blank=True)
    outcome = models.CharField(max_length=9, blank=True)
    text = models.TextField(max_length=4000)
    # [{"name", "title", "hint", "is_required"}, …]: what, who, when, where to look.
    fields = models.JSONField(default=list)
    is_on = models.BooleanField(default=True)
    source = models.CharField(max_length=500, blank=True)


class Answer(models.Model):
    """What a body says to the author of one question: one reply from its first draft to its publication."""

    class Kind(models.TextChoices):
        INTERIM = "interim", "Промежуточный"
        FINAL = "final", "Окончательный"

    class Outcome(models.TextChoices):
        SOLVED = "solved", "Решено"
        PLANNED = "planned", "Запланировано"
        EXPLAINED = "explained", "Разъяснено"
        REFUSED = "refused", "Отказано"

    class State(models.TextChoices):
        DRAFT = "draft", "Черновик"
        APPROVAL = "approval", "На согласовании"
        RETURNED = "returned", "Возвращён на доработку"
        APPROVED = "approved", "Утверждён"
        PUBLISHED = "published", "Опубликован"
        DROPPED = "dropped", "Отброшен"

    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    # The same answer to the author of a joined question: one matter, an answer to each.
    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    # On behalf of whom it is given: the lead at the time.
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.FINAL)
    outcome = models.CharField(max_length=9, choices=Outcome.choices, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    template = models.ForeignKey(AnswerTemplate, models.SET_NULL, null=True, related_name="+", db_index=False)
    # Fields of the template as filled: {name: words}.
    filled = models.JSONField(default=dict)
    text = models.TextField(blank=True)
    # The number of the latest draft: who saves on top of another number is told of it.
    version = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    # How many times it came back for rework, and by when it is due again.
    returns = models.PositiveSmallIntegerField(default=0)
    rework_due_at = models.DateTimeField(null=True)
    # Why it may be published with a flaw that stops: {code of the check: words}.
    excuses = models.JSONField(default=dict)
    # Who has the editor open, and until when nobody else may save.
    lease_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False)
    lease_since = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    # What the checks said when it was published: how likely it is an «отписка», 0..1, and [[code, severity], …].
    score = models.FloatField(null=True)
    flaws = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("question",),
                name="answer_open_once",
                condition=Q(state__in=("draft", "approval", "returned", "approved")),
            )
        ]
        indexes = [
            models.Index(fields=("state", "id"), name="answer_in_hand",
                         condition=Q(state__in=("draft", "approval", "returned", "approved"))),
            # Figures of a period: what was answered, by whom and how.
            models.Index(fields=("published_at", "body", "outcome"), name="answer_published",
                         condition=Q(state="published", kind="final")),
        ]  # fmt: skip


class Draft(models.Model):
    """One saved text of an answer: who, when; `is_machine`: an outside model wrote it; autosaves may be thinned out."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="drafts")
    number = models.PositiveIntegerField()
    text = models.TextField()
    filled = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    is_autosave = models.BooleanField(default=False)
    is_machine = models.BooleanField(default=False)

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=("answer", "number"), name="draft_number_once")]


class Contribution(models.Model):
    """What a co-executor is asked for and gives to the one joined answer."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    asked = models.CharField(max_length=1000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    text = models.TextField(blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    given_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=("body", "due_at"), name="contribution_owed",
                         condition=Q(given_at=None, withdrawn_at=None)),
        ]  # fmt: skip


class Attachment(models.Model):
    """A file of an answer, of a co-executor's part or of what the author sent; it lies outside the web root."""

    class Side(models.TextChoices):
        BODY = "body", "От органа"
        AUTHOR = "author", "От заявителя"

    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    answer = models.ForeignKey(Answer, models.PROTECT, null=True, related_name="+")
    contribution = models.ForeignKey(Contribution, models.PROTECT, null=True, related_name="+", db_index=False)
    side = models.CharField(max_length=6, choices=Side.choices)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size_bytes = models.PositiveIntegerField()
    # SHA-256 of what lies on the disk, in hex; also its name there.
    digest = models.CharField(max_length=64)
    # What the photo itself says of when and where it was taken; degrees of WGS 84.
    taken_at = models.DateTimeField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    # A file of a letter: it names the author, so it lies in a folder of its own and is in no list of attachments.
    is_personal = models.BooleanField(default=False)
    at = models.DateTimeField()
    # Null is the author.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    removed_at = models.DateTimeField(null=True)
