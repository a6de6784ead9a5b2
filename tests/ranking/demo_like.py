"""Evidence as the demo region makes it: its bodies with their skill, its answers, what its authors say of them."""

import random
from collections import Counter
from datetime import UTC, datetime

import numpy as np

from otklik.flow.demo import lateness, replies, routes, skill
from otklik.flow.demo.region import build
from otklik.flow.demo.rhythm import topics
from tests.ranking.simulated import Region

AT = datetime(2026, 10, 15, 9, tzinfo=UTC)
TERM_H = 240.0
MOST = 12


def region(seed: int, questions: int = 4000) -> Region:
    """Questions of the demo's busiest bodies, routed and answered as it does; worth by answers in substance."""
    chance = random.Random(seed)
    asked = [_asked(chance) for _ in range(2 * questions)]
    busiest = [body for body, _ in Counter(body for body, _, _ in asked).most_common(MOST)]
    rows = [row for row in asked if row[0] in busiest][:questions]
    groups = sorted({topic[:5] for _, topic, _ in rows})
    told = [_answered(body, topic, channel, chance) for body, topic, channel in rows]
    columns = {name: np.array([one[name] for one in told]) for name in told[0]}
    size, number = len(rows), np.arange(1, len(rows) + 1)
    keys = {
        "question": number, "appeal": number.copy(), "matter": number.copy(),
        "author": np.array([chance.randrange(3000) for _ in rows]),
        "subject": np.array([busiest.index(body) for body, _, _ in rows]),
        "group": np.array([groups.index(topic[:5]) for _, topic, _ in rows]),
        "channel": np.array([list(replies.RESPONSE_SHARE).index(channel) for _, _, channel in rows]),
        "urgency": np.zeros(size, dtype=np.int64), "is_handed": np.zeros(size, dtype=bool),
    }  # fmt: skip
    truth = np.array([1 - skill.of(body).formal for body in busiest])
    return Region(columns, keys, truth, np.zeros(size))


def _asked(chance: random.Random) -> tuple[str, str, str]:
    topic, place = chance.choice(topics()).code, chance.choice(build().municipalities).code
    channel = chance.choice(tuple(replies.RESPONSE_SHARE))
    return routes.body_for(topic, place, channel), topic, channel


def _answered(body: str, topic: str, channel: str, chance: random.Random) -> dict:
    given = replies.reply(body, topic[:5], AT, chance)
    said = replies.said(given, channel, AT, chance)
    is_late = chance.random() < lateness.late_share(body, topic, 1.0)
    hours = TERM_H + chance.expovariate(1 / 30) if is_late else TERM_H * chance.betavariate(2, 2)
    unhappy = said is not None and not said.is_solved
    broken = given.promised is not None and chance.random() < skill.of(body).broken
    return {
        "is_answered": True, "is_replied": True, "is_joined": False,
        "score": chance.uniform(0.8, 1) if given.is_formal else chance.uniform(0.1, 0.6),
        "returns": float(chance.random() < skill.of(body).sent_back), "transfers": 0.0, "hours": hours,
        "late_hours": hours - TERM_H, "stars": float(said.stars) if said else np.nan,
        "solved": float(said.is_solved) if said else np.nan, "bad_verdicts": float(unhappy),
        "reopened": float(unhappy and chance.random() < 0.5), "is_repeated": False,
        "kept": float(given.promised is not None and not broken), "broken": float(broken),
        "said_solved": float(given.outcome == "solved"),
    }  # fmt: skip
