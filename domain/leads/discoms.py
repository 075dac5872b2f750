"""Who distributes electricity: by which words a bill is recognised, and what its consumer numbers look like.

Lengths are those of `domain-facts.md` 2.2; most are known from samples only, so they warn and never block.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Discom:
    """`known_by` is sought anywhere on the bill, `number` must fit the whole consumer number."""

    name: str
    known_by: re.Pattern[str]
    number: re.Pattern[str]


def _discom(name: str, known_by: str, number: str) -> Discom:
    return Discom(name=name, known_by=re.compile(known_by, re.IGNORECASE), number=re.compile(number))


DISCOMS: Final[Mapping[str, Discom]] = MappingProxyType(
    {
        "msedcl": _discom(
            "MSEDCL", r"\bMSEDCL\b|mahavitaran|mahadiscom|maharashtra state elec|महावितरण", r"[0-9]{12}"
        ),
        "brpl": _discom("BSES Rajdhani", r"bses\s+rajdhani|\bBRPL\b", r"[0-9]{9,12}"),
        "bypl": _discom("BSES Yamuna", r"bses\s+yamuna|\bBYPL\b", r"[0-9]{9,12}"),
        "tpddl": _discom("Tata Power-DDL", r"tata\s+power[\s-]+(?:ddl|delhi)|\bTPDDL\b", r"[0-9]{11,12}"),
        "tata_mumbai": _discom("Tata Power Mumbai", r"tata\s+power", r"[0-9]{12}"),
        "npcl": _discom("Noida Power", r"noida\s+power|\bNPCL\b", r"2[0-9]{9}"),
        "kseb": _discom("KSEB", r"\bKSEBL?\b|kerala\s+state\s+electricity", r"11[0-9]{11}"),
        "cesc": _discom("CESC", r"\bCESC\s+limited|calcutta\s+electric|\bCESC\b", r"[0-9]{11}"),
        "wbsedcl": _discom("WBSEDCL", r"\bWBSEDCL\b|west\s+bengal\s+state\s+elec", r"[0-9]{9}"),
        "pspcl": _discom("PSPCL", r"\bPSPCL\b|punjab\s+state\s+power", r"[A-Z0-9]{6,12}"),
        "bescom": _discom("BESCOM", r"\bBESCOM\b|bangalore\s+electricity", r"[0-9]{10}|[A-Z0-9/-]{5,14}"),
        "uppcl": _discom(
            "UPPCL",
            r"\bUPPCL\b|(?:pash?chim|poorv|purv|madhy|dakshin)anchal\s+vidyut",
            r"[0-9]{10}|[0-9]{12}",
        ),
        "adani_mumbai": _discom("Adani Electricity", r"adani\s+electricity", r"[0-9]{9}"),
        "best": _discom("BEST", r"\bBEST\s+undertaking|brihanmumbai\s+electric", r"[0-9]{9,10}"),
        "torrent": _discom("Torrent Power", r"torrent\s+power", r"[0-9]{7,9}"),
        "gujarat": _discom("PGVCL, DGVCL, MGVCL or UGVCL", r"\b[PDMU]GVCL\b|gujarat\s+vij", r"[0-9]{5,11}"),
        "tgspdcl": _discom("TGSPDCL", r"\bT[GS]S?PDCL\b|southern\s+power.*telangana", r"[0-9]{9}"),
        "ap": _discom("APSPDCL or APEPDCL", r"\bAP[SEC]PDCL\b", r"[0-9]{13}|[0-9]{16}"),
        "tangedco": _discom(
            "TANGEDCO", r"\bTANGEDCO\b|\bTNPDCL\b|tamil\s*nadu\s+(?:generation|power)", r"[0-9]{9,12}"
        ),
        "jvvnl": _discom("JVVNL", r"\bJ[DV]VVNL\b|\bJVVNL\b|jaipur\s+vidyut", r"[0-9]{12}"),
        "haryana": _discom("DHBVN or UHBVN", r"\b[DU]HBVNL?\b|haryana\s+bijli", r"[A-Z0-9]{10,12}"),
    }
)


def discom_in(text: str) -> str:
    """The id of the first that is named, where a nearer name stands before a wider one; empty if none is."""
    return next((key for key, discom in DISCOMS.items() if discom.known_by.search(text)), "")


def number_fits(discom: str, number: str) -> bool:
    """True also where nothing is known of this one's numbers."""
    known = DISCOMS.get(discom)
    return known is None or known.number.fullmatch(number) is not None
