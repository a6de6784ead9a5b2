"""What the tests of intake share: a small region, a moment, tables written in one line."""

from datetime import UTC, date, datetime
from pathlib import Path

from otklik.intake import actions, imports
from otklik.intake.models import Import
from otklik.offices.models import Body
from otklik.reference.models import Edition, Territory, Topic

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SAMPLES = Path(__file__).parent.parent / "samples"
# How many letters the crash test sends, and in what batches.
LETTERS, BATCH = 120, 25
HEADER = "Исполнитель;Группа тем;Текст инцидента;Тема"


def region() -> None:
    """Two groups with themes, a body and a territory."""
    edition = Edition.objects.create(code="im", name="ИМ", valid_from=date(2020, 1, 1))
    for number, (group, theme) in enumerate((("Дороги", "Ямы во дворах"), ("ЖКХ", "Отопление")), start=1):
        above = Topic.objects.create(edition=edition, code=f"im.0{number}", name=group, level=1)
        Topic.objects.create(edition=edition, code=f"im.0{number}.01", name=theme, level=2, parent=above)
    Body.objects.create(code="zarechny", name="Город Заречный", aliases=["Администрация Заречного"])
    Territory.objects.create(code="57000001", name="Заречный", kind=Territory.Kind.MUNICIPALITY)


def table(folder: Path, content: str | bytes, name: str = "table.csv") -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def take(path: Path, **options: object) -> Import:
    """The import of a table, run to its end."""
    started = imports.start(path=path, channel="incident", by=None, at=AT, **options)
    return imports.run(started.pk, AT)


def flaws(run: Import) -> list[tuple[int, str, str]]:
    return list(run.flaws.values_list("row", "column", "message"))


def counts(run: Import) -> tuple[int, int, int, int]:
    """read, stored, duplicates, quarantined; the sum holds for every import."""
    assert run.read == run.stored + run.duplicates + run.quarantined
    return run.read, run.stored, run.duplicates, run.quarantined


def send(raw: str | bytes, **options: object) -> actions.Receipt:
    """One letter through the API."""
    fields = {"channel": "api", "source": None, "at": AT} | options
    return actions.accept_one(raw=raw.encode() if isinstance(raw, str) else raw, **fields)


def drain() -> int:
    """Read all that waits; how many became appeals."""
    total = 0
    while ids := actions.waiting(1000):
        total += actions.read(ids, AT).read
    return total
