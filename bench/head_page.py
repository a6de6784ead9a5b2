"""How fast the head's page and the passports answer over a million facts, counted anew and kept.

Usage: python -m bench.head_page [ROWS] [--home HOME]. Server time of one request through the whole Django stack in one
process. HOME is made when it is not there. Prints a line a page: milliseconds counted anew (nothing kept) in the middle
and at best, of the engine, with what was kept, queries of the database.
"""

import statistics
import time

from bench.on_home import set_up

set_up(__doc__)

from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from otklik.gateways.engines import Engine  # noqa: E402
from otklik.offices.models import Body, Person  # noqa: E402
from otklik.reference.models import Territory  # noqa: E402

RUNS = 5


def timed(browser: Client, address: str, *, anew: bool) -> tuple[float, float]:
    """The middle and the quickest of the runs after the first, in milliseconds."""
    took = []
    for number in range(RUNS + 1):
        if anew:
            cache.clear()
        began = time.perf_counter()
        found = browser.get(address)
        took.append((time.perf_counter() - began) * 1000)
        assert found.status_code == 200, (address, number, found.status_code)
    return statistics.median(took[1:]), min(took[1:])


def in_engine(browser: Client, address: str) -> tuple[float, int]:
    """Milliseconds of the engine in one request with the making of its SQL, and how many times it was asked."""
    spent: list[float] = []
    real = Engine.run

    def run(self: Engine, expression: object) -> object:
        began = time.perf_counter()
        try:
            return real(self, expression)
        finally:
            spent.append((time.perf_counter() - began) * 1000)

    Engine.run = run
    try:
        cache.clear()
        browser.get(address)
    finally:
        Engine.run = real
    return sum(spent), len(spent)


def main() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    browser = Client()
    browser.force_login(Person.objects.get(login="head"))
    body = Body.objects.exclude(parent=None).order_by("pk").first()
    place = Territory.objects.filter(kind=Territory.Kind.MUNICIPALITY).order_by("-population").first()
    pages = {
        "head": "/head/", "list of overdue": "/head/rows/?what=overdue", "bodies": "/bodies/", "places": "/places/",
        "passport of a body": f"/bodies/{body.code}/", "passport of a place": f"/places/{place.code}/",
        "passport of a place, a year": f"/places/{place.code}/?than=year",
    }  # fmt: skip
    for name, address in pages.items():
        anew, kept = timed(browser, address, anew=True), timed(browser, address, anew=False)
        engine, times = in_engine(browser, address)
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        told = f"anew {anew[0]:5.0f} ms, at best {anew[1]:5.0f} (engine {engine:5.0f} in {times})"
        told += f", kept {kept[0]:5.0f}, at best {kept[1]:5.0f}, {len(queries)} queries"
        print(f"{name:28} {told}")


if __name__ == "__main__":
    with override_settings(ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False):
        main()
