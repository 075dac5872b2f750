"""The few pieces of HTML that pages by a link share."""

from web.portal.markup import Html, Part, tag


def button(label: str, *, name: str | None = None, value: str | None = None, plain: bool = False) -> Html:
    return tag("button", label, name=name, value=value, class_="plain" if plain else None)


def hidden(name: str, value: str) -> Html:
    return tag("input", type="hidden", name=name, value=value)


def line(words: str, look: str | None = None) -> Html:
    return tag("p", words, class_=look)


def section(anchor: str, title: str, *parts: Part) -> Html:
    heading = tag("h2", title, id=f"{anchor}-title")
    return tag("section", heading, *parts, id=anchor, aria_labelledby=f"{anchor}-title")


def more(title: str, *inside: Part, is_open: bool = False) -> Html:
    """Behind one more tap."""
    return tag("details", tag("summary", title), *inside, open=is_open)
