"""Why a line is on a bill of materials."""

from domain.materials.request import Line, MaterialRequest
from domain.policy import Policy
from domain.words import Words, say


def why(line: Line, request: MaterialRequest, policy: Policy) -> Words | None:
    """The desk's own reason, else that of the rules; None for requests of the early days."""
    if line.reason:
        return say("{reason}", reason=line.reason)
    if not line.because:
        return None
    said = request.basis.said(policy.cable_spare_percent) if request.basis is not None else {}
    return say(line.because, **said)
