"""Commands around the OEM's API: its keys, and what a sandbox key does."""

from typing import Final

from domain.leads import intake, trials
from domain.leads.stages import Stage
from domain.people import keys
from tests.build import a_trial, an_api_key
from tests.domain.deed import Deed, deed

TRIAL: Final = intake.NewLead(
    oem="volt", reference="TRY-1", name="Asha", phone="9820010001", pin_code="411045"
)
OVER_THE_API: Final[dict[str, Deed]] = {
    "make_key": deed(
        keys.make_key, "admin", Stage.NEW, lambda u, who: keys.make_key(u, keys.NewKey(oem="volt"), who)
    ),
    "rotate_key": deed(
        keys.rotate_key,
        "admin",
        Stage.NEW,
        lambda u, who: keys.rotate_key(u, "a1b2c3d4e5", who),
        an_api_key(),
    ),
    "revoke_key": deed(
        keys.revoke_key,
        "admin",
        Stage.NEW,
        lambda u, who: keys.revoke_key(u, "a1b2c3d4e5", who),
        an_api_key(),
    ),
    "receive_trial_lead": deed(
        trials.receive_trial_lead, "oem", Stage.NEW, lambda u, who: trials.receive_trial_lead(u, TRIAL, who)
    ),
    "walk_trial_lead": deed(
        trials.walk_trial_lead,
        "oem",
        Stage.NEW,
        lambda u, who: trials.walk_trial_lead(u, "T-1", trials.TrialStep.NEXT, who),
        a_trial(),
    ),
}
