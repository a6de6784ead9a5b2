"""Loads a folder where one file is one thing."""

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def things(folder: ModuleType, contract: type[T]) -> dict[str, T]:
    """Every `contract` constant in `folder`, by the code it declares, which must equal its file name.

    Raises LookupError for a file that holds none or more than one, or whose code is not its file name.
    """
    return {code: _thing(f"{folder.__name__}.{code}", code, contract) for code in _codes(folder)}


def _codes(folder: ModuleType) -> list[str]:
    return sorted(found.name for found in pkgutil.iter_modules(folder.__path__))


def _thing(module_name: str, code: str, contract: type[T]) -> T:
    module = importlib.import_module(module_name)
    found = [constant for constant in vars(module).values() if isinstance(constant, contract)]
    if len(found) != 1:
        raise LookupError(f"{module_name} holds {len(found)} things of {contract.__name__}; it must hold one")
    if getattr(found[0], "code", None) != code:
        raise LookupError(f"{module_name}: the thing's code must be its file name, {code}")
    return found[0]
