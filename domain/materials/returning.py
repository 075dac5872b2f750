"""After the installation: what was used, what comes back to the store, and what does not add up."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import ceil

from domain.contact import line as one_line
from domain.errors import Invalid, Refused
from domain.events import Happening
from domain.materials.catalogue import CATALOGUE, Unit, is_numbered
from domain.materials.custody import OUTCOMES, Cause, Custody, Difference, Outcome, Settled
from domain.materials.issuing import installation_of
from domain.materials.passing_on import into_store, is_installed
from domain.materials.request import Line, LineState, MaterialRequest
from domain.people.actor import Actor, By
from domain.people.roles import Permission
from domain.unit_of_work import UnitOfWork
from domain.visits.installed import installed_by
from domain.visits.visit import Visit
from domain.words import say


def issued(request: MaterialRequest) -> Iterator[tuple[int, Line]]:
    """What the team had, with the lines' numbers."""
    for number, line in enumerate(request.lines, start=1):
        if line.state is LineState.ISSUED:
            yield number, line


def known_use(request: MaterialRequest, visit: Visit | None) -> dict[int, int]:
    """By line, what the report says itself: the charger, and the metres of cable in whole ones."""
    report = visit.report if visit is not None else None
    if visit is None or report is None:
        return {}
    used: dict[int, int] = {number: 1 for number, line in issued(request) if is_numbered(line.item)}
    metres = installed_by(visit).metres
    return used | _of_cable(request, ceil(metres)) if metres is not None else used


def _of_cable(request: MaterialRequest, metres: int) -> dict[int, int]:
    """One line after the other; what is beyond all of them was more of the last one."""
    cables = [(number, line) for number, line in issued(request) if _is_cable(line.item)]
    used, rest = dict[int, int](), metres
    for number, line in cables:
        used[number] = min(rest, line.quantity - line.missing)
        rest -= used[number]
    if cables and rest:
        used[cables[-1][0]] += rest
    return used


def _is_cable(item: str) -> bool:
    known = CATALOGUE.get(item)
    return item.startswith("cable") and known is not None and known.unit is Unit.METRE


def to_be_asked(request: MaterialRequest, visit: Visit | None) -> list[tuple[int, Line]]:
    """Of which the team alone knows how much is left."""
    known = known_use(request, visit)
    return [
        (number, line)
        for number, line in issued(request)
        if number not in known and line.quantity > line.missing
    ]


async def expect_to_account(uow: UnitOfWork, request: MaterialRequest) -> Visit | None:
    _ = request.with_team
    if request.accounted_at is not None:
        raise Refused(
            say("What was used for {lead} is said already, on {moment}.", lead=request.lead, moment=request.accounted_at)
        )  # fmt: skip
    if not await is_installed(uow, request):
        raise Refused(say("First comes the report of the installation."))
    return await installation_of(uow, request.lead)


async def ask_what_is_left(uow: UnitOfWork, request: MaterialRequest, visit: Visit, by: By) -> None:
    """The report is in: where it does not tell of everything the team is asked for the rest."""
    if request.accounted_at is not None:
        return
    if not to_be_asked(request, visit):
        await _account(uow, request, visit, {}, by)
        return
    uow.touched[request.id] = request
    team = request.with_team.team
    uow.record(request.tells(Happening.MATERIALS_TO_ACCOUNT, by, uow.now, team=team))


async def account_for(
    uow: UnitOfWork, request_id: str, left: Mapping[int, int], actor: Actor
) -> MaterialRequest:
    """`left` by line of those that the report does not tell of; what is not named was used up."""
    request = await uow.get(MaterialRequest, request_id)
    by = actor.must(Permission.ACCOUNT_FOR_MATERIALS, request.carrier)
    return await _account(uow, request, await expect_to_account(uow, request), left, by)


async def _account(
    uow: UnitOfWork, request: MaterialRequest, visit: Visit | None, left: Mapping[int, int], by: By
) -> MaterialRequest:
    known, said = known_use(request, visit), replace(request, accounted_at=uow.now)
    _expect_parts(request, left)
    for number, line in issued(request):
        had = line.quantity - line.missing
        said = await _used(uow, said, number, known.get(number, had - left.get(number, 0)), by)
    done = _done(said)
    open_still = done.custody is not None or done.unsettled
    kind = Happening.MATERIALS_LEFT if open_still else Happening.MATERIALS_ACCOUNTED
    return await uow.save(done, done.tells(kind, by, uow.now, team=request.with_team.team))


def _expect_parts(request: MaterialRequest, left: Mapping[int, int]) -> None:
    for number, line in issued(request):
        had = line.quantity - line.missing
        if not 0 <= left.get(number, 0) <= had:
            raise Invalid(say("Of {item} the team had {had}. Example: 0.", item=line.item, had=had))


async def _used(uow: UnitOfWork, request: MaterialRequest, number: int, used: int, by: By) -> MaterialRequest:
    line = request.line_at(number)
    had = line.quantity - line.missing
    out = min(used, had)
    if line.store is not None and out:
        serials = request.serials_of(line)
        await uow.stock.use(line.store, line.item, out, lead=request.lead, at=uow.now, by=by, serials=serials)
    said = request.with_line(number, replace(line, used=used))
    if used <= had:
        return said
    more = used - had
    return _listed(
        said,
        Difference(line=number, item=line.item, quantity=more, cause=Cause.USED_MORE, by=by, at=uow.now),
    )


def _listed(request: MaterialRequest, found: Difference) -> MaterialRequest:
    return replace(request, differences=(*request.differences, found))


def _done(request: MaterialRequest) -> MaterialRequest:
    """Where nothing is left the team has nothing to bring."""
    left = any(line.left for _, line in issued(request))
    return request if left else replace(request, custody=None)


async def take_leftovers(
    uow: UnitOfWork, request_id: str, short: Mapping[int, int], actor: Actor
) -> MaterialRequest:
    """What was left is in the store again, but for what is `short` by line: that goes on the list."""
    request = await uow.get(MaterialRequest, request_id)
    by = actor.must(Permission.TAKE_BACK_MATERIALS, request.scope)
    custody = expect_leftovers(request)
    back = replace(request, custody=None)
    for number, line in issued(request):
        lacks = short.get(number, 0)
        if not 0 <= lacks <= line.left:
            raise Invalid(say("Please give a number from 1 to {most}. Example: 1.", most=line.left))
        came = line.left - lacks
        await into_store(uow, request, line, came, by)
        back = back.with_line(number, replace(line, returned=came))
        if lacks:
            cause = Cause.NOT_RETURNED
            back = _listed(
                back,
                Difference(line=number, item=line.item, quantity=lacks, cause=cause, by=by, at=uow.now),
            )
    return await uow.save(back, back.tells(Happening.LEFTOVERS_CAME, by, uow.now, team=custody.team))


def expect_leftovers(request: MaterialRequest) -> Custody:
    custody = request.with_team
    if request.accounted_at is None:
        raise Refused(say("The team has not said yet what is left of {request}.", request=request.id))
    return custody


async def settle_difference(  # noqa: PLR0913, PLR0917  which, how and why
    uow: UnitOfWork, request_id: str, number: int, outcome: Outcome, reason: str, actor: Actor
) -> MaterialRequest:
    """`number` counts the differences from 1."""
    request = await uow.get(MaterialRequest, request_id)
    by = actor.must(Permission.SETTLE_DIFFERENCE, request.scope)
    found = difference_of(request, number)
    if outcome not in OUTCOMES[found.cause]:
        raise Invalid(say("This cannot be said of it. Please tap one of the buttons."))
    settled = replace(found, settled=Settled(outcome=outcome, reason=one_line(reason), by=by, at=uow.now))
    after = await _carried_out(uow, request, settled, outcome, by)
    listed = (*request.differences[: number - 1], settled, *request.differences[number:])
    facts = {"item": found.item, "quantity": str(found.quantity), "reason": one_line(reason)}
    event = request.tells(Happening.DIFFERENCE_SETTLED, by, uow.now, **facts)
    return await uow.save(replace(after, differences=listed), event)


def difference_of(request: MaterialRequest, number: int) -> Difference:
    """`Refused` where there is none, or none that is open."""
    if not 1 <= number <= len(request.differences):
        raise Refused(say("{request} has no difference {number}.", request=request.id, number=number))
    found = request.differences[number - 1]
    if found.settled is not None:
        raise Refused(say("This is settled already, since {moment}.", moment=found.settled.at))
    return found


async def _carried_out(
    uow: UnitOfWork, request: MaterialRequest, found: Difference, outcome: Outcome, by: By
) -> MaterialRequest:
    """The ledger follows what became of it: what is lost comes back on paper and is written off."""
    line = request.line_at(found.line)
    if outcome is Outcome.GIVEN_LATER:
        return await _given_later(uow, request, found, by)
    if outcome is Outcome.IN_STORE or (outcome is Outcome.LOST and line.store is not None):
        await into_store(uow, request, line, found.quantity, by)
    if outcome is Outcome.LOST and line.store is not None and found.settled is not None:
        serials = request.serials_of(line)
        await uow.stock.adjust(
            line.store, line.item, -found.quantity, at=uow.now, reason=found.settled.reason, by=by, serials=serials
        )  # fmt: skip
    return request


async def _given_later(
    uow: UnitOfWork, request: MaterialRequest, found: Difference, by: By
) -> MaterialRequest:
    """Where the team has accounted already, it has used this as well."""
    line = request.line_at(found.line)
    given = replace(line, missing=line.missing - found.quantity)
    if line.used is None:
        return request.with_line(found.line, given)
    if line.store is not None:
        serials = request.serials_of(line)
        await uow.stock.use(
            line.store, line.item, found.quantity, lead=request.lead, at=uow.now, by=by, serials=serials
        )
    return request.with_line(found.line, replace(given, used=line.used + found.quantity))
