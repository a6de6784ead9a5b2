"""What a file is by its content: what is taken, what is refused and in which words."""

import io
import time
from contextlib import suppress
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from otklik.answers.papers import file_photos
from otklik.answers.papers.file_kinds import Limits, clean_name, judged
from otklik.answers.papers.file_refusal import FileRefused
from tests.answers.file_samples import archive, docx, pdf, photo, told

LIMITS, ZONE = Limits(photo_mb=10, file_mb=20), timezone(timedelta(hours=5))
TAKEN = datetime(2026, 11, 12, 14, 5, tzinfo=ZONE)
SCRIPT = b"<script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
OUT = '<R><Relationship Type="http://x/attachedTemplate" Target="http://evil" TargetMode="External"/></R>'
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'


def taken(name: str, content: bytes):
    return judged(name, content, LIMITS, ZONE)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("яма.jpg", photo(), "jpeg"),
        ("снимок.PNG", photo(form="PNG"), "jpeg"),
        ("из мессенджера.jpg", photo(form="WEBP"), "jpeg"),
        ("без окончания", photo(), "jpeg"),
        ("акт.pdf", pdf(), "pdf"),
        ("ответ.docx", docx(), "docx"),
        ("таблица.xlsx", archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}), "xlsx"),
        ("заметка.txt", "Яма у дома 14".encode(), "txt"),
        ("старая.txt", "Яма у дома 14".encode("cp1251"), "txt"),
    ],
)
def test_a_file_is_known_by_its_content(name: str, content: bytes, kind: str) -> None:
    assert taken(name, content).kind.code == kind


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("фото.jpg", b"MZ\x90\x00" + bytes(200), "программа Windows"),
        ("ответ.docx", b"MZ\x90\x00" + bytes(200), "программа Windows"),
        ("рисунок.svg", SVG, "разметка"),
        ("рисунок.png", SVG, "разметка"),
        ("фото.jpg", b"\n <html>" + SCRIPT, "разметка"),
        ("фото.jpg", "Просто текст".encode(), "не ясно"),
        ("текст.txt", photo(), "назван как .txt"),
        ("фото.jpg", pdf(), "назван как .jpg"),
        ("IMG_1.heic", b"\x00\x00\x00\x18ftypheic" + bytes(60), "отправьте JPEG"),
        ("видео.mp4", b"\x00\x00\x00\x18ftypisom" + bytes(60), "видео"),
        ("анимация.gif", b"GIF89a" + bytes(60), "GIF"),
        ("старый.doc", b"\xd0\xcf\x11\xe0" + bytes(60), "docx"),
        ("архив.zip", archive({"а.txt": b"1"}), "без архива"),
        ("архив.docx", archive({"а.txt": b"1"}), "без архива"),
        ("пустой.pdf", b"", "пуст"),
        ("двоичный.txt", bytes(range(40)), "не текст"),
    ],
)
def test_what_is_not_taken_is_named_with_a_way_out(name: str, content: bytes, says: str) -> None:
    with pytest.raises(FileRefused, match=says):
        taken(name, content)


def test_a_photo_of_twenty_megabytes_is_refused_with_what_to_do() -> None:
    with pytest.raises(FileRefused, match="21 МБ, принимается до 10 МБ: уменьшите"):
        taken("большое.jpg", photo() + bytes(20 << 20))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (photo((600, 400), quality=95)[:-3000], "обрезан"),
        (photo()[:40], "обрезан"),
        (photo(form="PNG")[:50], "обрезан"),
        (b"\xff\xd8\xff" + b"\x00" * 500, "обрезан"),
        (photo((9000, 9500), mode="L", colour=0, form="PNG"), "мегапикселей"),
        (photo((30_000, 30_000), mode="1", colour=0, form="PNG"), "не читается|мегапикселей"),
    ],
    ids=["cut jpeg", "cut at its head", "cut png", "not a photo inside", "86 megapixels", "a bomb"],
)
def test_a_broken_or_huge_photo_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(FileRefused, match=says):
        taken("фото.jpg", content)


def test_of_a_photo_nothing_but_pixels_is_kept() -> None:
    kept = taken("фото.jpg", photo((3000, 2000), exif=told()) + b"<html>" + SCRIPT)
    image = Image.open(io.BytesIO(kept.content))
    assert (image.size, dict(image.getexif())) == ((2560, 1707), {})
    for content in (kept.content, kept.thumb):
        assert not any(sign in content for sign in (b"Exif", b"script", "Иванов".encode(), b"GPS"))
    assert max(Image.open(io.BytesIO(kept.thumb)).size) == 320


@pytest.mark.parametrize(
    ("exif", "taken_at", "place"),
    [
        (told(), TAKEN, (57.0, 60.5)),
        (told(zone="+03:00"), TAKEN + timedelta(hours=2), (57.0, 60.5)),
        (told(latitude=-33.25, longitude=-70.5), TAKEN, (-33.25, -70.5)),
        (told(latitude=0, longitude=0), TAKEN, (None, None)),
        (told(taken="0000:00:00 00:00:00"), None, (57.0, 60.5)),
        (told(taken="вчера"), None, (57.0, 60.5)),
        (None, None, (None, None)),
    ],
)
def test_what_a_photo_says_of_its_time_and_place_is_read(exif, taken_at, place) -> None:
    shot = taken("фото.jpg", photo(exif=exif)).shot
    assert shot.taken_at == taken_at
    assert (shot.latitude, shot.longitude) == pytest.approx(place, abs=1e-5)


@pytest.mark.parametrize(("turn", "size"), [(1, (64, 48)), (6, (48, 64)), (8, (48, 64)), (3, (64, 48))])
def test_a_photo_stands_upright(turn: int, size: tuple[int, int]) -> None:
    kept = taken("фото.jpg", photo(exif=told(turn=turn)))
    assert Image.open(io.BytesIO(kept.content)).size == size


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "RGBA", "I;16"])
def test_a_picture_of_any_mode_is_drawn(mode: str) -> None:
    kept = taken("схема.png", photo(mode=mode, colour=0, form="PNG"))
    assert Image.open(io.BytesIO(kept.content)).mode == "RGB"
    assert kept.name == "схема.jpg"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "скрипт"),
        (pdf(b"/OpenAction << /S /J#61vaScript /JS (app.alert(1)) >>"), "скрипт"),
        (pdf(b"/A << /S /Launch /F (cmd.exe) >>"), "запуск программы"),
        (pdf(b"/Names << /EmbeddedFiles 5 0 R >>"), "вложенный файл"),
        (pdf(b"/Encrypt 8 0 R"), "пароль"),
        (pdf(packed=b"1 0 << /S /JavaScript /JS (x) >>"), "скрипт"),
        (pdf()[:-20], "обрезан"),
    ],
)
def test_a_pdf_with_more_than_pages_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(FileRefused, match=says):
        taken("акт.pdf", content)


@pytest.mark.parametrize(
    "inside",
    [b"/#41" * 2_000_000, b"/ObjStm " * 1_000_000, b"/ObjStm stream\n" * 400_000, b"#41" * 3_000_000],
    ids=["codes", "objects", "streams", "signs"],
)
def test_a_pdf_made_to_be_looked_into_for_hours_is_done_with_at_once(inside: bytes) -> None:
    started = time.process_time()
    with suppress(FileRefused):
        taken("акт.pdf", pdf(inside))
    assert time.process_time() - started < 3


def test_an_ordinary_pdf_with_an_opening_view_is_taken() -> None:
    assert taken("акт.pdf", pdf(b"/OpenAction [3 0 R /Fit]", packed=b"1 0 << /Type /Page >>")).kind.code == "pdf"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (docx({"word/vbaProject.bin": b"1"}), "макрос"),
        (docx({"word/activeX/activeX1.xml": b"<x/>"}), "макрос"),
        (docx({"word/embeddings/oleObject1.bin": b"1"}), "макрос"),
        (docx({"word/embeddings/inside.docx": docx()}), "другие файлы"),
        (docx({"word/media/run.png": b"MZ\x90"}), "другие файлы"),
        (docx({"word/document.xml": ENTITY}), "сущности"),
        (docx({"word/document.xml": b" " * 70_000 + ENTITY}), "сущности"),
        (docx({"word/document.xml": "<w:document/>".encode("utf-16")}), "сущности"),
        (docx(rels=OUT), "чужому адресу"),
        (docx({"word/media/a.bin": bytes(200 << 20)}), "слишком велик"),
        (docx({"word/media/a.bin": bytes(40 << 20)}), "слишком велик"),
        (docx()[:-30], "повреждён"),
    ],
    ids=[
        "macro", "control", "object", "nested", "program", "entities", "entities far", "other code", "reaches out",
        "200 MB of zeros", "ratio", "cut",
    ],
)  # fmt: skip
def test_a_document_with_more_than_text_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(FileRefused, match=says):
        taken("ответ.docx", content)


def test_a_damaged_document_is_refused() -> None:
    content = bytearray(docx(text="Ответ " * 500))
    content[200:220] = b"\xff" * 20
    with pytest.raises(FileRefused):
        taken("ответ.docx", bytes(content))


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\я\\фото.jpg", "фото.jpg"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("имя\r\nSet-Cookie: x", "имяSet-Cookie: x"),
        ("", "файл"),
        ("...", "файл"),
        ("я" * 300 + ".pdf", "я" * 196 + ".pdf"),
    ],
)
def test_a_name_keeps_no_folders_and_no_unseen_signs(name: str, clean: str) -> None:
    assert clean_name(name) == clean


_STARTS = (b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"%PDF-1.4", b"PK\x03\x04", b"RIFF\x00\x00\x00\x00WEBP")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(_STARTS), st.binary(max_size=400), st.text(max_size=30))
def test_any_bytes_are_taken_or_refused_and_nothing_else(start: bytes, rest: bytes, name: str) -> None:
    with suppress(FileRefused):
        assert len(taken(name, start + rest).name) <= 200


@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_photo_with_spoilt_bytes_never_breaks_the_reader(data) -> None:
    content = bytearray(_SPOILT)
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(3, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(FileRefused):
        assert file_photos.redrawn(bytes(content), "фото.jpg", ZONE).content


_SPOILT = photo((64, 48), exif=told())
