"""What a customer is told before anything of his is kept, and what he answered: text, version, language, time, channel.

The texts are data, one set for each version: what somebody agreed to can be read for ever. A text is never changed;
another text is another version (`domain-facts.md` section 6 says what it must contain).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Channel(StrEnum):
    CHAT = "chat"
    WEB = "web"
    PHONE = "phone"


class Reply(StrEnum):
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentEntry:
    """One answer, kept for ever as proof; `by` is the id of whoever gave it: the customer, or Ops on his behalf."""

    reply: Reply
    version: str
    language: str
    at: datetime
    channel: Channel
    by: str | None
    on_behalf: bool = False


CURRENT: Final = "2026-2"
_ENGLISH: Final = (
    "What we collect: your name, phone number and address as {oem} gave them to us. If you agree, also your electricity bill, the location of the charger, your electrician's name and number and, where it is needed, a permission (NOC) or proof of parking; later photos and readings of the site.",
    "Why: only to survey, install and check your charger, and to report that to {oem}. No advertising, no sale.",
    "Who sees it: the people who plan, carry out and check your installation, and {oem}. Messages and files pass Telegram's servers, which are outside India.",
    "How long: at least one year, because the law asks for it, and until the warranty ends; payment records for eight years. Then it is deleted.",
    "Your rights: see it, get a copy, have it corrected or erased, name somebody to act for you. Send /privacy.",
    "You can withdraw at any time with /privacy, as easily as you agree. We then collect nothing more, and the installation stops where it still can.",
    "Questions and complaints: {desk}. We answer within {days} days; after that the Data Protection Board of India helps you.",
    "You must be at least 18 years old.",
)
_HINDI: Final = (
    "हम क्या लेते हैं: आपका नाम, फ़ोन नंबर और पता, जैसा {oem} ने हमें दिया है। अगर आप सहमत हों, तो आपका बिजली का बिल, चार्जर की जगह (लोकेशन), आपके इलेक्ट्रीशियन का नाम और नंबर, और ज़रूरत हो तो अनुमति (NOC) या पार्किंग का प्रमाण; बाद में जगह की फ़ोटो और माप।",
    "क्यों: सिर्फ़ आपके चार्जर के सर्वे, इंस्टॉलेशन और जाँच के लिए, और {oem} को उसकी रिपोर्ट देने के लिए। न विज्ञापन, न बिक्री।",
    "कौन देखता है: वे लोग जो आपके इंस्टॉलेशन की योजना बनाते हैं, उसे करते हैं और जाँचते हैं, और {oem}। संदेश और फ़ाइलें Telegram के सर्वर से गुज़रती हैं, जो भारत के बाहर हैं।",
    "कब तक: कम से कम एक साल, क्योंकि कानून यही कहता है, और वारंटी ख़त्म होने तक; भुगतान के रिकॉर्ड आठ साल। उसके बाद सब मिटा दिया जाता है।",
    "आपके अधिकार: अपनी जानकारी देखना, उसकी कॉपी लेना, उसे ठीक करवाना या मिटवाना, किसी को अपनी ओर से काम करने के लिए नामित करना। /privacy भेजें।",
    "आप कभी भी /privacy से सहमति वापस ले सकते हैं, उतनी ही आसानी से जितनी आसानी से दी थी। उसके बाद हम कुछ और नहीं लेते, और इंस्टॉलेशन जहाँ रुक सकता है वहाँ रुक जाता है।",
    "सवाल और शिकायतें: {desk}। हम {days} दिन के अंदर जवाब देते हैं; उसके बाद Data Protection Board of India आपकी मदद करता है।",
    "आपकी उम्र कम से कम 18 साल होनी चाहिए।",
)
NOTICES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {CURRENT: MappingProxyType({"en": _ENGLISH, "hi": _HINDI})}
)
LANGUAGES: Final[Mapping[str, str]] = MappingProxyType({"en": "English", "hi": "हिन्दी"})
"""What a customer can choose, each by its own name."""


def language_of(code: str | None) -> str:
    """`hi-IN` → `hi`; what we do not speak is answered in English."""
    short = (code or "")[:2].lower()
    return short if short in LANGUAGES else "en"


def notice(language: str, version: str = CURRENT, **values: str) -> tuple[str, ...]:
    """The paragraphs in this language with `oem`, `desk` and `days` filled in."""
    return tuple(line.format(**values) for line in NOTICES[version][language_of(language)])
