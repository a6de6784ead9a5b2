"""What a file is by its content, never by its name, and which are taken; pure."""

import re
from dataclasses import dataclass
from datetime import tzinfo

from otklik.answers.papers import file_office, file_pdf, file_photos
from otklik.answers.papers.file_photos import NOTHING_TOLD, Shot
from otklik.answers.papers.file_refusal import FileRefused

MEGABYTE = 1 << 20
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of files that is taken: how people call it, how it is served, the ends of names it may have."""

    code: str
    title: str
    content_type: str
    endings: tuple[str, ...]

    @property
    def is_photo(self) -> bool:
        return self.code in ("jpeg", "png", "webp")


JPEG = Kind("jpeg", "фото JPEG", "image/jpeg", ("jpg", "jpeg", "jfif", "png", "webp"))
KINDS = {
    kind.code: kind
    for kind in (
        JPEG,
        Kind("png", "рисунок PNG", "image/png", JPEG.endings),
        Kind("webp", "рисунок WebP", "image/webp", JPEG.endings),
        Kind("pdf", "PDF", "application/pdf", ("pdf",)),
        Kind("docx", "документ Word (docx)",
             "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",)),
        Kind("xlsx", "книга Excel (xlsx)",
             "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",)),
        Kind("txt", "текст", "text/plain; charset=utf-8", ("txt",)),
    )
}  # fmt: skip
TAKEN = "фото JPEG, PNG или WebP, PDF, docx, xlsx, txt"
ACCEPT = ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx,.txt"
"""What a file box of a form may offer."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, in megabytes."""

    photo_mb: int
    file_mb: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A file as it will be kept: ours where it is a photo; `thumb` is a small JPEG, empty where there is none."""

    kind: Kind
    name: str
    content: bytes
    thumb: bytes = b""
    shot: Shot = NOTHING_TOLD


# What is not taken and is met often: how it begins, what it is, what to do instead.
_KNOWN = (
    (b"MZ", "программа Windows", "программы не принимаются"),
    (b"\x7fELF", "программа", "программы не принимаются"),
    (b"#!", "скрипт", "скрипты не принимаются"),
    (b"Rar!", "архив RAR", "пришлите файлы по одному, без архива"),
    (b"7z\xbc\xaf", "архив 7z", "пришлите файлы по одному, без архива"),
    (b"\x1f\x8b", "архив gzip", "пришлите файлы по одному, без архива"),
    (b"\xd0\xcf\x11\xe0", "документ прежнего Office (doc, xls)", "сохраните его как docx, xlsx или PDF"),
    (b"{\\rtf", "документ RTF", "сохраните его как docx или PDF"),
    (b"GIF8", "рисунок GIF", "сохраните его как JPEG или PNG"),
    (b"BM", "рисунок BMP", "сохраните его как JPEG или PNG"),
    (b"II*\x00", "рисунок TIFF", "сохраните его как JPEG или PNG"),
    (b"MM\x00*", "рисунок TIFF", "сохраните его как JPEG или PNG"),
)
_PHONE_PHOTO = re.compile(rb"^.{4}ftyp(hei[cxms]|hev[cx]|mif1|msf1|avi[fs])", re.DOTALL)
_FILM = re.compile(rb"^.{4}ftyp", re.DOTALL)
_MARKUP = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|\?xml|html|head|body|svg|script|iframe)", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# Control signs and those that turn the direction of writing: «cod.exe» could be shown as «exe.doc».
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def judged(name: str, content: bytes, limits: Limits, zone: tzinfo) -> Judged:
    """The file as it is to be kept; `zone` is of photos that name none.

    Raises FileRefused (Russian) for what is not taken, is broken or is dangerous.
    """
    named = clean_name(name)
    if not content:
        raise FileRefused(f"Файл «{named}» пуст: выберите другой.")
    kind = _recognised(named, content)
    check_size(named, len(content), limits, kind)
    if kind.is_photo:
        photo = file_photos.redrawn(content, named, zone)
        return Judged(JPEG, _ending_in(named, "jpg"), photo.content, photo.thumb, photo.shot)
    if kind.code == "pdf":
        file_pdf.check(content, named)
    elif kind.code in ("docx", "xlsx"):
        file_office.check(content, named)
    elif kind.code == "txt":
        content = _text(named, content).encode()
    return Judged(kind, _ending_in(named, kind.endings[0]), content)


def check_size(name: str, size: int, limits: Limits, kind: Kind | None = None) -> None:
    """Refuse what is too large; without `kind`, which is not known before it is read, by the end of the name."""
    is_photo = kind.is_photo if kind else _ending(name) in JPEG.endings
    most = limits.photo_mb if is_photo else limits.file_mb
    if size > most * MEGABYTE:
        way = "уменьшите фото" if is_photo else "сожмите его или разделите"
        named = clean_name(name)
        raise FileRefused(f"Файл «{named}» — {_megabytes(size)} МБ, принимается до {most} МБ: {way} и отправьте снова.")


def clean_name(name: str) -> str:
    """A name without folders, unseen signs and excess length; its ending stays."""
    bare = _UNSEEN.sub("", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .") or "файл"
    if len(bare) <= _LONGEST_NAME:
        return bare
    stem, dot, ending = bare.rpartition(".")
    return f"{stem[: _LONGEST_NAME - len(ending) - 1]}.{ending}" if dot and len(ending) <= 8 else bare[:_LONGEST_NAME]


def _megabytes(size: int) -> str:
    # Told up, so that what is over the limit never reads as the limit.
    return str(-(-size // MEGABYTE))


def _recognised(name: str, content: bytes) -> Kind:
    kind = _by_content(name, content)
    ending = _ending(name)
    if ending and ending not in kind.endings:
        raise FileRefused(f"Файл «{name}» назван как .{ending}, а внутри {kind.title}: выберите другой.")
    return kind


def _by_content(name: str, content: bytes) -> Kind:
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return KINDS["png"]
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return KINDS["webp"]
    if content.startswith(b"%PDF-"):
        return KINDS["pdf"]
    if content.startswith(b"PK\x03\x04"):
        return KINDS[file_office.code_of(content, name)]
    if refusal := _why_not(content):
        raise FileRefused(f"Файл «{name}» не принят: внутри {refusal}. Принимаются {TAKEN}.")
    if _ending(name) == "txt" and _text(name, content):
        return KINDS["txt"]
    raise FileRefused(f"Файл «{name}» не принят: что внутри, не ясно. Принимаются {TAKEN}.")


def _why_not(content: bytes) -> str:
    head = content[:64]
    if _PHONE_PHOTO.match(head):
        return (
            "фото HEIC или AVIF; отправьте JPEG: в iPhone «Настройки → Камера → Форматы → Наиболее совместимые», "
            "или сделайте снимок экрана"
        )
    if _FILM.match(head):
        return "видео; дайте ссылку на него в тексте"
    if _MARKUP.match(content[:512]):
        return "разметка (HTML, SVG или XML), а она может исполнять код"
    return next((f"{what}; {way}" for start, what, way in _KNOWN if head.startswith(start)), "")


def _text(name: str, content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _UNPRINTABLE.search(text):
            return text
    raise FileRefused(f"Файл «{name}» не принят: это не текст. Сохраните его как текст в UTF-8 или Windows-1251.")


def _ending(name: str) -> str:
    _, dot, ending = name.rpartition(".")
    return ending.lower() if dot and 1 <= len(ending) <= 5 and ending.isalnum() else ""


def _ending_in(name: str, ending: str) -> str:
    stem = name[: -len(_ending(name)) - 1] if _ending(name) else name
    return f"{stem[: _LONGEST_NAME - len(ending) - 1] or 'файл'}.{ending}"
