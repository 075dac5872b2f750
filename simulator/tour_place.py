"""Where a tour is, and how the control interface shows that."""

from dataclasses import dataclass, field

from simulator.model import Json
from simulator.tour_script import Tour
from simulator.tour_words import as_far_as_known

UNDER_WAY = frozenset({"playing", "paused", "waiting", "stuck"})


@dataclass(slots=True)
class Place:
    """Where a tour is. `acted`: the step is done and waits for what it expects.

    Revisions of the world: `since` is where the last step that was played here ended, `begun` where the present
    one began, `before` where the one before it began.
    """

    tour: str
    step: int = 0
    acted: bool = False
    state: str = "playing"
    problem: str | None = None
    since: int = 0
    begun: int = 0
    before: int = 0
    kept: dict[str, str] = field(default_factory=dict)


def position(tour: Tour, place: Place) -> Json:
    number = min(place.step, len(tour.steps) - 1)
    step = tour.steps[number]
    chapters = [one.chapter for one in tour.steps[: number + 1] if one.chapter]
    return {
        "tour": tour.id,
        "title": tour.title,
        "step": number,
        "steps": len(tour.steps),
        "state": place.state,
        "chapter": chapters[-1] if chapters else None,
        "say": as_far_as_known(step.say, place.kept),
        "phone": step.phone,
        "chat": step.place,
        "problem": place.problem,
    }


NOTHING: Json = {
    "tour": None,
    "title": None,
    "step": 0,
    "steps": 0,
    "state": "idle",
    "chapter": None,
    "say": None,
    "phone": None,
    "chat": None,
    "problem": None,
}


def introduced(tour: Tour) -> Json:
    return {
        "id": tour.id,
        "title": tour.title,
        "about": tour.about,
        "phones": tour.phones,
        "panel": tour.panel,
        "steps": [{"say": step.say, "chapter": step.chapter} for step in tour.steps],
    }
