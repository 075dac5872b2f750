"""Commands of the store-keeper."""

from typing import Final

from domain.leads.stages import Stage
from domain.materials import stock_filing, storekeeping, stores
from domain.materials.delivery import Delivery
from tests.build import a_count, a_picture, a_stock_file
from tests.domain.deed import Deed, deed

OF_STOCK: Final[dict[str, Deed]] = {
    "keep_store": deed(
        stores.keep_store,
        "admin",
        Stage.MATERIALS,
        lambda u, who: stores.keep_store(u, "nagpur", who, title="Nagpur", zones=("440",)),
    ),
    "receive_stock": deed(
        storekeeping.receive_stock,
        "procurement",
        Stage.MATERIALS,
        lambda u, who: storekeeping.receive_stock(u, Delivery(store="pune", item="rcbo", quantity=2), who),
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
    "start_stock_file": deed(
        stock_filing.start_stock_file,
        "procurement",
        Stage.MATERIALS,
        lambda u, who: stock_filing.start_stock_file(u, a_picture(), who),
    ),
    "book_stock_file": deed(
        stock_filing.book_stock_file,
        "procurement",
        Stage.MATERIALS,
        lambda u, who: stock_filing.book_stock_file(u, "F-1", who),
        a_stock_file(),
    ),
    "drop_stock_file": deed(
        stock_filing.drop_stock_file,
        "procurement",
        Stage.MATERIALS,
        lambda u, who: stock_filing.drop_stock_file(u, "F-1", who),
        a_stock_file(),
    ),
}
