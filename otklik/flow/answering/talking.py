"""A talk that was held: its protocol is kept, and what was said of the answer is heard as any verdict is."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from otklik.flow.answering import verdicts
from otklik.offices.models import Person
from otklik.satisfaction import scripts, surveys, talks
from otklik.satisfaction.models import Rating, Talk
from otklik.satisfaction.ratings import RatedAlready, Said
from otklik.satisfaction.talks import TalkError


def finish(talk_id: int, given: Mapping[str, str], *, by: Person, at: datetime) -> tuple[Talk, str]:
    """Keep a protocol and what comes of it; the talk, and what to tell the person (Russian, empty after a visit).

    Raises TalkError, and scripts.ScriptError for a protocol without its main answer.
    """
    with transaction.atomic():
        talk = talks.held(talk_id, by=by, at=at)
        kept = scripts.protocol(scripts.read(talk.survey.script), given)
        rating, words = _heard(talk, scripts.said(kept), by, at)
        talks.done(talk, kept, rating=rating, by=by, at=at)
    return talk, words


def _heard(talk: Talk, said: Said, by: Person, at: datetime) -> tuple[Rating | None, str]:
    """Nobody spoke on a visit, and one who can't tell gives no verdict: the protocol alone is kept."""
    source = surveys.source_of(talk.survey.kind)
    if not source or (said.stars is None and said.is_solved is None):
        return None, ""
    try:
        heard = verdicts.hear(question_id=talk.question_id, source=source, said=said, by=by, at=at)
    except RatedAlready as known:
        raise TalkError(f"{known} Отметьте «Отказались говорить» или верните разговор в очередь.") from known
    return heard.rating, heard.words
