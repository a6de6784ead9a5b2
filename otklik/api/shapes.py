"""What the REST door takes and gives: the shapes of its OpenAPI description."""

from datetime import datetime

from ninja import Schema
from pydantic import Field


class Receipt(Schema):
    """What became of one letter: `outcome` is stored, duplicate or quarantined."""

    letter_id: int | None = None
    outcome: str
    reason: str = ""


class BulkFlaw(Schema):
    """A line of a bulk delivery that was not taken as a letter: its number from one, and why (Russian)."""

    line: int
    reason: str


class BulkReceipt(Schema):
    """A bulk delivery in figures: read = stored + duplicates + quarantined; at most a thousand flaws are listed."""

    read: int
    stored: int
    duplicates: int
    quarantined: int
    flaws: list[BulkFlaw]


class LetterState(Schema):
    """Where a letter of this source is: `state` of the letter, and of its questions once it is read."""

    letter_id: int
    state: str
    reason: str = ""
    questions: list["QuestionState"] = []


class QuestionState(Schema):
    """A question in short: what an outside system may know of it."""

    id: int
    state: str
    topic_code: str = ""
    body: str = ""
    due_at: datetime | None = None


class Question(QuestionState):
    """A question as lists show it; the excerpt is masked."""

    appeal_id: int
    received_at: datetime
    channel: str
    legal_kind: str
    waits_for: str = ""
    territory_code: str = ""
    latitude: float | None = None
    longitude: float | None = None
    excerpt: str


class ClockTurn(Schema):
    """When a term stood (`until`: it ran again) or was counted anew: what it was, what it became, why (Russian)."""

    at: datetime
    title: str
    why: str = ""
    before: datetime | None = None
    after: datetime | None = None
    until: datetime | None = None


class Clock(Schema):
    """One term: `kind` is registration, forwarding, reaction, answer, solution or promise.

    `state` is on_time, at_risk, late, paused, done_on_time or done_late; while it is paused, `due_at` is as it was.
    """

    kind: str
    state: str
    policy: str = ""
    started_at: datetime
    due_at: datetime
    warn_at: datetime
    paused_at: datetime | None = None
    done_at: datetime | None = None
    extra_days: int = 0
    turns: list[ClockTurn] = []


class QuestionCard(Question):
    """A question with its terms, the earliest due first."""

    clocks: list[Clock] = []


class Questions(Schema):
    """A page of questions, newest first; `next` is the cursor of the following page, null on the last."""

    questions: list[Question]
    next: str | None = None


class Wanted(Schema):
    """How a list of questions is narrowed; empty means any."""

    waits_for: str = ""
    state: str = ""
    topic: str = Field("", description="code of a topic; takes in all below it")
    territory: str = Field("", description="ОКТМО code; takes in all below it")
    body: str = Field("", description="code of a body")
    block: str = ""
    channel: str = ""
    term: str = Field("", description="late, today, tomorrow or week")
    decided_by: str = ""
    words: str = Field("", description="words in any form, all of them; or the number of a question")
    after: str = Field("", description="cursor of the page before")
    limit: int = Field(50, ge=1, le=200)


class Verdict(Schema):
    """What a person said of an answer in the source's own system; stars or `is_solved` must be there."""

    stars: int | None = Field(None, ge=1, le=5)
    is_solved: bool | None = None
    comment: str = Field("", max_length=2000)
    question_id: int | None = Field(None, description="of a letter with several questions: which one")


class VerdictHeard(Schema):
    """What came of it: close, reopen, keep, too_late or too_often; when a new answer is due; words for the person."""

    question_id: int
    outcome: str
    due_at: datetime | None = None
    words: str


class Problem(Schema):
    """Why a call was refused (Russian)."""

    detail: str


LETTER: dict[str, object] = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "id": {"type": "string", "description": "the letter's id at the source: the same id twice is one letter"},
        "text": {"type": "string"},
        "published_at": {"type": "string", "format": "date-time"},
        "url": {"type": "string"},
        "source": {"type": "string", "description": "the network or portal, as people call it"},
        "legal_kind": {"type": "string", "enum": ["appeal", "message"]},
        "author": {
            "type": "object",
            "properties": {
                "kind": {"type": "string"},
                "full_name": {"type": "string"},
                "pseudonym": {"type": "string"},
                "phone": {"type": "string"},
                "email": {"type": "string"},
                "address": {"type": "string"},
                "id": {"type": "string"},
            },
        },
        "topic": {"type": "string", "description": "code or name of a topic in force"},
        "territory": {"type": "string", "description": "ОКТМО code or name"},
        "place": {"type": "string"},
        "latitude": {"type": "number", "description": "degrees of WGS 84, together with longitude"},
        "longitude": {"type": "number"},
    },
}


def body_of(content_type: str, schema: dict[str, object]) -> dict[str, object]:
    """The part of an OpenAPI operation that describes a body read by the channel itself."""
    return {"requestBody": {"required": True, "content": {content_type: {"schema": schema}}}}
