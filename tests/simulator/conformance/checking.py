"""Puts a case by a client and holds the answer against what the case expects of it."""

from typing import Any

import pytest

from tests.simulator.conformance.cases import Case, Refusal, unlike
from tests.simulator.conformance.clients import PLAIN, Answer, Client
from tests.simulator.conformance.losses import losses
from tests.simulator.conformance.raised import unlike_error
from tests.simulator.conformance.scene import Scene
from tests.simulator.driving import SCHEMA

LIBRARIES = ("aiogram", "python-telegram-bot")


def put_by(cases: tuple[Case, ...]) -> list[Any]:
    """Each case with each client that can say it."""
    return [
        pytest.param(case, name, id=f"{case}, by {name}")
        for case in cases
        for name in (*PLAIN, *LIBRARIES)
        if name in PLAIN or not case.raw
    ]


def faults(case: Case, client: Client, scene: Scene) -> list[str]:
    """What is not as the case says; empty when all is well."""
    if case.given:
        scene.fill(f"${case.given}")
    answer = client.call(scene.town.token, case.method, scene.fill(case.params))
    if case.refusal is None:
        return [*_unlike_result(case, answer, scene), *losses(client.name, answer)]
    return [*_unlike_refusal(case.refusal, answer, scene), *unlike_error(client.name, answer)]


def _unlike_result(case: Case, answer: Answer, scene: Scene) -> list[str]:
    if not answer.body.get("ok") or answer.status != 200 or answer.body.keys() != {"ok", "result"}:
        return [f"{answer.status} {answer.body}"]
    result = answer.body["result"]
    kinds = SCHEMA.methods[case.method]["returns"]
    tries = [SCHEMA.violations(kind, result) for kind in kinds]
    return [*min(tries, key=len), *unlike(scene.fill(case.shows), result)]


def _unlike_refusal(refusal: Refusal, answer: Answer, scene: Scene) -> list[str]:
    expected = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        expected["parameters"] = scene.fill(refusal.parameters)
    found = (answer.status, answer.body)
    return [] if found == (refusal.code, expected) else [f"{found} is not {expected}"]
