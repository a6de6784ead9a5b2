"""Run by test_sending_kill.py in a process of its own: kills senders at random on a real database file, tells the rest.

Children are forked and die by SIGKILL before a random SQL statement or a random word to or from a server: in a
transaction, between the taking and the sending, in the middle of a talk, between the sending and the marking.
"""

import gc
import json
import os
import random
import signal
import socket
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command

settings.MIGRATION_MODULES = {name.rsplit(".", maxsplit=1)[-1]: None for name in settings.INSTALLED_APPS}
# A killed process loses nothing that the system has taken: only a power cut would, and it costs a wait for the disk.
options = settings.DATABASES["default"]["OPTIONS"]
options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
django.setup()

from django.db import connection, connections  # noqa: E402

from otklik.answers.models import Dispatch, Manifest  # noqa: E402
from otklik.answers.sending import manifests, ways  # noqa: E402
from otklik.answers.sending.posting import CLAIM  # noqa: E402
from otklik.appeals.models import Event  # noqa: E402
from otklik.flow.leaving import sending  # noqa: E402
from otklik.offices.models import Person  # noqa: E402
from tests.fakes.smtp import Box, mail_server  # noqa: E402
from tests.fakes.webhook import Receiver, source_at  # noqa: E402
from tests.flow.sending_rows import MAIL_TO, a_message, a_source  # noqa: E402

START = datetime(2026, 11, 18, 4, 30, tzinfo=UTC)
STEP = CLAIM + timedelta(seconds=1)
# A round of two messages takes about so many steps: later points would find it done.
LAST_POINT = 75


def child(work: Callable[[], object]) -> int:
    """Do the work in a forked process; its id."""
    connections.close_all()
    number = os.fork()
    if number == 0:
        work()
        os._exit(0)
    return number


def ended(number: int) -> int:
    """The signal that ended a process, 0 where it came to its end."""
    return -os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])


def dying(work: Callable[[], None], point: int) -> Callable[[], None]:
    """The work, killed without a word at its step number `point`."""
    left = [point]

    def step() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def said(*words: Any) -> Any:
            step()
            return real(*words)

        return said

    def statement(execute: Any, *asked: Any) -> Any:
        step()
        return execute(*asked)

    def killed() -> None:
        for name in ("send", "sendall", "recv", "recv_into", "connect"):
            setattr(socket.socket, name, counted(getattr(socket.socket, name)))
        with ExitStack() as stack:
            stack.enter_context(connection.execute_wrapper(statement))
            work()
            # The commit of the last statement is done; the process may die after it as well.
            step()

    return killed


def one_round(at: datetime, by: Person) -> None:
    """What the worker and an operator do in a moment: send, make a file, say that it is loaded."""
    sending.send_waiting(at)
    if waiting := list(Dispatch.objects.filter(held="file").values_list("question", flat=True)):
        manifests.gather("incident_file", waiting, by=by, at=at)
    for ready in Manifest.objects.filter(state="ready"):
        manifests.settle(ready, is_loaded=True, by=by, at=at)


def lay(which: tuple[str, ...], at: datetime, source: Any, by: Person) -> None:
    for channel in which:
        own: dict[str, Any] = {
            "operator": {"mail": MAIL_TO}, "api": {"source": source}, "incident": {"outside_id": str(at.timestamp())},
        }.get(channel, {})  # fmt: skip
        a_message(channel, at=at, by=by, **own)


def killed_again_and_again(kills: int, chance: random.Random, source: Any, by: Person) -> tuple[int, datetime]:
    done, at = 0, START
    # One quiet round of all: what is loaded at first use is loaded once, not by every child.
    lay(("operator", "form", "api", "incident"), at, source, by)
    one_round(at, by)
    gc.collect()
    gc.freeze()
    while done < kills:
        at += STEP
        lay(("operator", "form") if chance.random() < 0.5 else ("api", "incident"), at, source, by)
        work = dying(lambda at=at: one_round(at, by), chance.randrange(1, LAST_POINT))
        done += ended(child(work)) == signal.SIGKILL
    return done, at


def raced(at: datetime, source: Any, by: Person) -> int:
    """Two workers send the same messages at once; how many of them broke."""
    for _ in range(5):
        lay(("operator", "form", "api"), at, source, by)
    return sum(ended(number) != 0 for number in [child(lambda: sending.send_waiting(at)) for _ in range(2)])


def told(box: Box, portal: Receiver) -> dict[str, Any]:
    """How often each message was published, by sender."""
    letters = Counter(letter["Message-ID"][1:].partition("@")[0] for letter in box.letters)
    rows = Counter(Dispatch.objects.filter(manifest__state="loaded").values_list("key", flat=True))
    events = Counter(Event.objects.filter(kind="sent").values_list("what__dispatch", flat=True))
    found: dict[str, Any] = {"sent without an event": 0, "events twice": sum(n > 1 for n in events.values())}
    for one in Dispatch.objects.select_related("manifest"):
        published = {
            "mail": letters[str(one.key)], "webhook": int(str(one.key) in portal.kept),
            "page": int(one.state == "sent"), "incident_file": rows[one.key],
        }[one.sender]  # fmt: skip
        name = f"{one.sender} {one.state} published {published}"
        found[name] = found.get(name, 0) + 1
        found["sent without an event"] += one.state == "sent" and not events[one.pk]
    return {**found, "posts repeated": len(portal.came) - len(portal.kept)}


def main(folder: Path, kills: int) -> None:
    call_command("migrate", run_syncdb=True, verbosity=0)
    ways.seed()
    by = Person.objects.create_user("worker", "x")
    with mail_server() as box, source_at() as portal:
        settings.OTKLIK_SMTP_HOST, settings.OTKLIK_SMTP_PORT, settings.OTKLIK_SMTP_TIMEOUT_S = "127.0.0.1", box.port, 5
        settings.OTKLIK_SMTP_FROM = "otklik@zarechie.example"
        source = a_source(url=portal.url)
        done, at = killed_again_and_again(kills, random.Random(20261122), source, by)
        broken = raced(at + STEP, source, by)
        for _ in range(3):
            at += STEP
            one_round(at, by)
        names = {path.name for path in (folder / "out").iterdir() if not path.name.startswith(".")}
        counted = {
            "kills": done,
            "broken in a race": broken,
            "files lost": sum(f"{one.name}.xlsx" not in names for one in Manifest.objects.all()),
        }
        print(json.dumps(counted | told(box, portal)))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
