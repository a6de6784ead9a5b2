"""How fast «Срезы» answers over a million facts, beside what of it the engine took and the bare SQL of its groups.

Usage: python -m bench.slices_page [ROWS] [--home HOME]. Server time of one request through the whole Django stack, in
one process; every request counts anew, nothing is cached. HOME is made when it is not there. Prints a line a page; on
a machine that others share the CPU says more than the clock.
"""

import json
import statistics
import time
from collections.abc import Callable
from functools import partial

from bench.on_home import set_up

HOME = set_up(__doc__)

import duckdb  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from otklik.gateways.engines import Engine  # noqa: E402
from otklik.offices.models import Person  # noqa: E402

RUNS = 9
PAGES = {
    "groups of 30 days": "/slices/?m=received&m=in_time&d=group",
    "days, compared": "/slices/?m=received&d=day&compare=previous",
    "bodies of a year, four measures, compared": (
        "/slices/?m=in_time&m=received&m=answer_hours&m=overdue&d=body&compare=previous&since={year}&until={today}"
    ),
    "theme × place, compared": "/slices/?m=in_time&d=group&d=place&compare=previous",
    "month × channel × group, all time": "/slices/?m=received&d=month&d=channel&d=group&since=2020-01-01&until={today}",
    "rows behind a total of a year": "/slices/rows/?m=received&measure=received&since={year}&until={today}",
    "the catalogue": "/indicators/",
}  # fmt: skip
BARE = "SELECT group_code, count(*) FROM read_parquet(?) WHERE day BETWEEN ? AND ? GROUP BY ALL ORDER BY 2 DESC"


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """The middle of the runs after the first, in milliseconds: by the clock, and of all cores together."""
    work()
    took, busy = [], []
    for _ in range(RUNS):
        began, cpu = time.perf_counter(), time.process_time()
        work()
        took.append(1000 * (time.perf_counter() - began))
        busy.append(1000 * (time.process_time() - cpu))
    return round(statistics.median(took), 1), round(statistics.median(busy), 1)


def main() -> None:
    """Every page: its time, the engine's part of it, how many questions it asked."""
    call_command("migrate", verbosity=0, interactive=False)
    browser, ran = Client(), []
    browser.force_login(Person.objects.get(login="analyst"))
    plain = Engine.run

    def counted(self: Engine, expression: object) -> object:
        began = time.perf_counter()
        found = plain(self, expression)
        ran.append(1000 * (time.perf_counter() - began))
        return found

    Engine.run = counted  # type: ignore[method-assign]
    today = timezone.localdate()
    days = {"today": f"{today}", "year": f"{today.replace(year=today.year - 1)}"}
    for name, address in PAGES.items():
        page = address.format(**days)
        took, busy = timed(partial(browser.get, page))
        ran.clear()
        with CaptureQueriesContext(connection) as queries:
            got = browser.get(page)
        told = {"page": name, "ms": took, "cpu_ms": busy, "engine_ms": round(sum(ran), 1), "engine_queries": len(ran),
                "sql": len(queries), "status": got.status_code, "kb": len(got.content) // 1024}  # fmt: skip
        print(json.dumps(told, ensure_ascii=False), flush=True)
    files = [str(path) for path in (HOME / "facts").glob("*.parquet")]
    bare = timed(lambda: duckdb.execute(BARE, [files, today.replace(year=today.year - 1), today]).fetchall())
    print(json.dumps({"bare SQL: groups of a year": bare}, ensure_ascii=False))


if __name__ == "__main__":
    with override_settings(ALLOWED_HOSTS=["*"]):
        main()
