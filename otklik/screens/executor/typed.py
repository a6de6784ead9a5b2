"""What a person typed into the editor, read from its form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from otklik.answers.models import Answer, AnswerTemplate
from otklik.answers.writing import drafting

FIELD, WHY = "f-", "why-"
_MOST_FIELDS = 20
_LONGEST_FIELD = 500


@dataclass(frozen=True, slots=True)
class Typed:
    """One sending of the form; `excuses`: why it may go out with a flaw that stops, by the code of the check."""

    text: str
    kind: str
    outcome: str
    template_id: int | None
    filled: Mapping[str, str]
    version: int
    excuses: Mapping[str, str]
    do: str


def read(form: Mapping[str, str]) -> Typed:
    """The form as it came; what no list offers is as if it had not been chosen."""
    kind, outcome = form.get("kind", ""), form.get("outcome", "")
    return Typed(
        text=_clean(form.get("text", ""))[: drafting.LONGEST],
        kind=kind if kind in Answer.Kind.values else Answer.Kind.FINAL,
        outcome=outcome if outcome in Answer.Outcome.values else "",
        template_id=_template(form.get("template", "")),
        filled=_named(form, FIELD),
        version=whole(form.get("version", "")) or 0,
        excuses=_named(form, WHY),
        do=form.get("do", "save"),
    )


def whole(written: str) -> int | None:
    """A number of a row; None for anything else."""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 18 else None


def _template(written: str) -> int | None:
    number = whole(written)
    return number if number and AnswerTemplate.objects.filter(pk=number).exists() else None


def _named(form: Mapping[str, str], prefix: str) -> dict[str, str]:
    found: Iterable[str] = [name for name in form if name.startswith(prefix)][:_MOST_FIELDS]
    return {name.removeprefix(prefix)[:60]: _clean(form[name]).strip()[:_LONGEST_FIELD] for name in found}


def _clean(text: str) -> str:
    # A zero byte is an error of PostgreSQL, not of the person.
    return text.replace("\x00", "").replace("\r\n", "\n")
