"""A Chromium for pages that are served in the test's own loop."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright


@asynccontextmanager
async def a_browser() -> AsyncIterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.fail("no Chromium: put one on the PATH or name it in CHROMIUM")
    async with async_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu"]
        launched = await playwright.chromium.launch(executable_path=path, args=flags)
        yield launched
        await launched.close()
