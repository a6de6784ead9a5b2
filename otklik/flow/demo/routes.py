"""Who answers for what in the demo region: topic × territory × channel → body, each rule with its reason."""

from dataclasses import dataclass
from functools import lru_cache

from otklik.flow.demo import bodies as houses
from otklik.flow.demo import region as land
from otklik.flow.demo import tables


@dataclass(frozen=True)
class Rule:
    """A routing rule; `topic` is a prefix of topic codes, "" in any field means "any"."""

    topic: str
    territory: str
    channel: str
    body: str
    note: str


_OF_THE_PLACE = "administration"
"""In the table: the administration of the place itself, a rule for each municipality."""

_OF_THE_CAPITAL = ("im.06.17", "im.06.19", "im.06.23", "im.06.24", "im.06.25")


@lru_cache(maxsize=1)
def _rules() -> tuple[Rule, ...]:
    region = land.build()
    capital = region.municipalities[0].code
    found: list[Rule] = []
    for row in tables.rows("routes"):
        if row["body"] != _OF_THE_PLACE:
            found.append(Rule(row["topic"], "", "", row["body"], row["note"]))
            continue
        codes = [place.code for place in region.municipalities if _keeps(row["topic"], place.code, capital)]
        found += [Rule(row["topic"], code, "", houses.administration(code), row["note"]) for code in codes]
    found += [
        Rule(each, capital, "", houses.WATER_COMPANY, "Воду в столице края подаёт водоканал")
        for each in _OF_THE_CAPITAL
    ]
    # The table has no column for it: one rule shows that a channel can turn the way of a letter.
    found.append(
        Rule("im.06.07", capital, "operator", "min-housing", "Звонок о подтоплении идёт дежурному министерства")
    )
    return tuple(found)


def _keeps(topic: str, territory: str, capital: str) -> bool:
    return territory != capital or topic not in _OF_THE_CAPITAL


ROUTES = _rules()
"""All rules. Which wins: the longer topic, then a named territory, then a named channel."""


@lru_cache(maxsize=8192)
def body_for(topic: str, territory: str, channel: str = "") -> str:
    """The body that the rules name for a topic code in a municipality; the fallback where nothing is nearer."""
    fitting = [rule for rule in ROUTES if _fits(rule, topic, territory, channel)]
    return max(fitting, key=lambda rule: (len(rule.topic), bool(rule.territory), bool(rule.channel))).body


def _fits(rule: Rule, topic: str, territory: str, channel: str) -> bool:
    under = not rule.topic or topic == rule.topic or topic.startswith(rule.topic + ".")
    return under and rule.territory in ("", territory) and rule.channel in ("", channel)
