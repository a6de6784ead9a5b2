"""The line killed at any point loses nothing and doubles nothing."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROWS = 1500
KILLS = 6
COUNTS = {
    "appeals": "SELECT count(*) FROM appeals_appeal",
    "questions": "SELECT count(*) FROM appeals_question",
    "accepted twice": "SELECT count(*) FROM (SELECT question_id FROM appeals_event WHERE kind = 'accepted'"
    " GROUP BY 1 HAVING count(*) <> 1)",
    "read twice": "SELECT count(*) FROM (SELECT question_id FROM appeals_event WHERE kind = 'suggested'"
    " GROUP BY 1 HAVING count(*) <> 1)",
    "routed twice": "SELECT count(*) FROM (SELECT question_id FROM appeals_event WHERE kind IN ('routed', 'waits')"
    " GROUP BY 1 HAVING count(*) <> 1)",
    "clocks twice": "SELECT count(*) FROM (SELECT question_id FROM appeals_event WHERE kind = 'clock_started'"
    " GROUP BY 1 HAVING count(*) <> 1)",
    "left on the line": "SELECT count(*) FROM appeals_question WHERE stage <> ''",
    "stale": "SELECT count(*) FROM appeals_outbox",
    "facts": "SELECT count(*) FROM facts_fact",
    "originals": "SELECT count(*) FROM citizens_original",
}


def otklik(home: Path, *words: str) -> "subprocess.Popen[str]":
    env = {**os.environ, "OTKLIK_HOME": str(home), "DJANGO_SETTINGS_MODULE": "config.settings.base"}
    env.pop("OTKLIK_DATABASE", None)
    command = [sys.executable, "-c", "import sys; from config.cli import main; sys.exit(main())", *words]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def finish(home: Path, *words: str) -> str:
    child = otklik(home, *words)
    out, _ = child.communicate(timeout=120)
    assert child.returncode == 0, out
    return out


def write_table(path: Path) -> None:
    rows = [f"{number};Дороги;Не чистят снег на улице Полевой у дома {number};Город Заречный" for number in range(ROWS)]
    path.write_text("\n".join(("Номер;Группа тем;Текст инцидента;Исполнитель", *rows)), encoding="utf-8")


@pytest.mark.slow
def test_intake_and_line_survive_kills(tmp_path: Path) -> None:
    chance = random.Random(7)
    table = tmp_path / "table.csv"
    write_table(table)
    home = tmp_path / "home"
    finish(home, "init")
    taking = otklik(home, "intake", str(table), "--channel", "incident", "--json")
    time.sleep(chance.uniform(0.8, 1.4))
    taking.send_signal(signal.SIGKILL)
    taking.wait()
    taken = json.loads(finish(home, "intake", str(table), "--channel", "incident", "--json"))
    assert taken["read"] == taken["stored"] + taken["duplicates"] + taken["quarantined"] == ROWS
    cut_short = 0
    for _ in range(KILLS):
        child = otklik(home, "line", "run", "--drain", "--json")
        time.sleep(chance.uniform(0.8, 3.5))
        cut_short += child.poll() is None
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert cut_short, "every run ended by itself: the test killed nothing"
    report = json.loads(finish(home, "line", "run", "--drain", "--json"))
    assert report["letters"] <= ROWS
    with sqlite3.connect(home / "otklik.sqlite3") as database:
        found = {name: database.execute(query).fetchone()[0] for name, query in COUNTS.items()}
    zero = {"accepted twice", "read twice", "routed twice", "clocks twice", "left on the line", "stale"}
    assert found == {name: 0 if name in zero else ROWS for name in COUNTS}
