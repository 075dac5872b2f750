"""Payments, earnings, packs, purchases and material lines: every pair of states."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest

from domain.errors import NotAllowed, Refused
from domain.events import Event, Happening
from domain.materials.purchase import PurchaseState
from domain.materials.request import Line, LineState
from domain.money.amount import Money
from domain.money.earning import EarningState
from domain.money.methods import Method
from domain.money.payee import Payee
from domain.money.payment import MOVES, STATE_TITLES, TWO_APPROVERS_ABOVE, Payment, PaymentKind, PaymentState
from domain.money.rails import BY_HAND
from domain.people.actor import By
from domain.people.roles import Role
from domain.reporting.pack import PackState
from tests.build import NOW, OPS, a_pack, a_payment, a_payout, a_purchase, a_statement, an_earning

REST: Final = {
    "checked": {"approved", "rejected"},
    "approved": {"paying", "rejected"},
    "paying": {"paid", "failed", "reversed", "unknown"},
    "unknown": {"paid", "failed", "reversed"},
    "paid": {"reversed"},
    "failed": set[str](),
    "reversed": set[str](),
    "rejected": set[str](),
}
PAYMENTS: Final = {
    "vendor": {"proposed": set[str](), "requested": {"checked", "rejected"}, **REST},
    "payout": {"proposed": {"requested", "rejected"}, "requested": {"approved", "rejected"}, **REST},
}
EARNINGS: Final = {
    "earned": {"payable"},
    "payable": {"in_payout"},
    "in_payout": {"paid", "payable", "disputed"},
    "disputed": {"payable"},
    "paid": {"payable"},
}
PACKS: Final = {
    "submitted": {"sent", "returned"},
    "sent": {"acknowledged", "returned"},
    "returned": {"submitted"},
    "acknowledged": set[str](),
}
PURCHASES: Final = {
    "details_wanted": {"approval_wanted", "payment_pending", "cancelled"},
    "approval_wanted": {"payment_pending", "details_wanted", "cancelled"},
    "payment_pending": {"paid", "details_wanted", "cancelled"},
    "paid": {"received", "bill_differs", "details_wanted", "cancelled"},
    "bill_differs": {"received", "details_wanted"},
    "received": {"details_wanted"},
    "cancelled": set[str](),
}
LINES: Final = {
    "open": {"allocated", "being_bought", "released"},
    "allocated": {"issued", "open", "released"},
    "being_bought": {"received", "released", "open"},
    "received": {"issued", "released"},
    "issued": {"allocated", "received", "released"},
    "released": set[str](),
}
FINANCE: Final = By(person="p-fin", name="Farah", role=Role.FINANCE)
SECOND: Final = By(person="p-fin2", name="Feroz", role=Role.FINANCE)
THIRD: Final = By(person="p-fin3", name="Fatima", role=Role.FINANCE)
REQUESTER: Final = By(person="p-crew", name="Ravi", role=Role.FIELD)
BIG: Final = Money(50_000_01)


def pairs(table: dict[str, set[str]]) -> list[tuple[str, str]]:
    return [(before, after) for before in table for after in table]


def obeys(move: Callable[[], Any], *, allowed: bool) -> Any:  # noqa: ANN401  the thing that moved
    """What came of the move; it is made where it is allowed and refused where it is not."""
    if allowed:
        return move()
    with pytest.raises(Refused):
        move()
    return None


@pytest.mark.parametrize("kind", list(PaymentKind))
@pytest.mark.parametrize(("before", "after"), pairs(PAYMENTS["vendor"]))
def test_a_payment_moves_as_the_table_says(kind: PaymentKind, before: str, after: str) -> None:
    payment = a_payment(kind=kind, state=PaymentState(before))
    allowed = after in PAYMENTS[kind.value][before]
    moved = obeys(
        lambda: payment._move(PaymentState(after), Happening.PAYMENT_PAID, OPS, NOW), allowed=allowed
    )
    assert moved is None or moved[0].state.value == after


def test_every_payment_state_has_its_row_and_its_words() -> None:
    states = {state.value for state in PaymentState}
    assert {state.value for state in STATE_TITLES} == states
    for kind in PaymentKind:
        assert {state.value for state in MOVES[kind]} == set(PAYMENTS[kind.value]) == states


Verb = Callable[[Payment], tuple[Payment, Event]]
VERBS: Final[dict[str, tuple[Verb, dict[str, set[str]], str]]] = {
    "check": (lambda p: p.check(by=FINANCE, now=NOW), {"vendor": {"requested"}, "payout": set()}, "checked"),
    "approve": (
        lambda p: p.approve(p.shown, by=FINANCE, now=NOW),
        {"vendor": {"checked"}, "payout": {"requested", "checked"}},
        "approved",
    ),
    "reject": (
        lambda p: p.reject("too dear", by=FINANCE, now=NOW),
        {
            "vendor": {"requested", "checked", "approved"},
            "payout": {"proposed", "requested", "checked", "approved"},
        },
        "rejected",
    ),
    "agree": (lambda p: p.agree(by=FINANCE, now=NOW), {"vendor": set(), "payout": {"proposed"}}, "requested"),
    "withdraw": (
        lambda p: p.withdraw("nothing is left", by=FINANCE, now=NOW),
        {"vendor": set(), "payout": {"proposed"}},
        "rejected",
    ),
    "start": (
        lambda p: p.start(BY_HAND, by=FINANCE, now=NOW),
        {kind: {"approved"} for kind in PAYMENTS},
        "paying",
    ),
    "settle": (
        lambda p: p.settle(Method.UPI, "523223155921", by=FINANCE, now=NOW),
        {kind: {"paying", "unknown"} for kind in PAYMENTS},
        "paid",
    ),
    "fail": (
        lambda p: p.fail("bank closed", by=FINANCE, now=NOW),
        {kind: {"paying", "unknown"} for kind in PAYMENTS},
        "failed",
    ),
    "reverse": (
        lambda p: p.reverse("wrong account", by=FINANCE, now=NOW),
        {kind: {"paying", "unknown", "paid"} for kind in PAYMENTS},
        "reversed",
    ),
    "doubt": (
        lambda p: p.doubt("pending in the app", by=FINANCE, now=NOW),
        {kind: {"paying"} for kind in PAYMENTS},
        "unknown",
    ),
}


@pytest.mark.parametrize("kind", list(PaymentKind))
@pytest.mark.parametrize("state", list(PaymentState))
@pytest.mark.parametrize("verb", list(VERBS))
def test_a_payment_verb_works_in_its_states_only(verb: str, state: PaymentState, kind: PaymentKind) -> None:
    do, states, after = VERBS[verb]
    payment = a_payment(kind=kind, state=state, statement=a_statement())
    moved = obeys(lambda: do(payment), allowed=state.value in states[kind.value])
    assert moved is None or (moved[0].state.value, moved[1].after) == (after, after)


@pytest.mark.parametrize("verb", ["check", "approve"])
def test_nobody_decides_on_what_he_asked_for(verb: str) -> None:
    payment = a_payment(state=PaymentState.REQUESTED if verb == "check" else PaymentState.CHECKED)
    with pytest.raises(NotAllowed, match="somebody else"):
        (
            payment.check(by=REQUESTER, now=NOW)
            if verb == "check"
            else payment.approve(payment.shown, by=REQUESTER, now=NOW)
        )


def test_above_the_limit_two_people_approve_and_a_third_pays() -> None:
    payment = a_payment(state=PaymentState.CHECKED, amount=BIG)
    once, event = payment.approve(payment.shown, by=FINANCE, now=NOW)
    assert (once.state, event.kind) == (PaymentState.CHECKED, Happening.PAYMENT_APPROVED_ONCE)
    with pytest.raises(NotAllowed, match="second person"):
        once.approve(once.shown, by=FINANCE, now=NOW)
    twice, _ = once.approve(once.shown, by=SECOND, now=NOW)
    with pytest.raises(NotAllowed, match="somebody else pays"):
        twice.start(BY_HAND, by=SECOND, now=NOW)
    paying, _ = twice.start(BY_HAND, by=THIRD, now=NOW)
    assert (paying.state, paying.payer) == (PaymentState.PAYING, "p-fin3")


def test_at_the_limit_one_approval_is_enough() -> None:
    payment = a_payment(state=PaymentState.CHECKED, amount=TWO_APPROVERS_ABOVE)
    assert payment.approve(payment.shown, by=FINANCE, now=NOW)[0].state is PaymentState.APPROVED


def test_nobody_without_a_name_approves() -> None:
    payment = a_payment(state=PaymentState.CHECKED)
    with pytest.raises(NotAllowed):
        payment.approve(payment.shown, by=By(person=None, name="?", role=Role.FINANCE), now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"amount": Money(2450_01)},
        {"payee": Payee(vpa="thief@okbank")},
        {"payee": Payee(vpa="shreeelectricals@okbank", name="Thief")},
        {"payee_name": "Thief"},
        {"id": "V-1042-2"},
    ],
)
def test_an_approval_counts_only_for_what_was_shown(change: dict[str, Any]) -> None:
    shown = a_payment(state=PaymentState.CHECKED).shown
    changed = replace(a_payment(state=PaymentState.CHECKED), **change)
    with pytest.raises(Refused, match="changed since you saw it"):
        changed.approve(shown, by=FINANCE, now=NOW)


def test_a_payment_keeps_the_reference_and_the_reason() -> None:
    paid, _ = a_payout(state=PaymentState.PAYING).settle(Method.UPI, "523223155921", by=FINANCE, now=NOW)
    assert paid.reference == "523223155921"
    assert paid.reverse("wrong account", by=FINANCE, now=NOW)[0].reason == "wrong account"


@pytest.mark.parametrize(("before", "after"), pairs(EARNINGS))
def test_an_earning_moves_as_the_table_says(before: str, after: str) -> None:
    earning = an_earning(state=EarningState(before))
    moved = obeys(lambda: earning.to(EarningState(after)), allowed=after in EARNINGS[before])
    assert moved is None or moved.state.value == after


@pytest.mark.parametrize(("before", "after"), pairs(PACKS))
def test_a_pack_moves_as_the_table_says(before: str, after: str) -> None:
    pack = a_pack(state=PackState(before))
    moved = obeys(
        lambda: pack.to(PackState(after), Happening.PACK_SENT, OPS, NOW), allowed=after in PACKS[before]
    )
    assert moved is None or (moved[0].state.value, moved[1].before) == (after, before)


@pytest.mark.parametrize(("before", "after"), pairs(PURCHASES))
def test_a_purchase_moves_as_the_table_says(before: str, after: str) -> None:
    purchase = a_purchase(state=PurchaseState(before))
    assert purchase.is_open is (before not in {"received", "cancelled"})
    moved = obeys(lambda: purchase.to(PurchaseState(after), NOW), allowed=after in PURCHASES[before])
    assert moved is None or moved.state.value == after


@pytest.mark.parametrize(("before", "after"), pairs(LINES))
def test_a_line_moves_as_the_table_says(before: str, after: str) -> None:
    line = Line(item="cable", quantity=18, state=LineState(before), store="pune")
    moved = obeys(lambda: line.to(LineState(after)), allowed=after in LINES[before])
    assert moved is None or (moved.state.value, moved.store) == (after, "pune")


@pytest.mark.parametrize(
    ("kind", "table"),
    [(EarningState, EARNINGS), (PackState, PACKS), (PurchaseState, PURCHASES), (LineState, LINES)],
)
def test_every_state_has_its_row(kind: Any, table: dict[str, set[str]]) -> None:  # noqa: ANN401  an enum
    assert {state.value for state in kind} == set(table)
