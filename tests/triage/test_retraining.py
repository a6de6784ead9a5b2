"""A new version reads only if it is no worse; killed half-way, the old one reads on; one step leads back."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from otklik.flow import tasks
from otklik.offices.models import Change
from otklik.reference.models import Edition, Topic
from otklik.triage.errors import TriageError
from otklik.triage.models import Decision, LabelTopic, ModelVersion
from otklik.triage.queries import topics_by_label
from otklik.triage.readers.topic import model_at
from otklik.triage.topics import in_use, labels, learning, retraining, version_actions, versions
from otklik.triage.topics.gate import compared, judged
from otklik.triage.topics.in_use import model_in_use
from otklik.triage.topics.retraining import TITLES
from otklik.triage.topics.training import train
from otklik.triage.topics.version_actions import put_in_use
from tests.factories import NOON, a_body, a_person, a_question
from tests.triage.test_model import invented

pytestmark = pytest.mark.django_db
TOLD = {
    "r.01.01": ("яма на дороге у дома {}", "разбит асфальт, колея на проспекте {}", "выбоина у поворота {}"),
    "r.02.01": ("паром опять не пришел к пристани {}", "пристань {} сломана, паром не швартуется", "где паром {}"),
}
FIRST: list[Path] = []
NAMES = {"r.01": "Дорожное хозяйство", "r.01.01": "Ямы на дорогах", "r.02": "Переправы", "r.02.01": "Паром"}


@pytest.fixture(autouse=True)
def home(settings, tmp_path) -> Iterator[Path]:
    settings.OTKLIK_HOME = tmp_path
    in_use.look_again()
    yield tmp_path
    in_use.look_again()


@pytest.fixture
def people():
    return a_person()


@pytest.fixture(autouse=True, scope="module")
def small(tmp_path_factory) -> Iterator[None]:
    """What is bent is a small model; the shipped one is what reads before."""
    FIRST.append(tmp_path_factory.mktemp("first") / "first.npz")
    train(invented(200)).save(FIRST[-1])
    yield
    FIRST.clear()


def retrain(at):
    return retraining.retrain(at=at, base=FIRST[0])


def region_topics() -> dict[str, Topic]:
    """A region's own classifier."""
    edition = Edition.objects.create(code="r", name="Областной", valid_from=NOON.date())
    found: dict[str, Topic] = {}
    for code, name in NAMES.items():
        parent = found.get(code.rpartition(".")[0])
        found[code] = Topic.objects.create(edition=edition, code=code, name=name, level=code.count("."), parent=parent)
    return found


def choose(person, number: int = 72) -> dict[str, Topic]:
    """People chose topics of the region for so many questions."""
    topics, body = region_topics(), a_body("ferry", "Речной порт")
    for place in range(number):
        code = list(TOLD)[place % 2]
        text = TOLD[code][place % 3].format(place)
        question = a_question(text, topic=topics[code], body=body if code == "r.02.01" else None)
        Decision.objects.create(question=question, by=person, at=NOON + timedelta(minutes=place), topic=topics[code])
    return topics


def group(text: str) -> str:
    in_use.look_again()
    return model_in_use().read([text])[0].group[0].label


def test_a_regions_own_topics_are_learned_and_proposed(people):
    topics = choose(people)
    before = model_in_use().version
    made = retrain(at=NOON)
    assert (made.is_in_use, group("Где паром? На пристани очередь")) == (True, "Переправы")
    assert made.measures["group"]["accuracy"] > made.measures["group"]["before"]
    assert topics_by_label()["theme", "Паром"] == ("r.02.01", topics["r.02.01"].pk)
    assert topics_by_label()["group", "Переправы"] == ("r.02", topics["r.02"].pk)
    reading = model_in_use().read(["паром к пристани"])[0]
    assert reading.executor[0].label == "Речной порт"
    assert ModelVersion.objects.get(version=made.version).parent == before
    assert Change.objects.get(subject="model").after["version"] == made.version


def test_held_out_questions_are_never_learned_from(people, monkeypatch):
    choose(people)
    seen: list[str] = []
    rows_of = learning.rows_of

    def spied(rows, told):
        seen.extend(row.text for row in rows)
        return rows_of(rows, told)

    monkeypatch.setattr(learning, "rows_of", spied)
    retrain(at=NOON)
    held = [row.text for row in learning.decided() if row.is_held_out]
    assert seen and held and not set(seen) & set(held)


def test_the_same_choices_make_no_second_version(people):
    choose(people)
    first = retrain(at=NOON)
    again = retrain(at=NOON + timedelta(days=1))
    assert (again.version, again.is_in_use) == (first.version, False)
    assert ModelVersion.objects.count() == 2


def test_few_choices_teach_nothing(people):
    choose(people, 10)
    assert retrain(at=NOON).version == ""
    assert [line.is_starter for line in versions.versions()] == [True]


def test_a_worse_version_is_refused_and_kept_with_the_reason(people, monkeypatch):
    choose(people)
    old = model_in_use().version
    worse = judged({"group": compared([False] * 9, [True] * 9, [False] * 9)}, TITLES)
    monkeypatch.setattr("otklik.triage.topics.retraining.judged", lambda *_: worse)
    made = retrain(at=NOON)
    line = next(line for line in versions.versions() if line.version == made.version)
    assert (line.state, line.has_file) == ("refused", True)
    assert "хуже" in line.reason
    in_use.look_again()
    assert model_in_use().version == old
    assert not LabelTopic.objects.exists()


KILLS = ["while the file is written", "before the file has its name", "before the row"]


@pytest.mark.parametrize("moment", KILLS)
def test_killed_half_way_the_old_version_reads_on_and_the_next_run_succeeds(moment, people, monkeypatch, home):
    class Killed(BaseException):
        """As the system kills: nothing catches it."""

    def die(*_: object, **__: object) -> None:
        raise Killed

    choose(people)
    old = model_in_use().version
    with monkeypatch.context() as patch:
        if moment == KILLS[0]:
            patch.setattr(os, "fsync", die)
        elif moment == KILLS[1]:
            patch.setattr(Path, "replace", die)
        else:
            patch.setattr(ModelVersion.objects, "update_or_create", die)
        with pytest.raises(Killed):
            retrain(at=NOON)
    in_use.look_again()
    assert model_in_use().version == old
    assert ModelVersion.objects.count() == 1
    assert retrain(at=NOON).is_in_use


def test_one_step_leads_back_and_is_in_the_log(people):
    choose(people)
    made = retrain(at=NOON)
    starter = ModelVersion.objects.get(is_starter=True)
    put_in_use(starter.version, by=people, at=NOON, why="Путает паром с дорогой")
    in_use.look_again()
    assert model_in_use().version == starter.version
    change = Change.objects.filter(subject="model").first()
    assert (change.by, change.before, change.after["why"]) == (
        people, {"version": made.version}, "Путает паром с дорогой"
    )  # fmt: skip
    put_in_use(starter.version, by=people, at=NOON, why="ещё раз")
    assert Change.objects.filter(subject="model").count() == 2
    assert {line.version: line.state for line in versions.versions()} == {
        starter.version: "in_use", made.version: "kept"
    }  # fmt: skip


def test_a_version_that_is_not_there_cannot_be_put_in_use(people):
    with pytest.raises(TriageError, match="нет: выберите"):
        put_in_use("0123456789ab", by=people, at=NOON, why="")
    ModelVersion.objects.create(version="gone", state="kept", trained_at=NOON)
    with pytest.raises(TriageError, match="уже нет"):
        put_in_use("gone", by=people, at=NOON, why="")


def test_a_running_worker_notices_another_version_in_time(people, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(in_use, "monotonic", lambda: clock[0])
    choose(people)
    old = model_in_use().version
    # As another process would: this one is not told.
    with monkeypatch.context() as patch:
        patch.setattr(in_use, "look_again", lambda: None)
        made = retrain(at=NOON)
    assert model_in_use().version == old
    clock[0] += in_use.LOOK_EACH_S + 1
    assert (model_in_use().version, in_use.LOOK_EACH_S < 60) == (made.version, True)


def test_where_the_file_is_gone_the_shipped_model_reads(people, home):
    choose(people)
    made = retrain(at=NOON)
    (home / "models" / f"{made.version}.npz").unlink()
    in_use._held.model = None
    model_at.cache_clear()
    assert model_in_use().version == ModelVersion.objects.get(is_starter=True).version


def test_old_files_go_and_the_one_in_use_stays(settings, home):
    settings.OTKLIK_MODELS_KEPT = 1
    (home / "models").mkdir()
    for number, state in enumerate(("in_use", "kept", "refused", "kept")):
        file = f"{number}.npz"
        (home / "models" / file).write_bytes(b"x")
        ModelVersion.objects.create(version=str(number), file=file, state=state, trained_at=NOON + timedelta(number))
    assert version_actions.throw_away_old() == 2
    assert sorted(path.name for path in (home / "models").iterdir()) == ["0.npz", "3.npz"]
    assert [line.version for line in versions.versions() if not line.has_file] == ["2", "1"]


GATES = [
    (9, 0, True, "better in all that differ"),
    (0, 0, True, "the same"),
    (3, 3, True, "as many won as lost"),
    (2, 3, False, "loses more than it wins"),
    (0, 9, False, "surely worse"),
]


@pytest.mark.parametrize(("won", "lost", "is_open", "why"), GATES, ids=[row[3] for row in GATES])
def test_the_gate(won, lost, is_open, why):
    now = [True] * won + [False] * lost + [True] * 20
    before = [False] * won + [True] * lost + [True] * 20
    gate = judged({"group": compared(now, before, now)}, TITLES)
    assert gate.is_open == is_open
    assert gate.why


def test_one_head_surely_worse_is_not_bought_by_another():
    lost = compared([False] * 8 + [True] * 20, [True] * 28, [True] * 28)
    won = compared([True] * 28, [False] * 20 + [True] * 8, [True] * 28)
    assert not judged({"group": lost, "theme": won}, TITLES).is_open


def test_labels_are_proposed_confirmed_at_once_and_used(people):
    topics = region_topics()
    lines = {(line.head, line.label): line for line in labels.propose("r", at=NOON)}
    assert lines["theme", "Ямы и выбоины на дороге"].origin == "proposed"
    assert ("theme", "Ямы и выбоины на дороге") not in topics_by_label()
    pair = ("group", "Дороги")
    assert labels.confirm({pair: "r.01", ("group", "Культура"): ""}, by=people, at=NOON) == 2
    assert topics_by_label()[pair] == ("r.01", topics["r.01"].pk)
    assert labels.confirm({pair: "r.01"}, by=people, at=NOON) == 0
    assert Change.objects.filter(subject="label").count() == 2
    assert labels.confirm_proposed(0.3, by=people, at=NOON) >= 1
    labels.propose("r", at=NOON)
    assert LabelTopic.objects.get(head="group", label="Дороги").origin == "confirmed"


WRONG = [({("group", "Дороги"): "r.01.01"}, "шире темы"), ({("theme", "Снег"): "r.99"}, "нет в действующем")]


@pytest.mark.parametrize(("choices", "why"), WRONG)
def test_a_wrong_meaning_is_refused_in_words(choices, why, people):
    region_topics()
    with pytest.raises(TriageError, match=why):
        labels.confirm(choices, by=people, at=NOON)
    assert not LabelTopic.objects.exists()


def test_the_commands_tell_versions_and_the_task_runs_on_an_empty_region(people, capsys):
    tasks.retrain_topics()
    call_command("triage", "versions")
    assert "разбирает" in capsys.readouterr().out
    starter = ModelVersion.objects.get()
    call_command("triage", "use", starter.version, by=people.login, why="проверка")
    call_command("triage", "retrain")
    assert "учиться рано" in capsys.readouterr().out
    region_topics()
    call_command("triage", "map", edition="r", confirm=0.3, by=people.login)
    assert LabelTopic.objects.filter(origin="confirmed", by=people).exists()
    with pytest.raises(CommandError, match="нет тем"):
        call_command("triage", "map", edition="луна")
