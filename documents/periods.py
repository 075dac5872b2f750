"""The papers of a period's report, set in a thread, one at a time, from what was frozen and nothing else."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType
from typing import Final

from documents.period_paper import period_pdf
from documents.period_sheets import period_xlsx
from domain.reporting.content import Content
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


async def period_paper(content: Content, kind: str, speak: Speak) -> bytes:
    """`kind` is pdf or xlsx."""
    return await asyncio.get_running_loop().run_in_executor(_SETTING, KINDS[kind], content, speak)
