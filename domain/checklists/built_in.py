"""The checklists that come with the program (`domain-facts.md` 1.2, 1.3, 1.6): every version that was ever released."""

from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from domain.checklists.model import Checklist
from domain.checklists.reading import read_checklist


def _released() -> Mapping[str, Checklist]:
    found = sorted(
        entry.name
        for entry in (files("domain.checklists") / "files").iterdir()
        if entry.name.endswith(".toml")
    )
    read = [
        read_checklist((files("domain.checklists") / "files" / name).read_text(encoding="utf-8"))
        for name in found
    ]
    return MappingProxyType({checklist.id: checklist for checklist in read})


BUILT_IN: Final[Mapping[str, Checklist]] = _released()
