"""Two hundred workers killed at random moments of sending: each message is published once, or a person is asked."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KILLS = 200


@pytest.mark.slow
def test_two_hundred_kills_publish_each_message_exactly_once(tmp_path: Path) -> None:
    surroundings = os.environ | {"OTKLIK_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    # A database file of its own: a server's would be shared with the tests around.
    surroundings.pop("OTKLIK_DATABASE", None)
    command = [sys.executable, "-m", "tests.flow.sending_crash", str(tmp_path), str(KILLS)]
    ran = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=500, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found.pop("kills") == KILLS
    assert found.pop("posts repeated") > 0, "no worker died between the post and its marking: the test shows little"
    for name in ("events twice", "sent without an event", "files lost", "broken in a race"):
        assert found.pop(name) == 0, name
    unsure = {name: number for name, number in found.items() if name.startswith("mail unsure")}
    assert unsure, "no worker died with a letter in hand: the test shows little"
    # SMTP can't be asked: what was in a dead worker's hand is left to a person, and never sent a second time.
    assert set(unsure) <= {"mail unsure published 0", "mail unsure published 1"}
    sure = set(found) - set(unsure)
    once = {f"{sender} sent published 1" for sender in ("mail", "webhook", "page", "incident_file")}
    assert sure == once
