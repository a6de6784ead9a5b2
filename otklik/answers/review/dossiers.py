"""An answer brought together from the database, as the checks see it."""

from django.db.models import Q

from otklik.answers.models import Answer, Attachment
from otklik.answers.review import check_settings
from otklik.answers.review.answer_text import AnswerText
from otklik.answers.review.checks.links import links
from otklik.answers.writing import similar
from otklik.appeals import cutting
from otklik.appeals.models import Appeal, Question
from otklik.gateways import links as tried

_MOST_EARLIER = 5


def of(answer: Answer, text: str | None = None) -> AnswerText:
    """The answer with all that it is judged by; `text` instead of its own while it is being written."""
    question, text = answer.question, answer.text if text is None else text
    topic = question.topic
    channel = question.appeal.channel
    within = check_settings.bounds(channel)
    greets = question.appeal.legal_kind == Appeal.LegalKind.APPEAL
    return AnswerText(
        text=text,
        outcome=answer.outcome,
        kind=answer.kind,
        question_text=question.text,
        topic_name=topic.name if topic else "",
        keywords=tuple(cutting.lemmas(topic.name)) if topic else (),
        channel=channel,
        legal_kind=question.appeal.legal_kind,
        body_name=answer.body.name if answer.body else "",
        greets=greets,
        earlier=_earlier(answer, question),
        canned=similar.canned(text, except_question=question.pk) if text.strip() else None,
        has_attachments=_has_attachments(answer),
        is_public=bool(within and within.is_public) and not greets,
        dead_links=tried.dead(links(text)),
        bounds=within,
        severities=check_settings.severities(),
    )


def _earlier(answer: Answer, question: Question) -> tuple[str, ...]:
    """Published answers to the question, to those joined with it and to the one it was joined to, oldest first."""
    head = question.same_as_id or question.pk
    kin = Q(question=question.pk) | Q(question=head) | Q(question__same_as=head)
    found = Answer.objects.filter(kin, state=Answer.State.PUBLISHED, same_as=None).exclude(pk=answer.pk)
    texts = list(found.order_by("-published_at").values_list("text", flat=True)[:_MOST_EARLIER])
    return tuple(reversed(texts))


def _has_attachments(answer: Answer) -> bool:
    kept = Attachment.objects.filter(removed_at=None, side=Attachment.Side.BODY)
    return kept.filter(Q(answer=answer.pk) | Q(answer=None, contribution__question=answer.question_id)).exists()
