"""Refusals, and the two faults of the machinery that a caller may meet.

A `DomainError` carries words that are safe to show to the person who asked.
"""

from domain.words import Words


class DomainError(Exception):
    def __init__(self, words: Words) -> None:
        super().__init__(str(words))
        self.words = words


class NotAllowed(DomainError):
    """The person's role, team, OEM or lead does not reach this."""


class NotFound(DomainError):
    """No such thing, or none that this person may know of."""


class Refused(DomainError):
    """The present state does not permit it; the words say what has happened since."""


class Invalid(DomainError):
    """What was given cannot be used; the words carry an example of what works."""


class VersionConflict(Exception):
    """Somebody else changed the same thing in the meantime: run the whole input again."""


class Unavailable(Exception):
    """The database or an outside service cannot be reached now: try again later."""


class Rejected(Exception):
    """An outside service will never take this: trying again is in vain."""
