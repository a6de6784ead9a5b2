"""What a check by 59-ФЗ looks at and what it says: no personal data crosses into it, only whether they are there."""

from collections.abc import Callable
from dataclasses import dataclass

APPEAL, MESSAGE = "appeal", "message"
ACTS = ("reject", "forward", "note", "split")
"""What applying does: leaves the question unconsidered, gives it to the coordinator, keeps a note, opens the split."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """A question as the checks see it: its masked text, how it came, and how complete its author's data are.

    `answered_before`: how many questions of the same author on the same matter were closed. `parts`: how many matters
    the text looks to hold, 0 or 1 where it is one.
    """

    text: str
    legal_kind: str = APPEAL
    has_surname: bool = True
    has_address: bool = True
    is_entity: bool = False
    is_by_mail: bool = False
    answered_before: int = 0
    parts: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """Why a check speaks: the words of the text that it stands on (may be none), and a remark (Russian)."""

    words: tuple[str, ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class Check:
    """One thing on the shelf `law_checks/`: the file name is its `code`; `title` and `why` are Russian.

    `outcome`: the code of the row that names article, term and source. `act`: one of ACTS. `look` gives None where
    there is nothing to say; it must not fail on any text. `kinds`: to which legal kinds of letters it applies.
    """

    code: str
    title: str
    why: str
    outcome: str
    act: str
    look: Callable[[Dossier], Seen | None]
    kinds: tuple[str, ...] = (APPEAL,)
