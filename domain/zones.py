"""Which first digits of a PIN code belong to a state or a large city (`domain-facts.md` section 5).

9 is the Army post: it is anywhere.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_STATES: Final = {
    "1": "delhi, new delhi, haryana, punjab, himachal pradesh, jammu and kashmir, ladakh, chandigarh, dl, hr, pb, hp, jk, la, ch",
    "2": "uttar pradesh, uttarakhand, up, uk",
    "3": "rajasthan, gujarat, daman and diu, dadra and nagar haveli, dadra and nagar haveli and daman and diu, rj, gj, dd, dn",
    "4": "maharashtra, goa, madhya pradesh, chhattisgarh, mh, ga, mp, cg",
    "5": "andhra pradesh, telangana, karnataka, ap, ts, tg, ka",
    "6": "tamil nadu, kerala, puducherry, lakshadweep, tn, kl, py, ld",
    "7": (
        "west bengal, odisha, orissa, assam, arunachal pradesh, manipur, meghalaya, mizoram, nagaland, sikkim, tripura,"
        " andaman and nicobar islands, wb, od, or, as, ar, mn, ml, mz, nl, sk, tr, an"
    ),
    "8": "bihar, jharkhand, br, jh",
}
_CITIES: Final = {
    "1": "delhi, new delhi, gurugram, gurgaon, faridabad, chandigarh, ludhiana, amritsar, shimla, jammu",
    "2": "noida, greater noida, ghaziabad, lucknow, kanpur, agra, varanasi, prayagraj, meerut, dehradun",
    "3": "jaipur, jodhpur, udaipur, kota, ahmedabad, surat, vadodara, rajkot, gandhinagar",
    "4": "mumbai, navi mumbai, thane, pune, nagpur, nashik, panaji, bhopal, indore, raipur",
    "5": "hyderabad, secunderabad, warangal, visakhapatnam, vijayawada, bengaluru, bangalore, mysuru, mysore, mangaluru",
    "6": "chennai, coimbatore, madurai, kochi, ernakulam, kozhikode, thiruvananthapuram, trivandrum, puducherry",
    "7": "kolkata, howrah, siliguri, bhubaneswar, cuttack, guwahati",
    "8": "patna, gaya, ranchi, jamshedpur, dhanbad",
}


def _by_place(zones: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for digit, names in zones.items():
        for name in names.split(","):
            found[name.strip()] = found.get(name.strip(), frozenset()) | {digit}
    return MappingProxyType(found)


STATES: Final = _by_place(_STATES)
CITIES: Final = _by_place(_CITIES)
ANYWHERE: Final = "9"


def may_lie_in(pin_code: str, place: str, known: Mapping[str, frozenset[str]]) -> bool:
    """False only where the place is known and its PIN codes begin otherwise."""
    digits = known.get(" ".join(place.lower().replace("&", " and ").replace(".", " ").split()))
    return digits is None or not pin_code or pin_code[0] in digits | {ANYWHERE}
