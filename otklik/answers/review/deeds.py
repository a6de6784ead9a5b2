"""What an answer says was done and will be done: words of deeds, without those that only sound like one."""

from collections.abc import Iterator

from otklik.answers.review.answer_cut import AnswerCut, Form, Sentence
from otklik.answers.review.when import When

_AHEAD = ("на ", "до ", "к ", "в 20", "в следующ", "в будущ")
_DENY = frozenset(("не", "ни", "нет"))
_IF = frozenset(("если", "бы"))
_NO_DEED = frozenset(("быть", "мочь", "смочь", "понадобиться", "потребоваться", "стать", "прийтись", "хотеть"))


def done(cut: AnswerCut, sentence: Sentence) -> list[int]:
    """Tokens of a sentence that tell a thing done: «заменили», «отремонтирован»; not «рассмотрено», «приняты»."""
    if not _IF.isdisjoint(cut.spelled[sentence.first : sentence.last]) or is_to_come(cut, sentence):
        return []
    return list(_told(cut, sentence, Form.DONE))


def to_come(cut: AnswerCut, sentence: Sentence) -> list[int]:
    """Tokens of a sentence that tell a thing to come: «заменим», «будет отремонтирован», «запланирован»."""
    if not _IF.isdisjoint(cut.spelled[sentence.first : sentence.last]):
        return []
    planned = [
        met.first
        for met in cut.met("plan")
        if sentence.first <= met.first < sentence.last
        and not met.is_denied
        and not cut.forms[met.first] & Form.PARTICIPLE
    ]
    return sorted({*planned, *_told(cut, sentence, Form.TO_COME), *_willed(cut, sentence)})


def has_due(cut: AnswerCut) -> bool:
    """Whether the answer names a date that is not only that of a thing done; hours of a day are none."""
    return any(_is_due(cut, sentence, when) for sentence in cut.sentences for when in cut.whens_in(sentence))


def _is_due(cut: AnswerCut, sentence: Sentence, when: When) -> bool:
    """«До 5 мая» and «на 2027 год» are to come whatever the sentence tells."""
    if when.kind == "hour":
        return False
    is_ahead = when.kind == "season" and cut.low.startswith(_AHEAD, when.begins)
    return is_ahead or not done(cut, sentence) or bool(to_come(cut, sentence))


def has_done(cut: AnswerCut) -> bool:
    """Whether the answer tells of any thing done."""
    return any(done(cut, sentence) for sentence in cut.sentences)


def is_to_come(cut: AnswerCut, sentence: Sentence) -> bool:
    """Whether the perfect of a sentence is in the future: «будет отремонтирован»."""
    return any(True for _ in _willed(cut, sentence))


def _willed(cut: AnswerCut, sentence: Sentence) -> Iterator[int]:
    for at in range(sentence.first, sentence.last):
        if cut.lemmas[at] == "быть" and cut.forms[at] & Form.TO_COME and not _is_denied(cut, at):
            after = range(at + 1, min(at + 4, sentence.last))
            if not after or any(_may_be_willed(cut, place) for place in after):
                yield at


def _may_be_willed(cut: AnswerCut, at: int) -> bool:
    return bool(cut.forms[at] & Form.DONE) or (
        cut.spelled[at].endswith(("ть", "ться", "ти")) and cut.forms[at] in (Form.VERB, Form.NONE)
    )


def _told(cut: AnswerCut, sentence: Sentence, form: Form) -> Iterator[int]:
    hollow = {at for met in cut.met("hollow", "formula") for at in range(met.first, met.last + 1)}
    for at in range(sentence.first, sentence.last):
        is_deed = form & cut.forms[at] and at not in hollow and cut.lemmas[at] not in _NO_DEED
        if is_deed and not _is_denied(cut, at) and not _is_finding(cut, at):
            yield at


def _is_denied(cut: AnswerCut, at: int) -> bool:
    return at > 0 and cut.spelled[at - 1] in _DENY


def _is_finding(cut: AnswerCut, at: int) -> bool:
    """«Установлено, что…» tells of no deed."""
    return at + 1 < len(cut.spelled) and cut.spelled[at + 1] == "что"
