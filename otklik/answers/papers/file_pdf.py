"""Whether a PDF is a plain paper: no code, no files inside, no password; pure."""

import re
import zlib
from collections.abc import Iterator

from otklik.answers.papers.file_refusal import FileRefused

# Source: ISO 32000-2, 12.6.4 (actions), 7.11.4 (embedded files), 7.6 (encryption). Every script is an action of the
# type /JavaScript, so the short /JS is not looked for: in compressed bytes it is met by chance.
_ACTIVE = {
    b"JavaScript": "скрипт", b"Launch": "запуск программы", b"EmbeddedFile": "вложенный файл",
    b"EmbeddedFiles": "вложенный файл", b"RichMedia": "ролик", b"SubmitForm": "отправка формы",
    b"ImportData": "загрузка данных", b"GoToE": "вложенный файл", b"Encrypt": "пароль или запрет печати",
}  # fmt: skip
_NAME = re.compile(rb"/(" + b"|".join(sorted(_ACTIVE, reverse=True)) + rb")(?=[\s/<>\[\]()%{}]|$)")
_SIGN = rb"[^\s/<>\[\](){}%]"
# A name may be written by codes: /J#61vaScript is /JavaScript.
_CODED = re.compile(rb"/" + _SIGN + rb"{0,30}#[0-9A-Fa-f]{2}" + _SIGN + rb"{0,90}")
_CODE = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECTS = re.compile(rb"/ObjStm\b")
_STREAM = re.compile(rb"stream\r?\n")
# Objects may lie packed. So many, so large are looked into: a document of ten thousand pages has less, and what is made
# to be looked into for hours is refused.
_MOST_UNPACKED, _MOST_STREAMS, _MOST_CODED, _LONGEST_STREAM = 64 << 20, 5_000, 50_000, 1 << 20


def check(content: bytes, name: str) -> None:
    """Raises FileRefused where the document has more than pages in it, is locked, or is cut."""
    if b"%%EOF" not in content[-2048:] or b"startxref" not in content[-2048:]:
        raise FileRefused(f"PDF «{name}» обрезан: файл передан не целиком, отправьте его ещё раз.")
    found = _met(content) or next((what for piece in _unpacked(content, name) if (what := _met(piece))), "")
    if found:
        raise FileRefused(
            f"PDF «{name}» не принят: в нём {found}. Напечатайте его в PDF заново (Печать → Сохранить как PDF)."
        )


def _met(content: bytes) -> str:
    plain = _NAME.search(content)
    if plain:
        return _ACTIVE[plain[1]]
    for number, coded in enumerate(_CODED.finditer(content)):
        name = _NAME.match(_CODE.sub(lambda one: bytes((int(one[1], 16),)), coded[0]))
        if name or number >= _MOST_CODED:
            return _ACTIVE[name[1]] if name else "слишком много имён, записанных кодами"
    return ""


def _unpacked(content: bytes, name: str) -> Iterator[bytes]:
    room = _MOST_UNPACKED
    for number, place in enumerate(_OBJECTS.finditer(content)):
        start = _STREAM.search(content, place.end(), place.end() + 1024)
        if start is None and number < _MOST_STREAMS:
            continue
        begins = start.end() if start else 0
        ends = content.find(b"endstream", begins, begins + _LONGEST_STREAM)
        piece = _inflated(content[begins:ends], room)
        room -= len(piece)
        if room <= 0 or ends < 0 or number >= _MOST_STREAMS:
            raise FileRefused(f"PDF «{name}» не принят: распакованный, он слишком велик. Напечатайте его в PDF заново.")
        yield piece


def _inflated(packed: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        # Not packed, or by another way: then a plain scan has seen it.
        return b""
