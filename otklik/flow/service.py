"""Runs the product's processes side by side and stops them together."""

import os
import signal
import subprocess
import sys
import time
from types import FrameType

from django.conf import settings

from otklik.flow.clock import LONG, POST

GRACE_S = 10


def run(*, host: str, port: int, workers: int) -> None:
    """Start the web server and the workers; return when any ends or a signal comes.

    Raises SystemExit with the code of a process that ended by itself.
    """
    # A group of its own for each: what a worker forked goes with it when it must be killed.
    children = [subprocess.Popen(command, start_new_session=True) for command in _commands(host, port, workers)]

    def stop(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, stop)
    try:
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        raise SystemExit(next(child.returncode for child in children if child.returncode is not None) or 1)
    finally:
        _stop(children)


def _commands(host: str, port: int, workers: int) -> list[list[str]]:
    here = [sys.executable, "-m"]
    web = ["granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers)]
    web += ["--blocking-threads", "2", "--no-ws", "--log-level", "warning", "config.wsgi:application"]
    beat = os.path.join(settings.OTKLIK_HOME, "beat-schedule")
    worker = ["celery", "--quiet", "-A", "config.celery", "worker", "--concurrency", "1", "--loglevel", "error"]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    line = [*worker, "-n", "line@%h", "-Q", "celery", "-B", "-s", beat]
    long = [*worker, "-n", "long@%h", "-Q", LONG]
    # It waits for the network and computes nothing: a process beside the one that listens would be memory for nothing.
    post = [*worker, "-n", "post@%h", "-Q", POST, "--pool", "solo"]
    return [here + web, here + line, here + long, here + post]


def _stop(children: list["subprocess.Popen[bytes]"]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE_S
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
