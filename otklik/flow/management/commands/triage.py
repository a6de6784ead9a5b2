"""otklik triage train|evaluate|read|retrain|versions|use|map: the model of topics."""

import json as json_format
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from otklik.flow.management import learning
from otklik.triage.errors import TriageError
from otklik.triage.topics import evaluation, training
from otklik.triage.topics.model import TopicModel
from otklik.triage.topics.training import LabelledText
from otklik.triage.topics.weights import HEADS


class Command(BaseCommand):
    """Reads tables with the columns of «Инцидент Менеджмент»."""

    help = "модель тем: train ФАЙЛ --out МОДЕЛЬ | evaluate ФАЙЛ [--folds 5] | read | retrain | versions | use | map"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=("train", "evaluate", "read", *learning.VERBS))
        parser.add_argument("file", nargs="?", type=Path, help="размеченная таблица (train, evaluate); версия (use)")
        parser.add_argument("--model", type=Path, help="файл модели (иначе поставляемая); у retrain — с чего начать")
        parser.add_argument("--out", type=Path, help="куда записать обученную модель")
        parser.add_argument("--folds", type=int, default=0, help="перекрёстная проверка на стольких частях")
        parser.add_argument("--by", default="", help="логин того, кто решил (use, map --confirm)")
        parser.add_argument("--why", default="", help="почему эта версия (use)")
        parser.add_argument("--edition", default="", help="код классификатора региона (map)")
        parser.add_argument("--confirm", type=float, help="подтвердить предложения не ниже этой похожести, 0..1 (map)")
        parser.add_argument("--json", action="store_true", help="машинный вид")

    def handle(self, *args: Any, verb: str, file: Path | None, **options: Any) -> None:
        if verb in ("train", "evaluate") and file is None:
            raise CommandError(f"triage {verb}: назовите файл размеченной таблицы.")
        acts: dict[str, Callable[..., None]] = {"train": self._train, "evaluate": self._evaluate, "read": self._read}
        try:
            if verb in learning.VERBS:
                self._tell(*learning.VERBS[verb](file=file, **options), json=options["json"])
            else:
                acts[verb](file, **options)
        except (TriageError, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal

    def _tell(self, lines: list[str], told: Any, *, json: bool) -> None:
        self.stdout.write(json_format.dumps(told, ensure_ascii=False) if json else "\n".join(lines))

    def _train(self, file: Path, *, out: Path | None, **options: Any) -> None:
        if out is None:
            raise CommandError("triage train: назовите, куда записать модель: --out МОДЕЛЬ.")
        rows = list(evaluation.read_labelled(file))
        trained = training.train(rows)
        trained.save(out)
        self.stdout.write(f"Обучено на {len(rows)} строках, версия {trained.version}: {out}")

    def _evaluate(self, file: Path, *, model: Path | None, folds: int, json: bool, **options: Any) -> None:
        rows = list(evaluation.read_labelled(file))
        told = _cross_validated(rows, folds) if folds else _told(evaluation.evaluate(TopicModel.load(model), rows))
        if json:
            self.stdout.write(json_format.dumps(told, ensure_ascii=False))
            return
        if not folds:
            self.stderr.write("Если модель училась на этой таблице, числа завышены: честные даёт --folds 5.")
        for head in (head for head in HEADS if head in told):
            self.stdout.write(f"{head}: " + ", ".join(f"{name} {value}" for name, value in told[head].items()))

    def _read(self, file: Path | None, *, model: Path | None, json: bool, **options: Any) -> None:
        reader = TopicModel.load(model)
        for text in file.open(encoding="utf-8") if file else sys.stdin:
            reading = reader.read([text.rstrip("\n")])[0]
            told = asdict(reading)
            self.stdout.write(json_format.dumps(told, ensure_ascii=False) if json else _line(told))


def _cross_validated(rows: list[LabelledText], folds: int) -> dict[str, Any]:
    """The mean over folds by head; under "spread" the standard deviation."""
    found = evaluation.cross_validate(rows, folds=folds)
    return _told(found.mean) | {"spread": _told(found.spread), "folds": folds}


def _told(measured: dict[str, evaluation.Measures]) -> dict[str, Any]:
    return {head: asdict(measures) for head, measures in measured.items()}


def _line(told: dict[str, Any]) -> str:
    heads = [f"{told[head][0]['label']} ({told[head][0]['confidence']:.0%})" for head in ("group", "theme", "executor")]
    return " · ".join(heads)
