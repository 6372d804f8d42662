"""Tiers that are proposed: by words in six languages, by people's journeys, and corrected."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from pathways.errors import OptionError, SchemeError
from pathways.project.beginning import pairs_of
from pathways.project.steps_to_watch import steps_to_watch
from pathways.project.tier_words import rank_by_words
from pathways.project.tiers import corrected, guess_tiers, tiers_named
from pathways.record.scheme import Scheme, load_scheme

BARE = replace(load_scheme("moe"), rules=())

WORDS = {
    0: ["Subscriber", "newsletter reader", "Abonnentin", "lecteur", "suscriptora", "assinante"],
    1: ["Donor", "Spenderin", "Donateur", "Donante", "Doador", "supporter", "Förderer"],
    2: ["Attendee", "Teilnehmer:in", "TeilnehmerInnen", "participante", "membre", "Mentee",
        "grant recipient", "Gast", "aluno", "volunteer applicant", "Learner"],
    3: ["Mentor", "Volunteer", "Ehrenamtliche", "bénévole", "Voluntário", "facilitadora"[:8],
        "Tutor", "student volunteer", "Freiwillige/r", "Helferin"],
    4: ["Lead tutor", "Board member", "Vorstand", "organisatrice", "Coordinadora", "Presidente",
        "Shift leader", "Organizer", "Koordinator*in", "treasurer"],
}  # fmt: skip


@pytest.mark.parametrize(("rank", "role"), [(r, w) for r, words in WORDS.items() for w in words])
def test_words_say_how_deep_a_role_is(rank: int, role: str) -> None:
    found = rank_by_words(role)
    assert found is not None
    assert found[0] == rank


@pytest.mark.parametrize("role", ["juggler", "Direct mail", "A", "Leadbetter"])
def test_other_words_say_nothing(role: str) -> None:
    assert rank_by_words(role) is None


def journeys(*people: str) -> pd.DataFrame:
    """Records of people, each a text of letters: a letter is a program, its place the time."""
    rows = [
        (f"p{number}", letter, None, at)
        for number, path in enumerate(people)
        for at, letter in enumerate(path)
    ]
    table = pd.DataFrame(rows, columns=["participant", "program", "role", "time"])
    return table.astype({"participant": "str", "program": "str", "role": "str"})


def tiers(records: pd.DataFrame, scheme: Scheme = BARE) -> dict[str, str]:
    return {one.name: one.tier for one in guess_tiers(records, scheme)}


def test_a_place_that_fewer_reach_and_later_is_deeper() -> None:
    records = journeys(*["ab"] * 6, *["a"] * 6)
    assert tiers(records) == {"a": "Participating", "b": "Collaborating"}
    reasons = {one.name: one.reason for one in guess_tiers(records, BARE)}
    assert reasons["b"] == "6 of 6 people came here after a, and fewer come at all"


def test_what_comes_later_for_as_many_is_not_deeper() -> None:
    assert tiers(journeys(*["ab"] * 6)) == {"a": "Participating", "b": "Participating"}


def test_nothing_to_go_by_is_called_a_guess() -> None:
    guesses = guess_tiers(journeys("a", "a", "b"), BARE)
    assert [(one.name, one.weak) for one in guesses] == [("a", False), ("b", True)]


def test_a_participant_of_a_board_leads() -> None:
    records = pd.DataFrame(
        {
            "participant": ["p", "q"],
            "program": ["Board", "Choir"],
            "role": ["participant", "participant"],
            "time": [0, 0],
        }
    ).astype({"participant": "str", "program": "str", "role": "str"})
    assert tiers(records) == {"participant": "Participating", "Board: participant": "Leading"}


def test_tiers_of_our_own_words() -> None:
    own = replace(BARE, tiers=tiers_named(["Knowing us", "Taking part", "Carrying it"]))
    records = journeys(*["ab"] * 6, *["a"] * 6).assign(role=None).astype({"role": "str"})
    records["program"] = records["program"].map({"a": "Workshop", "b": "Board"})
    assert tiers(records, own) == {"Workshop": "Taking part", "Board": "Carrying it"}
    with pytest.raises(OptionError, match="At least two tiers"):
        tiers_named(["one"])
    with pytest.raises(OptionError, match='"one" is named twice'):
        tiers_named(["one", "One"])


def test_a_scheme_of_ones_own_comes_first() -> None:
    moe = load_scheme("moe")
    records = journeys("a").assign(role="speaker").astype({"role": "str"})
    assert tiers(records, moe) == {"speaker": "Endorsing"}


def test_corrections() -> None:
    guesses = guess_tiers(journeys(*["ab"] * 6, *["a"] * 6), BARE)
    said = pairs_of("B = leading; a=Learning")
    assert {one.name: one.tier for one in corrected(guesses, said, BARE)} == {
        "a": "Learning",
        "b": "Leading",
    }
    with pytest.raises(OptionError, match='Role or program "c" is not one of a, b'):
        corrected(guesses, {"c": "Leading"}, BARE)
    with pytest.raises(SchemeError, match='the nearest is "Leading"'):
        corrected(guesses, {"a": "Leadin"}, BARE)
    with pytest.raises(OptionError, match="“a” is no correction"):
        pairs_of("a")


def test_the_step_to_watch_is_the_one_that_most_people_took() -> None:
    records = journeys(*["ab"] * 6, *["ac"] * 3, *["a"] * 12)
    names = {"a": "Workshop", "b": "Helfer", "c": "Board"}
    records["program"] = records["program"].map(names)
    records = records.assign(role=records["program"]).astype({"role": "str"})
    records["role"] = records["role"].replace({"Workshop": "attendee", "Board": "board member"})
    guesses = guess_tiers(records, BARE)
    assert steps_to_watch(records, guesses, BARE) == ("attendee", "role=Helfer")
