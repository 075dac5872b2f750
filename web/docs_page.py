"""The API's description as a page: made here from the OpenAPI document, without scripts and without any other host."""

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

Json = Mapping[str, Any]
_STYLE: Final = """
:root { color-scheme: light dark; --ink: #17212b; --soft: #57606a; --paper: #fff; --ground: #f6f8fa; --line: #d8dee4;
  --code: #eef1f4; --deed: #0b63b6; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b1; --paper: #161b22; --ground: #0d1117;
  --line: #30363d; --code: #21262d; --deed: #58a6ff; } }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 56rem; padding: 1.25rem; color: var(--ink);
  background: var(--ground); overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; } h3 { font-size: .95rem; margin: 1rem 0 .3rem; }
p { margin: .4rem 0; } .soft { color: var(--soft); } a { color: var(--deed); }
nav ul { list-style: none; padding: 0; columns: 18rem; } nav li { padding: .15rem 0; }
article { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: .75rem 1rem; margin: 1rem 0; }
code, pre { font: .85rem/1.45 ui-monospace, monospace; background: var(--code); border-radius: 4px; }
code { padding: .1rem .3rem; } pre { padding: .6rem; overflow-x: auto; white-space: pre-wrap; } pre code { padding: 0; }
.deed { color: var(--deed); font-weight: 700; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 600; } td:not(:last-child) { white-space: nowrap; } article > :first-child { margin-top: 0; }
@media (max-width: 40rem) { td:not(:last-child) { white-space: normal; } } summary { cursor: pointer; padding: .25rem 0; }
"""
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


def router() -> APIRouter:
    routes = APIRouter()
    routes.add_api_route(
        "/docs", show_docs, methods=["GET"], response_class=HTMLResponse, include_in_schema=False
    )
    return routes


async def show_docs(request: Request) -> HTMLResponse:
    return HTMLResponse(docs_page(request.app.openapi()), headers=_HEADERS)


def docs_page(document: Json) -> str:
    operations = [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    title = escape(f"{document['info']['title']} API")
    links = "".join(
        f'<li><a href="#{escape(one["operationId"])}">{escape(one["summary"])}</a></li>'
        for _, _, one in operations
    )
    body = "".join(_operation(document, *one) for one in operations)
    shapes = "".join(_shape(name, schema) for name, schema in document["components"]["schemas"].items())
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>'
        f"<body><h1>{title}</h1>{_prose(document['info']['description'])}"
        '<p>For programs: <a href="openapi.json">openapi.json</a></p>'
        f"<nav><h2>What there is</h2><ul>{links}</ul></nav>{body}<h2>Shapes</h2>{shapes}</body></html>"
    )


def _prose(text: str) -> str:
    """Paragraphs, **bold** and `code`, which is all that descriptions here use."""
    bold = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(text, quote=False))
    marked = re.sub(r"`([^`]+)`", r"<code>\1</code>", bold)
    return "".join(f"<p>{part}</p>" for part in marked.split("\n\n"))


def _operation(document: Json, path: str, method: str, operation: Json) -> str:
    parts = [
        f'<article id="{escape(operation["operationId"])}"><h2>{escape(operation["summary"])}</h2>',
        f'<p><span class="deed">{method.upper()}</span> <code>{escape(path)}</code></p>',
        _prose(operation["description"]) if "description" in operation else "",
        _parameters(operation.get("parameters", ())),
        *_request(document, operation),
        *_responses(document, operation["responses"]),
    ]
    return "".join(parts) + "</article>"


def _parameters(parameters: Any) -> str:  # noqa: ANN401  a list of JSON
    if not parameters:
        return ""
    rows = "".join(
        f"<tr><td><code>{escape(one['name'])}</code></td><td>{escape(one['in'])}"
        f"{', required' if one.get('required') else ''}</td><td>{_about_parameter(one)}</td></tr>"
        for one in parameters
    )
    return (
        f"<table><thead><tr><th>Name</th><th>In</th><th>Means</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def _about_parameter(one: Json) -> str:
    schema = one.get("schema", {})
    examples = schema.get("examples") or [one["example"]] if "example" in one else schema.get("examples", [])
    example = f'<p class="soft">Example: <code>{escape(str(examples[0]))}</code></p>' if examples else ""
    return _prose(one.get("description") or schema.get("description") or "") + example


def _request(document: Json, operation: Json) -> Iterator[str]:
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"<h3>You send <code>{escape(kind)}</code> {_link(content['schema'])}</h3>"
        yield _example(_example_of(document, content))


def _responses(document: Json, responses: Json) -> Iterator[str]:
    yield "<h3>You get</h3>"
    for status, response in responses.items():
        about = f"<summary><b>{escape(status)}</b> {escape(response['description'])}"
        for kind, content in response.get("content", {"": {}}).items():
            named = f" <code>{escape(kind)}</code> {_link(content.get('schema', {}))}" if kind else ""
            shown = _examples_of(document, content)
            yield f"<details>{about}{named}</summary>{''.join(_example(one) for one in shown)}</details>"


def _link(schema: Json) -> str:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return f'<a href="#{escape(name)}">{escape(name)}</a>' if name else ""


def _examples_of(document: Json, content: Json) -> list[Any]:
    if "examples" in content:
        return [one["value"] for one in content["examples"].values()]
    example = _example_of(document, content)
    return [] if example is None else [example]


def _example_of(document: Json, content: Json) -> Any:  # noqa: ANN401  any JSON
    name = str(content.get("schema", {}).get("$ref", "")).rpartition("/")[2]
    examples = document["components"]["schemas"].get(name, {}).get("examples", [])
    return examples[0] if examples else None


def _example(value: Any) -> str:  # noqa: ANN401  any JSON
    if value is None:
        return ""
    return f"<pre><code>{escape(json.dumps(value, indent=2, ensure_ascii=False))}</code></pre>"


def _shape(name: str, schema: Json) -> str:
    fields = schema.get("properties", {})
    rows = "".join(
        f"<tr><td><code>{escape(field)}</code></td><td>{escape(_kind_of(about))}"
        f"{', required' if field in schema.get('required', ()) else ''}</td>"
        f"<td>{_prose(about.get('description', ''))}</td></tr>"
        for field, about in fields.items()
    )
    table = f"<table><tbody>{rows}</tbody></table>" if rows else ""
    values = ", ".join(map(str, schema.get("enum", ())))
    listed = f"<p>One of: <code>{escape(values)}</code></p>" if values else ""
    about = _prose(schema.get("description", ""))
    return f'<article id="{escape(name)}"><h3>{escape(name)}</h3>{about}{listed}{table}</article>'


def _kind_of(schema: Json) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_kind_of(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind_of(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "anything")
