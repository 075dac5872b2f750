"""Teams, certificates, leave and days off at the terminal."""

from typing import Final

import pytest

from tests.bot.conftest import Said

SUNRISE: Final = (
    *("admin", "team", "sunrise", "Sunrise Crew", "--zones", "411,412"),
    *("--payee", "crew@okbank", "--survey", "600", "--installation", "3500"),
)


def test_a_team_is_added_shown_and_changed(said: Said) -> None:
    assert said("admin", "teams")[1] == "no teams yet; add one with: admin team\n"
    made = said(*SUNRISE, "--hours", "09:00-18:00", "--state", "maharashtra")[1]
    assert "nobody can be told of a visit yet. Next: /bind field sunrise in its group" in made
    shown = said("admin", "teams")[1]
    assert "works Mon,Tue,Wed,Thu,Fri,Sat 09:00-18:00, 3 visits a day" in shown
    assert "state MH" in shown
    assert "WARNING: nobody can acknowledge a visit" in shown
    changed = said(
        *("admin", "team-change", "sunrise", "--hours", "10:00-20:00", "--days", "mon,wed-fri"),
        *("--capacity", "2", "--skills", "survey", "--zones", "400", "--base", "18.52,73.85"),
    )[1]
    assert "works Mon,Wed,Thu,Fri 10:00-20:00, 2 visits a day" in changed
    assert "does survey in 400" in changed
    assert "base (18.52, 73.85)" in changed
    assert "(no longer works for us)" in said("admin", "team-change", "sunrise", "--active", "no")[1]
    assert said("check")[0] == 0


def test_a_teams_pan_and_schedule_are_kept_and_the_pan_is_shown_masked(said: Said) -> None:
    said(*SUNRISE, "--pan", "aappv1234k")
    changed = said("admin", "team-change", "sunrise", "--schedule", "per_job")[1]
    assert "paid per job, PAN AAPPVXXXXK" in changed
    lower = said(
        "admin", "team-change", "sunrise", "--lower-tds", "AB12/2026 0.5 2026-04-01 2027-03-31 200000"
    )
    assert lower[0] == 0
    assert said("check")[0] == 0


def test_banks_are_closed_on_what_an_admin_enters(said: Said) -> None:
    assert "the banks" in said("admin", "holiday", "add", "bank", "01.12.2090", "strike")[1]
    assert (
        said("admin", "holiday", "remove", "bank", "01.12.2090")[1]
        == "strike is no day off in the banks any more\n"
    )


def test_certificates_are_added_renewed_listed_and_removed(said: Said) -> None:
    said(*SUNRISE)
    add = ("admin", "certificate", "add", "sunrise", "Electrical licence")
    assert said("admin", "certificate", "list")[1] == "no certificates yet\n"
    assert said(*add, "--expires", "31.03.2090", "--number", "MH-1")[1].startswith("Electrical licence MH-1")
    assert said(*add, "--expires", "31.03.2091")[1] == "Electrical licence until 31.03.2091\n"
    assert (
        said("admin", "certificate", "list", "sunrise")[1] == "sunrise  Electrical licence until 31.03.2091\n"
    )
    assert said("check")[0] == 0
    assert said("admin", "certificate", "remove", "sunrise", "electrical licence")[0] == 0
    assert said("check")[0] == 0
    assert said("admin", "certificate", "list")[1] == "no certificates yet\n"


def test_leave_is_added_listed_and_withdrawn(said: Said) -> None:
    said(*SUNRISE)
    assert said("admin", "leave", "add", "sunrise", "tomorrow", "a", "wedding")[1] == "noted\n"
    assert "a wedding (by terminal)" in said("admin", "leave", "list")[1]
    assert said("admin", "leave", "withdraw", "sunrise", "tomorrow")[1] == "Sunrise Crew works again\n"
    assert said("admin", "leave", "list", "sunrise")[1] == "no leave\n"


def test_days_off_are_suggested_taken_over_listed_and_removed(said: Said) -> None:
    assert said("admin", "holiday", "list")[1].startswith("no days off but the national ones: Republic Day")
    suggested = said("admin", "holiday", "suggest", "MH", "2026")[1]
    assert "Tue 24.11.2026  Guru Nanak's Jayanti" in suggested
    assert "26.01.2026" not in suggested
    assert suggested.strip() in said("admin", "holiday", "add", "maharashtra", "2026", "--suggested")[1]
    assert (
        "Thu 31.12.2026  Year's end" in said("admin", "holiday", "add", "MH", "31.12.2026", "Year's end")[1]
    )
    removed = said("admin", "holiday", "remove", "MH", "24.11.2026")[1]
    assert removed == "Guru Nanak's Jayanti is no day off in Maharashtra any more\n"
    listed = said("admin", "holiday", "list", "MH")[1]
    assert "Christmas" in listed
    assert "24.11.2026" not in listed


@pytest.mark.parametrize(
    ("words", "example"),
    [
        (("team-change", "sunrise"), "--hours 09:00-18:00 --capacity 2"),
        (("team-change", "moon", "--capacity", "2"), "There is no moon"),
        (("team-change", "sunrise", "--hours", "18:00-09:00"), "Example: 09:00-18:00"),
        (
            ("team-change", "sunrise", "--pan", "AAPPV1234K", "--payee-kind", "company"),
            "belongs to: individual",
        ),
        (("certificate", "renew"), "admin certificate add sunrise"),
        (("certificate", "add", "sunrise", "Licence"), "--expires 31.03.2028"),
        (("certificate", "add", "sunrise", "Licence", "--expires", "1.1.2020"), "31.03.2028"),
        (("leave", "add", "sunrise", "soon"), 'admin leave add sunrise "24-26 Nov"'),
        (("holiday", "add", "MH"), "admin holiday add MH 24.11.2026"),
        (("holiday", "add", "MH", "2027", "Holi"), "admin holiday add MH 24.11.2026"),
        (("holiday", "add", "MH", "24.12.2027"), "Example: Gudi Padwa"),
        (("holiday", "add", "Atlantis", "24.12.2027", "Flood"), "Example: MH, or Maharashtra"),
        (("holiday", "remove", "MH", "26.01.2027"), "national holiday"),
        (("holiday", "drop", "MH"), "admin holiday add MH"),
        (("holiday", "suggest", "MH", "soon"), "admin holiday suggest MH 2027"),
    ],
)
def test_what_cannot_be_is_answered_with_an_example(said: Said, words: tuple[str, ...], example: str) -> None:
    said(*SUNRISE)
    code, _, err = said("admin", *words)
    assert code == 2
    assert example in err


@pytest.mark.parametrize(
    "option",
    [
        ("--hours", "nine to five"),
        ("--days", "funday"),
        ("--capacity", "many"),
        ("--capacity", "0"),
        ("--skills", "cooking"),
        ("--zones", "pune"),
        ("--base", "here"),
        ("--base", "91,0"),
        ("--state", "Atlantis"),
    ],
)
def test_an_option_that_cannot_be_read_is_refused(
    said: Said, option: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        said("admin", "team-change", "sunrise", *option)
    assert "xample" in capsys.readouterr().err or option[0] == "--skills"
