"""What people say of an answer: by the link, by phone, by control; what is opened again for it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from otklik.answers.models import Answer
from otklik.appeals.models import Question
from otklik.offices.models import Body
from otklik.reference.models import OfficeHours


class Link(models.Model):
    """The way of an author to their question without a login; the token is made of `nonce` by a secret key."""

    question = models.OneToOneField(Question, models.CASCADE, related_name="+")
    # A new nonce makes all earlier tokens void.
    nonce = models.UUIDField(default=uuid.uuid4)
    created_at = models.DateTimeField()
    # After it the page tells only that the time is over.
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)


class RatingReason(models.Model):
    """Why an answer is good or bad: what a person may tick beside the number."""

    code = models.SlugField(unique=True, max_length=40)
    title = models.CharField(max_length=200)
    is_good = models.BooleanField()
    is_on = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)


class Rating(models.Model):
    """One verdict on one answer from one source; a second one from the same source changes nothing."""

    class Source(models.TextChoices):
        PAGE = "page", "Страница заявителя"
        PHONE = "phone", "Телефонный опрос"
        CONTROL = "control", "Контрольный звонок"
        # Tone of what the author wrote after the answer.
        COMMENT = "comment", "Комментарий после ответа"
        CHANNEL = "channel", "Оценка в системе-источнике"

    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    answer = models.ForeignKey(Answer, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=8, choices=Source.choices)
    # 1..5; null where only "solved or not" was said, or only words.
    stars = models.PositiveSmallIntegerField(null=True)
    is_solved = models.BooleanField(null=True)
    # Codes of reasons.
    reasons = models.JSONField(default=list)
    # Masked words; what was written letter for letter lies with the originals.
    comment = models.TextField(blank=True)
    # What the reader of tone says of the comment.
    tone = models.CharField(max_length=8, blank=True)
    at = models.DateTimeField()
    # Who took it down; null is the author.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("answer", "source"), name="rating_once", condition=~Q(source="comment")),
            # Of a question that was closed without an answer.
            models.UniqueConstraint(
                fields=("question", "source"),
                name="rating_of_question_once",
                condition=Q(answer=None) & ~Q(source="comment"),
            ),
        ]
        indexes = [
            models.Index(fields=("question",), name="rating_question"),
            models.Index(fields=("at",), name="rating_at"),
        ]


class ReopenRule(models.Model):
    """When a dissatisfied author opens a question again, how often, by when it is answered; the latest row counts."""

    # Stars up to which it opens by itself; 0: only by "not solved".
    stars_up_to = models.PositiveSmallIntegerField()
    # Calendar days after the answer in which it may be opened.
    window_days = models.PositiveSmallIntegerField()
    at_most = models.PositiveSmallIntegerField()
    # The term of the second answer.
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=14)
    # Calendar days after which a question that nobody spoke of is closed.
    close_after_days = models.PositiveSmallIntegerField()
    # Calendar days after which the author is asked once to rate an answer that refuses nothing; 0: never.
    ask_after_days = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ("-at", "-id")


class Reopening(models.Model):
    """A question was opened again: after which answer, by whose verdict, and who may not answer it a second time."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    answer = models.ForeignKey(Answer, models.PROTECT, null=True, related_name="+", db_index=False)
    rating = models.OneToOneField(Rating, models.PROTECT, null=True, related_name="+")
    number = models.PositiveSmallIntegerField()
    not_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    due_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("question", "number"), name="reopening_once")]


class SurveyScript(models.Model):
    """What an operator says and asks by kind of survey: a survey takes a copy, so that a change spoils none."""

    code = models.SlugField(unique=True, max_length=40)
    kind = models.CharField(max_length=7)
    title = models.CharField(max_length=200)
    script = models.JSONField(default=list)
    is_on = models.BooleanField(default=True)


class Survey(models.Model):
    """A campaign of talks: a phone poll, control calls or «тайный гражданин», with script, plan by body and days."""

    class Kind(models.TextChoices):
        POLL = "poll", "Телефонный опрос"
        CONTROL = "control", "Контрольные звонки"
        MYSTERY = "mystery", "Тайный гражданин"

    kind = models.CharField(max_length=7, choices=Kind.choices)
    title = models.CharField(max_length=200)
    # What to say and to ask: [{"code", "words", "answers": [...]}, …].
    script = models.JSONField(default=list)
    # Of questions answered in these days.
    since = models.DateField()
    until = models.DateField()
    # By which the sample is drawn: the same seed and frame draw the same questions.
    seed = models.BigIntegerField()
    # How many to draw of each body; a row of `Quota` says otherwise.
    per_body = models.PositiveSmallIntegerField()
    attempts = models.PositiveSmallIntegerField(default=3)
    # Minutes between two tries at one person.
    pause_minutes = models.PositiveSmallIntegerField(default=180)
    # When people may be called, by the clock of the place; null: at any time.
    hours = models.ForeignKey(OfficeHours, models.PROTECT, null=True, related_name="+", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Quota(models.Model):
    """How many talks with authors of a body's questions a survey wants, out of how many there were."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="quotas")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    wanted = models.PositiveSmallIntegerField()
    # How many questions could be drawn, of how many that were answered: the rest has no phone.
    frame = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("survey", "body"), name="quota_once")]


class Talk(models.Model):
    """One drawn question of a survey: the attempts to reach its author, and the protocol of the talk."""

    class State(models.TextChoices):
        WAITING = "waiting", "Ждёт звонка"
        DONE = "done", "Поговорили"
        REFUSED = "refused", "Отказались говорить"
        UNREACHED = "unreached", "Не дозвонились"
        SPARE = "spare", "Запас"

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="talks")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", db_index=False)
    ordinal = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    call_after = models.DateTimeField(null=True)
    # Who has it before them, until when nobody else is given it.
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    held_until = models.DateTimeField(null=True)
    # Of which answer is spoken.
    answer = models.ForeignKey(Answer, models.PROTECT, null=True, related_name="+", db_index=False)
    # What was said: {code of the question: answer}; words are masked.
    protocol = models.JSONField(default=dict)
    # Closed as solved, and it is not: null where the talk did not tell.
    is_false_closure = models.BooleanField(null=True)
    rating = models.OneToOneField(Rating, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("survey", "question"), name="talk_once")]
        indexes = [
            models.Index(fields=("survey", "state", "ordinal"), name="talk_next"),
            models.Index(fields=("answer",), name="talk_answer", condition=Q(answer__isnull=False)),
        ]
