"""Commands of the store-keeper."""

from typing import Final

from domain.leads.stages import Stage
from domain.materials import storekeeping
from tests.build import a_count
from tests.domain.deed import Deed, deed

OF_STOCK: Final[dict[str, Deed]] = {
    "receive_stock": deed(
        storekeeping.receive_stock,
        "procurement",
        Stage.MATERIALS,
        lambda u, who: storekeeping.receive_stock(
            u, storekeeping.Delivery(store="pune", item="rcbo", quantity=2), who
        ),
    ),
    "transfer_stock": deed(
        storekeeping.transfer_stock,
        "procurement",
        Stage.MATERIALS,
        lambda u, who: storekeeping.transfer_stock(
            u, storekeeping.Transfer(source="pune", target="mumbai", item="charger", quantity=1), who
        ),
    ),
    "count_stock": deed(
        storekeeping.count_stock,
        "procurement",
        Stage.MATERIALS,
        lambda u, who: storekeeping.count_stock(
            u, storekeeping.Counted(store="pune", item="charger", quantity=4, reason="monthly"), who
        ),
    ),
    "confirm_count": deed(
        storekeeping.confirm_count,
        "finance procurement",
        Stage.MATERIALS,
        lambda u, who: storekeeping.confirm_count(u, "K-1", who),
        a_count(),
    ),
    "refuse_count": deed(
        storekeeping.refuse_count,
        "finance procurement",
        Stage.MATERIALS,
        lambda u, who: storekeeping.refuse_count(u, "K-1", "the back room was left out", who),
        a_count(),
    ),
}
