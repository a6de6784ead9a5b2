"""A question with an answer, and the address of its author's page."""

import io
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from otklik.answers.models import Answer
from otklik.appeals.models import Question
from otklik.appeals.states import State
from otklik.offices.models import Person
from otklik.satisfaction import links
from tests.region import ROADS, TOWN, person, send


def asked(text: str = ROADS, **fields: object) -> Question:
    """A question that its body works on since two hours ago."""
    return send(text, at=timezone.now() - timedelta(hours=2), topic="Дороги", territory=TOWN, **fields)[0]


def answered(question: Question, text: str = "Яму засыпали 20 ноября, бригада № 4.", **fields: object) -> Answer:
    """A final answer that its author may read."""
    by = Person.objects.filter(login="worker").first() or person("worker", "executor", body="roads")
    at: datetime = timezone.now() - timedelta(minutes=10)
    values = {"kind": Answer.Kind.FINAL, "outcome": Answer.Outcome.SOLVED, "state": Answer.State.PUBLISHED, **fields}
    answer = Answer.objects.create(
        question=question, body=question.body, text=text, by=by, created_at=at, published_at=at, **values
    )
    if values["kind"] == Answer.Kind.FINAL:
        Question.objects.filter(pk=question.pk).update(state=State.ANSWERED, stage="", waits_for="")
    return answer


def path(question: Question, rest: str = "") -> str:
    """The path of the author's page."""
    return "/a/" + links.address(question, timezone.now()).rpartition("/a/")[2] + rest


def photo(name: str = "двор.jpg") -> SimpleUploadedFile:
    """A small honest photo."""
    drawn = io.BytesIO()
    Image.new("RGB", (80, 60), (90, 120, 90)).save(drawn, "JPEG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/jpeg")
