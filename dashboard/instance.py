"""How the user's own programs recognise the user's own dashboard, and nobody else's program on the same computer.

The asking program sends a random challenge; the dashboard answers with a proof that it knows the secret key, made for
this challenge and for the address and port at which the connection arrived. A program of somebody else that has taken
the port could pass the challenge on to the real dashboard, but the proof that comes back names the real one's port.
"""

import hmac
import re
import secrets
from dataclasses import dataclass, field
from hashlib import sha256

HEADER = "X-Classroom"  # of the answer: the proof
PARAMETER = "challenge"  # of the question
SOCKET_PLACE = "classroom.place"  # in the request's environment: where the connection arrived, from the socket itself
_CHALLENGE = re.compile(r"[0-9a-f]{32,64}")

Place = tuple[str, int]  # numeric address and port, as `socket.getsockname` names them


def new_challenge() -> str:
    """A question that nobody has asked before."""
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Instance:
    """The dashboards of one user over one database."""

    key: bytes = field(repr=False)
    storage_url: str = field(repr=False)  # may hold a password

    def prove(self, challenge: str, place: Place) -> str:
        """What the dashboard at that place answers; "" for what is no challenge. Says nothing about the key."""
        if not _CHALLENGE.fullmatch(challenge):
            return ""
        words = ("instance", self.storage_url, challenge, place[0], str(place[1]))
        return hmac.new(self.key, "\0".join(words).encode("utf-8", "surrogatepass"), sha256).hexdigest()

    def is_proved(self, challenge: str, place: Place, proof: str) -> bool:
        """Whether the answer comes from one of these dashboards, and from that very place."""
        expected = self.prove(challenge, place)
        return bool(expected) and hmac.compare_digest(expected.encode(), proof.encode("utf-8", "replace"))
