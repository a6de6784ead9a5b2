"""The worker over RabbitMQ: the same code, a broker of several machines."""

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LETTERS = 40
SEND = """
import sys, django
django.setup()
from django.utils import timezone
from otklik.flow.tasks import walk_line
from otklik.intake import actions as intake
for number in range(int(sys.argv[1])):
    raw = ('{"id": "%d", "text": "Яма на дороге у дома %d, нужен ремонт"}' % (number, number)).encode()
    intake.accept_one(channel="api", raw=raw, source=None, at=timezone.now())
    walk_line.delay()
"""


@pytest.mark.rabbit
@pytest.mark.slow
def test_a_letter_is_walked_by_workers_of_rabbitmq(rabbit: str, tmp_path: Path) -> None:
    env = {
        **os.environ,
        "OTKLIK_HOME": str(tmp_path),
        "OTKLIK_BROKER": rabbit,
        "DJANGO_SETTINGS_MODULE": "config.settings.base",
    }
    env.pop("OTKLIK_DATABASE", None)
    here = [sys.executable]
    subprocess.run([*here, "-c", "import sys; from config.cli import main; sys.argv = ['otklik', 'init']; main()"],
                   env=env, cwd=ROOT, check=True, capture_output=True, timeout=120)  # fmt: skip
    worker = [*here, "-m", "celery", "-A", "config.celery", "worker", "--concurrency", "1", "--loglevel", "warning"]
    workers = [subprocess.Popen([*worker, "-n", f"w{number}@%h"], env=env, cwd=ROOT) for number in range(2)]
    try:
        subprocess.run([*here, "-c", SEND, str(LETTERS)], env=env, cwd=ROOT, check=True, timeout=120)
        assert _walked(tmp_path / "otklik.sqlite3") == (LETTERS, LETTERS, LETTERS)
    finally:
        for child in workers:
            child.terminate()
        for child in workers:
            child.wait(30)


def _walked(database: Path) -> tuple[int, int, int]:
    """Appeals, readings and facts once all letters are walked, or after a minute."""
    counts = (0, 0, 0)
    for _ in range(60):
        with sqlite3.connect(database) as connection:
            tables = ("appeals_appeal", "triage_suggestion", "facts_fact")
            counts = tuple(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables)
        if counts == (LETTERS,) * 3:
            break
        time.sleep(1)
    return counts
