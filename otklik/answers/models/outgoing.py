"""Letters on paper: their templates and the registry of what went out."""

from django.conf import settings
from django.db import models

from otklik.answers.models.reply import Answer, Attachment
from otklik.appeals.models import Question
from otklik.offices.models import Body


class LetterTemplate(models.Model):
    """The form of a letter or of a draft act of a body: a docx file with names in braces; empty body is any."""

    class Purpose(models.TextChoices):
        LETTER = "letter", "Письмо заявителю"
        ACT = "act", "Проект акта"

    purpose = models.CharField(max_length=6, choices=Purpose.choices, default=Purpose.LETTER)
    code = models.SlugField(unique=True, max_length=60)
    title = models.CharField(max_length=200)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    # SHA-256 in hex, the name of the file in the store; empty: the form that comes with the product.
    digest = models.CharField(max_length=64, blank=True)
    # The name of the uploaded file, as it was called.
    file_name = models.CharField(max_length=200, blank=True)
    is_on = models.BooleanField(default=True)


class OutgoingNumbering(models.Model):
    """How letters of a body are numbered in a year: `{n}`, `{year}` in the pattern, and the last number given."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    pattern = models.CharField(max_length=30)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("body", "year"), name="outgoing_numbering_once")]


class OutgoingLetter(models.Model):
    """A letter that has a number: to whom it goes is known by the question, its files are kept as signed."""

    number = models.CharField(max_length=40)
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    answer = models.ForeignKey(Answer, models.PROTECT, null=True, related_name="+")
    template = models.ForeignKey(LetterTemplate, models.PROTECT, null=True, related_name="+", db_index=False)
    # Who signs, in words at the time.
    signer_name = models.CharField(max_length=200)
    signer_position = models.CharField(max_length=200)
    docx = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+", db_index=False)
    pdf = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    annulled_at = models.DateTimeField(null=True)
    why_annulled = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("body", "number"), name="outgoing_number_once")]
