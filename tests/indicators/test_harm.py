"""Several processes count while files are cut short and taken away: each figure told is the true one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_readers_tell_true_figures_while_files_are_harmed(tmp_path: Path) -> None:
    surroundings = os.environ | {"OTKLIK_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    # A database file of its own: a server's would be shared with the tests around.
    surroundings.pop("OTKLIK_DATABASE", None)
    command = [sys.executable, "-m", "tests.indicators.harmed"]
    ran = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    told = json.loads(ran.stdout.splitlines()[-1])
    assert told["codes"] == [0, 0] and told["wrong"] == [[], []], ran.stderr[-3000:]
    assert told["harmed"] > 3, "hardly anything was harmed meanwhile: the test shows little"
