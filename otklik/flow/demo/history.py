"""How the demo region lived: letters walked the line, moderators decided, executors answered, two of them badly."""

import heapq
import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from otklik.appeals.models import Question
from otklik.appeals.states import Desk
from otklik.flow import run
from otklik.flow.demo import deliver, lateness, opinions
from otklik.flow.demo.answering import Answering
from otklik.flow.demo.stream import DemoLetter
from otklik.flow.desks import closing, desk
from otklik.intake import actions as intake
from otklik.intake.models import Letter
from otklik.offices.models import Person
from otklik.triage.models import Suggestion

LEFT_TO_PEOPLE = 0.04


class History:
    """The life of the region so far; `live` moves it on."""

    def __init__(self, *, seed: int) -> None:
        self.letters = self.closed = 0
        self._chance = random.Random(seed)
        self._truth: dict[str, str] = {}
        self._plans: list[tuple[datetime, int, str]] = []
        self._last_clock = 0
        self._loads = lateness.Loads()
        # Passed by for good, so that the pages of the demo have something to decide.
        self._left: set[int] = set()
        people = dict(Person.objects.filter(body__isnull=False).values_list("login", "pk"))
        self._answering = Answering(people, chance=random.Random(seed + 1))
        self._moderator = Person.objects.get(login="moderator")
        self._opinions = opinions.Opinions(self._truth, self._chance)

    def live(self, letters: Sequence[DemoLetter], *, until: datetime) -> None:
        """Take letters in, walk them, let people work up to `until`."""
        self._accept(letters, until)
        run.drain(now=lambda: until)
        self._decide(until)
        self._opinions.live(until)
        self._plan()
        self._answer(until)

    def _accept(self, letters: Sequence[DemoLetter], until: datetime) -> None:
        times: dict[int, datetime] = {}
        for channel, some in deliver.by_channel(letters).items():
            receipts = intake.accept_batch(
                channel=channel, raws=[deliver.raw(one) for one in some], source=None, at=until
            )
            times |= {receipt.letter_id: one.published_at for receipt, one in zip(receipts, some, strict=True)
                      if receipt.outcome == "stored"}  # fmt: skip
            self._truth |= {one.outside_id: one.truth.topic_code for one in some}
        rows = [Letter(pk=number, received_at=moment) for number, moment in times.items()]
        Letter.objects.bulk_update(rows, ["received_at"], batch_size=200)
        self.letters += len(rows)

    def _decide(self, at: datetime) -> None:
        """Moderators choose the true topic for most of what waits for one."""
        waiting = Question.objects.filter(waits_for=Desk.TRIAGE).values_list("pk", "appeal__outside_id")
        known = {number: self._truth.get(outside_id, "") for number, outside_id in waiting}
        fresh = {number: code for number, code in known.items() if number not in self._left}
        urgent = set(Suggestion.objects.filter(pk__in=fresh, proposals__urgency="now").values_list("pk", flat=True))
        self._left |= {number for number in fresh if number not in urgent and self._chance.random() < LEFT_TO_PEOPLE}
        seen = {number: code for number, code in fresh.items() if number not in self._left}
        self._opinions.decide({number: code for number, code in seen.items() if code}, at)
        if senseless := [number for number, code in seen.items() if not code]:
            desk.reject(question_ids=senseless, reason="нет вопроса по существу", by=self._moderator, at=at)

    def _plan(self) -> None:
        """Every question with a new clock gets a moment at which its executor will answer."""
        fresh = closing.owed().filter(pk__gt=self._last_clock).order_by("pk")
        columns = ("pk", "question", "question__body__code", "question__topic__code", "started_at", "due_at")
        for self._last_clock, number, body, topic, started, due in fresh.values_list(*columns):
            share = lateness.late_share(body, topic or "", self._loads.of(body))
            self._loads.came(body)
            heapq.heappush(self._plans, (self._finish(share, started, due), number, body))
        self._loads.step()

    def _finish(self, late_share: float, started: datetime, due: datetime) -> datetime:
        if self._chance.random() < late_share:
            return due + timedelta(hours=self._chance.expovariate(1 / 30))
        return started + (due - started) * self._chance.betavariate(2, 2)

    def _answer(self, until: datetime) -> None:
        due = {}
        while self._plans and self._plans[0][0] <= until:
            at, number, body = heapq.heappop(self._plans)
            due[number] = (at, body)
            self._loads.went(body)
        self.closed += self._answering.answer(due)
        self._answering.live(until)
        self._answering.leave(until)
