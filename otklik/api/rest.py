"""The REST door: letters in by a source's key, questions out by a person's scope."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import NinjaAPI, Query, Status
from ninja.security import HttpBearer, django_auth

from otklik.api import bulk, shapes
from otklik.deadlines import queries as deadlines
from otklik.facts import queries as facts
from otklik.facts.models import Fact
from otklik.facts.rules import FeedFilter, FilterError, cursor
from otklik.flow.answering import verdicts
from otklik.intake import actions as intake
from otklik.intake import queries as inbox
from otklik.intake.queries import SourceCard
from otklik.offices import queries as offices
from otklik.offices.rules import Scope, Verb
from otklik.satisfaction.models import Rating
from otklik.satisfaction.ratings import RatedAlready, RatingError, Said

LARGEST_LETTER = 2 << 20
NO_RIGHT = {"detail": "Нет права читать вопросы: обратитесь к администратору."}

api = NinjaAPI(
    title="Отклик",
    version="1",
    description="Letters in, by the key of a source; questions out, by the scope of a person.",
    docs_url=None,
    urls_namespace="api",
)


class SourceKey(HttpBearer):
    """`Authorization: Bearer KEY`, where KEY was made for a source on the settings page."""

    def authenticate(self, request: HttpRequest, token: str) -> SourceCard | None:
        return inbox.source_by_key(token)


@api.exception_handler(FilterError)
def _bad_filter(request: HttpRequest, refusal: FilterError) -> Any:
    return api.create_response(request, {"detail": str(refusal)}, status=422)


@api.post(
    "/letters",
    auth=SourceKey(),
    response={202: shapes.Receipt, 200: shapes.Receipt, 413: shapes.Problem, 422: shapes.Receipt},
    openapi_extra=shapes.body_of("application/json", shapes.LETTER),
    summary="Give one letter",
)
def give_letter(request: HttpRequest) -> Status[dict[str, Any]]:
    """One durable insert accepts it (202); delivered before, it is the same letter (200).

    A letter that can't be read is kept in quarantine and told so (422): nothing is lost, nothing need be sent again.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_LETTER:
        return Status(413, {"detail": f"Письмо больше {LARGEST_LETTER >> 20} МБ: пришлите текст без вложений."})
    receipt = intake.accept_one(channel="api", raw=request.body, source=_source(request), at=timezone.now())
    status = {"stored": 202, "duplicate": 200, "quarantined": 422}[receipt.outcome]
    told = {"letter_id": receipt.letter_id, "outcome": receipt.outcome, "reason": receipt.reason}
    return Status(status, told)


@api.post(
    "/letters/bulk",
    auth=SourceKey(),
    response={202: shapes.BulkReceipt},
    openapi_extra=shapes.body_of("application/x-ndjson", {"type": "string", "description": "a letter a line"}),
    summary="Give many letters, one JSON a line",
)
def give_letters(request: HttpRequest) -> Status[dict[str, Any]]:
    """The body is read line by line; a bad line goes to quarantine with its reason, and the rest goes on."""
    return Status(202, bulk.take(request, source=_source(request), at=timezone.now()))


@api.get(
    "/letters/{letter_id}", auth=SourceKey(), response={200: shapes.LetterState, 404: shapes.Problem},
    summary="Where a letter of this source is",
)  # fmt: skip
def letter_state(request: HttpRequest, letter_id: int) -> Status[dict[str, Any]]:
    """Only letters that came by the same key can be asked for."""
    found = inbox.letter_of(source=_source(request), letter_id=letter_id)
    if found is None:
        return Status(404, {"detail": f"Письма {letter_id} от этого источника нет."})
    bodies = offices.bodies()
    rows = facts.of_appeal(found.appeal_id) if found.appeal_id else []
    questions = [_short(row, {key: card.code for key, card in bodies.items()}) for row in rows]
    return Status(200, {"letter_id": letter_id, "state": found.state, "reason": found.reason, "questions": questions})


@api.post(
    "/letters/{letter_id}/verdict", auth=SourceKey(),
    response={200: shapes.VerdictHeard, 404: shapes.Problem, 409: shapes.Problem, 422: shapes.Problem},
    summary="Pass on what a person said of the answer",
)  # fmt: skip
def give_verdict(request: HttpRequest, letter_id: int, told: shapes.Verdict) -> Status[dict[str, Any]]:
    """Only for letters of the same key; the first verdict on an answer counts, a second one is refused (409)."""
    found = inbox.letter_of(source=_source(request), letter_id=letter_id)
    numbers = [row.question_id for row in facts.of_appeal(found.appeal_id)] if found and found.appeal_id else []
    number = told.question_id or (numbers[0] if len(numbers) == 1 else None)
    if not numbers:
        return Status(404, {"detail": f"Письма {letter_id} от этого источника нет или оно ещё не прочитано."})
    if number not in numbers:
        return Status(422, {"detail": f"В письме несколько вопросов: укажите question_id — {numbers}."})
    said = Said(told.stars, told.is_solved, (), told.comment)
    try:
        heard = verdicts.hear(question_id=number, source=Rating.Source.CHANNEL, said=said, by=None, at=timezone.now())
    except RatedAlready as known:
        return Status(409, {"detail": str(known)})
    except RatingError as refusal:
        return Status(422, {"detail": str(refusal)})
    return Status(200, {"question_id": number, "outcome": heard.outcome, "due_at": heard.due_at, "words": heard.words})


@api.get(
    "/questions", auth=django_auth, response={200: shapes.Questions, 403: shapes.Problem, 422: shapes.Problem},
    summary="Questions that the person may see",
)  # fmt: skip
def questions(request: HttpRequest, wanted: Query[shapes.Wanted]) -> Status[dict[str, Any]]:
    """Newest first, by pages; the scope of the person who is logged in narrows every answer."""
    scope = _reader(request)
    if scope is None:
        return Status(403, NO_RIGHT)
    asked = wanted.dict()
    after, limit = cursor(asked.pop("after")), asked.pop("limit")
    page = facts.feed(scope, FeedFilter(**asked), after=after, limit=limit, now=timezone.now())
    codes = {key: card.code for key, card in offices.bodies().items()}
    rows = [_row(fact, codes) for fact in page.rows]
    return Status(200, {"questions": rows, "next": str(page.next) if page.next else None})


@api.get(
    "/questions/{question_id}", auth=django_auth,
    response={200: shapes.QuestionCard, 403: shapes.Problem, 404: shapes.Problem}, summary="One question",
)  # fmt: skip
def question(request: HttpRequest, question_id: int) -> Status[dict[str, Any]]:
    """A question out of the person's scope is not found."""
    scope = _reader(request)
    if scope is None:
        return Status(403, NO_RIGHT)
    fact = facts.one(scope, question_id)
    if fact is None:
        return Status(404, {"detail": f"Вопроса {question_id} нет или на него нет права."})
    row = _row(fact, {key: card.code for key, card in offices.bodies().items()})
    return Status(200, row | {"clocks": _clocks(question_id, timezone.now())})


def _clocks(question_id: int, now: datetime) -> list[dict[str, Any]]:
    names = ("kind", "started_at", "due_at", "warn_at", "paused_at", "done_at", "extra_days")
    return [
        {name: getattr(clock, name) for name in names}
        | {"state": clock.state(now), "policy": clock.policy_code, "turns": [asdict(turn) for turn in clock.turns]}
        for clock in deadlines.clocks(question_id)
    ]


def _source(request: HttpRequest) -> SourceCard:
    return request.auth  # type: ignore[attr-defined]


def _reader(request: HttpRequest) -> Scope | None:
    scope = offices.scope(request.user).for_verb(Verb.READ)  # type: ignore[arg-type]
    return scope if scope.reaches else None


def _short(fact: Fact, codes: dict[int, str]) -> dict[str, Any]:
    return {
        "id": fact.question_id, "state": fact.state, "topic_code": fact.topic_code,
        "body": codes.get(fact.body_id or 0, ""), "due_at": fact.due_at,
    }  # fmt: skip


def _row(fact: Fact, codes: dict[int, str]) -> dict[str, Any]:
    return _short(fact, codes) | {
        "appeal_id": fact.appeal_id, "received_at": fact.received_at, "channel": fact.channel,
        "legal_kind": fact.legal_kind, "waits_for": fact.waits_for, "territory_code": fact.territory_code,
        "latitude": fact.latitude, "longitude": fact.longitude, "excerpt": fact.excerpt,
    }  # fmt: skip
