"""An answer with all that it is judged by before publication."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SOLVED, PLANNED, EXPLAINED, REFUSED = "solved", "planned", "explained", "refused"
INTERIM, FINAL = "interim", "final"


@dataclass(frozen=True, slots=True)
class Like:
    """How many other people were given nearly this answer, and the share 0..1 of equal words of the nearest one."""

    others: int
    share: float


@dataclass(frozen=True, slots=True)
class Bounds:
    """Of answers in a channel: the fewest and the most characters, and whether others read them."""

    shortest: int
    longest: int
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class AnswerText:
    """An answer as the checks see it; nothing personal but what its own text holds.

    `outcome`: solved, planned, explained, refused, or empty where it is not chosen. `kind`: interim or final.
    `question_text` is masked. `keywords`: words of the topic. `greets`: the author is greeted by name (a letter by
    59-ФЗ). `is_public`: others read it too. `earlier`: published answers to this author on the matter, oldest first.
    `canned` None: nobody was given the like. `dead_links`: addresses in the text that did not open, where they were
    tried. `bounds` None: any length will do. `severities`: by code of a check, where they are not as they came; «off»
    is none.
    """

    text: str
    outcome: str = ""
    kind: str = FINAL
    question_text: str = ""
    topic_name: str = ""
    keywords: tuple[str, ...] = ()
    channel: str = ""
    legal_kind: str = "message"
    body_name: str = ""
    greets: bool = False
    earlier: tuple[str, ...] = ()
    canned: Like | None = None
    has_attachments: bool = False
    is_public: bool = False
    dead_links: tuple[str, ...] = ()
    bounds: Bounds | None = None
    severities: Mapping[str, str] = field(default_factory=dict)
