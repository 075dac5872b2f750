"""What Procurement, Finance, OEM Reporting and the OEM can do."""

from cards.actions import Action
from cards.steps import carrying
from cards.steps.buying import purchase_step, spending
from cards.steps.choice import Choice, Reading, Rows
from cards.steps.materials import changes
from cards.steps.money import answer_finance, papers, payment_of
from cards.steps.quote import waiting
from domain.leads.stages import Stage, Step
from domain.money.payment import PaymentKind, PaymentState
from domain.owed import Owed
from domain.reporting.pack import Pack, PackState
from domain.reporting.period_report import PeriodReport, ReportState
from domain.words import say


def procurement(reading: Reading) -> Rows:
    payment = payment_of(reading)
    if payment is not None and (payment.kind, payment.state) == (
        PaymentKind.VENDOR,
        PaymentState.REQUESTED,
    ):
        yield (
            Choice(say("Checked, pass on"), Action.CHECK, payment.id),
            Choice(say("Reject"), Action.REJECT, payment.id),
        )
    yield from answer_finance(reading)
    yield from papers(reading)
    if reading.view.payment is None:
        yield from spending(reading)
        yield from _supply(reading)
        yield from _charger(reading)
        yield from changes(reading)
        yield from carrying.of_procurement(reading)


def _supply(reading: Reading) -> Rows:
    lead, request, purchase = reading.lead, reading.view.request, reading.view.purchase
    if purchase is not None:
        yield from purchase_step(purchase)
    if purchase is not None or lead is None or lead.stage is not Stage.MATERIALS:
        return
    if request is not None and not request.released and waiting(reading) is None:
        yield from carrying.covering(reading, request)
    if reading.view.situation is not None:
        for other in reading.view.situation.purchases:
            if other.team is None:
                yield from purchase_step(other)


def _charger(reading: Reading) -> Rows:
    lead, request = reading.lead, reading.view.request
    if lead is not None and request is not None and request.hands_out(lead.stage):
        label = say("Hand out another charger") if request.charger else say("Hand out the charger")
        yield (Choice(label, Action.HAND_OUT, request.id),)


def _pack(reading: Reading, *states: PackState) -> Pack | None:
    """The pack, while the lead is at closure and the pack is in one of these states."""
    pack, lead = reading.view.pack, reading.lead
    if pack is None or lead is None or lead.stage is not Stage.CLOSURE or pack.state not in states:
        return None
    return pack


def _pack_files(pack: Pack | None, *, sent: bool) -> Rows:
    """To have them once more, with the ZIP of all photos."""
    edition = (pack.delivered if sent else pack.made) if pack is not None else None
    if pack is not None and edition is not None and not pack.forgotten:
        yield (Choice(say("Take the files"), Action.PACK_FILES, pack.id),)


def _period(report: PeriodReport) -> Rows:
    if report.state is ReportState.COMPILED:
        yield (Choice(say("Release to the OEM"), Action.RELEASE, report.id, str(report.edition)),)
        yield (
            Choice(say("Look at it"), Action.REPORT_FILES, report.id),
            Choice(say("Compile anew"), Action.COMPILE_AGAIN, report.id),
        )
    if report.state is ReportState.RELEASED:
        yield (Choice(say("Look at it"), Action.REPORT_FILES, report.id),)
        if report.failures:
            yield (Choice(say("Send again what failed"), Action.SEND_AGAIN, report.id),)


def reporting(reading: Reading) -> Rows:
    if reading.view.report is not None:
        yield from _period(reading.view.report)
    if pack := _pack(reading, PackState.SUBMITTED):
        if pack.made is not None:
            yield (Choice(say("Send to the OEM"), Action.SEND_PACK, pack.id),)
        yield (Choice(say("Return to Ops"), Action.RETURN_PACK, pack.id),)
    if pack := _pack(reading, PackState.SENT):
        yield (
            Choice(say("OEM has acknowledged"), Action.ACKNOWLEDGE_PACK, pack.id),
            Choice(say("OEM has returned it"), Action.RETURN_PACK, pack.id),
        )
    yield from _pack_files(reading.view.pack, sent=False)


def oem_controls(reading: Reading) -> Rows:
    """Below everything else on a lead's card."""
    lead = reading.lead
    if lead is not None and lead.can(Step.CANCEL):
        yield (Choice(say("Cancel the lead"), Action.CANCEL, lead.id),)


def oem(reading: Reading) -> Rows:
    if reading.owed is Owed.CORRECT_PHONE and reading.lead is not None:
        yield (Choice(say("Enter the right number"), Action.PHONE, reading.lead.id),)
    if pack := _pack(reading, PackState.SENT):
        yield (
            Choice(say("Acknowledge"), Action.ACKNOWLEDGE_PACK, pack.id, str(pack.edition)),
            Choice(say("Return"), Action.RETURN_PACK, pack.id),
        )
    yield from _pack_files(reading.view.pack, sent=True)
