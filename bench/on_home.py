"""A home of invented facts with Django set up on it: what the benches of pages run in."""

import argparse
import os
import tempfile
from pathlib import Path

import django

from bench.facts_made import home_of


def set_up(usage: str | None) -> Path:
    """The home of the arguments `[ROWS] [--home HOME]`, made when it is not there; Django knows it from here on."""
    parser = argparse.ArgumentParser(description=usage)
    parser.add_argument("rows", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--home", type=Path)
    asked = parser.parse_args()
    home = asked.home or Path(tempfile.mkdtemp(prefix="otklik-bench-"))
    if not (home / "otklik.sqlite3").exists():
        home_of(home, asked.rows)
    os.environ |= {"OTKLIK_HOME": str(home), "DJANGO_SETTINGS_MODULE": "config.settings.base"}
    os.environ["OTKLIK_SECRET_KEY"] = "bench"
    django.setup()
    return home
