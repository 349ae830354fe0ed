"""What is said when the details change under which somebody's points are sent."""

from __future__ import annotations

from bot.messages import details

MOBILE = {"mobile": ["96••••0003", "98••••0004"]}


def test_the_person_sees_which_details_changed_and_whom_to_tell() -> None:
    assert details.changed(MOBILE).text == (
        "The details under which your reward points are sent have changed on HR's list: the mobile from 96••••0003 to "
        "98••••0004. I show only a part of each. If that is not right, please tell HR now."
    )


def test_both_details_are_one_message() -> None:
    said = details.changed({"email": ["a•••@example.com", "&•••@example.com"], **MOBILE}).text
    assert "list: the e-mail from a•••@example.com to &amp;•••@example.com and the mobile from 96" in said


def test_operators_see_whose_which_and_by_whom() -> None:
    said = details.changed_for_operators("command line: <hr>", 2, {"U1": ["mobile"], "U2": ["email", "mobile"]}).text
    assert said.startswith(
        "The e-mail or mobile of 2 people was changed in HR's list, by command line: &lt;hr&gt;: <@U1> (mobile) and "
        "<@U2> (e-mail and mobile). Points go there from now on"
    )
    assert "`shabash pause`" in said


def test_of_many_people_operators_see_how_many() -> None:
    said = details.changed_for_operators("command line: hr", 5_000, {}).text
    assert "of 5,000 people was changed in HR's list, by command line: hr. Points" in said
    assert "of 1 person was" in details.changed_for_operators("command line: hr", 1, {"U1": ["mobile"]}).text


def test_operators_see_who_was_forgotten_and_by_whom() -> None:
    said = details.forgotten_for_operators("command line: <hr>", "U1").text
    assert said.startswith("<@U1> was removed from HR's list, by command line: &lt;hr&gt;, with the details")
