"""Nothing a user may set, call or see stays undocumented or unused."""

import re
from pkgutil import iter_modules

from otklik.flow.management import commands
from otklik.screens.management import commands as told_by_screens
from tests.house.tree import ROOT


def test_every_setting_is_documented() -> None:
    text = "".join(path.read_text() for path in [*(ROOT / "config").rglob("*.py"), *(ROOT / "otklik").rglob("*.py")])
    used = set(re.findall(r"environ[^\n]{0,12}[\"'](OTKLIK_[A-Z_]+)", text))
    told = (ROOT / "docs/how-to/settings.md").read_text()
    assert used
    assert {name for name in used if f"`{name}`" not in told} == set()


def test_every_command_is_documented() -> None:
    told = (ROOT / "docs/how-to/commands.md").read_text()
    verbs = {found.name for found in iter_modules([*commands.__path__, *told_by_screens.__path__])}
    assert verbs
    assert {verb for verb in verbs if f"otklik {verb}" not in told} == set()


def test_every_make_verb_is_documented() -> None:
    told = (ROOT / "README.md").read_text() + (ROOT / "docs/how-to/develop.md").read_text()
    verbs = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {verb for verb in verbs if f"make {verb}" not in told} == set()


def test_every_template_is_used() -> None:
    folder = ROOT / "otklik/screens/templates"
    templates = {str(path.relative_to(folder)) for path in folder.rglob("*.html")}
    by_name = {"403.html", "403_csrf.html", "404.html", "500.html", "400.html"}
    text = "".join(path.read_text() for path in [*(ROOT / "otklik").rglob("*.py"), *folder.rglob("*.html")])
    assert {name for name in templates - by_name if f'"{name}"' not in text and f"'{name}'" not in text} == set()


def test_every_decision_is_short_and_numbered() -> None:
    decisions = sorted((ROOT / "docs/adr").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [f"{number:04d}" for number in range(1, len(decisions) + 1)]
    assert {path.name: len(path.read_text().splitlines()) for path in decisions if
            len(path.read_text().splitlines()) > 30} == {}  # fmt: skip


def test_nothing_names_a_package_host() -> None:
    locks = (ROOT / "requirements.txt").read_text() + (ROOT / "requirements-dev.txt").read_text()
    assert "://" not in locks
    assert locks.count("--hash=sha256:") > 100
