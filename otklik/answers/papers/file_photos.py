"""A photo drawn anew, so that what is served is ours, and what it said of its time and place; pure."""

import io
import math
import struct
from dataclasses import dataclass
from datetime import datetime, tzinfo
from threading import Lock

from PIL import Image, ImageOps, JpegImagePlugin
from PIL.ExifTags import GPS, IFD, Base

from otklik.answers.papers.file_refusal import FileRefused

SIDE, SMALL_SIDE = 2560, 320
_QUALITY, _SMALL_QUALITY = 86, 78
_FORMATS = ("JPEG", "PNG", "WEBP")
# Megapixels that one photo may have: what it takes while it is read stays under 300 MB. A plain JPEG is read at a half
# or a quarter of its size; of a progressive one all the coefficients are kept, two bytes each, by how many of them are
# of colour; of others all the pixels.
_MOST_PLAIN, _MOST_PROGRESSIVE, _MOST_OTHER = 85, {0: 33, 1: 50, 2: 66}, 24
# What Pillow raises on broken input, by its own decoders.
_BROKEN = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError, ZeroDivisionError,
    AttributeError, MemoryError, struct.error, Image.DecompressionBombError,
)  # fmt: skip
_TAKEN = "%Y:%m:%d %H:%M:%S"
# One at a time: two photos of forty megapixels read at once would need twice the memory.
_TURN = Lock()


@dataclass(frozen=True, slots=True)
class Shot:
    """What a photo says of itself: when it was taken and where, degrees of WGS 84."""

    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


NOTHING_TOLD = Shot()


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as it is kept and its small copy, both JPEG without anything but pixels."""

    content: bytes
    thumb: bytes
    shot: Shot


def redrawn(content: bytes, name: str, zone: tzinfo) -> Photo:
    """The photo upright, at most 2560 pixels on a side, and its small copy; `zone` is of one that names none.

    Raises FileRefused.
    """
    with _TURN:
        try:
            with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
                _check_size(image, name)
                return _drawn(image, zone)
        except FileRefused:
            raise
        except _BROKEN:
            raise FileRefused(
                f"Фото «{name}» не читается: файл обрезан или повреждён. Откройте его, сохраните заново и отправьте."
            ) from None


def _check_size(image: Image.Image, name: str) -> None:
    megapixels = image.width * image.height / 1e6
    most = _MOST_OTHER
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        sampling = JpegImagePlugin.get_sampling(image)
        is_kept_whole = bool(image.info.get("progressive"))
        most = _MOST_PROGRESSIVE.get(sampling, _MOST_PROGRESSIVE[0]) if is_kept_whole else _MOST_PLAIN
    if megapixels > most:
        raise FileRefused(
            f"Фото «{name}» — {image.width}×{image.height} точек, принимается до {most} мегапикселей: уменьшите его."
        )


def _drawn(image: Image.Image, zone: tzinfo) -> Photo:
    shot = _shot(image, zone)
    # Only a JPEG can be read smaller at once, the rest passes by this call.
    share = SIDE / max(image.size)
    image.draft("RGB", (round(image.width * share), round(image.height * share)))
    whole = image if image.mode in ("RGB", "RGBA", "L", "CMYK") else _plain(image)
    whole.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS, reducing_gap=None)
    upright = _opaque(ImageOps.exif_transpose(whole))
    content = _written(upright, _QUALITY)
    upright.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.BICUBIC, reducing_gap=None)
    return Photo(content, _written(upright, _SMALL_QUALITY), shot)


def _plain(image: Image.Image) -> Image.Image:
    """Of a palette, of sixteen bits and the like: as ordinary pixels, which can be made smaller smoothly."""
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _opaque(image: Image.Image) -> Image.Image:
    """On white where it is seen through; colours of a wide profile are taken as ordinary ones: a little paler."""
    if not image.has_transparency_data:
        return image if image.mode == "RGB" else image.convert("RGB")
    seen = image.convert("RGBA")
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper


def _written(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    # A bare copy: nothing of what came with the file may be written along.
    image.info.clear()
    image.save(out, "JPEG", quality=quality, optimize=True, exif=b"")
    return out.getvalue()


def _shot(image: Image.Image, zone: tzinfo) -> Shot:
    """What EXIF says; a broken one says nothing and the photo is taken all the same."""
    try:
        exif = image.getexif()
        latitude, longitude = _place(exif.get_ifd(IFD.GPSInfo))
        return Shot(_taken(exif.get_ifd(IFD.Exif), exif, zone), latitude, longitude)
    except _BROKEN:
        return NOTHING_TOLD


def _taken(details: dict[int, object], exif: Image.Exif, zone: tzinfo) -> datetime | None:
    written = details.get(Base.DateTimeOriginal) or details.get(Base.DateTimeDigitized) or exif.get(Base.DateTime)
    ahead = str(details.get(Base.OffsetTimeOriginal) or "").strip("\x00 ")
    told = str(written).strip("\x00 ")
    try:
        if ahead:
            return datetime.strptime(f"{told} {ahead}", f"{_TAKEN} %z")
        return datetime.strptime(told, _TAKEN).replace(tzinfo=zone)
    except ValueError:
        return None


def _place(told: dict[int, object]) -> tuple[float | None, float | None]:
    latitude = _degrees(told.get(GPS.GPSLatitude), told.get(GPS.GPSLatitudeRef), "S", 90)
    longitude = _degrees(told.get(GPS.GPSLongitude), told.get(GPS.GPSLongitudeRef), "W", 180)
    # A camera that knows no place writes zeros.
    if latitude is None or longitude is None or (abs(latitude) < 0.01 and abs(longitude) < 0.01):
        return None, None
    return latitude, longitude


def _degrees(parts: object, half: object, below: str, most: float) -> float | None:
    if not isinstance(parts, tuple | list) or len(parts) != 3:
        return None
    degrees, minutes, seconds = (float(part) for part in parts)
    found = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(found) or not 0 <= found <= most:
        return None
    return round(-found if str(half).strip("\x00 ").upper() == below else found, 6)
