"""A letter or an act printed to PDF from the same values, in the product's own layout; pure."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from threading import Lock

import typst

from otklik.answers.papers.letter_names import Values

FORMS = Path(__file__).parent / "letter_forms"
# A compiler keeps what it has read of fonts and of the form; it is one of the process and takes letters in turn.
_TURN = Lock()


def printed(purpose: str, values: Values) -> bytes:
    """PDF/A-2u of a `letter` or an `act`; the words are passed as values, none of them is read as markup."""
    words: Mapping[str, object] = {**values.all(), "абзацы": values.paragraphs("текст"),
                                   "строки": values.paragraphs("вопросы")}  # fmt: skip
    written = json.dumps(words, ensure_ascii=False)
    with _TURN:
        made = _compiler(purpose).compile(
            format="pdf", sys_inputs={"letter": written}, pdf_standards="a-2u", timestamp=0
        )
    if not isinstance(made, bytes):
        raise TypeError(f"typst gave {type(made)} for one PDF")
    return made


@lru_cache(maxsize=4)
def _compiler(purpose: str) -> typst.Compiler:
    return typst.Compiler(FORMS / f"{purpose}.typ", root=FORMS, font_paths=[FORMS / "fonts"], ignore_system_fonts=True)
