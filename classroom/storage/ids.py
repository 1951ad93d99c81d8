"""Identifiers that sort by the moment they were made."""

import secrets
import time
from uuid import UUID


def new_id(unix_ns: int | None = None) -> UUID:
    """A UUID version 7 (RFC 9562, section 5.7): ids made later are larger.

    Layout: 48 bits Unix time in ms, version 7, 12 bits fraction of the ms (section 6.2, method 3, so that
    ids made within one ms still sort, to about 0.25 us), variant, 62 random bits.

    Args:
        unix_ns: nanoseconds since 1970, UTC; None = now.
    """
    milliseconds, rest_ns = divmod(time.time_ns() if unix_ns is None else unix_ns, 1_000_000)
    fraction = rest_ns * 4096 // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | fraction << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return UUID(int=value)
