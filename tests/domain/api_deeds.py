"""Commands around the OEM's API: its keys, and what a sandbox key does."""

from typing import Final

from domain.leads import intake, trials
from domain.leads.stages import Stage
from domain.people import endpoints, keys
from domain.people.addresses import Reach
from tests.build import a_trial, an_api_key, an_endpoint
from tests.domain.deed import Deed, deed

TRIAL: Final = intake.NewLead(
    oem="volt", reference="TRY-1", name="Asha", phone="9820010001", pin_code="411045"
)
HOOK: Final = endpoints.NewEndpoint(oem="volt", url="https://hooks.volt.example/chargeops")
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
    "register_endpoint": deed(
        endpoints.register_endpoint,
        "admin oem",
        Stage.NEW,
        lambda u, who: endpoints.register_endpoint(u, HOOK, who, reach=Reach()),
    ),
    "change_endpoint": deed(
        endpoints.change_endpoint,
        "admin oem",
        Stage.NEW,
        lambda u, who: endpoints.change_endpoint(
            u, "W-a1b2c3d4e5", endpoints.EndpointChange(enabled=False), who, reach=Reach()
        ),
        an_endpoint(),
    ),
    "rotate_secret": deed(
        endpoints.rotate_secret,
        "admin oem",
        Stage.NEW,
        lambda u, who: endpoints.rotate_secret(u, "W-a1b2c3d4e5", who),
        an_endpoint(),
    ),
    "remove_endpoint": deed(
        endpoints.remove_endpoint,
        "admin oem",
        Stage.NEW,
        lambda u, who: endpoints.remove_endpoint(u, "W-a1b2c3d4e5", who),
        an_endpoint(),
    ),
    "try_endpoint": deed(
        endpoints.try_endpoint,
        "admin oem",
        Stage.NEW,
        lambda u, who: endpoints.try_endpoint(u, "W-a1b2c3d4e5", who),
        an_endpoint(),
    ),
    "replay_posts": deed(
        endpoints.replay_posts,
        "admin oem",
        Stage.NEW,
        lambda u, who: endpoints.replay_posts(u, "W-a1b2c3d4e5", who),
        an_endpoint(),
    ),
}
