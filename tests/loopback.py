"""What clients of servers on this very machine share."""

import ssl
from typing import Final

NO_CERTIFICATES: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For httpx: reading the usual ones takes 18 ms a client."""
