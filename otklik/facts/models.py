"""One flat row per question: what lists, search and figures read."""

from django.db import models

# By whom, where and how it came stand first and in this order: rows of a group lie together, nothing is sorted.
BOARD = (
    "body_id", "block_code", "territory_code", "channel", "waits_for", "due_at", "warn_at", "risk", "group_code",
    "topic_code", "transfers", "paused_at",
)  # fmt: skip
ANSWERED = (
    "answered_on", "body_id", "is_answered_late", "block_code", "territory_code", "channel", "group_code", "topic_code",
)  # fmt: skip


class Fact(models.Model):
    """A question with all that a list or a figure needs, without joins and without personal data."""

    # An automatic field only so that SQLite keeps rows by this number; it is always given.
    question_id = models.BigAutoField(primary_key=True)
    appeal_id = models.BigIntegerField()
    received_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=20)
    source_name = models.CharField(max_length=100, blank=True)
    legal_kind = models.CharField(max_length=8)
    state = models.CharField(max_length=12)
    waits_for = models.CharField(max_length=10, blank=True)
    is_open = models.BooleanField()
    topic_code = models.CharField(max_length=40, blank=True)
    group_code = models.CharField(max_length=40, blank=True)
    territory_code = models.CharField(max_length=11, blank=True)
    body_id = models.BigIntegerField(null=True)
    block_code = models.CharField(max_length=50, blank=True)
    decided_by = models.CharField(max_length=8, blank=True)
    confidence = models.FloatField(null=True)
    proposed_code = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=300, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    tone = models.CharField(max_length=8, blank=True)
    is_rude = models.BooleanField(default=False)
    # "now": a person within a minute; "soon": today; empty: by the term.
    urgency = models.CharField(max_length=4, blank=True)
    # When somebody took the urgent one into work.
    taken_at = models.DateTimeField(null=True)
    # "exact", "near" or "matter" while nobody has said whether it is the same as an earlier one.
    alike = models.CharField(max_length=6, blank=True)
    # The nearest milestone still owed; null when nothing is owed any more.
    due_at = models.DateTimeField(null=True)
    due_kind = models.CharField(max_length=12, blank=True)
    # Since when it is back from a body that gave it up, while nobody has it.
    returned_at = models.DateTimeField(null=True)
    # Whether some body answers together with the lead.
    is_shared = models.BooleanField(default=False)
    # From when on that milestone is at risk.
    warn_at = models.DateTimeField(null=True)
    # Since when all that is owed stands, waiting for the author; `due_at` is then null.
    paused_at = models.DateTimeField(null=True)
    # How likely its answer is to be late, 0..1, by the forecast in use; null where nothing is foretold.
    risk = models.FloatField(null=True)
    # How many times it went from one body to another.
    transfers = models.PositiveSmallIntegerField(default=0)
    # The nearest promise still owed; it outlives the answer.
    promise_due_at = models.DateTimeField(null=True)
    # The term of the answer, when it was given, on which day of the region, and whether late.
    answer_due_at = models.DateTimeField(null=True)
    answer_done_at = models.DateTimeField(null=True)
    answered_on = models.DateField(null=True)
    is_answered_late = models.BooleanField(null=True)
    # The phase of ПОС that it stands in, since when, and by when it is to leave it.
    phase = models.CharField(max_length=12, blank=True)
    phase_since = models.DateTimeField(null=True)
    phase_due_at = models.DateTimeField(null=True)
    # Who of the body works on it, and how far the answer is: the state of the latest one that was not dropped.
    assignee_id = models.BigIntegerField(null=True)
    answer_state = models.CharField(max_length=9, blank=True)
    # The last published final answer: when, with what outcome, how likely an «отписка», 0..1.
    replied_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=9, blank=True)
    answer_score = models.FloatField(null=True)
    # How many times answers came back for rework, and interim answers were published.
    returns = models.PositiveSmallIntegerField(default=0)
    interims = models.PositiveSmallIntegerField(default=0)
    promises_kept = models.PositiveSmallIntegerField(default=0)
    promises_broken = models.PositiveSmallIntegerField(default=0)
    # What the author said of the last answer themselves: 1..5, solved or not; null where they said nothing.
    stars = models.PositiveSmallIntegerField(null=True)
    is_solved = models.BooleanField(null=True)
    # What they said the first time, of an answer with what outcome: a second answer hides nothing of it.
    first_stars = models.PositiveSmallIntegerField(null=True)
    first_solved = models.BooleanField(null=True)
    first_outcome = models.CharField(max_length=9, blank=True)
    # How many times they were dissatisfied.
    verdicts_bad = models.PositiveSmallIntegerField(default=0)
    # How many times it was opened again by a dissatisfied author.
    reopened = models.PositiveSmallIntegerField(default=0)
    # When it first came to a body, and whether the machine sent it there.
    sent_at = models.DateTimeField(null=True)
    is_auto_routed = models.BooleanField(default=False)
    # The terms of the first reaction and of the solution, and when they were done.
    reaction_due_at = models.DateTimeField(null=True)
    reaction_done_at = models.DateTimeField(null=True)
    solution_due_at = models.DateTimeField(null=True)
    solution_done_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # Whether its answer is owed by a policy of the fast lane.
    is_fast = models.BooleanField(default=False)
    # The question that it was joined to, and whether the same author wrote of the matter before.
    same_as_id = models.BigIntegerField(null=True)
    is_repeated = models.BooleanField(default=False)
    # How much of a person's day it takes now, beside a message in work; 0 where nobody works on it.
    load = models.FloatField(default=0)
    excerpt = models.CharField(max_length=200)
    author_hash = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField()

    class Meta:
        # Every list runs by the number of the question, newest first; each frequent filter has the number behind it.
        indexes = [
            models.Index(fields=("waits_for", "question_id"), name="fact_waits"),
            models.Index(fields=("body_id", "question_id"), name="fact_body"),
            models.Index(fields=("group_code", "question_id"), name="fact_group"),
            models.Index(fields=("territory_code", "question_id"), name="fact_territory"),
            models.Index(fields=("urgency", "body_id"), name="fact_urgency"),
            models.Index(fields=("alike", "body_id"), name="fact_alike"),
            # Counts of a desk: what waits and what is owed are few, so their indexes hold only those.
            models.Index(fields=("waits_for", "body_id"), name="fact_waits_body"),
            models.Index(fields=("due_at",), name="fact_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=("body_id", "due_at"), name="fact_due_body", condition=models.Q(due_at__isnull=False)),
            # The board counts all that is open in one pass over this index alone.
            models.Index(fields=BOARD, name="fact_board", condition=models.Q(is_open=True)),
            models.Index(
                fields=("promise_due_at", "body_id", "block_code", "territory_code", "channel"),
                name="fact_promise",
                condition=models.Q(promise_due_at__isnull=False),
            ),
            models.Index(fields=ANSWERED, name="fact_answered", condition=models.Q(answered_on__isnull=False)),
            models.Index(fields=("risk",), name="fact_risk", condition=models.Q(risk__isnull=False)),
            models.Index(fields=("state", "question_id"), name="fact_state"),
            # The columnar copy is written month by month.
            models.Index(fields=("received_at",), name="fact_received"),
            models.Index(fields=("appeal_id",), name="fact_appeal"),
            models.Index(fields=("body_id",), name="fact_returned", condition=models.Q(returned_at__isnull=False)),
            models.Index(fields=("body_id",), name="fact_shared", condition=models.Q(is_shared=True)),
            models.Index(
                fields=("assignee_id", "due_at"),
                name="fact_assignee",
                condition=models.Q(assignee_id__isnull=False, is_open=True),
            ),
            # What of a body nobody has taken, by term.
            models.Index(
                fields=("body_id", "due_at"),
                name="fact_unassigned",
                condition=models.Q(assignee_id__isnull=True, is_open=True, body_id__isnull=False),
            ),
            models.Index(fields=("body_id",), name="fact_rework", condition=models.Q(answer_state="returned")),
            models.Index(fields=("body_id",), name="fact_reopened", condition=models.Q(reopened__gt=0)),
            models.Index(
                fields=("body_id",),
                name="fact_unhappy",
                condition=models.Q(is_solved=False) | models.Q(stars__lte=2),
            ),
        ]


class Touched(models.Model):
    """Facts of a month changed: its columnar copy is stale. Rows are only added and taken away, so nobody waits."""

    month = models.DateField()
    at = models.DateTimeField()


class MonthFile(models.Model):
    """The columnar copy of a month of receipt: what it holds, by which a missing or cut file is known."""

    # Its first day, where the region is.
    month = models.DateField(primary_key=True)
    name = models.CharField(max_length=60)
    rows = models.PositiveIntegerField()
    size_bytes = models.PositiveBigIntegerField()
    # Of all its bytes, in hex; empty where nobody reckoned it.
    digest = models.CharField(max_length=32, blank=True)
    # Changes up to this moment are in it.
    as_of = models.DateTimeField()
    # A month that takes long to write is written seldom.
    took_s = models.FloatField(default=0)
