import asyncio

import pytest

from domain.errors import Unavailable
from jobs.metronome import Beat, Metronome


class Ear:
    """Counts what it hears; waits where it is told to."""

    def __init__(self, error: Exception | None = None) -> None:
        self.heard = 0
        self.changed = asyncio.Event()
        self.go_on = asyncio.Event()
        self.go_on.set()
        self._error = error

    async def __call__(self) -> None:
        self.heard += 1
        self.changed.set()
        await self.go_on.wait()
        if self._error:
            raise self._error

    async def until(self, times: int) -> None:
        while self.heard < times:
            self.changed.clear()
            await asyncio.wait_for(self.changed.wait(), 5)


async def test_every_beat_sounds_at_once_and_again_in_its_time() -> None:
    quick, slow = Ear(), Ear()
    metronome = Metronome(
        [Beat(name="quick", seconds=0.02, run=quick), Beat(name="slow", seconds=1000, run=slow)]
    )
    metronome.start()
    await quick.until(3)
    await metronome.stop()
    assert slow.heard == 1


async def test_a_wake_sounds_the_beat_now() -> None:
    ear = Ear()
    metronome = Metronome([Beat(name="inbox", seconds=1000, run=ear)])
    metronome.start()
    await ear.until(1)
    await asyncio.sleep(0)
    metronome.wake("inbox")
    await ear.until(2)
    await metronome.stop()


async def test_many_wakes_during_a_beat_sound_it_once_more_and_never_beside_itself() -> None:
    ear = Ear()
    ear.go_on.clear()
    metronome = Metronome([Beat(name="inbox", seconds=1000, run=ear)])
    metronome.start()
    await ear.until(1)
    for _ in range(5):
        metronome.wake("inbox")
    await asyncio.sleep(0.01)
    assert ear.heard == 1
    ear.go_on.set()
    await ear.until(2)
    await metronome.stop()
    assert ear.heard == 2


@pytest.mark.parametrize("error", [Unavailable("locked"), ZeroDivisionError("a bug")])
async def test_a_beat_that_fails_sounds_again(error: Exception) -> None:
    ear = Ear(error)
    metronome = Metronome([Beat(name="timers", seconds=0.02, run=ear)])
    metronome.start()
    await ear.until(3)
    await metronome.stop()


async def test_a_stopped_metronome_lets_the_last_beat_end() -> None:
    ear = Ear()
    ear.go_on.clear()
    metronome = Metronome([Beat(name="inbox", seconds=1000, run=ear)])
    metronome.start()
    await ear.until(1)
    stopping = asyncio.create_task(metronome.stop())
    await asyncio.sleep(0.01)
    assert not stopping.done()
    ear.go_on.set()
    await asyncio.wait_for(stopping, 1)
