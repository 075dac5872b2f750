"""RazorpayX on this machine, as its documentation says that it behaves; it counts the money that moved by itself.

What becomes of a payout is its fate, a row of states: it begins with the first and goes on by `step`, or whenever somebody
looks. Trouble on the way is asked for before each request.
"""

import base64
import hashlib
import hmac
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

import httpx

from integrations.razorpayx import Credentials

SECRET: Final = "hook-secret"
CREDENTIALS: Final = Credentials(
    key_id="rzp_test_key", key_secret="key-secret", account="2323230041626905", url="https://bank.test/v1"
)
PAID: Final = ("processing", "processed")
_KEY: Final = re.compile(r"[A-Za-z0-9_ -]{4,36}")
_NARRATION: Final = re.compile(r"[A-Za-z0-9 ]{0,30}")
_MOST: Final = {"UPI": 1_00_000_00, "IMPS": 5_00_000_00}
_LEAST: Final = {"RTGS": 2_00_000_00}
Json = dict[str, Any]
Trouble = Callable[[httpx.Request], str | None]


class Wrong(Exception):
    """A request that it refuses with 400."""


@dataclass(frozen=True, slots=True)
class Call:
    """What it tells us by itself: signed over the raw bytes."""

    id: str
    body: bytes

    def headers(self, secret: str = SECRET) -> Json:
        signed = hmac.new(secret.encode(), self.body, hashlib.sha256).hexdigest()
        return {"X-Razorpay-Signature": signed, "x-razorpay-event-id": self.id}


@dataclass(slots=True)
class Bank:
    """`moved` counts each payout that was processed and did not come back, by reference; `trouble` names what goes wrong.

    `lost` and `500 after` do what was asked and do not say so; `late`, `400`, `409`, `500`, `429`, `away` do nothing; `unseen` is a
    list in which it does not stand yet.
    """

    fate: Callable[[], Sequence[str]] = lambda: PAID
    trouble: Trouble = lambda _: None
    looks_move: bool = False
    contacts: dict[str, Json] = field(default_factory=dict)
    accounts: dict[str, Json] = field(default_factory=dict)
    payouts: dict[str, Json] = field(default_factory=dict)
    fates: dict[str, list[str]] = field(default_factory=dict)
    keys: dict[str, tuple[Json, str]] = field(default_factory=dict)
    moved: Counter[str] = field(default_factory=Counter)
    most_moved: Counter[str] = field(default_factory=Counter)
    references: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    validations: dict[str, Json] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.answer)

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(f"{request.method} {request.url.path}")
        trouble = self.trouble(request)
        if trouble == "away":
            raise httpx.ConnectError("refused", request=request)
        if trouble == "late":
            raise httpx.ReadTimeout("too late", request=request)
        if trouble == "unseen":
            return httpx.Response(200, json={"items": []})
        if trouble in {"400", "401", "409", "429", "500"}:
            return httpx.Response(int(trouble), json={"error": {"description": "not now"}})
        answer = self._answer(request)
        if trouble == "lost":
            raise httpx.ReadTimeout("lost", request=request)
        return httpx.Response(502, text="<html>bad gateway") if trouble == "500 after" else answer

    def _answer(self, request: httpx.Request) -> httpx.Response:
        known = base64.b64encode(f"{CREDENTIALS.key_id}:{CREDENTIALS.key_secret}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {known}":
            return _refusal(401, "The api key provided is invalid")
        path = request.url.path.removeprefix("/v1/")
        try:
            if request.method == "GET":
                return httpx.Response(200, json=self._look(path, request.url.params))
            body = json.loads(request.content)
            made = {
                "contacts": self._contact,
                "fund_accounts": self._account,
                "fund_accounts/validations": self._validation,
            }.get(path)
            if made is not None:
                return httpx.Response(200, json=made(body))
            return httpx.Response(200, json=self._payout(body, request.headers.get("x-payout-idempotency")))
        except Wrong as wrong:
            return _refusal(400, str(wrong))

    def _contact(self, body: Json) -> Json:
        _expect(3 <= len(body["name"]) <= 50, "The name must be between 3 and 50 characters")
        return self._same(self.contacts, "cont", body)

    def _account(self, body: Json) -> Json:
        _expect(any(body["contact_id"] == one["id"] for one in self.contacts.values()), "no such contact")
        if body["account_type"] == "vpa":
            _expect("@" in body["vpa"]["address"], "The VPA is invalid")
        else:
            _expect(re.fullmatch(r"[A-Z]{4}0[A-Z0-9]{6}", body["bank_account"]["ifsc"]), "Invalid IFSC code")
        return self._same(self.accounts, "fa", body)

    def _validation(self, body: Json) -> Json:
        """The answer comes later."""
        _expect(body["account_number"] == CREDENTIALS.account, "The account number is invalid")
        known = any(body["fund_account"]["id"] == one["id"] for one in self.accounts.values())
        _expect(known, "The fund account id is invalid")
        validation = f"fav_{next(self._numbers):014d}"
        self.validations[validation] = {"id": validation, "status": "created", "results": {}, "asked": body}
        return self.validations[validation]

    def validated(self, **results: object) -> None:
        """The bank has answered all that it was asked."""
        for one in self.validations.values():
            one |= {"status": "completed", "validation_results": results}

    def _same(self, kept: dict[str, Json], kind: str, body: Json) -> Json:
        """Identical data returns the same id."""
        key = json.dumps(body, sort_keys=True)
        return kept.setdefault(key, {"id": f"{kind}_{next(self._numbers):014d}", **body})

    def _payout(self, body: Json, key: str | None) -> Json:
        _expect(key and _KEY.fullmatch(key), "X-Payout-Idempotency is mandatory, 4 to 36 characters")
        assert key is not None
        if key in self.keys:
            first, payout = self.keys[key]
            _expect(first == body, "Different request body sent for the same Idempotency Header")
            return self.payouts[payout]
        self._expect_payable(body)
        payout = f"pout_{next(self._numbers):014d}"
        self.keys[key] = (body, payout)
        self.fates[payout] = list(self.fate())
        self.payouts[payout] = {"id": payout, "entity": "payout", **body, "status": "", "utr": None}
        self.references[body["reference_id"]].append(payout)
        self.step(payout)
        return self.payouts[payout]

    def _expect_payable(self, body: Json) -> None:
        account = next((a for a in self.accounts.values() if a["id"] == body["fund_account_id"]), None)
        _expect(body["account_number"] == CREDENTIALS.account, "The account number is invalid")
        _expect(account, "The fund account id is invalid")
        _expect(
            isinstance(body["amount"], int) and body["amount"] >= 100, "The amount must be at least INR 1"
        )
        _expect(body["currency"] == "INR", "The currency is invalid")
        by_upi = account is not None and account["account_type"] == "vpa"
        _expect((body["mode"] == "UPI") is by_upi, "The mode does not fit the fund account")
        _expect(body["amount"] <= _MOST.get(body["mode"], 10**18), "The amount exceeds the mode's limit")
        _expect(body["amount"] >= _LEAST.get(body["mode"], 0), "The amount is below the mode's limit")
        _expect(_NARRATION.fullmatch(body["narration"]), "The narration is invalid")
        _expect(len(body["reference_id"]) <= 40, "The reference id is too long")

    def _look(self, path: str, query: Mapping[str, str]) -> Json:
        if path == "payouts":
            _expect(query.get("account_number") == CREDENTIALS.account, "The account number is required")
            found = [self.payouts[one] for one in self.references[query["reference_id"]]]
            return {"entity": "collection", "count": len(found), "items": [self._seen(one) for one in found]}
        if path.startswith("fund_accounts/validations/"):
            return self.validations[path.rpartition("/")[2]]
        payout = path.removeprefix("payouts/")
        _expect(payout in self.payouts, "The id provided does not exist")
        return self._seen(self.payouts[payout])

    def _seen(self, payout: Json) -> Json:
        if self.looks_move:
            self.step(payout["id"])
        return payout

    def step(self, payout: str) -> None:
        """The next state of its fate; money moves with it, and it tells of it."""
        if not self.fates[payout]:
            return
        kept, status = self.payouts[payout], self.fates[payout].pop(0)
        kept["status"] = status
        if status == "processed":
            kept["utr"] = f"{next(self._numbers):012d}"
            self._move(kept, 1)
        elif status == "reversed":
            if kept["utr"]:
                self._move(kept, -1)
            kept["status_details"] = {"reason": "beneficiary_bank_rejected", "description": "Sent back"}
        elif status == "failed":
            kept["status_details"] = {"reason": "bank_account_closed", "description": "Account closed"}
        self._tell(kept)

    def _move(self, payout: Json, times: int) -> None:
        reference = payout["reference_id"]
        self.moved[reference] += times
        self.most_moved[reference] = max(self.most_moved[reference], self.moved[reference])

    def _tell(self, payout: Json) -> None:
        body = {
            "entity": "event",
            "event": f"payout.{payout['status']}",
            "contains": ["payout"],
            "payload": {"payout": {"entity": payout}},
        }
        self.calls.append(Call(f"evt_{next(self._numbers)}", json.dumps(body).encode()))


def _expect(fits: object, said: str) -> None:
    if not fits:
        raise Wrong(said)


def _refusal(status: int, said: str) -> httpx.Response:
    return httpx.Response(status, json={"error": {"code": "BAD_REQUEST_ERROR", "description": said}})
