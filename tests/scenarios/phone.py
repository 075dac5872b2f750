"""A phone's browser: how large it is, and what every page of ours has to be on it."""

from typing import Final

from playwright.async_api import Page, ViewportSize

PHONE: Final[ViewportSize] = {"width": 390, "height": 844}


async def fits(page: Page) -> None:
    """Nothing is wider than the phone, and whatever is tapped is large enough for a thumb."""
    width = (page.viewport_size or PHONE)["width"]
    measured = await page.locator("body").bounding_box()
    assert measured is not None
    assert measured["width"] <= width
    for button in await page.locator("button:visible").all():
        box = await button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
