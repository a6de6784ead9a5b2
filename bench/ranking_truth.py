"""Whether the ranking finds the true order of the demo's bodies, beside the plain average of shares.

Usage: OTKLIK_HOME=<a demo home> python -m bench.ranking_truth. The truth of the demo is in otklik.flow.demo (skill,
lateness, replies): how many answers of a body are empty, late, not solved. Prints Kendall's tau (b) of both orders
with the true one, by period and by share of the authors drawn: the 5th, 50th and 95th percent of the draws.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

import django

django.setup()

from django.utils import timezone  # noqa: E402
from ibis.expr.types import Table  # noqa: E402
from scipy.stats import kendalltau  # noqa: E402

from otklik.flow.demo import replies, skill, truth  # noqa: E402
from otklik.indicators import source  # noqa: E402
from otklik.indicators.rules import Period  # noqa: E402
from otklik.offices.models import Body  # noqa: E402
from otklik.ranking import actions, reading, standings  # noqa: E402
from otklik.ranking.evidence import Evidence  # noqa: E402
from otklik.ranking.leagues import Entrant  # noqa: E402
from otklik.ranking.rules import BODY, League  # noqa: E402
from otklik.ranking.seeded import FIRST  # noqa: E402
from otklik.ranking.summary import summed  # noqa: E402
from otklik.routing import transfers  # noqa: E402

SIZES, DRAWS = (0.125, 0.25, 0.5, 0.8), 60
ALL = League("all", "Все органы", BODY, ("regional", "municipal", "organisation"))
FORMULA = replace(FIRST, leagues=(ALL,), minimum=10)


def worth(code: str) -> float:
    """The true worth of a body, 0..1: even parts of what is in substance, in time and to the author's liking."""
    own = skill.of(code)
    formal = 1.0 if code == replies.ONE_TEXT else own.formal
    late = truth.BAD_LATE_SHARE if code in truth.BAD_ANSWERERS else truth.LATE_SHARE
    shares = {str(outcome): weight / 100 for outcome, weight in replies._OUTCOMES}
    solved = (shares["solved"] + shares["planned"]) * (1 - own.false_closure)
    return ((1 - formal) + (1 - late) + solved + shares["explained"] * (1 - formal)) / 3


def plain(rows: pa.Table, kept: np.ndarray) -> dict[str, float]:
    """By body, the average of its shares: in time, good ratings among those who rated, solved by its own words."""
    body = rows["body_id"].fill_null(-1).to_numpy()[kept]
    late, stars = (rows[name].cast("float64").to_numpy()[kept] for name in ("late_hours", "first_stars"))
    outcome = rows["outcome"].fill_null("").to_numpy(zero_copy_only=False).astype(str)[kept]
    found = {}
    for one in np.unique(body[body >= 0]):
        of = body == one
        shares = [
            late[of & ~np.isnan(late)] <= 0,
            stars[of & ~np.isnan(stars)] >= 4,
            outcome[of & (outcome != "")] == "solved",
        ]
        found[str(one)] = float(np.mean([share.mean() if len(share) else 0.5 for share in shares]))
    return found


def ours(evidence: Evidence, entrants: Mapping[str, Entrant]) -> dict[str, float]:
    rows = standings.ordered(summed(evidence, FORMULA), FORMULA, entrants)
    return {row.subject.key: row.score for row in rows if row.place}


def some(evidence: Evidence, authors: np.ndarray) -> Evidence:
    kept = np.isin(evidence.author, authors)
    columns = ("question", "appeal", "author", "matter", "subject", "group", "channel", "urgency", "values")
    return replace(evidence, **{name: getattr(evidence, name)[kept] for name in columns})


def tau(found: Mapping[str, float], other: Mapping[str, float], true: Mapping[str, float]) -> tuple[float, float]:
    keys = [key for key in found if key in other and key in true]
    return tuple(
        float(kendalltau([order[key] for key in keys], [true[key] for key in keys]).statistic)
        for order in (found, other)
    )


def measured(period: Period, true: Mapping[str, float], entrants: Mapping[str, Entrant]) -> dict:
    now = timezone.now()
    told = reading.asked(period, now)
    rows = source.run(told)
    facts = source.run(_outcomes(rows))
    made = reading.made(rows, np.array(transfers.givers(since=reading._begin(period))).reshape(-1, 2))
    author = np.asarray(reading._filled(rows, "author_hash", "appeal_id"))
    everybody, dice = np.unique(author), np.random.default_rng(7)
    whole = tau(ours(made.bodies, entrants), plain(facts, np.ones(len(rows), dtype=bool)), true)
    found = {"questions": len(rows), "all": {"ours": round(whole[0], 3), "plain": round(whole[1], 3)}}
    for size in SIZES:
        pairs = []
        for _ in range(DRAWS):
            drawn = dice.choice(everybody, int(size * len(everybody)), replace=False)
            pairs.append(tau(ours(some(made.bodies, drawn), entrants), plain(facts, np.isin(author, drawn)), true))
        pairs = np.array(pairs)
        low, middle, high = np.percentile(pairs, [5, 50, 95], axis=0).round(3).tolist()
        found[f"{size:g} of authors"] = {
            "ours": [low[0], middle[0], high[0]], "plain": [low[1], middle[1], high[1]],
            "ours is nearer": round(float((pairs[:, 0] > pairs[:, 1]).mean()), 3),
        }  # fmt: skip
    return found


def _outcomes(rows: pa.Table) -> Table:
    facts = reading.facts()
    return facts.filter(facts.question_id.isin(rows["question_id"].to_pylist())).select(
        "question_id", "body_id", "late_hours", "first_stars", "outcome"
    ).order_by("question_id")  # fmt: skip


def main() -> None:
    today = timezone.localdate()
    entrants = actions.entrants()[BODY]
    true = {str(pk): worth(code) for pk, code in Body.objects.values_list("pk", "code")}
    month = today.replace(day=1) - timedelta(days=1)
    periods = {
        "90 days": Period(today - timedelta(days=89), today),
        f"{month:%Y-%m}": Period(month.replace(day=1), month),
        "last 14 days": Period(today - timedelta(days=13), today),
    }
    before = date(month.year, month.month, 1) - timedelta(days=1)
    periods[f"{before:%Y-%m}"] = Period(before.replace(day=1), before)
    print(json.dumps({name: measured(period, true, entrants) for name, period in periods.items()}, indent=1))


if __name__ == "__main__":
    main()
