"""The demo letters: ninety days of them with known truth, and a tap of fresh ones."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from otklik.flow.demo import authors, rhythm, routes, texts, truth
from otklik.flow.demo.authors import Author
from otklik.flow.demo.region import Municipality, Region
from otklik.flow.demo.scene import Scene

SOURCES = (
    ("incident", "ВКонтакте", 48), ("incident", "Телеграм", 14), ("incident", "Одноклассники", 8),
    ("api", "Портал обращений", 14), ("api", "Мобильное приложение", 6),
    ("operator", "телефон", 7), ("operator", "личный приём", 2), ("operator", "бумага", 1),
)  # fmt: skip
"""Channel, the name of the source, and its share in percent."""


@dataclass(frozen=True)
class Truth:
    """What is so, whatever a reader makes of the text. `topic_code` and `group_code` are "" where there is no matter.

    Settlement, street and house are None where the text does not name them; `body_code` is who must answer.
    """

    topic_code: str
    group_code: str
    territory_code: str
    body_code: str
    settlement: str | None
    street: str | None
    house: str | None
    tone: str
    urgent: bool
    duplicate_of: str | None = None
    campaign: str | None = None
    burst: str | None = None
    bad_answerer: bool = False
    # One thing that several people write of in their own words.
    matter: str | None = None


@dataclass(frozen=True)
class DemoLetter:
    """One letter as a channel delivers it, with its truth."""

    outside_id: str
    channel: str
    source_name: str
    published_at: datetime
    author_name: str | None
    author_kind: str
    author_phone: str | None
    author_email: str | None
    pseudonym: str | None
    text: str
    truth: Truth


@dataclass(frozen=True)
class _Cause:
    """Why a letter is written: an ordinary matter, a burst or a campaign."""

    topic: rhythm.Topic | None
    phrases: str
    territory: str | None = None
    streets: int = 0
    burst: str | None = None
    campaign: str | None = None
    matter: truth.Matter | None = None


def letters(
    region: Region, *, until: datetime, days: int = 90, per_day: int = 110, seed: int = 2026
) -> Iterator[DemoLetter]:
    """All letters of the `days` days that end at `until` (aware: its zone is the region's), in the order of writing.

    Bursts and campaigns of `truth` are counted back from the day of `until`. A redelivered letter comes twice, equal.
    """
    if until.tzinfo is None:
        raise ValueError(
            f"until={until} has no zone; give an aware datetime, its zone is where the letters are written"
        )
    rng = random.Random(f"{seed}:{until.isoformat()}")
    writer = _Writer(region, rng)
    last = until.date()
    late: list[DemoLetter] = []
    for day in (last - timedelta(days=back) for back in range(days - 1, -1, -1)):
        causes = _causes(day, last, per_day, rng)
        written = [writer.write(cause, rhythm.moment_on(day, until.tzinfo, rng)) for cause in causes]
        written += [writer.again(letter) for letter in written if rng.random() < truth.CROSS_POST_SHARE]
        # What is posted again after midnight belongs to the next day, or the order of writing would break.
        waiting, late = late + written, [letter for letter in written if letter.published_at.date() > day]
        told = [letter for letter in waiting if letter.published_at.date() <= day and letter.published_at <= until]
        yield from _delivered(sorted(told, key=lambda letter: letter.published_at), rng)


def _delivered(told: list[DemoLetter], rng: random.Random) -> Iterator[DemoLetter]:
    """The letters as the channel gives them: a few of them twice."""
    for letter in told:
        yield letter
        if rng.random() < truth.REDELIVERED_SHARE:
            yield letter


def tap(region: Region, *, at: datetime, count: int, seed: int = 2026) -> list[DemoLetter]:
    """`count` fresh letters written in the minute before `at`; ids hold the moment, so that no two calls share one."""
    rng = random.Random(f"{seed}:{at.isoformat()}:{count}")
    writer = _Writer(region, rng, prefix=f"tap-{int(at.timestamp() * 1000)}")
    moments = sorted(at - timedelta(seconds=rng.uniform(0, 60)) for _ in range(count))
    return [writer.write(_ordinary(at.month, rng), moment) for moment in moments]


def _causes(day: date, last: date, per_day: int, rng: random.Random) -> Iterator[_Cause]:
    for _ in range(rhythm.count_on(day, per_day, rng)):
        yield _ordinary(day.month, rng)
    known = {topic.code: topic for topic in rhythm.topics()}
    for burst in truth.BURSTS:
        if day in burst.days_on(last):
            cause = _Cause(known[burst.topic], f"burst.{burst.code}", burst.territory, burst.streets, burst=burst.code)
            yield from [cause] * burst.per_day
    for matter in truth.MATTERS:
        written = matter.days_of_letters(last).count(day)
        yield from [_Cause(known[matter.topic], matter.topic, matter.territory, matter=matter)] * written
    for campaign in truth.CAMPAIGNS:
        dates = campaign.days_on(last)
        if day in dates:
            share, rest = divmod(campaign.size, campaign.days)
            cause = _Cause(
                known[campaign.topic], f"campaign.{campaign.code}", campaign.territory, campaign=campaign.code
            )
            yield from [cause] * (share + (1 if dates.index(day) < rest else 0))


def _ordinary(month: int, rng: random.Random) -> _Cause:
    if rng.random() < truth.NO_MATTER_SHARE:
        return _Cause(None, "none")
    topic = rhythm.topic_of(month, rng)
    return _Cause(topic, topic.code)


class _Writer:
    """Writes letters one after another, numbering them within their day."""

    def __init__(self, region: Region, rng: random.Random, prefix: str = "demo") -> None:
        self._lands = region.municipalities
        self._sizes = [each.population**0.8 for each in self._lands]
        self._by_code = {each.code: each for each in self._lands}
        # The crowd is the region's, not the call's: the tap is written by the same people as the ninety days.
        self._crowd = authors.crowd(region, random.Random(region.code))
        self._rng, self._prefix, self._count = rng, prefix, 0

    def write(self, cause: _Cause, at: datetime) -> DemoLetter:
        """One new letter of that cause at that moment."""
        rng = self._rng
        land = self._by_code[cause.territory] if cause.territory else rng.choices(self._lands, self._sizes)[0]
        author = authors.pick(self._crowd[land.code], rng)
        channel, source = _source(rng, cause)
        phrase = rng.choice(_phrases(cause))
        indoors = cause.topic.indoors if cause.topic else False
        address = (cause.matter.street, cause.matter.house) if cause.matter else None
        scene = Scene(land, at=at, indoors=indoors, rng=rng, streets=cause.streets, address=address)
        matter = _matter(phrase, scene, author, cause, rng)
        if channel == "operator":
            text = f"{_TOLD[source]} {matter}"
        else:
            text = texts.dress(matter, phrase.tone, author.manner, rng) if cause.topic else matter
        return self._sign(author, channel, source, at, text, _truth(cause, phrase, scene, land, channel))

    def again(self, letter: DemoLetter) -> DemoLetter:
        """The same text by the same author a little later elsewhere: another id, a known duplicate."""
        rng = self._rng
        later = letter.published_at + timedelta(minutes=rng.randint(3, 200))
        source = rng.choice(
            [name for channel, name, _ in SOURCES if channel == "incident" and name != letter.source_name]
        )
        known = replace(letter.truth, duplicate_of=letter.truth.duplicate_of or letter.outside_id)
        return replace(
            letter, outside_id=self._id(later), channel="incident", source_name=source, published_at=later, truth=known
        )  # fmt: skip

    def _id(self, at: datetime) -> str:
        self._count += 1
        day = f"-{at:%Y%m%d}" if self._prefix == "demo" else ""
        return f"{self._prefix}{day}-{self._count:05d}"

    def _sign(self, author: Author, channel: str, source: str, at: datetime, text: str, known: Truth) -> DemoLetter:
        """A social network shows a pseudonym and sometimes a name; the portal a name and a mail; the phone a number."""
        social = channel == "incident"
        is_named = not social or self._rng.random() < 0.7
        return DemoLetter(
            self._id(at), channel, source, at,
            author.name if is_named else None, author.kind if is_named else "pseudonym",
            author.phone if channel == "operator" else None,
            author.email if channel == "api" else None,
            author.pseudonym if social else None,
            text, known,
        )  # fmt: skip


_TOLD = {"телефон": "Со слов заявителя:", "личный приём": "На приёме житель сообщил:", "бумага": "В письме сказано:"}


def _phrases(cause: _Cause) -> Sequence[texts.Phrase]:
    """Ways to say it; who writes of one known place complains of it and names it."""
    found = texts.phrases()[cause.phrases]
    if cause.matter is None:
        return found
    return [phrase for phrase in found if phrase.tone == "negative" and "{where}" in phrase.text]


def _source(rng: random.Random, cause: _Cause) -> tuple[str, str]:
    """A campaign lives in social networks and on the portal; nobody rings for it."""
    shares = [share if not (cause.campaign and channel == "operator") else 0 for channel, _, share in SOURCES]
    channel, name, _ = rng.choices(SOURCES, shares)[0]
    return channel, name


def _matter(phrase: texts.Phrase, scene: Scene, author: Author, cause: _Cause, rng: random.Random) -> str:
    """What the letter says before its author's manner: the matter, what follows, the place, sometimes a phone."""
    if cause.topic is None:
        return texts.fill(phrase.text, {}, rng)
    chosen = [phrase] if cause.campaign else [phrase, *_following(phrase, cause.topic.code, rng)]
    slots = scene.slots()
    parts = [texts.sentence(texts.fill(each.text, slots, rng)) for each in chosen]
    if not cause.campaign and rng.random() < 0.4 and (aside := scene.aside()):
        parts.append(texts.sentence(aside))
    if rng.random() < truth.PERSONAL_SHARE:
        parts.append(_contact(author, rng))
    return " ".join(parts)


_LENGTHS = (
    ((0, 0, 0), 24), ((1, 0, 0), 18), ((0, 1, 0), 18), ((1, 1, 0), 20), ((1, 2, 0), 8), ((0, 1, 1), 8), ((2, 3, 2), 4),
)  # fmt: skip
"""How many sentences follow in a complaint (on the group, a story, the matter again), and in how many of a hundred."""


def _following(phrase: texts.Phrase, topic: str, rng: random.Random) -> list[texts.Phrase]:
    """What comes after the first sentence of a letter that is no campaign's."""
    known = texts.phrases()
    if phrase.tone != "negative":
        stories = known["story.neutral" if phrase.tone == "neutral" else "story.thanks"]
        return rng.sample(stories, rng.choices((0, 1, 2), (45, 40, 15))[0])
    again = [each for each in known[topic] if each.tone == "negative" and each != phrase]
    tails, stories = known.get(topic[:5], ()), known["story"]
    asked, told, more = rng.choices([length for length, _ in _LENGTHS], [share for _, share in _LENGTHS])[0]
    return [
        *rng.sample(again, min(more, len(again))),
        *rng.sample(stories, told),
        *rng.sample(tails, min(asked, len(tails))),
    ]


def _contact(author: Author, rng: random.Random) -> str:
    digits = author.phone.replace("(", "").replace(")", "")
    forms = (
        f"Мой телефон {author.phone}.", f"Звоните {digits.replace(' ', '').replace('-', '')}",
        f"Пишите на {author.email}", f"{author.name}, тел. {author.phone}",
    )  # fmt: skip
    return rng.choice(forms)


def _truth(cause: _Cause, phrase: texts.Phrase, scene: Scene, land: Municipality, channel: str) -> Truth:
    topic = cause.topic.code if cause.topic else ""
    body = routes.body_for(topic, land.code, channel)
    told = scene.place
    return Truth(
        topic, topic[:5], land.code, body, told.settlement, told.street, told.house, phrase.tone, phrase.urgent,
        campaign=cause.campaign, burst=cause.burst, bad_answerer=body in truth.BAD_ANSWERERS,
        matter=cause.matter.code if cause.matter else None,
    )  # fmt: skip
