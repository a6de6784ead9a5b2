"""One flat row per question: what lists, search and figures read."""

from django.db import models


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
    tone = models.CharField(max_length=8, blank=True)
    is_rude = models.BooleanField(default=False)
    # "now": a person within a minute; "soon": today; empty: by the term.
    urgency = models.CharField(max_length=4, blank=True)
    # "exact" or "near" while nobody has said whether it is the same as an earlier one.
    alike = models.CharField(max_length=6, blank=True)
    # The nearest milestone still owed; null when nothing is owed any more.
    due_at = models.DateTimeField(null=True)
    due_kind = models.CharField(max_length=12, blank=True)
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
            models.Index(fields=("state", "question_id"), name="fact_state"),
            models.Index(fields=("appeal_id",), name="fact_appeal"),
        ]
