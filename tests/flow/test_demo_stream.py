"""The demo letters: the same by seed, true to what is known of them, alive in time, safe in what they show."""

import csv
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from otklik.flow.demo import bodies, region, rhythm, stream, texts, truth
from otklik.flow.demo.stream import DemoLetter

ZONE = timezone(timedelta(hours=5))
UNTIL = datetime(2026, 11, 20, 18, 30, tzinfo=ZONE)
SEED_TOPICS = Path(region.__file__).parents[2] / "reference" / "seed" / "im_topics.csv"
LAND = region.build()
LETTERS = list(stream.letters(LAND, until=UNTIL))
FIRST_SEEN = list({letter.outside_id: letter for letter in LETTERS}.values())
MEANT = [letter for letter in FIRST_SEEN if letter.truth.duplicate_of is None]

PHONE = re.compile(r"(?:\+7|\b8)[\s(-]*(\d{3})[)\s-]*\d{3}[\s-]?\d{2}[\s-]?\d{2}")
MAIL = re.compile(r"[\w.-]+@([\w.-]+\w)")


def test_the_same_seed_writes_the_same_letters() -> None:
    few = list(stream.letters(LAND, until=UNTIL, days=3))
    assert few == list(stream.letters(LAND, until=UNTIL, days=3))
    assert few != list(stream.letters(LAND, until=UNTIL, days=3, seed=1))


def test_ninety_days_bring_about_ten_thousand_letters_in_order() -> None:
    times = [letter.published_at for letter in LETTERS]
    assert 9_000 < len(LETTERS) < 12_000
    assert times == sorted(times)
    assert times[-1] <= UNTIL
    assert (UNTIL - times[0]).days in (88, 89)


def test_every_true_code_exists() -> None:
    with SEED_TOPICS.open(encoding="utf-8", newline="") as lines:
        parents = {row["code"]: row["parent"] for row in csv.DictReader(lines)}
    known_bodies = {body.code for body in bodies.build(LAND)}
    for letter in LETTERS:
        known = letter.truth
        assert known.topic_code == "" or parents[known.topic_code] == known.group_code
        assert LAND.municipality(known.territory_code)
        assert known.body_code in known_bodies
        assert known.tone in ("negative", "neutral", "positive", "thanks")


def test_a_true_place_stands_in_its_municipality_and_in_the_text() -> None:
    for letter in LETTERS:
        known, land = letter.truth, LAND.municipality(letter.truth.territory_code)
        assert known.settlement in {None, *(each.name for each in land.settlements)}
        assert known.street in {None, *(street.full for street in land.streets)}
        assert known.house is None or known.house in letter.text.lower()
        if known.street and " " not in known.street.removeprefix("улица "):
            assert known.street.removeprefix("улица ")[:-3].lower() in letter.text.lower()


def test_many_topics_are_written_about_in_many_ways() -> None:
    assert len({letter.truth.topic_code for letter in LETTERS}) > 100
    frequent = sorted(rhythm.topics(), key=lambda topic: -topic.weight)[:25]
    assert all(len(texts.phrases()[topic.code]) >= 8 for topic in frequent)
    ordinary = [letter.text for letter in MEANT if letter.truth.topic_code and not letter.truth.campaign]
    assert len(set(ordinary)) / len(ordinary) > 0.95


def test_texts_are_short_as_residents_write_with_some_long() -> None:
    lengths = sorted(len(letter.text) for letter in LETTERS)
    assert 90 < lengths[len(lengths) // 2] < 220
    assert lengths[-1] > 450
    assert not any("{" in letter.text or "[" in letter.text for letter in LETTERS)


def test_people_write_by_day_on_weekdays_and_hardly_at_night() -> None:
    hours = Counter(letter.published_at.hour for letter in LETTERS)
    days = Counter(letter.published_at.weekday() for letter in LETTERS)
    assert hours[11] > 10 * hours[3]
    assert days[0] > days[6]


@pytest.mark.parametrize(
    ("topic", "more_in", "less_in"),
    [
        ("im.05.02", datetime(2026, 1, 25, tzinfo=UTC), datetime(2026, 7, 25, tzinfo=UTC)),
        ("im.02.03", datetime(2026, 7, 25, tzinfo=UTC), datetime(2026, 1, 25, tzinfo=UTC)),
    ],
)
def test_snow_is_of_winter_and_hogweed_of_summer(topic: str, more_in: datetime, less_in: datetime) -> None:
    def written(until: datetime) -> int:
        return sum(each.truth.topic_code == topic for each in stream.letters(LAND, until=until, days=20))

    assert written(more_in) > 3 * written(less_in) + 5


@pytest.mark.parametrize("burst", truth.BURSTS, ids=lambda burst: burst.code)
def test_a_burst_stands_out_on_its_days_in_its_place(burst: truth.Burst) -> None:
    def written(day: date) -> int:
        return sum(
            letter.truth.topic_code == burst.topic
            and letter.truth.territory_code == burst.territory
            and letter.published_at.date() == day
            for letter in MEANT
        )

    burning = burst.days_on(UNTIL.date())
    quiet = [UNTIL.date() - timedelta(days=back) for back in range(40, 70)]
    assert min(written(day) for day in burning) >= burst.per_day
    assert max(written(day) for day in quiet) < burst.per_day / 4
    assert sum(letter.truth.burst == burst.code for letter in MEANT) == burst.per_day * burst.days


@pytest.mark.parametrize("campaign", truth.CAMPAIGNS, ids=lambda campaign: campaign.code)
def test_a_campaign_is_nearly_one_text_by_many_people(campaign: truth.Campaign) -> None:
    letters = [letter for letter in MEANT if letter.truth.campaign == campaign.code]
    assert len(letters) == campaign.size
    assert len({letter.text for letter in letters}) > 5
    assert len({letter.pseudonym or letter.author_name for letter in letters}) > campaign.size / 2
    shortest = {re.sub(r"\W+", " ", letter.text.lower()) for letter in letters}
    words = set.intersection(*(set(text.split()) for text in shortest))
    assert len(words) >= 6


def test_a_letter_delivered_twice_is_the_same_letter() -> None:
    by_id: dict[str, list[DemoLetter]] = {}
    for letter in LETTERS:
        by_id.setdefault(letter.outside_id, []).append(letter)
    again = [same for same in by_id.values() if len(same) > 1]
    assert 40 < len(again) < 250
    assert all(first == second for first, second in again)


def test_a_cross_post_repeats_a_letter_under_another_id() -> None:
    by_id = {letter.outside_id: letter for letter in LETTERS}
    again = [letter for letter in FIRST_SEEN if letter.truth.duplicate_of]
    assert len(again) > 50
    for letter in again:
        first = by_id[letter.truth.duplicate_of or ""]
        assert first.text == letter.text
        assert first.source_name != letter.source_name
        assert first.outside_id != letter.outside_id


def test_bad_answerers_have_enough_letters_to_show() -> None:
    burdens = Counter(letter.truth.body_code for letter in FIRST_SEEN if letter.truth.bad_answerer)
    assert set(burdens) == set(truth.BAD_ANSWERERS)
    assert min(burdens.values()) > 50


def test_some_people_write_often() -> None:
    written = Counter(letter.pseudonym for letter in FIRST_SEEN if letter.pseudonym)
    assert sum(count >= 8 for count in written.values()) > 50


def test_some_letters_show_personal_data_that_belong_to_nobody() -> None:
    phones = [code for letter in LETTERS for code in PHONE.findall(letter.text)]
    mails = [host for letter in LETTERS for host in MAIL.findall(letter.text.lower())]
    assert len(phones) > 100
    assert set(phones) == {truth.PHONE_CODE}
    assert len(mails) > 50
    assert set(mails) == {truth.MAIL_DOMAIN}


def test_contacts_of_authors_belong_to_nobody() -> None:
    phones = {letter.author_phone for letter in LETTERS} - {None}
    mails = {letter.author_email for letter in LETTERS} - {None}
    assert all(str(phone).startswith(f"+7 ({truth.PHONE_CODE}) ") for phone in phones)
    assert all(str(mail).endswith(f"@{truth.MAIL_DOMAIN}") for mail in mails)


def test_some_letters_have_no_matter_and_some_no_place() -> None:
    assert 150 < sum(letter.truth.topic_code == "" for letter in FIRST_SEEN) < 600
    assert sum(letter.truth.settlement is None and letter.truth.street is None for letter in FIRST_SEEN) > 1_000


def test_the_tap_gives_fresh_letters_whose_ids_never_meet() -> None:
    first = stream.tap(LAND, at=UNTIL, count=20)
    later = stream.tap(LAND, at=UNTIL + timedelta(seconds=5), count=20)
    assert first == stream.tap(LAND, at=UNTIL, count=20)
    assert len({letter.outside_id for letter in [*first, *later, *LETTERS]}) == 40 + len(FIRST_SEEN)
    assert all(UNTIL - timedelta(minutes=1) <= letter.published_at <= UNTIL for letter in first)


def test_a_stream_needs_an_aware_end() -> None:
    with pytest.raises(ValueError, match="zone"):
        next(stream.letters(LAND, until=datetime.fromisoformat("2026-11-20T12:00")))
