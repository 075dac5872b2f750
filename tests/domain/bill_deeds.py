"""Commands by which a customer says what stands on his electricity bill."""

from typing import Final

from domain.leads import bills
from domain.leads.stages import Stage
from tests.build import a_bill
from tests.domain.deed import Deed, deed

OF_BILLS: Final[dict[str, Deed]] = {
    "confirm_bill": deed(
        bills.confirm_bill,
        "customer ops",
        Stage.DOCUMENTS,
        lambda u, who: bills.confirm_bill(u, "E-1042", who),
        a_bill(),
    ),
    "correct_bill": deed(
        bills.correct_bill,
        "customer ops",
        Stage.DOCUMENTS,
        lambda u, who: bills.correct_bill(u, "E-1042", {"load": "10 kW"}, who),
        a_bill(),
    ),
    "disown_bill": deed(
        bills.disown_bill,
        "customer ops",
        Stage.DOCUMENTS,
        lambda u, who: bills.disown_bill(u, "E-1042", who),
        a_bill(),
    ),
}
