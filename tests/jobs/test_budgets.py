from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jobs.budgets import Budgets, Pauses

NOW = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
GROUP = -100


def spent_within(moments: list[datetime], stretch: timedelta) -> int:
    """The most that was spent in any stretch of that length."""
    return max((sum(start <= other < start + stretch for other in moments) for start in moments), default=0)


def test_a_chat_bears_a_small_burst_and_then_one_a_second() -> None:
    budgets, now, moments = Budgets(), NOW, []
    for _ in range(10):
        now = budgets.free_at(1, now)
        budgets.spend(1, now)
        moments.append(now)
    assert moments[2] == NOW
    assert moments[-1] - NOW == timedelta(seconds=9)


def test_a_group_hears_at_most_fifteen_ordinary_messages_in_any_minute() -> None:
    budgets, now, moments = Budgets(), NOW, []
    for _ in range(100):
        now = budgets.free_at(GROUP, now)
        budgets.spend(GROUP, now)
        moments.append(now)
    assert spent_within(moments, timedelta(minutes=1)) == 15


def test_a_part_of_each_budget_is_kept_for_alerts() -> None:
    budgets = Budgets()
    for _ in range(3):
        budgets.spend(GROUP, NOW)
    assert budgets.free_at(GROUP, NOW) == NOW + 3 * SECOND
    assert budgets.free_at(GROUP, NOW, urgent=True) == NOW
    assert (GROUP in budgets.busy(NOW), GROUP in budgets.busy(NOW, urgent=True)) == (True, False)
    for second in range(1, 5):
        budgets.spend(GROUP, NOW + 5 * second * SECOND, 3)
    later = NOW + 30 * SECOND
    assert budgets.free_at(GROUP, later) == NOW + MINUTE
    assert budgets.free_at(GROUP, later, 4, urgent=True) == later


def test_the_bot_as_a_whole_makes_at_most_thirty_calls_a_second() -> None:
    budgets = Budgets()
    for chat in range(26):
        budgets.spend(chat, NOW)
    assert (budgets.room(NOW, 100), budgets.room(NOW, 100, urgent=True)) == (0, 4)
    assert budgets.free_at(31, NOW) == budgets.overall_free_at(NOW) == NOW + SECOND
    assert budgets.free_at(31, NOW, urgent=True) == NOW
    for chat in range(40, 44):
        budgets.spend(chat, NOW)
    assert (budgets.room(NOW, 100), budgets.room(NOW, 100, urgent=True)) == (0, 0)
    assert budgets.overall_free_at(NOW, urgent=True) == NOW + SECOND
    assert budgets.room(NOW + SECOND, 100) == 26


def test_one_busy_chat_takes_nothing_from_another() -> None:
    budgets = Budgets()
    for _ in range(3):
        budgets.spend(1, NOW)
    assert budgets.busy(NOW) == {1: NOW + 3 * SECOND}
    assert budgets.free_at(2, NOW) == NOW


def test_an_album_counts_for_each_picture() -> None:
    budgets = Budgets()
    budgets.spend(GROUP, NOW, 10)
    budgets.spend(GROUP, NOW + 10 * SECOND, 3)
    assert budgets.free_at(GROUP, NOW + 20 * SECOND, 2) == NOW + 20 * SECOND
    assert budgets.free_at(GROUP, NOW + 20 * SECOND, 3) == NOW + 60 * SECOND


def test_a_call_that_was_not_needed_is_given_back() -> None:
    budgets = Budgets()
    for _ in range(3):
        budgets.spend(1, NOW)
    budgets.refund(1, NOW)
    assert budgets.free_at(1, NOW) == NOW
    assert budgets.room(NOW, 100) == 24


def test_budgets_can_be_switched_off() -> None:
    budgets = Budgets(enabled=False)
    for _ in range(1000):
        budgets.spend(1, NOW)
    assert (budgets.busy(NOW), budgets.room(NOW, 30), budgets.free_at(1, NOW)) == ({}, 30, NOW)


@given(
    st.lists(
        st.tuples(st.integers(0, 4000), st.sampled_from([1, 2, GROUP, -200]), st.booleans()), max_size=150
    )
)
def test_no_order_of_calls_breaks_a_limit(asked: list[tuple[int, int, bool]]) -> None:
    budgets, now = Budgets(), NOW
    made: dict[int, list[datetime]] = {}
    for wait, chat, urgent in asked:
        now = budgets.free_at(chat, now + timedelta(milliseconds=wait), urgent=urgent)
        budgets.spend(chat, now)
        made.setdefault(chat, []).append(now)
    assert spent_within([moment for moments in made.values() for moment in moments], SECOND) <= 30
    for chat, moments in made.items():
        assert spent_within(moments, 3 * SECOND) <= 4
        assert chat > 0 or spent_within(moments, MINUTE) <= 20


def test_a_pause_is_its_chats_own() -> None:
    pauses = Pauses()
    pauses.pause(1, NOW, NOW + timedelta(hours=1), flood=True)
    assert pauses.running(NOW) == {1: NOW + timedelta(hours=1)}
    assert pauses.of_all(NOW) is None
    assert pauses.running(NOW + timedelta(hours=1)) == {}


def test_a_shorter_pause_does_not_cut_a_longer_one() -> None:
    pauses = Pauses()
    pauses.pause(1, NOW, NOW + 10 * SECOND)
    pauses.pause(1, NOW, NOW + SECOND)
    assert pauses.running(NOW) == {1: NOW + 10 * SECOND}


def test_what_waits_for_its_budget_does_not_keep_an_alert() -> None:
    pauses = Pauses()
    pauses.wait(1, NOW + 10 * SECOND)
    pauses.wait(1, NOW + SECOND)
    assert pauses.running(NOW) == {1: NOW + 10 * SECOND}
    assert pauses.running(NOW, urgent=True) == {}
    pauses.pause(1, NOW, NOW + 30 * SECOND)
    assert pauses.running(NOW, urgent=True) == pauses.running(NOW) == {1: NOW + 30 * SECOND}


def test_three_chats_told_to_wait_within_five_seconds_pause_everything() -> None:
    pauses = Pauses()
    for number in range(3):
        pauses.pause(number, NOW + number * SECOND, NOW + (30 + number) * SECOND, flood=True)
    assert pauses.of_all(NOW + 3 * SECOND) == NOW + 32 * SECOND


def test_three_chats_told_to_wait_far_apart_pause_nothing_else() -> None:
    pauses = Pauses()
    for number in range(3):
        pauses.pause(number, NOW + number * 6 * SECOND, NOW + 60 * SECOND, flood=True)
    assert pauses.of_all(NOW + 12 * SECOND) is None
