"""Commands around a file of leads."""

from dataclasses import replace
from typing import Any, Final

from domain.leads import filing, importing
from domain.leads.imports import Counts, Import, ImportState
from domain.leads.stages import Stage
from domain.people.actor import By
from domain.people.roles import Role
from tests.build import NOW
from tests.domain.deed import Deed, deed

FILE: Final = importing.NewImport(
    file_name="leads.csv", size=2000, way="portal", oem="volt", sha256="ab" * 32
)
HEADINGS: Final = ("Ref", "Name", "Phone", "PIN")
COLUMNS: Final = ("reference", "name", "phone", "pin_code")


def an_import(**but: Any) -> Import:  # noqa: ANN401  fields of Import
    upload = Import(
        id="U-1",
        oem="volt",
        state=ImportState.CHECKED,
        state_since=NOW,
        way="portal",
        file_name="leads.csv",
        size=2000,
        sha256="ab" * 32,
        made_by=By(person="p-oem", name="Olga", role=Role.OEM),
        made_at=NOW,
        headings=HEADINGS,
        columns=COLUMNS,
        counts=Counts(rows=3, good=2, faulty=1),
    )
    return replace(upload, **but)


LONG_AGO: Final = an_import(state_since=NOW - filing.KEPT)
OF_FILES: Final[dict[str, Deed]] = {
    "start_import": deed(
        importing.start_import, "oem ops", Stage.NEW, lambda u, who: importing.start_import(u, FILE, who)
    ),
    "choose_oem": deed(
        importing.choose_oem,
        "oem ops",
        Stage.NEW,
        lambda u, who: importing.choose_oem(u, "U-1", "volt", who),
        an_import(oem="", state=ImportState.OEM_WANTED),
    ),
    "choose_columns": deed(
        importing.choose_columns,
        "oem ops",
        Stage.NEW,
        lambda u, who: importing.choose_columns(u, "U-1", COLUMNS, who),
        an_import(),
    ),
    "confirm_import": deed(
        importing.confirm_import,
        "oem ops",
        Stage.NEW,
        lambda u, who: importing.confirm_import(u, "U-1", who),
        an_import(),
    ),
    "clear_imports": deed(filing.clear_imports, "system", Stage.NEW, filing.clear_imports, LONG_AGO),
    "cancel_import": deed(
        importing.cancel_import,
        "oem ops",
        Stage.NEW,
        lambda u, who: importing.cancel_import(u, "U-1", who),
        an_import(),
    ),
}
