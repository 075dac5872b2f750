"""The API's description: complete enough to write a client from, and true."""

import re
from collections.abc import Iterator
from typing import Any, Final

import jsonschema_rs
import pytest

from documents.periods import TYPES
from tests.web.office import Office, bearer
from web.problems import Kind

Json = dict[str, Any]
METHODS: Final = frozenset({"get", "post", "put", "patch", "delete"})


@pytest.fixture
async def document(sqlite_office: Office) -> Json:
    return dict((await sqlite_office.client.get("/openapi.json")).json())


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert method in METHODS
            yield path, method, operation


def contents(operation: Json) -> Iterator[tuple[str, Json]]:
    yield from operation.get("requestBody", {}).get("content", {}).items()
    for response in operation["responses"].values():
        yield from response.get("content", {}).items()


def resolved(document: Json, schema: Json) -> Json:
    return {**schema, "components": document["components"]}


def valid(document: Json, schema: Json, example: object) -> None:
    jsonschema_rs.validator_for(resolved(document, schema)).validate(example)


def test_every_example_of_a_shape_is_of_that_shape(document: Json) -> None:
    for name, schema in document["components"]["schemas"].items():
        if "enum" in schema:
            continue
        assert schema.get("examples"), name
        for example in schema["examples"]:
            valid(document, {"$ref": f"#/components/schemas/{name}"}, example)
        for field, about in schema["properties"].items():
            for example in about.get("examples", ()):
                valid(document, {"$ref": f"#/components/schemas/{name}/properties/{field}"}, example)


def test_every_route_says_what_it_takes_and_gives_by_example(document: Json) -> None:
    schemas = document["components"]["schemas"]
    for path, method, operation in operations(document):
        for kind, content in contents(operation):
            if kind in {"application/pdf", "application/zip", *TYPES.values()}:
                continue
            name = content["schema"]["$ref"].rpartition("/")[2]
            shown = content.get("examples", {})
            assert shown or schemas[name]["examples"], (path, method, kind)
            for example in shown.values():
                valid(document, content["schema"], example["value"])
        for parameter in operation.get("parameters", ()):
            examples = parameter["schema"].get("examples") or [parameter.get("example")]
            assert examples[0] is not None, (path, method, parameter["name"])
            valid(document, parameter["schema"], examples[0])


def test_every_route_has_a_name_a_summary_and_its_refusals(document: Json) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(names)) == len(names)
    for path, _, operation in operations(document):
        assert operation["summary"]
        assert re.fullmatch(r"[a-z][A-Za-z]+", operation["operationId"])
        expected = {"401", "403", "422", "429", "503"} if path.startswith("/api/") else {"503"}
        assert expected <= set(operation["responses"]), path
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert set(response["content"]) == {"application/problem+json"}, (path, status)


def test_every_kind_of_refusal_is_shown_somewhere(document: Json) -> None:
    shown = {
        name
        for _, _, operation in operations(document)
        for _, content in contents(operation)
        for name in content.get("examples", {})
    }
    never_documented = {Kind.NO_METHOD.code, Kind.FAULT.code}
    assert shown == {kind.code for kind in Kind} - never_documented


async def test_the_examples_do_what_they_say(sqlite_office: Office, document: Json) -> None:
    for path, method, operation in list(operations(document))[:4]:
        body = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if body is None:
            continue
        name = body["schema"]["$ref"].rpartition("/")[2]
        for example in document["components"]["schemas"][name]["examples"]:
            sent = await sqlite_office.client.request(method, path, json=example, headers=bearer("voltera"))
            assert sent.status_code in {200, 201}, sent.text


async def test_the_page_of_the_docs_asks_no_other_host(sqlite_office: Office) -> None:
    page = await sqlite_office.client.get("/docs")
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert not re.search(r"<script|<link|src=|https?://(?!example)", page.text)
    document = (await sqlite_office.client.get("/openapi.json")).json()
    for _, _, operation in operations(document):
        assert f'id="{operation["operationId"]}"' in page.text
    for anchor in re.findall(r'href="#([^"]+)"', page.text):
        assert f'id="{anchor}"' in page.text
