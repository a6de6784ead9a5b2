"""One durable insert accepts a letter, and only once."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from otklik.citizens.models import Original
from otklik.intake import actions, catalogue, queries
from otklik.intake.channel import ParsedLetter
from otklik.intake.models import Letter
from tests.intake.kit import AT, drain, region, send

pytestmark = pytest.mark.django_db
WATER = '{"id": "1", "text": "Нет воды"}'


def test_a_letter_is_accepted_by_two_inserts(django_assert_num_queries) -> None:
    # Two inserts, and the savepoint that stands for the transaction inside a test's own.
    with django_assert_num_queries(4):
        receipt = send(WATER)
    assert receipt.outcome == actions.STORED
    assert bytes(Original.objects.get().raw) == WATER.encode()


def test_the_same_letter_twice_is_stored_once() -> None:
    first, second = send(WATER), send(WATER)
    assert (second.outcome, second.letter_id) == (actions.DUPLICATE, first.letter_id)
    assert Letter.objects.count() == Original.objects.count() == 1


def test_an_edited_letter_is_kept_beside_the_first_and_stands_by_its_appeal() -> None:
    edited = '{"id": "1", "text": "Нет воды и тепла"}'
    receipts = [send(WATER), send(edited), send(edited)]
    drain()
    late = send('{"id": "1", "text": "Воду дали"}')
    assert [receipt.outcome for receipt in receipts] == ["stored", "duplicate", "duplicate"]
    first, *editions = Letter.objects.order_by("pk")
    assert [one.state for one in editions] == ["duplicate"] * 2 and late.outcome == "duplicate"
    assert {one.appeal_id for one in editions} == {first.appeal_id} and first.appeal_id
    assert Original.objects.count() == 3


def test_one_id_of_two_sources_is_two_letters() -> None:
    _, key = actions.make_source(name="Портал", code="portal", by=None, at=AT)
    assert send(WATER).outcome == send(WATER, source=queries.source_by_key(key)).outcome == actions.STORED


@pytest.mark.parametrize(
    ("days", "outcome", "why"),
    [(0, "duplicate", "at once"), (29, "duplicate", "in the window"), (31, "stored", "after the window")],
)
def test_a_text_without_id_repeats_within_a_month(days: int, outcome: str, why: str) -> None:
    send('{"text": "Нет воды"}')
    assert send('{"text": "Нет  ВОДЫ"}', at=AT + timedelta(days=days)).outcome == outcome, why


def test_a_batch_tells_its_own_repeats() -> None:
    raws = [json.dumps({"text": text}).encode() for text in ("a", "b", "a", "A")] + [b"{"]
    receipts = actions.accept_batch(channel="api", raws=raws, source=None, at=AT)
    assert [one.outcome for one in receipts] == ["stored", "stored", "duplicate", "duplicate", "quarantined"]
    assert Letter.objects.filter(state="waiting").count() == 2


@pytest.mark.parametrize("size", [2, 60])
def test_a_batch_costs_the_same_queries_however_long(django_assert_num_queries, size) -> None:
    raws = [json.dumps({"text": str(number)}).encode() for number in range(size)]
    with django_assert_num_queries(6):
        actions.accept_batch(channel="api", raws=raws, source=None, at=AT)


def test_what_cannot_be_read_waits_in_quarantine_with_its_reason() -> None:
    receipt = send("{")
    assert receipt.outcome == actions.QUARANTINED and "Не JSON" in receipt.reason
    assert queries.quarantine().letters[0].reason == receipt.reason
    assert actions.waiting(10) == [] and queries.quarantined_count() == 1


def test_quarantine_is_paged(monkeypatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    for number in range(5):
        send("{" * (number + 1))
    pages, cursor = [queries.quarantine()], True
    while cursor := pages[-1].cursor:
        pages.append(queries.quarantine(cursor))
    assert [len(page.letters) for page in pages] == [2, 2, 1]


def test_after_a_fix_a_held_letter_goes_to_the_line(monkeypatch) -> None:
    region()
    held = send("Нет воды без всякого JSON")
    assert actions.retry_quarantined([held.letter_id], by=None, at=AT).quarantined == 1
    _mend(monkeypatch)
    assert actions.retry_quarantined([held.letter_id], by=None, at=AT).waiting == 1
    assert drain() == 1


def test_a_held_letter_that_came_again_well_is_a_repeat(monkeypatch) -> None:
    held = send("Нет воды")
    send('{"text": "Нет воды"}')
    _mend(monkeypatch)
    assert actions.retry_quarantined([held.letter_id], by=None, at=AT).duplicates == 1
    assert Letter.objects.get(pk=held.letter_id).first is not None


def test_a_key_is_shown_once_and_kept_as_a_hash() -> None:
    source, key = actions.make_source(name="Портал", code="portal", by=None, at=AT)
    assert key not in str(vars(source))
    assert queries.source_by_key(key) == queries.SourceCard(source.pk, "portal", "Портал")
    assert queries.source_by_key("otk_wrong") is None
    with pytest.raises(actions.SourceError, match="занят"):
        actions.make_source(name="Другой", code="portal", by=None, at=AT)


def test_a_stopped_key_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(queries, "SOURCE_CACHE_S", -1)
    source, key = actions.make_source(name="Портал", code="portal", by=None, at=AT)
    actions.switch_source(source, is_active=False, by=None, at=AT)
    assert queries.source_by_key(key) is None


def test_a_source_may_ask_only_of_its_own_letters() -> None:
    cards = [queries.source_by_key(actions.make_source(name=code, code=code, by=None, at=AT)[1]) for code in ("a", "b")]
    receipt = send(WATER, source=cards[0])
    drain()
    found = queries.letter_of(source=cards[0], letter_id=receipt.letter_id)
    assert found.state == "read" and queries.appeals_of([receipt.letter_id]) == [found.appeal_id]
    assert queries.letter_of(source=cards[1], letter_id=receipt.letter_id) is None


def test_what_breaks_at_its_reading_is_set_aside_with_its_reason() -> None:
    receipt = send(WATER)
    actions.set_aside(receipt.letter_id, "Ошибка чтения: KeyError")
    assert actions.waiting(1) == [] and queries.quarantine().letters[0].reason == "Ошибка чтения: KeyError"


def _mend(monkeypatch) -> None:
    """The fix: a channel that takes plain text as well."""
    api = catalogue.CHANNELS["api"]

    def read(raw: bytes):
        return api.read(raw) if raw.startswith(b"{") else ParsedLetter(raw.decode())

    monkeypatch.setitem(catalogue.CHANNELS, "api", replace(api, read=read))
