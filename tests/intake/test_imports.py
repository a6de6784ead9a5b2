"""Tables taken in whole, rehearsed, stopped and resumed."""

import pytest

from otklik.appeals.models import Question
from otklik.intake import imports, queries, runs, tables
from otklik.intake.models import Flaw, Import, Letter
from tests.intake.kit import AT, HEADER, counts, drain, flaws, region, table, take

pytestmark = pytest.mark.django_db


def _rows(number: int) -> str:
    return "\n".join([HEADER, *(f"Город Заречный;Дороги;Яма {row};Ямы во дворах" for row in range(number))])


def test_a_table_is_taken_in_with_its_labels(tmp_path) -> None:
    region()
    run = take(table(tmp_path, _rows(3)))
    assert counts(run) == (3, 3, 0, 0) and run.state == "done" and run.done_bytes == run.total_bytes
    assert drain() == 3
    assert Question.objects.first().stated == {"topic": "im.01.01", "body": "zarechny"}


def test_labels_to_compare_decide_nothing(tmp_path) -> None:
    region()
    run = take(table(tmp_path, _rows(1) + "\nБюро чудес;;Потоп;Отопление"), labels="compare")
    drain()
    assert flaws(run) == []
    stated = list(Question.objects.order_by("pk").values_list("stated", flat=True))
    assert stated == [{"compare_topic": "im.01.01", "compare_body": "zarechny"}, {"compare_topic": "im.02.01"}]


def test_a_dry_run_counts_all_and_writes_no_letter(tmp_path) -> None:
    region()
    path = table(tmp_path, _rows(2) + "\n;;Яма 1;\n;;;Отопление\n;;Луна;Марсиане")
    dry, wet = take(path, dry_run=True), take(path)
    assert counts(dry) == counts(wet) == (5, 3, 1, 1)
    assert flaws(dry) == flaws(wet) and len(flaws(dry)) == 2
    assert counts(take(path, dry_run=True)) == (5, 0, 5, 0)


def test_the_same_table_again_brings_nothing_new(tmp_path) -> None:
    path = table(tmp_path, _rows(4))
    take(path)
    assert counts(take(path)) == (4, 0, 4, 0) and Letter.objects.count() == 4


def test_a_killed_import_goes_on_from_its_last_batch(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(runs, "BATCH", 3)
    started = imports.start(path=table(tmp_path, _rows(10)), channel="incident", by=None, at=AT)
    with pytest.raises(KeyboardInterrupt):
        imports.run(started.pk, AT, on_progress=_killed_at(6))
    assert counts(Import.objects.get()) == (6, 6, 0, 0) and queries.unfinished() == [started.pk]
    run = imports.run(started.pk, AT)
    assert counts(run) == (10, 10, 0, 0) and queries.unfinished() == []
    assert queries.report(run)["read"] == 10


def test_a_stopped_import_keeps_what_it_took(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(runs, "BATCH", 3)
    started = imports.start(path=table(tmp_path, _rows(10)), channel="incident", by=None, at=AT)
    run = imports.run(started.pk, AT, on_progress=lambda _: imports.stop(started.pk, AT))
    assert run.state == "stopped" and counts(run) == (3, 3, 0, 0)
    assert counts(imports.run(started.pk, AT)) == (3, 3, 0, 0)


def test_a_second_runner_gives_up(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(runs, "BATCH", 3)
    started = imports.start(path=table(tmp_path, _rows(7)), channel="incident", by=None, at=AT)
    others: list[Import] = []

    def another(_: runs.Progress) -> None:
        if not others:
            others.append(started)
            others.append(imports.run(started.pk, AT))

    run = imports.run(started.pk, AT, on_progress=another)
    assert counts(run) == (7, 7, 0, 0) and Letter.objects.count() == 7


def test_progress_tells_rows_and_bytes(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(runs, "BATCH", 3)
    started = imports.start(path=table(tmp_path, _rows(7)), channel="incident", by=None, at=AT)
    told: list[runs.Progress] = []
    imports.run(started.pk, AT, on_progress=told.append)
    assert [one.read for one in told] == [3, 6, 7]
    assert all(0 < one.done_bytes <= one.total_bytes for one in told)


def test_flaws_beyond_the_limit_are_only_counted(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(runs, "KEPT_FLAWS", 3)
    run = take(table(tmp_path, HEADER + "\n;;;x" * 8))
    assert (run.flaw_count, Flaw.objects.count(), run.duplicates) == (8, 3, 7)
    assert queries.import_card(run.pk).flaws[0].told.startswith("строка 2: Текст пуст")


def test_a_mapping_is_saved_and_used_again(tmp_path) -> None:
    path = table(tmp_path, "Что;Куда\nНет воды;Отопление")
    with pytest.raises(tables.TableError, match="Не найдена колонка для поля «Текст»; в таблице есть: «Что», «Куда»"):
        imports.start(path=path, channel="incident", by=None, at=AT)
    imports.save_mapping(name="Наша", channel="incident", columns={"text": "Что", "topic": "Куда"})
    assert counts(take(path, mapping="Наша")) == (1, 1, 0, 0)
    with pytest.raises(tables.TableError, match="есть: «Наша»"):
        imports.start(path=path, channel="incident", mapping="Чужая", by=None, at=AT)


def test_a_table_changed_after_its_start_is_refused(tmp_path) -> None:
    path = table(tmp_path, _rows(2))
    started = imports.start(path=path, channel="incident", by=None, at=AT)
    path.write_text("другое")
    run = imports.run(started.pk, AT)
    assert run.state == "failed" and "изменился" in run.failure


def test_an_upload_lies_under_a_name_of_its_own(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    first, second = (imports.keep_upload([b"a", b"b"], "../../etc/выгрузка.XLSX") for _ in range(2))
    assert first != second and first.parent == tmp_path / "imports" and first.suffix == ".xlsx"
    assert first.read_bytes() == b"ab"


def test_the_card_of_an_import_needs_no_more_questions(tmp_path, django_assert_num_queries) -> None:
    run = take(table(tmp_path, _rows(2)))
    with django_assert_num_queries(2):
        card = queries.import_card(run.pk)
    assert (card.share, card.is_over, card.channel_title) == (1.0, True, "Инцидент Менеджмент")
    assert queries.import_card(0) is None and queries.imports()[0].id == run.pk


def _killed_at(rows: int):
    def on_progress(told: runs.Progress) -> None:
        if told.read == rows:
            raise KeyboardInterrupt

    return on_progress
