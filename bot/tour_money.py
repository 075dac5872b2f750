"""What the lead of the tour costs: materials, a purchase in a shop, and the crew's payout."""

from typing import Any, Final

from bot.company import FINANCE_GROUP, OPS_GROUP, PROCUREMENT_GROUP, SUNRISE_GROUP
from bot.tour_steps import FARIDA, GITA, LAKHAN, RAVI, Step, clock, like, words

PRICE: Final = "₹2,450.00"


def materials() -> list[Step]:
    return [
        RAVI.tap(
            "The materials are computed from the survey.",
            "Ask Procurement",
            like(PROCUREMENT_GROUP, r"Materials (?P<request>M-\d+)"),
            on="{lead}",
        ),
        FARIDA.tap(
            "Farida takes from the Pune store what is there …",
            "Allocate from stock",
            like(PROCUREMENT_GROUP, r"{request}[\s\S]*\nBuy the rest locally"),
            on="{request}",
        ),
        FARIDA.tap(
            "… and lets the crew buy the earthing kit.",
            "Buy the rest locally",
            like(SUNRISE_GROUP, r"(?P<purchase>B-\d+-\d+)[\s\S]*To buy: Earthing kit"),
            on="{request}",
        ),
    ]


def purchase() -> list[Step]:
    paid = payment(
        "vendor",
        PRICE,
        "52",
        ("Finance sees payee, lead and quote on one card, and approves.", "Gita pays in her bank's app,"),
        words(SUNRISE_GROUP, "The vendor is paid"),
    )
    return [*_asked_for(), *paid, *_fetched()]


def _asked_for() -> list[Step]:
    def asks(number: int) -> dict[str, Any]:
        return words(SUNRISE_GROUP, f"{number} of 6")

    return [
        LAKHAN.tap(
            "Lakhan has found a shop and says whom to pay:",
            "Vendor's details",
            asks(1),
            on="{purchase}",
        ),
        LAKHAN.write("its name,", "Shree Electricals, Baner", asks(2)),
        LAKHAN.write("its phone,", "98220 12345", asks(3)),
        LAKHAN.tap("no GSTIN,", "Skip ›", asks(4)),
        LAKHAN.write("its UPI address,", "shreeelectricals@okbank", asks(5)),
        LAKHAN.write("the price,", "2,450", asks(6)),
        LAKHAN.photos(
            "and the quote.",
            ["Quote of Shree Electricals, 2,450.00"],
            words(SUNRISE_GROUP, "The vendor's quote: 1 received"),
        ),
        LAKHAN.tap(
            "A payment is asked for. Whoever asks can never approve it.",
            "Submit",
            like(PROCUREMENT_GROUP, rf"(?P<vendor>V-\d+-\d+) · {PRICE} · requested"),
        ),
        FARIDA.tap(
            "Procurement checks the price and passes it on.",
            "Checked, pass on",
            words(FINANCE_GROUP, f"{{vendor}} · {PRICE} · checked"),
            on="{vendor}",
        ),
        clock(
            "A new shop is paid after two hours, unless a second person vouches.",
            {"advance": "2h"},
        ),
    ]


def _fetched() -> list[Step]:
    return [
        LAKHAN.tap(
            "The crew hears of it, and fetches the kit.",
            "Goods are here",
            words(SUNRISE_GROUP, "a photo of the vendor's bill"),
            on="{purchase}",
        ),
        LAKHAN.photos(
            "Without its bill a purchase would stay open.",
            ["Bill of Shree Electricals, 2,450.00"],
            words(SUNRISE_GROUP, "The vendor's bill: 1 received"),
        ),
        LAKHAN.tap("All materials are there.", "Submit", words(OPS_GROUP, "All materials are there")),
    ]


def payment(
    name: str, amount: str, digits: str, sayings: tuple[str, str], sees: dict[str, Any]
) -> list[Step]:
    """Approved, paid in the bank's app, and the bank's reference entered: twelve digits that come only once."""
    approved, paid = sayings
    card = f"{{{name}}}"
    return [
        GITA.tap(approved, f"Approve {amount}", like(FINANCE_GROUP, rf"{card}[\s\S]*\nPay now"), on=card),
        GITA.tap(paid, "Pay now", like(FINANCE_GROUP, rf"{card}[\s\S]*\nPaid: enter the reference"), on=card),
        GITA.tap(
            "and enters the bank's reference,",
            "Paid: enter the reference",
            words(FINANCE_GROUP, "the bank's reference (UTR)"),
            on=card,
        ),
        GITA.write(
            "which counts once. An odd one is looked at twice,",
            f"{digits}{{stamp}}",
            words(FINANCE_GROUP, "usually begins with"),
        ),
        GITA.tap("and is right.", "Right", words(FINANCE_GROUP, "a picture of the bank's confirmation")),
        GITA.photos(
            "The bank's confirmation is the proof.",
            [f"Paid {amount}, reference {digits}{{stamp}}"],
            like(FINANCE_GROUP, rf"{digits}{{stamp}}[\s\S]*\nSubmit"),
        ),
        GITA.tap("Checked and confirmed.", "Submit", sees),
    ]


def payout() -> list[Step]:
    return [
        RAVI.tap(
            "The rate card says what the crew has earned. Ravi marks it payable.",
            "Mark payable",
            like(SUNRISE_GROUP, r"Your payout (?P<payout>P-\d+): (?P<amount>₹[\d,.]+)"),
            on="{lead}",
        ),
        LAKHAN.tap(
            "Its statement comes at once; the crew finds it right.",
            "All right",
            like(FINANCE_GROUP, r"{payout} · {amount} · requested"),
            on="Your payout {payout}",
        ),
        *payment(
            "payout",
            "{amount}",
            "53",
            ("Finance approves,", "pays,"),
            words(SUNRISE_GROUP, "You are paid: {amount}"),
        ),
        {
            "say": "From the car maker's call to the crew's money: one lead, and always one next action, one who owes it, one time."
        },
    ]
