"""How long a letter takes, docx and PDF, the first of a process and then: `python -m bench.letters`. Prints JSON."""

import io
import json
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
TIMES = 60


def main() -> dict[str, object]:
    from otklik.answers.papers import letter_docx, letter_pdf
    from otklik.answers.papers.letter_names import INVENTED, Values

    form = (letter_pdf.FORMS / "letter.docx").read_bytes()
    numbered = (Values({**INVENTED, "номер": str(number), "исходящий": f"{number}-исх"}) for number in range(10_000))
    return {
        "docx": measured(lambda: letter_docx.filled(form, next(numbered))),
        "pdf": measured(lambda: letter_pdf.printed("letter", next(numbered))),
        "limit: the same docx unpacked and packed, ms": timed(lambda: repacked(form)),
        "form checked, ms": timed(lambda: letter_docx.flaws(form)),
    }


def measured(work: Callable[[], bytes]) -> dict[str, float]:
    """Milliseconds of the first and of the median one, and kilobytes made."""
    started = time.perf_counter()
    size = len(work())
    first = time.perf_counter() - started
    return {"first_ms": round(first * 1000, 1), "warm_ms": timed(work), "kb": round(size / 1024)}


def timed(work: Callable[[], object]) -> float:
    took = []
    for _ in range(TIMES):
        started = time.perf_counter()
        work()
        took.append(time.perf_counter() - started)
    return round(sorted(took)[TIMES // 2] * 1000, 2)


def repacked(form: bytes) -> bytes:
    """What any program must do to write a docx: unpack its parts and pack them again."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(form)) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            written.writestr(name, read.read(name))
    return out.getvalue()


if __name__ == "__main__":
    print(json.dumps(main(), ensure_ascii=False, indent=1))
