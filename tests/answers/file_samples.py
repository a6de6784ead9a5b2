"""Files made for tests: good ones, and each way in which one may be bad."""

import io
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.TiffImagePlugin import IFDRational

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = f'<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType="{WORD}"/></Types>'
_RELS = (
    '<?xml version="1.0"?><Relationships><Relationship Id="r1" Type="http://x/hyperlink" Target="https://example.ru"'
    ' TargetMode="External"/></Relationships>'
)


def photo(
    size: tuple[int, int] = (64, 48), *, form: str = "JPEG", exif: Image.Exif | None = None, colour: object = "teal",
    mode: str = "RGB", **options: object,
) -> bytes:  # fmt: skip
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, form, **({"exif": exif} if exif else {}), **options)
    return out.getvalue()


def told(
    taken: str = "2026:11:12 14:05:00", latitude: float = 57.0, longitude: float = 60.5, turn: int = 1, zone: str = ""
) -> Image.Exif:
    """What a telephone writes into a photo: when, where, how it was held."""
    exif = Image.Exif()
    exif[Base.Orientation], exif[Base.Model], exif[Base.Artist] = turn, "Телефон", "Иванов Иван"
    details = exif.get_ifd(IFD.Exif)
    details[Base.DateTimeOriginal] = taken
    if zone:
        details[Base.OffsetTimeOriginal] = zone
    place = exif.get_ifd(IFD.GPSInfo)
    place[GPS.GPSLatitudeRef], place[GPS.GPSLatitude] = "S" if latitude < 0 else "N", _parts(abs(latitude))
    place[GPS.GPSLongitudeRef], place[GPS.GPSLongitude] = "W" if longitude < 0 else "E", _parts(abs(longitude))
    return exif


def _parts(degrees: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    whole = int(degrees)
    minutes = int((degrees - whole) * 60)
    return IFDRational(whole), IFDRational(minutes), IFDRational(round((degrees - whole - minutes / 60) * 3600, 3))


def pdf(inside: bytes = b"", *, packed: bytes = b"") -> bytes:
    """A small PDF with something in its catalogue, or with objects packed into a stream."""
    body = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + inside + b" >>\nendobj\n"
    if packed:
        stream = zlib.compress(packed)
        body += b"3 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(stream)
        body += stream + b"\nendstream\nendobj\n"
    return body + b"trailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


def docx(parts: Mapping[str, bytes] | None = None, *, text: str = "Ответ", rels: str = _RELS) -> bytes:
    """A small docx with other parts beside the usual ones."""
    every = {
        "[Content_Types].xml": _TYPES.encode(), "word/_rels/document.xml.rels": rels.encode(),
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document>{text}</w:document>'.encode(),
        **(parts or {}),
    }  # fmt: skip
    return archive(every)


def archive(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()
