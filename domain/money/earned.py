"""What a team has earned, for itself and for those who pay it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from domain.money.amount import Signed, net
from domain.money.earning import Earning, EarningState
from domain.unit_of_work import UnitOfWork
from domain.visits.team import Team

SHOWN: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """`latest` come newest first; `sums` count all of a state."""

    team: Team
    latest: tuple[Earning, ...]
    count: int
    sums: Mapping[EarningState, Signed]


async def earned_by(uow: UnitOfWork, team_id: str) -> Earned:
    team = await uow.get(Team, team_id)
    found = sorted(await uow.all(Earning, team=team.id), key=lambda one: one.earned_at, reverse=True)
    sums = {
        state: net(one.amount for one in found if one.state is state)
        for state in EarningState
        if any(one.state is state for one in found)
    }
    return Earned(team=team, latest=tuple(found[:SHOWN]), count=len(found), sums=MappingProxyType(sums))
