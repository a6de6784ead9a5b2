"""How the demo's bodies answer and what comes of it: answers, promises kept or broken, verdicts, silence."""

import heapq
import random
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from otklik.answers.models import Answer, Dispatch, Promise
from otklik.answers.review import checking
from otklik.answers.review.answer_text import AnswerText
from otklik.answers.writing import similar
from otklik.appeals.models import Question
from otklik.appeals.states import OPEN
from otklik.deadlines import clocks
from otklik.facts import actions as facts
from otklik.flow.answering import past_answers, verdicts
from otklik.flow.answering.past_answers import PastAnswer, Scored
from otklik.flow.answering.verdicts import Spoken
from otklik.flow.demo import replies, skill
from otklik.flow.demo.replies import Reply
from otklik.offices.models import Person
from otklik.reference.rules import group_code
from otklik.satisfaction.models import Rating, RatingReason
from otklik.satisfaction.ratings import Said
from otklik.satisfaction.reopening import Outcome

OFTEN_MENDED = 0.75
"""How many questions answered a second time are then solved in truth."""
MARKED_LATE = timedelta(hours=3)
LATELY = timedelta(days=1)


class Answering:
    """Answers of the region so far, and what its authors are still to say."""

    def __init__(self, people: Mapping[str, int], *, chance: random.Random) -> None:
        self._people, self._chance = people, chance
        self._moderator = Person.objects.get(login="moderator").pk
        # By form: the same words with other days are worth the same, and the checks cost more than all the rest. The
        # question is left out: what the demo answers is about none in particular.
        self._scores: dict[str, Scored] = {}
        self._forms: dict[str, str] = {}
        self._to_say: list[tuple[datetime, int, replies.Said]] = []
        self._opened: set[int] = set()
        self._reasons = {is_good: list(RatingReason.objects.filter(is_good=is_good).values_list("code", flat=True))
                         for is_good in (True, False)}  # fmt: skip

    def answer(self, due: Mapping[int, tuple[datetime, str]]) -> int:
        """Answer questions: number -> (moment, code of the body); returns how many were open."""
        open_now = Question.objects.filter(pk__in=due, state__in=OPEN, body__isnull=False)
        told = {}
        for question in open_now.select_related("topic", "appeal"):
            at, body = due[question.pk]
            told[question.pk] = self._reply(question, at, body)
        given = [self._given(number, reply, *due[number]) for number, reply in told.items()]
        kept = past_answers.take_in(given, score=self._score)
        for answer in kept:
            self._plan_verdict(answer, told[answer.question_id])
        similar.index_all(kept)
        return len(kept)

    def live(self, until: datetime) -> None:
        """What comes of the answers up to `until`: promises end, authors speak, silence closes."""
        self._end_promises(until)
        spoken = []
        while self._to_say and self._to_say[0][0] <= until:
            at, number, told = heapq.heappop(self._to_say)
            spoken.append(self._spoken(number, told, at))
        heard = verdicts.hear_all(spoken, until)
        self._opened |= {one.rating.question_id for one in heard if one.outcome is Outcome.REOPEN}
        verdicts.close_silent(until)

    def leave(self, until: datetime) -> None:
        """What authors were told long ago has left long ago."""
        old = Dispatch.objects.filter(state=Dispatch.State.WAITING, created_at__lt=until - LATELY)
        old.update(state=Dispatch.State.SENT, sender="page", taken_at=F("created_at"), sent_at=F("created_at"))

    def _reply(self, question: Question, at: datetime, body: str) -> Reply:
        group = group_code(question.topic.code) if question.topic else ""
        reply = replies.reply(body, group, at, self._chance)
        if question.pk in self._opened and self._chance.random() < OFTEN_MENDED:
            reply = replies.mended(reply)
        self._forms[reply.text] = reply.form
        return reply

    def _given(self, number: int, reply: Reply, at: datetime, body: str) -> PastAnswer:
        by = self._people.get(f"exec-{body}", self._moderator)
        returns = int(self._chance.random() < skill.of(body).sent_back)
        return PastAnswer(
            number, reply.text, reply.outcome, by, at, returns=returns, promises=reply.promised is not None
        )

    def _score(self, question: Question, text: str, outcome: str) -> Scored:
        form = self._forms[text]
        if form not in self._scores:
            said = checking.checked(AnswerText(text=text, outcome=outcome))
            self._scores[form] = (said.score, said.told)
        return self._scores[form]

    def _plan_verdict(self, answer: Answer, reply: Reply) -> None:
        at = answer.published_at or answer.created_at
        said = replies.said(reply, answer.question.appeal.channel, at, self._chance)
        if said is not None:
            heapq.heappush(self._to_say, (said.at, answer.question_id, said))

    def _spoken(self, number: int, told: replies.Said, at: datetime) -> Spoken:
        reasons = self._reasons[told.is_solved]
        why = (self._chance.choice(reasons),) if reasons else ()
        return Spoken(number, Rating.Source.PAGE, Said(told.stars, told.is_solved, why, told.comment), at)

    @transaction.atomic
    def _end_promises(self, until: datetime) -> None:
        owed = Promise.objects.filter(verdict="", due_at__lte=until, clock__isnull=False).select_related("answer__body")
        changed: list[int] = []
        for promise in owed:
            body = promise.answer.body.code if promise.answer and promise.answer.body else ""
            is_broken = self._chance.random() < skill.of(body).broken
            changed.append(promise.question_id)
            promise.verdict = Promise.Verdict.BROKEN if is_broken else Promise.Verdict.KEPT
            promise.said_at = promise.due_at if is_broken else promise.due_at - MARKED_LATE
            promise.save(update_fields=["verdict", "said_at"])
            if not is_broken:
                clocks.keep_promise(promise.clock_id or 0, at=promise.said_at)
        if changed:
            facts.refresh_now(changed)
