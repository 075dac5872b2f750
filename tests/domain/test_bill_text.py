"""What is read of bills: invented ones, with the labels of several DISCOMs, in English, Hindi and Marathi."""

from dataclasses import dataclass
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.leads.bill import BillReading, Way
from domain.leads.bill_text import LONGEST_LINE, read_bill

NOTHING: Final = ("", "", "", "", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    text: str
    found: tuple[str, str, str, str, str]
    """Consumer number, name, load, phase, DISCOM; empty where nothing is to be found."""


CASES: Final = {
    "MSEDCL in Marathi": Case(
        text="""
            महावितरण   Maharashtra State Electricity Distribution Co. Ltd.
            ग्राहक क्रमांक : १७००१२३४५६७८        बिल क्रमांक: 000123456
            ग्राहकाचे नाव : ASHA RAO
            पत्ता: 12 HILL ROAD, BANER, PUNE 411045
            मंजूर भार : 5.00 KW            फेज : सिंगल
        """,
        found=("170012345678", "ASHA RAO", "5 kW", "1", "msedcl"),
    ),
    "MSEDCL in English, in columns": Case(
        text="""
            MAHAVITARAN
            Consumer No.        BU          Tariff              Sanctioned Load (KW)
            170012345678        4637        90/LT I Res 1-Phase         7.50
            Name: SMT. ASHA A RAO           Meter No: 065-12345678
        """,
        found=("170012345678", "SMT. ASHA A RAO", "7.5 kW", "1", "msedcl"),
    ),
    "BSES": Case(
        text="""
            BSES RAJDHANI POWER LIMITED
            CA No. : 152608268      Bill No : 1002341      Bill Date : 02-11-2026
            Name : ASHA RAO
            Sanctioned Load : 5.00 (kW)      MDI : 4.32 (kW)
            Meter Type 1PSK      Supply Type LT
        """,
        found=("152608268", "ASHA RAO", "5 kW", "1", "brpl"),
    ),
    "TANGEDCO": Case(
        text="""
            TANGEDCO
            Service Connection No   04123456789
            Name of the Consumer    K MURUGAN
            Sanctioned Load         10 KW        Phase      Three Phase
        """,
        found=("04123456789", "K MURUGAN", "10 kW", "3", "tangedco"),
    ),
    "Tata Power Mumbai": Case(
        text="""
            Tata Power
            Consumer Name
            MEHUL SHAH
            Consumer Number
            9000 1234 5678
            Contract Demand (kVA): 8.5
            No. of Phases : 3
        """,
        found=("900012345678", "MEHUL SHAH", "8.5 kVA", "3", "tata_mumbai"),
    ),
    "Hindi": Case(
        text="""
            उत्तर प्रदेश पावर कॉर्पोरेशन  UPPCL
            उपभोक्ता संख्या : 0761234567        बिल संख्या : 88123
            उपभोक्ता का नाम : सीमा गुप्ता
            स्वीकृत भार : ४ कि.वा.
            एकल फेज
        """,
        found=("0761234567", "सीमा गुप्ता", "4 kW", "1", "uppcl"),
    ),
    "horse power": Case(
        text="K No. 210012345678\nConnected Load: 7.5 BHP\nSupply: 3 Phase",
        found=("210012345678", "", "7.5 HP", "3", ""),
    ),
    "BESCOM, an RR number with letters": Case(
        text="BESCOM\nRR No : S12EH12345     Account ID : 1234567890\nSanc. Load : 6 KW",
        found=("S12EH12345", "", "6 kW", "", "bescom"),
    ),
    "read from a photo, everything close together": Case(
        text="CA No.:152608268 Bill No:1002341\nName:ASHA RAO\nSanctioned Load:5.00(kW) MDI:4.32(kW)",
        found=("152608268", "ASHA RAO", "5 kW", "", ""),
    ),
    "a load without a unit": Case(
        text="Consumer No: 123456789\nSanctioned Load: 5", found=("123456789", "", "5", "", "")
    ),
    "an address is no phase": Case(
        text="Consumer No: 123456789\nAddress: 4 DLF Phase 3, Gurugram", found=("123456789", "", "", "", "")
    ),
    "another's name is not his": Case(
        text="Division Name : BANER\nFather's Name : R RAO\nConsumer No: 123456789",
        found=("123456789", "", "", "", ""),
    ),
    "a date is no number": Case(text="Consumer No :    02-11-2026\nExcess load : 9 kW", found=NOTHING),
    "a load of nothing or of a factory": Case(
        text="Sanctioned Load : 0 kW\nContract Load: 900 kW", found=NOTHING
    ),
    "no bill at all": Case(text="Happy birthday!\nSee you at the party, 7 pm", found=NOTHING),
}


def values(reading: BillReading) -> tuple[str, str, str, str, str]:
    found = (reading.consumer, reading.name, reading.load, reading.phase)
    consumer, name, load, phase = (one.value if one else "" for one in found)
    return consumer, name, load, phase, reading.discom


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_fields_of_a_bill_are_found(case: Case) -> None:
    assert values(read_bill([case.text.splitlines()], Way.TEXT)) == case.found


def test_each_value_says_where_it_was_read() -> None:
    pages = [["Electricity Bill"], ["", "CA No. : 152608268", "Sanctioned Load   MDI", "5 kW   4.3 kW"]]
    reading = read_bill(pages, Way.OCR)
    assert reading.consumer is not None
    assert reading.load is not None
    assert (reading.consumer.label, reading.consumer.page, reading.consumer.line) == ("CA No", 2, 2)
    assert (reading.load.value, reading.load.line, reading.load.way) == ("5 kW", 4, Way.OCR)


@pytest.mark.parametrize(
    ("load", "kilowatts"),
    [("5 kW", 5.0), ("5 kVA", 5.0), ("10 HP", 7.46), ("7.5 BHP", 5.595), ("5", None)],
)
def test_a_load_is_compared_in_kilowatts(load: str, kilowatts: float | None) -> None:
    assert read_bill([[f"Sanctioned Load: {load}"]], Way.TEXT).load_kw == kilowatts


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=LONGEST_LINE + 10), max_size=5), max_size=3))
def test_no_text_is_too_odd(pages: list[list[str]]) -> None:
    assert isinstance(read_bill(pages, Way.TEXT), BillReading)


@pytest.mark.parametrize("line", ["k." * 200, "1 " * 200, "consumer " * 60, "load " * 80, "(" * 300])
def test_a_line_made_to_be_slow_is_not(line: str) -> None:
    read_bill([[line] * 400] * 6, Way.TEXT)
