"""How many letters a second `POST /api/v1/letters` accepts for good: eight clients, two workers, SQLite.

Usage: python bench/api.py [LETTERS]. Prints one JSON object; the ratio is to the physical limit of the same run:
one process that does nothing but insert the same bytes, a durable commit each.
"""

import http.client
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = Path(tempfile.mkdtemp(prefix="otklik-bench-"))
ENV = {**os.environ, "OTKLIK_HOME": str(HOME), "OTKLIK_SECRET_KEY": "bench"}
os.environ |= {"OTKLIK_HOME": str(HOME), "DJANGO_SETTINGS_MODULE": "config.settings.base", "OTKLIK_SECRET_KEY": "bench"}
sys.path.insert(0, str(ROOT))
CLIENTS, WORKERS, PORT = 8, 2, 8199


def bodies(count: int) -> list[bytes]:
    """Invented letters of common length, each with its own id."""
    text = "Во дворе дома по улице Полевой третью неделю не вывозят мусор, контейнеры переполнены, просим помочь. "
    start = datetime.fromisoformat("2026-11-21T08:00:00+05:00")
    return [
        json.dumps({"id": uuid.uuid4().hex, "text": f"{text}Подъезд {number}. Спасибо, жители дома.",
                    "published_at": (start + timedelta(seconds=number)).isoformat()}, ensure_ascii=False).encode()
        for number in range(count)
    ]  # fmt: skip


def make_key() -> str:
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from otklik.intake.actions import make_source

    call_command("migrate", verbosity=0)
    return make_source(name="bench", code="bench", by=None, at=timezone.now())[1]


def serve() -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(PORT), "--workers", str(WORKERS)]
    command += ["--blocking-threads", "2", "--no-ws", "--log-level", "error", "config.wsgi:application"]
    child = subprocess.Popen(command, env={**ENV, "DJANGO_SETTINGS_MODULE": "config.settings.base"}, cwd=ROOT)
    for _ in range(100):
        try:
            http.client.HTTPConnection("127.0.0.1", PORT, timeout=1).connect()
            return child
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def post(letters: list[bytes], key: str, statuses: list[int]) -> None:
    """One client: a kept connection, letters one after another."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    for letter in letters:
        connection.request("POST", "/api/v1/letters", letter, headers)
        reply = connection.getresponse()
        reply.read()
        statuses.append(reply.status)


def accepted_a_second(letters: list[bytes], key: str) -> float:
    statuses: list[int] = []
    clients = [threading.Thread(target=post, args=(letters[n::CLIENTS], key, statuses)) for n in range(CLIENTS)]
    begun = time.monotonic()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    took = time.monotonic() - begun
    if statuses.count(202) != len(letters):
        raise SystemExit(f"not all were accepted: {statuses.count(202)} of {len(letters)}")
    return len(letters) / took


def raw_a_second(letters: list[bytes]) -> float:
    """The physical limit: the same bytes, a durable commit each, one process, one table."""
    database = sqlite3.connect(HOME / "raw.sqlite3", isolation_level=None)
    database.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE raw (id INTEGER PRIMARY KEY, b)"
    )
    begun = time.monotonic()
    for letter in letters:
        database.execute("INSERT INTO raw (b) VALUES (?)", (letter,))
    return len(letters) / (time.monotonic() - begun)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    key = make_key()
    server = serve()
    try:
        accepted_a_second(bodies(200), key)
        ours = [round(accepted_a_second(bodies(count // 2), key)) for _ in range(2)]
    finally:
        server.terminate()
        server.wait()
    limit = round(raw_a_second(bodies(count)))
    kept = sqlite3.connect(HOME / "otklik.sqlite3").execute("SELECT count(*) FROM intake_letter").fetchone()[0]
    told = {"accepted a second": ours, "kept": kept, "raw durable inserts a second": limit}
    print(json.dumps(told | {"ratio": round(max(ours) / limit, 2)}))


main()
