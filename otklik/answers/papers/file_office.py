"""Whether a docx or xlsx is a plain document: no macros, nothing nested, no bomb, no way out; pure."""

import io
import re
import zipfile
import zlib

from otklik.answers.papers.file_refusal import FileRefused

_MOST_ENTRIES = 3000
_MOST_UNPACKED = 150 << 20
# Deflate gives 1000 at most; sheets of equal rows reach 60.
_MOST_RATIO = 150
_SMALL = 1 << 20
_CHUNK = 1 << 16
_MAIN = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_RUNS = re.compile(r"vbaproject|vbadata|activex/|oleobject|macrosheets/|\.(exe|dll|js|vbs|scr|bat|cmd|hta)$")
_NESTED = (b"PK\x03\x04", b"MZ", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf")
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_RELATION = re.compile(rb"<[^<>]*Relationship\s[^<>]*>")
# A link is opened by a click; these are opened by the program itself.
_REACHES_OUT = re.compile(rb"/(attachedTemplate|oleObject|frame|subDocument|externalLink|package|control)[\"']")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError, KeyError)


def code_of(content: bytes, name: str) -> str:
    """«docx» or «xlsx»; raises FileRefused for any other archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {one.filename for one in archive.infolist()[: _MOST_ENTRIES + 1]}
    except _BROKEN:
        raise FileRefused(f"Файл «{name}» повреждён или обрезан: отправьте его ещё раз.") from None
    found = next((code for main, code in _MAIN.items() if main in names and "[Content_Types].xml" in names), "")
    if not found:
        raise FileRefused(f"Файл «{name}» не принят: внутри архив. Пришлите файлы по одному, без архива.")
    return found


def check(content: bytes, name: str) -> None:
    """Raises FileRefused; every entry is read to its end by pieces, and nothing of it is kept or run."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_sizes(archive, len(content), name)
            for entry in archive.infolist():
                _check_entry(archive, entry, name)
    except FileRefused:
        raise
    except _BROKEN:
        raise FileRefused(f"Файл «{name}» повреждён: откройте его в Office, сохраните заново и отправьте.") from None


def _check_sizes(archive: zipfile.ZipFile, packed: int, name: str) -> None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    is_bomb = unpacked > _MOST_UNPACKED or (unpacked > _SMALL and unpacked > packed * _MOST_RATIO)
    if is_bomb or len(entries) > _MOST_ENTRIES:
        raise FileRefused(f"Файл «{name}» не принят: распакованный, он слишком велик. Сохраните его как PDF.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused(f"Файл «{name}» закрыт паролем: снимите пароль и отправьте снова.")
    if len({entry.filename for entry in entries}) != len(entries):
        raise FileRefused(f"Файл «{name}» повреждён: сохраните его в Office заново и отправьте.")


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> None:
    called = entry.filename.lower()
    if _RUNS.search(called):
        raise FileRefused(f"Файл «{name}» не принят: в нём макрос или программа. Сохраните его без макросов.")
    is_markup = called.endswith((".xml", ".rels", ".vml"))
    with archive.open(entry) as stream:
        head = stream.read(_CHUNK)
        if head.startswith(_NESTED):
            raise FileRefused(f"Файл «{name}» не принят: внутри него другие файлы. Сохраните его как PDF.")
        if is_markup:
            _check_markup(head, called, name)
        tail = head[-32:]
        while piece := stream.read(_CHUNK):
            if is_markup:
                _check_markup(tail + piece, called, name)
            tail = piece[-32:]
    if called.endswith(".rels"):
        _check_relations(archive.read(entry), name)


def _check_markup(piece: bytes, called: str, name: str) -> None:
    # Written by any other code the signs below would be passed over.
    is_strange = piece.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in piece
    if is_strange or _ENTITY.search(piece):
        raise FileRefused(f"Файл «{name}» не принят: в части {called} сущности XML. Сохраните его в Office заново.")


def _check_relations(written: bytes, name: str) -> None:
    if any(b"External" in one and _REACHES_OUT.search(one) for one in _RELATION.findall(written)):
        raise FileRefused(f"Файл «{name}» не принят: открытый, он обращается к чужому адресу. Сохраните его как PDF.")
