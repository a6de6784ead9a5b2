"""What the people of the demo think: two moderators choose, sometimes wrongly, correct the machine, mark blind."""

import random
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from otklik.appeals.states import OPEN
from otklik.flow.desks import desk
from otklik.offices.models import Person
from otklik.reference.models import Topic
from otklik.triage.measured import marking
from otklik.triage.measured.quality import ALONE, Period
from otklik.triage.models import Marking, Reading
from otklik.triage.queries import EDITION

# Invented: near what people show on real letters, where they agree on a theme three times of four.
WRONG_SHARE, NOTICED_SHARE, MARKED_SHARE, UNCLEAR_SHARE = 0.08, 0.5, 0.9, 0.02
SECOND_EVERY, SECOND_COUNT = 400, 25


class Opinions:
    """The choices of people so far; `truth` is the true topic by the letter's outside id."""

    def __init__(self, truth: Mapping[str, str], chance: random.Random) -> None:
        self._truth, self._chance = truth, chance
        self._people = list(Person.objects.filter(login__in=("moderator", "moderator3")).order_by("login"))
        self._beside: dict[str, list[str]] = defaultdict(list)
        self._last_read = self._chosen = 0
        # Passed by for good, so that the page of marking has something to mark.
        self._left: set[int] = set()
        for code in Topic.objects.filter(edition__code=EDITION, level=2, closed_on=None).values_list("code", flat=True):
            self._beside[code.rpartition(".")[0]].append(code)

    def decide(self, topics: Mapping[int, str], at: datetime) -> None:
        """Each question to one of the two, who chooses the true topic or one beside it."""
        parts: list[dict[int, str]] = [{} for _ in self._people]
        for number, code in topics.items():
            parts[self._chance.random() < 0.4][number] = self._said(code)
        for person, part in zip(self._people, parts, strict=True):
            if part:
                desk.decide_each(topics=part, by=person, at=at)
        self._chosen += len(topics)

    def live(self, at: datetime) -> None:
        """Correct what the machine was seen to get wrong, mark what waits, now and then draw for a second marking."""
        self._correct(at)
        if self._chosen >= SECOND_EVERY:
            self._chosen = 0
            marking.draw(Period(at - timedelta(days=365), at), count=SECOND_COUNT, at=at)
        self._mark(at)

    def _correct(self, at: datetime) -> None:
        fresh = Reading.objects.filter(ALONE, pk__gt=self._last_read, question__state__in=OPEN).order_by("pk")
        wrong = {}
        for row in fresh.select_related("question__appeal", "question__topic"):
            self._last_read = row.pk
            true = self._truth.get(row.question.appeal.outside_id, "")
            stands = row.question.topic.code if row.question.topic else ""
            if true and not true.startswith(stands) and self._chance.random() < NOTICED_SHARE:
                wrong[row.pk] = true
        if wrong:
            desk.decide_each(topics=wrong, by=self._people[0], at=at)

    def _mark(self, at: datetime) -> None:
        for row in list(Marking.objects.filter(at=None).select_related("question__appeal")):
            if row.pk in self._left or self._chance.random() > MARKED_SHARE:
                self._left.add(row.pk)
                continue
            others = [person for person in self._people if person.pk != row.first_by_id]
            true = self._truth.get(row.question.appeal.outside_id, "")
            said = "" if not true or self._chance.random() < UNCLEAR_SHARE else self._said(true)
            marking.mark(row.pk, topic_code=said, by=self._chance.choice(others), at=at)

    def _said(self, code: str) -> str:
        """The true code, or now and then another theme of its group."""
        beside = self._beside.get(code.rpartition(".")[0], [])
        return self._chance.choice(beside) if beside and self._chance.random() < WRONG_SHARE else code
