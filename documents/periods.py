"""The papers of a period's report, set in a thread, one at a time, from what is frozen and nothing else, and kept."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType
from typing import Final, Protocol

from documents.period_paper import period_pdf
from documents.period_sheets import period_xlsx
from domain.reporting.content import Content
from domain.reporting.edition import Filed
from domain.reporting.period_report import PeriodReport
from domain.words import Speak

_SETTING: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="periods")
KINDS: Final[Mapping[str, Callable[[Content, Speak], bytes]]] = MappingProxyType(
    {"pdf": period_pdf, "xlsx": period_xlsx}
)
TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "pdf": "application/pdf",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)


class Store(Protocol):
    async def put(self, content: bytes) -> str: ...


async def kept_papers(
    report: PeriodReport, content: Content, store: Store, speak: Speak
) -> tuple[Filed, ...]:
    """PDF and workbook, each given out for ever as it is kept here."""
    kept = []
    for kind in KINDS:
        paper = await period_paper(content, kind, speak)
        kept.append(Filed(name=report.paper_name(kind), sha256=await store.put(paper), size=len(paper)))
    return tuple(kept)


async def period_paper(content: Content, kind: str, speak: Speak) -> bytes:
    """`kind` is pdf or xlsx."""
    return await asyncio.get_running_loop().run_in_executor(_SETTING, KINDS[kind], content, speak)
