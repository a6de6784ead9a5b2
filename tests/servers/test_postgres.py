"""The same tests on PostgreSQL: one ORM code, two engines."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "appeals",
    "offices",
    "facts",
    "intake",
    "citizens",
    "reference",
    "triage",
    "routing",
    "deadlines",
    "answers",
    "satisfaction",
    "indicators",
    "ranking",
    "api",
    "flow",
)


@pytest.mark.postgres
@pytest.mark.slow
def test_every_room_works_on_postgresql(postgres: str, tmp_path: Path) -> None:
    env = {**os.environ, "OTKLIK_DATABASE": postgres, "OTKLIK_HOME": str(tmp_path), "OTKLIK_TEST_POSTGRES": ""}
    env.pop("PYTEST_XDIST_WORKER", None)
    folders = [str(ROOT / "tests" / room) for room in ROOMS]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", "--create-db"]
    command += ["-m", "not slow and not browser", *folders]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert " passed" in done.stdout or "100%" in done.stdout
