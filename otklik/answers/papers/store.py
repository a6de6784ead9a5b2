"""Files on the disk by the digest of their content: the same content lies once, outside the web root."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

FILES, LETTERS = "files", "letters"
"""What all of a question may see; letters with names and addresses of authors."""
_THUMB, _FRESH = ".thumb", "new-"
_UNNAMED_FOR = timedelta(days=1)


class FileLost(OSError):
    """A file that its row names and the disk does not have; the message says which (Russian)."""


def put(content: bytes, *, thumb: bytes = b"", shelf: str = FILES) -> str:
    """Keep the content and its small copy; gives its SHA-256 in hex. After it returns a power cut loses nothing."""
    digest = hashlib.sha256(content).hexdigest()
    place = _place(digest, shelf)
    # Touched, so that a sweep which looks at it now leaves it.
    if thumb and not _is_touched(_small(place)):
        _write(_small(place), thumb)
    if not _is_touched(place):
        _write(place, content)
    return digest


def opened(digest: str, *, shelf: str = FILES, is_small: bool = False) -> BinaryIO:
    """The content, to be closed by the caller; `is_small`: the small copy where it has one. Raises FileLost."""
    place = _place(digest, shelf)
    small = _small(place)
    try:
        return (small if is_small and small.exists() else place).open("rb")
    except FileNotFoundError:
        raise FileLost(f"Файла {digest[:12]}… нет на диске: восстановите папку {shelf} из копии.") from None


def has(digest: str, *, shelf: str = FILES) -> bool:
    """Whether the content lies on the disk."""
    return _place(digest, shelf).exists()


def hold(digest: str, *, until: datetime, shelf: str = FILES) -> None:
    """Keep a file that no row names yet from being swept until then."""
    place = _place(digest, shelf)
    for one in (place, _small(place)):
        if one.exists():
            os.utime(one, (until.timestamp(), until.timestamp()))


def sweep(named: Callable[[Collection[str]], Collection[str]], *, at: datetime, shelf: str = FILES) -> int:
    """Delete files older than a day that no row names; `named` gives those of a batch that are named. How many went."""
    border, swept = (at - _UNNAMED_FOR).timestamp(), 0
    for folder in sorted(_root(shelf).glob("??")):
        old = set(_old(folder, border))
        wanted = set(named(old))
        for digest in wanted:
            _bring_back(_place(digest, shelf))
        for digest in old - wanted:
            swept += _discard(_place(digest, shelf), border)
    return swept


def _old(folder: Path, border: float) -> Iterator[str]:
    """Digests of old files of a folder; what a killed writer left half-written goes at once."""
    for path in folder.iterdir():
        if path.stat().st_mtime >= border:
            continue
        if path.name.startswith(_FRESH):
            path.unlink(missing_ok=True)
        else:
            yield folder.name + path.name.split(".")[0]


def _discard(place: Path, border: float) -> int:
    """Move away, look once more whether it was put again meanwhile, and only then delete."""
    for one in (_small(place), place):
        gone = _gone(one)
        try:
            one.rename(gone)
        except FileNotFoundError:
            gone.unlink(missing_ok=True)
            continue
        if gone.stat().st_mtime >= border:
            gone.rename(one)
            return 0
        gone.unlink()
    return 1


def _bring_back(place: Path) -> None:
    """A file that is wanted again after a sweeper moved it away and was killed."""
    for one in (_small(place), place):
        gone = _gone(one)
        if gone.exists():
            gone.unlink() if one.exists() else gone.rename(one)


def _gone(place: Path) -> Path:
    return place.with_name(f"{place.name}.gone")


def _is_touched(place: Path) -> bool:
    try:
        was = place.stat().st_mtime
        now = datetime.now().astimezone().timestamp()
        os.utime(place, (now, max(was, now)))
    except FileNotFoundError:
        return False
    return place.exists()


def _write(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, written = tempfile.mkstemp(dir=place.parent, prefix=_FRESH)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(written).replace(place)
    finally:
        Path(written).unlink(missing_ok=True)
    # The name itself is on the disk only once its folder is.
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _root(shelf: str) -> Path:
    return Path(settings.OTKLIK_HOME) / shelf


def _place(digest: str, shelf: str) -> Path:
    if len(digest) != 64 or not digest.isalnum():
        raise FileLost(f"«{digest[:20]}» — не имя файла хранилища.")
    return _root(shelf) / digest[:2] / digest[2:]


def _small(place: Path) -> Path:
    return place.with_name(f"{place.name}{_THUMB}")
