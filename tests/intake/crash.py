"""Run by test_crash.py in a process of its own: kills and races intake on a real database file, prints what stands."""

import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command

settings.MIGRATION_MODULES = {name.rsplit(".", maxsplit=1)[-1]: None for name in settings.INSTALLED_APPS}
django.setup()

from django.db import connection, connections  # noqa: E402

from otklik.appeals.models import Appeal, Event, Outbox, Question  # noqa: E402
from otklik.citizens.models import Citizen, Original  # noqa: E402
from otklik.intake import actions, imports, runs  # noqa: E402
from otklik.intake.models import Import, Letter  # noqa: E402
from tests.intake.kit import AT, BATCH, LETTERS  # noqa: E402

runs.BATCH = BATCH


def child(work: Callable[[], None]) -> int:
    """Do the work in a forked process; its id."""
    connections.close_all()
    number = os.fork()
    if number == 0:
        work()
        os._exit(0)
    return number


def read_all() -> None:
    while ids := actions.waiting(BATCH):
        actions.read(ids, AT)


def dying(work: Callable[[], None], last: int) -> Callable[[], None]:
    """The work, killed without a word before its statement number `last`."""
    left = [last]

    def count(execute: Any, *asked: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*asked)

    def killed() -> None:
        with ExitStack() as stack:
            stack.enter_context(connection.execute_wrapper(count))
            work()

    return killed


def killed_again_and_again(path: Path) -> int:
    """Import and read the table, killed at ever later statements until it is through; how many kills it took."""
    run_id = imports.start(path=path, channel="incident", by=None, at=AT).pk

    def work() -> None:
        imports.run(run_id, AT)
        read_all()

    kills, last = 0, 2
    while os.waitstatus_to_exitcode(os.waitpid(child(dying(work, last)), 0)[1]) != 0:
        kills, last = kills + 1, last + 1
    return kills


def raced() -> None:
    """Two workers accept the same letters one by one and read them, at once."""

    def work() -> None:
        for number in range(LETTERS, 2 * LETTERS):
            raw = json.dumps({"id": str(number), "text": str(number), "executor": "Бюро", "author": {"id": "1"}})
            actions.accept_one(channel="api", raw=raw.encode(), source=None, at=AT)
            if number % 10 == 0:
                read_all()
        read_all()

    for number in [child(work), child(work)]:
        assert os.waitpid(number, 0)[1] == 0


def main(folder: Path) -> None:
    call_command("migrate", run_syncdb=True, verbosity=0)
    path = folder / "table.csv"
    path.write_text("Автор;Текст\n" + "".join(f"Имя {row};Яма {row}\n" for row in range(LETTERS)))
    kills = killed_again_and_again(path)
    run = Import.objects.get()
    raced()
    counted = {model.__name__: model.objects.count() for model in (Letter, Original, Appeal, Question, Event, Outbox)}
    counted |= {"kills": kills, "citizens": Citizen.objects.count(), "bare": Original.objects.filter(text="").count()}
    print(json.dumps(counted | {"read": run.read, "stored": run.stored, "state": run.state}))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
