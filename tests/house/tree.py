"""The product's own files, as the house tests read them."""

import ast
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@lru_cache(maxsize=1)
def sources() -> dict[Path, ast.Module]:
    """Every module of the product but migrations, parsed."""
    found = [*(ROOT / "otklik").rglob("*.py"), *(ROOT / "config").rglob("*.py")]
    kept = sorted(path for path in found if "migrations" not in path.parts)
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in kept}


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
