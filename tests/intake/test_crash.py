"""Killed at any statement, or raced by another worker: nothing is lost, nothing is doubled."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.intake.kit import BATCH, LETTERS

ROOT = Path(__file__).resolve().parents[2]


def test_a_kill_at_any_statement_and_a_race_lose_and_double_nothing(tmp_path) -> None:
    surroundings = os.environ | {"OTKLIK_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    # A database file of its own: a server's would be shared with the tests around.
    surroundings.pop("OTKLIK_DATABASE", None)
    command = [sys.executable, "-m", "tests.intake.crash", str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    stands = json.loads(ran.stdout)
    tables = ("Letter", "Original", "Appeal", "Question", "Event", "Outbox")
    assert {name: stands[name] for name in tables} == dict.fromkeys(tables, 2 * LETTERS)
    assert (stands["read"], stands["stored"], stands["state"]) == (LETTERS, LETTERS, "done")
    # A namesake is a person of his letter; the author with an id is one.
    assert (stands["citizens"], stands["bare"]) == (LETTERS + 1, 0)
    assert stands["kills"] > LETTERS // BATCH
