"""Plays a registered tour at watching speed: one step at a time, to be taken over at any moment."""

import asyncio
import contextlib
from dataclasses import asdict
from typing import Any

from simulator.errors import Refused, Wrong
from simulator.model import Json
from simulator.panels import Panel, panel
from simulator.tour_acts import Doing, NotYet, shown
from simulator.tour_place import NOTHING, UNDER_WAY, Place, introduced, position
from simulator.tour_script import Sight, Step, Tour, read_tour
from simulator.tour_sights import chat_of, name_of, seen
from simulator.tour_words import COUNT, STAMP, as_far_as_known
from simulator.world import World

READING_S_A_CHARACTER = 0.06
SHORTEST_READING_S = 1.5
MOMENT_BEFORE_ACTING_S = 0.8
LOOK_EVERY_S = 0.05
PACES = (0, 1, 2, 4)
COMMANDS = '{"play": "first"}, {"pause": true}, {"resume": true}, {"next": true}, {"stop": true}, {"pace": 2}'


class Tours:
    """All tours and panels there are, and the one tour that is played. Every page is shown the same."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.panels: dict[str, Panel] = {}
        self.tours: dict[str, Tour] = {}
        self.place: Place | None = None
        self.pace = 1
        self.played = 0
        self.revision = 1
        self._doing: Json | None = None
        self._said = ""
        self._hurried = False
        self._nudge = asyncio.Event()
        self._commands = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    # what is registered

    def add_panel(self, body: Json) -> Json:
        made = panel(body)
        self.panels[made.id] = made
        self._changed("panel")
        return asdict(made)

    def drop_panel(self, panel_id: str) -> Json:
        if panel_id not in self.panels:
            raise Wrong(f'there is no panel "{panel_id}"; panels: GET /sim/panels', 404)
        dropped = self.panels.pop(panel_id)
        self._changed("panel")
        return asdict(dropped)

    def show_panels(self) -> list[Json]:
        return [asdict(one) for one in self.panels.values()]

    async def add_tour(self, body: Json) -> Json:
        """Again with the same id: replaced. One that is being played goes on if it tells the same."""
        made, known = read_tour(self.world, body), self.tours.get(str(body.get("id")))
        tells_the_same = known is not None and [s.say for s in known.steps] == [s.say for s in made.steps]
        self.tours[made.id] = made
        if self.place is not None and self.place.tour == made.id and not tells_the_same:
            await self._halt()
            self.place = None
            self._tell()
        self._changed("tours")
        return introduced(made)

    def show_tours(self) -> list[Json]:
        return [introduced(tour) for tour in self.tours.values()]

    # what is played

    async def command(self, body: Json) -> Json:
        """One command after the other, whoever sends them."""
        async with self._commands:
            await self._obey(body)
        return self.show()

    async def _obey(self, body: Json) -> None:
        given = [name for name in ("play", "pause", "resume", "next", "stop") if body.get(name)]
        if len(given) > 1 or (not given and "pace" not in body):
            raise Wrong(f"what shall the tour do? examples: {COMMANDS}")
        if "pace" in body:
            self._set_pace(body["pace"])
        if given == ["play"]:
            await self._begin(str(body["play"]))
        elif given:
            await {"pause": self._pause, "resume": self._resume, "next": self._next, "stop": self._stop}[
                given[0]
            ]()

    def _set_pace(self, pace: object) -> None:
        if pace not in PACES:
            raise Wrong(
                f'"pace" is one of {", ".join(map(str, PACES))}, not {pace!r}; example: {{"pace": 2}}'
            )
        self.pace = int(str(pace))
        self._nudge.set()
        self._tell()

    async def _begin(self, tour: str) -> None:
        if tour not in self.tours:
            raise Wrong(f'there is no tour "{tour}"; there are: {", ".join(self.tours) or "none"}', 404)
        if self.place is not None and self.place.state in UNDER_WAY:
            if self.place.tour == tour:
                return
            raise Wrong(f'the tour "{self.place.tour}" is under way; stop it first: {{"stop": true}}', 409)
        now = self.world.revision
        self.played += 1
        kept = {STAMP: str(self.world.clock.stamp()), COUNT: f"{self.played:04}"}
        self.place = Place(tour, since=now, begun=now, before=now, kept=kept)
        self._start()

    async def _pause(self) -> None:
        place = self._on_its_way()
        if place.state != "stuck":
            await self._halt()
            place.state = "paused" if place.state in UNDER_WAY else place.state
            self._tell()

    async def _resume(self) -> None:
        place = self._on_its_way()
        if place.state in {"paused", "stuck"}:
            await self._halt()
            self._start()

    async def _next(self) -> None:
        """Playing: without more time to read. Paused: this one step. Stuck: the watcher has done it himself."""
        place = self._on_its_way()
        if place.state in {"playing", "waiting"}:
            self._hurried = True
            self._nudge.set()
        elif place.state == "stuck":
            await self._halt()
            self._go_on(by_hand=True)
            self._start()
        else:
            self._start(only_one=True)

    async def _stop(self) -> None:
        await self._halt()
        self.place = None
        self._tell()

    def _on_its_way(self) -> Place:
        if self.place is None or self.place.state not in UNDER_WAY:
            raise Wrong('no tour is under way; example: {"play": "first"}', 409)
        return self.place

    async def _halt(self) -> None:
        """Returns when nothing of the tour is being done any more; a doing that has begun is ended first."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        self._doing = None

    def _start(self, *, only_one: bool = False) -> None:
        self._task = asyncio.create_task(self._play(only_one=only_one))
        self._set("playing")

    async def _play(self, *, only_one: bool) -> None:
        place, steps = self._on_its_way(), self._steps
        self._hurried = only_one
        while place.step < len(steps):
            if not await self._one(place, steps[place.step]):
                return
            if only_one and place.step < len(steps):
                self._set("paused")
                return
        self._set("done")

    async def _one(self, place: Place, step: Step) -> bool:
        """Plays the step; False when it is stuck."""
        self._set("playing")
        if not place.acted:
            if self._was_done(place, step):
                return self._go_on(by_hand=True)
            await self._rest(max(SHORTEST_READING_S, READING_S_A_CHARACTER * len(step.say)))
            if self._was_done(place, step):
                return self._go_on(by_hand=True)
            if not await self._act(place, step):
                return place.problem is None and self._go_on(by_hand=True)
        if not await self._sees(place, step):
            return False
        self._hurried = False
        return self._go_on(by_hand=False)

    async def _act(self, place: Place, step: Step) -> bool:
        """False when somebody else has done it meanwhile, or when it is stuck."""
        doing, tries = Doing(self.world, step, place.kept), self._patience()
        self._doing = shown(step, place.kept)
        if self._doing is not None:
            self._tell()
            await self._rest(MOMENT_BEFORE_ACTING_S)
        missing = ""
        while next(tries):
            try:
                self._said = await self._done(place, doing)
            except NotYet as found:
                missing = str(found)
            except Wrong as wrong:
                return self._stuck(wrong.text)
            except Refused as refused:
                return self._stuck(refused.description)
            else:
                return True
            if self._was_done(place, step) or (
                step.act == "tap" and self._has_seen(step.expect, place.since)
            ):
                return False
            await self._look_again()
        return self._stuck(missing)

    async def _done(self, place: Place, doing: Doing) -> str:
        """To its end once begun, even when the tour is paused meanwhile: no step is ever done twice."""
        task = asyncio.create_task(doing.do())
        try:
            said = await asyncio.shield(task)
            await self.world.clock.followed()
        except asyncio.CancelledError:
            with contextlib.suppress(NotYet, Wrong, Refused):
                self._said = await task
                place.acted = True
            raise
        place.acted = True
        return said

    async def _sees(self, place: Place, step: Step) -> bool:
        if step.expect is None:
            return True
        since, tries = place.begun if step.act else place.before, self._patience()
        while next(tries):
            try:
                found = seen(self.world, step.expect, since, place.kept)
            except Wrong as wrong:
                return self._stuck(wrong.text)
            if found is not None:
                place.kept.update(found)
                return True
            await self._look_again()
        where = name_of(self.world, chat_of(self.world, step.expect.chat))
        words = as_far_as_known(step.expect.text or "", place.kept)
        what = f"“{words}” has not appeared in {where}" if words else f"nothing new has come to {where}"
        return self._stuck(f"{what}; the bot said: “{self._said}”" if self._said else what)

    def _patience(self) -> Any:  # noqa: ANN401  a generator of booleans
        """True as long as a step may take, then False."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self.tours[self._on_its_way().tour].patience_s
        while loop.time() < end:
            yield True
        yield False

    async def _look_again(self) -> None:
        self._set("waiting")
        await asyncio.sleep(LOOK_EVERY_S)

    def _was_done(self, place: Place, step: Step) -> bool:
        """Somebody who took over has done this step himself."""
        return step.done_when is not None and self._has_seen(step.done_when, place.since)

    def _has_seen(self, sight: Sight | None, since: int) -> bool:
        if sight is None or self.place is None:
            return False
        try:
            found = seen(self.world, sight, since, self.place.kept)
        except Wrong:
            return False
        self.place.kept.update(found or {})
        return found is not None

    def _go_on(self, *, by_hand: bool) -> bool:
        """To the next step. What was done by hand may reach further than one step: it is still looked for from `since` on."""
        place = self._on_its_way()
        if by_hand:
            self._has_seen(self._steps[place.step].expect, place.since)
        now = self.world.revision
        place.since = place.since if by_hand else now
        place.before, place.begun = place.begun, now
        place.step, place.acted, place.problem = place.step + 1, False, None
        self._doing, self._said = None, ""
        return True

    def _stuck(self, problem: str) -> bool:
        self._on_its_way().problem = problem[:1].upper() + problem[1:]
        self._doing = None
        self._set("stuck")
        return False

    async def _rest(self, seconds: float) -> None:
        """`seconds` at pace 1; a change of pace counts at once, a hurry ends it."""
        loop, left = asyncio.get_running_loop(), seconds
        while left > 0 and self.pace and not self._hurried:
            self._nudge.clear()
            pace, started = self.pace, loop.time()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._nudge.wait(), left / pace)
            left -= (loop.time() - started) * pace

    # what is told and kept

    @property
    def _steps(self) -> list[Step]:
        return self.tours[self._on_its_way().tour].steps

    def _set(self, state: str) -> None:
        place = self.place
        if place is not None:
            if state != "stuck":
                place.problem = None
            if place.state != state or state == "playing":
                place.state = state
                self._tell()

    def _tell(self) -> None:
        self.revision += 1
        self.world.publish({"type": "tour", **self.show()})

    def _changed(self, what: str) -> None:
        self.revision += 1
        self.world.publish({"type": what})

    def show(self) -> Json:
        view = NOTHING if self.place is None else position(self.tours[self.place.tour], self.place)
        common = {"pace": self.pace, "revision": self.revision, "played": self.played}
        return {**view, "doing": self._doing, **common}

    def kept(self) -> Json:
        """For the state file; a tour under way is found paused at its step."""
        return {
            "panels": self.show_panels(),
            "tours": [tour.given for tour in self.tours.values()],
            "place": None if self.place is None else asdict(self.place),
            "pace": self.pace,
            "played": self.played,
        }

    def restore(self, kept: Json) -> None:
        self.panels = {one["id"]: Panel(**one) for one in kept["panels"]}
        self.tours = {given["id"]: read_tour(self.world, given) for given in kept["tours"]}
        self.pace, self.played = kept["pace"], kept["played"]
        self.place = Place(**kept["place"]) if kept["place"] else None
        if self.place is not None and self.place.state in UNDER_WAY:
            self.place.state, self.place.problem = "paused", None
