"""What a survey told so far: by body and weighted to all that were answered, with how many could be reached."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from django.db.models import Count, Q, QuerySet, Sum

from otklik.satisfaction import intervals
from otklik.satisfaction.intervals import Share, Stratum
from otklik.satisfaction.models import Quota, Survey, Talk

State = Talk.State
Visible = QuerySet | None


@dataclass(frozen=True, slots=True)
class BodyResult:
    """One body of a survey: what was wanted and out of how many, what became of the calls, what was said."""

    body_id: int
    wanted: int
    frame: int
    answered: int
    done: int = 0
    refused: int = 0
    unreached: int = 0
    waiting: int = 0
    spare: int = 0
    checked: int = 0
    false: int = 0
    rated: int = 0
    stars_sum: int = 0

    @property
    def tried(self) -> int:
        """Those of whom it is known whether they spoke."""
        return self.done + self.refused + self.unreached

    @property
    def response(self) -> float | None:
        """Of those tried to the end, the share that spoke (AAPOR RR1 where nobody is left waiting)."""
        return self.done / self.tried if self.tried else None

    @property
    def false_share(self) -> Share:
        """Of the checked ones the share that is not solved: a small sample, so the exact interval."""
        return intervals.few(self.false, self.checked)

    @property
    def mean(self) -> float | None:
        return self.stars_sum / self.rated if self.rated else None

    @property
    def is_full(self) -> bool:
        return self.done >= self.wanted


@dataclass(frozen=True, slots=True)
class Result:
    """A survey: its bodies, and all of them together."""

    bodies: tuple[BodyResult, ...]
    said: Mapping[tuple[str, str], int]

    def total(self, name: str) -> int:
        return sum(getattr(one, name) for one in self.bodies)

    @property
    def response(self) -> float | None:
        tried = self.total("tried")
        return self.total("done") / tried if tried else None

    @property
    def false_share(self) -> Share:
        """Each body by how many were answered there, not by how many were asked."""
        return intervals.weighted(
            [Stratum(one.false, one.checked, max(one.answered, one.checked)) for one in self.bodies]
        )

    @property
    def mean(self) -> float | None:
        """Weighted likewise; bodies where nobody gave stars stand aside."""
        known = [one for one in self.bodies if one.mean is not None]
        weight = sum(one.answered for one in known)
        return sum(one.answered * (one.mean or 0) for one in known) / weight if weight else None


def of_survey(survey: Survey, visible: Visible = None) -> Result:
    """What a survey told so far, of the questions that may be seen. Three queries."""
    talks = Talk.objects.filter(survey=survey)
    if visible is not None:
        talks = talks.filter(question__in=visible)
    counted = talks.order_by().values("body").annotate(
        **{state.value: Count("pk", filter=Q(state=state)) for state in State},
        checked=Count("is_false_closure"), false=Count("pk", filter=Q(is_false_closure=True)),
        rated=Count("rating__stars"), stars_sum=Sum("rating__stars", default=0),
    )  # fmt: skip
    rows = cast("list[dict[str, int]]", list(counted))
    by_body = {row["body"]: {name: times for name, times in row.items() if name != "body"} for row in rows}
    quotas = Quota.objects.filter(survey=survey).order_by("-answered", "body")
    bodies = tuple(
        BodyResult(one.body_id, one.wanted, one.frame, one.answered, **by_body.get(one.body_id, {}))
        for one in quotas
        if visible is None or one.body_id in by_body
    )
    said = Counter(
        (code, answer)
        for protocol in talks.filter(state=State.DONE).values_list("protocol", flat=True)
        for code, answer in protocol.items()
    )
    return Result(bodies, said)
