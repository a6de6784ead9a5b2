"""How long a file takes to be checked and kept, and how much memory: `python -m bench.files`. One JSON object.

Each case runs in a process of its own: the peak is of that file alone, above what the empty process takes.
"""

import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
MEGABYTE = 1 << 20


def noisy(width: int, height: int, megabytes: float, **options: object) -> bytes:
    """A photo of so many bytes: a gradient with noise, as hard to read as one of a street."""
    import numpy as np
    from PIL import Image

    rng = np.random.default_rng(1)
    rows = np.linspace(40, 210, height, dtype=np.float32)[:, None, None]
    pixels = np.broadcast_to(rows, (height, width, 3)).astype(np.uint8)
    grain = rng.integers(0, 24, (height, width, 1), dtype=np.uint8)
    image = Image.fromarray(pixels + grain)
    content = b""
    for quality in (95, 90, 85, 75, 65, 50, 35, 20):
        out = BytesIO()
        image.save(out, "JPEG", quality=quality, **options)
        content = out.getvalue()
        if len(content) <= megabytes * MEGABYTE:
            break
    return content


def flat(width: int, height: int, mode: str) -> bytes:
    from PIL import Image

    out = BytesIO()
    Image.new(mode, (width, height), 0).save(out, "PNG")
    return out.getvalue()


CASES: dict[str, Callable[[], tuple[str, bytes]]] = {
    "phone 12 MP, 3 MB": lambda: ("a.jpg", noisy(4000, 3000, 3)),
    "phone 48 MP, 10 MB": lambda: ("a.jpg", noisy(8000, 6000, 10)),
    "progressive 48 MP, 10 MB": lambda: ("a.jpg", noisy(8000, 6000, 10, progressive=True)),
    "progressive 33 MP, all colours": lambda: ("a.jpg", noisy(6600, 4950, 10, progressive=True, subsampling=0)),
    "panorama 80 MP": lambda: ("a.jpg", noisy(20_000, 4000, 10)),
    "PNG 24 MP, transparent": lambda: ("a.png", flat(6000, 4000, "RGBA")),
    "PNG 24 MP, palette": lambda: ("a.png", flat(6000, 4000, "P")),
    "PDF 20 MB": lambda: ("a.pdf", b"%PDF-1.7\n" + os.urandom(20 * MEGABYTE - 200) + b"\nstartxref\n9\n%%EOF\n"),
}


def measured(name: str, content: bytes) -> dict[str, float]:
    """Seconds and megabytes of one file, in a child that has everything loaded."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(one, (name, content))


def one(name: str, content: bytes) -> dict[str, float]:
    from otklik.answers.papers.file_kinds import Limits, judged

    limits = Limits(1000, 1000)
    judged("warm.jpg", noisy(400, 300, 1), limits, UTC)
    before, started, cpu = forgotten(), time.perf_counter(), time.process_time()
    kept = judged(name, content, limits, UTC)
    return {
        "s": round(time.perf_counter() - started, 3),
        "cpu_s": round(time.process_time() - cpu, 3),
        "mb_in": round(len(content) / MEGABYTE, 1),
        "mb_out": round(len(kept.content) / MEGABYTE, 2),
        "peak_mb_above": round(peak() - before),
    }


def peak() -> float:
    """Megabytes that the process took at most, since `forgotten`."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def forgotten() -> float:
    """Begin to count the peak anew (Linux); what the process takes now."""
    Path("/proc/self/clear_refs").write_text("5")
    return peak()


if __name__ == "__main__":
    print(json.dumps({title: measured(*make()) for title, make in CASES.items()}, ensure_ascii=False, indent=1))
