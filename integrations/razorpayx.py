"""RazorpayX over HTTP (`domain-facts.md` 4.6): who is paid, and payouts under the payment's own key.

Every request for a payment is made from the payment alone, so that one that is made again is the same to the letter.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType, TracebackType
from typing import Any, Final, Self

import httpx

from domain.errors import Rejected
from domain.money.amount import Money
from domain.money.bank_name import BankName
from domain.money.methods import Method, methods_for
from domain.money.payment import Payment, PaymentKind
from domain.money.told import NoAnswer, NotSent, Standing, Told

URL: Final = "https://api.razorpay.com/v1"
TEST_KEY: Final = "rzp_test_"
"""How keys begin with which no money moves."""
TIMEOUT: Final = 20.0
_LEAST: Final = Money(100)
_EXCERPT: Final = 160
_PAYEES_KEPT: Final = 1000
_NAME_SHOWN: Final = 120
_WHOLE: Final = 100
_NARRATION_MOST: Final = 30
_NAME_MOST: Final = 50
_NAME_LEAST: Final = 3
_TOO_MANY: Final = 429
_REFUSING_US: Final = frozenset({401, 403})
_UNDECIDED: Final = frozenset({408, 409, 425})
"""Too late, or another request under the same key is still on its way: nothing is refused for good."""
_SERVER: Final = 500

STANDINGS: Final[Mapping[str, Standing]] = MappingProxyType(
    {
        "pending": Standing.ON_ITS_WAY,
        "queued": Standing.ON_ITS_WAY,
        "scheduled": Standing.ON_ITS_WAY,
        "processing": Standing.ON_ITS_WAY,
        "processed": Standing.PAID,
        "reversed": Standing.REVERSED,
        "failed": Standing.FAILED,
        "rejected": Standing.FAILED,
        "cancelled": Standing.FAILED,
    }
)
"""Rejected: somebody refused it in RazorpayX's own approval; cancelled: while it was queued. No money went either time."""
_PURPOSES: Final = {PaymentKind.VENDOR: "vendor bill", PaymentKind.PAYOUT: "payout"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """`account` is the company's own number with RazorpayX."""

    key_id: str
    key_secret: str
    account: str
    url: str = URL

    @property
    def test(self) -> bool:
        return self.key_id.startswith(TEST_KEY)


class RazorpayX:
    def __init__(
        self, credentials: Credentials, *, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._account = credentials.account
        self._payees: dict[tuple[str, str], str] = {}
        self._client = httpx.AsyncClient(
            base_url=credentials.url.rstrip("/") + "/",
            auth=(credentials.key_id, credentials.key_secret),
            timeout=TIMEOUT,
            transport=transport,
            trust_env=False,
            follow_redirects=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._client.aclose()

    async def payee(self, payment: Payment) -> str:
        """Who is paid, as RazorpayX knows him: a fund account's id. Moves no money; raises NotSent, and Rejected for good."""
        named = contact_of(payment)
        key = (named["name"], payment.payee.text)
        if key not in self._payees:
            try:
                contact = await self._post("contacts", named)
                found = await self._post("fund_accounts", fund_account_of(payment, _id(contact)))
            except NoAnswer as error:
                raise NotSent(str(error)) from None
            self._remember(key, _id(found))
        return self._payees[key]

    def _remember(self, key: tuple[str, str], fund_account: str) -> None:
        """The same data has the same id there, so it need not be asked for each time."""
        if len(self._payees) >= _PAYEES_KEPT:
            self._payees.pop(next(iter(self._payees)))
        self._payees[key] = fund_account

    async def send(self, payment: Payment, fund_account: str) -> Told:
        """Raises NotSent, NoAnswer, and Rejected where RazorpayX refuses this request for good."""
        body = payout_of(payment, fund_account, self._account)
        return _told(await self._post("payouts", body, key=payment.intent))

    async def bank_name(self, payment: Payment, asked: str | None, now: datetime) -> BankName | str:
        """Whose account it is, or the validation's id while the bank has not said. Raises NotSent, and Rejected for good."""
        try:
            if asked is not None:
                return _bank_name(await self._ask(f"fund_accounts/validations/{asked}"), now)
            body = validation_of(payment, await self.payee(payment), self._account)
            return _bank_name(await self._post("fund_accounts/validations", body), now)
        except NoAnswer as error:
            raise NotSent(str(error)) from None

    async def look(self, payment: Payment) -> Told | None:
        """What became of it; None where RazorpayX knows of none. Raises NotSent: looking takes nothing."""
        try:
            if payment.rail_reference is not None:
                return _told(await self._ask(f"payouts/{payment.rail_reference}"))
            listed = {"account_number": self._account, "reference_id": payment.intent}
            found = (await self._ask("payouts", listed)).get("items")
        except (NoAnswer, Rejected) as error:
            raise NotSent(str(error)) from None
        mine = [one for one in found or [] if one.get("reference_id") == payment.intent]
        return _told(mine[0]) if mine else None

    async def _post(self, path: str, body: Mapping[str, Any], *, key: str | None = None) -> dict[str, Any]:
        headers = {"X-Payout-Idempotency": key} if key is not None else {}
        return await self._answered(self._client.build_request("POST", path, json=body, headers=headers))

    async def _ask(self, path: str, query: Mapping[str, str] | None = None) -> dict[str, Any]:
        return await self._answered(self._client.build_request("GET", path, params=query))

    async def _answered(self, request: httpx.Request) -> dict[str, Any]:
        try:
            answer = await self._client.send(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise NotSent(f"no connection: {type(error).__name__}") from None
        except httpx.HTTPError as error:
            raise NoAnswer(f"no answer: {type(error).__name__}") from None
        if answer.status_code == _TOO_MANY:
            raise NotSent("429: too many requests", asked=_asked(answer))
        if answer.status_code in _REFUSING_US:
            raise NotSent(f"{answer.status_code}: our key or address is refused: {_said(answer)}")
        if answer.status_code >= _SERVER or answer.is_redirect or answer.status_code in _UNDECIDED:
            raise NoAnswer(f"{answer.status_code} {_said(answer)}".strip())
        if not answer.is_success:
            raise Rejected(f"{answer.status_code} {_said(answer)}".strip())
        return _read(answer)


def contact_of(payment: Payment) -> dict[str, Any]:
    """RazorpayX takes names of 3 to 50 signs."""
    name = " ".join(re.sub(r"[^A-Za-z0-9 .'&()/-]", " ", payment.payee.name or payment.payee_name).split())
    return {"name": name[:_NAME_MOST].strip().ljust(_NAME_LEAST, "."), "type": "vendor"}


def fund_account_of(payment: Payment, contact: str) -> dict[str, Any]:
    payee = payment.payee
    if payee.vpa:
        return {"contact_id": contact, "account_type": "vpa", "vpa": {"address": payee.vpa}}
    holder = payee.name or payment.payee_name
    account = {"name": holder, "ifsc": payee.ifsc, "account_number": payee.account}
    return {"contact_id": contact, "account_type": "bank_account", "bank_account": account}


def validation_of(payment: Payment, fund_account: str, account: str) -> dict[str, Any]:
    """To an account a rupee is sent to learn its holder; an address is only asked for."""
    body = {"account_number": account, "fund_account": {"id": fund_account}, "notes": {"payment": payment.id}}
    return body if payment.payee.vpa else {**body, "amount": _LEAST.paise, "currency": "INR"}


def payout_of(payment: Payment, fund_account: str, account: str) -> dict[str, Any]:
    """The body: the same for the same payment each time. Raises Rejected where no mode carries the amount."""
    return {
        "account_number": account,
        "fund_account_id": fund_account,
        "amount": payment.amount.paise,
        "currency": "INR",
        "mode": mode_of(payment).value.upper(),
        "purpose": _PURPOSES[payment.kind],
        "queue_if_low_balance": True,
        "reference_id": payment.intent,
        "narration": narration_of(payment),
        "notes": {"payment": payment.id},
    }


def mode_of(payment: Payment) -> Method:
    """UPI to an address; to an account IMPS, which is at once, and RTGS for what is more than that carries."""
    wanted = (Method.UPI,) if payment.payee.vpa else (Method.IMPS, Method.RTGS)
    possible = [method for method in wanted if method in methods_for(payment.amount)]
    if payment.amount < _LEAST or not possible:
        raise Rejected(f"RazorpayX cannot carry {payment.amount} to this payee")
    return possible[0]


def narration_of(payment: Payment) -> str:
    """Letters, digits and blanks; banks show the first nine, so our number goes first."""
    words = f"{payment.id} {payment.payee_name}"
    return " ".join(re.sub(r"[^A-Za-z0-9]", " ", words).split())[:_NARRATION_MOST].strip()


def _told(payout: Mapping[str, Any]) -> Told:
    """Raises NoAnswer for what is no payout of a state that we know: nothing is concluded from it."""
    try:
        return Told(
            name=_id(payout),
            intent=str(payout["reference_id"]),
            amount=Money(payout["amount"]),
            standing=STANDINGS[payout["status"]],
            method=Method(str(payout["mode"]).lower()),
            reference=str(payout.get("utr") or ""),
            reason=_reason(payout),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise NoAnswer(f"an answer that cannot be read: {error!r}"[:_EXCERPT]) from None


def _bank_name(validation: Mapping[str, Any], now: datetime) -> BankName | str:
    results = validation.get("validation_results") or validation.get("results") or {}
    status = results.get("account_status") if isinstance(results, dict) else None
    if validation.get("status") not in {"completed", "failed"} or status not in {"active", "invalid"}:
        return _id(validation)
    score = results.get("name_match_score")
    return BankName(
        name=str(results.get("registered_name") or "")[:_NAME_SHOWN],
        works=status == "active",
        alike=int(score) if isinstance(score, int | float) and 0 <= score <= _WHOLE else None,
        at=now,
    )


def _reason(payout: Mapping[str, Any]) -> str:
    details = payout.get("status_details") or {}
    said = details.get("description") or details.get("reason") or payout.get("failure_reason")
    return str(said or payout["status"])[:_EXCERPT]


def _id(thing: Mapping[str, Any]) -> str:
    found = thing.get("id")
    if not isinstance(found, str) or not found:
        raise NoAnswer("an answer without an id")
    return found


def _read(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise NoAnswer("an answer that is no JSON object")
    return found


def _said(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["error"]["description"])[:_EXCERPT]
    except (ValueError, KeyError, TypeError):
        return answer.reason_phrase


def _asked(answer: httpx.Response) -> timedelta | None:
    text = answer.headers.get("retry-after", "")
    return timedelta(seconds=min(int(text), 3600)) if text.isdecimal() else None
