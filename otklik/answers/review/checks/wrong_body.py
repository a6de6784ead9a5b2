"""«Не в нашей компетенции» says whose it is and where to turn; the body that speaks is the one that answers."""

import re
from collections.abc import Iterator

from otklik.answers.review.answer_cut import AnswerCut
from otklik.answers.review.check import WARN, AnswerCheck, AnswerText, Spot
from otklik.appeals.cutting import lemmas

_KIND = r"министерств\w*|департамент\w*|управлени[ея]\w*|комитет\w*|администраци[яи]\w*|инспекци[яи]\w*|служб[аы]\w*"
_SPEAKS = re.compile(
    rf"(?:^|[.!\n]\s*|здравствуйте[!,.]?\s*)(?P<body>(?P<kind>{_KIND})\s[^.!?,\n]{{0,90}}?)\s"
    r"(?:рассмотрел[аои]?|сообщает|информирует|благодарит|разъясняет|уведомляет)\b"
)
_COMMON = frozenset(
    ("город", "район", "область", "край", "республика", "округ", "муниципальный", "городской", "сельский")
)
_SHORTEST_STEM = 5


def _look(cut: AnswerCut) -> Iterator[Spot]:
    if not cut.met("where_to", "forwarded"):
        for met in cut.met("not_ours"):
            yield Spot(*cut.span(met.first, met.last), "Скажите, кто этим занимается и как туда обратиться")
    speaks = _SPEAKS.search(cut.low)
    if speaks and cut.answer.body_name and not _is_same(speaks["body"], cut.answer.body_name):
        yield Spot(*speaks.span("body"), f"Отвечает «{cut.answer.body_name}», а в тексте назван другой орган")


def _is_same(told: str, name: str) -> bool:
    """Whether two names share a word that tells bodies apart, by its beginning."""
    own, other = (
        {word[:_SHORTEST_STEM] for word in lemmas(one) if word not in _COMMON and len(word) > 2} for one in (told, name)
    )
    return len(own & other) >= min(2, len(own), len(other))


CHECK = AnswerCheck(
    code="wrong_body",
    title="Не тот орган или некуда обратиться",
    why="«Не к нам» без адреса отправляет человека по кругу",
    severity=WARN,
    good=AnswerText(
        "Эта дорога не в нашем ведении, она федеральная. Письмо передали в управление дорог «Прикамье» 4 ноября, "
        "телефон там 8 (342) 200-00-00."
    ),
    bad=AnswerText("Данный вопрос не входит в компетенцию администрации."),
    look=_look,
)
