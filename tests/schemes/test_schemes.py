"""The scheme files that ship: read as plain TOML, without the code that uses them."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "pathways" / "schemes"

TIERS = {
    "moe": ["Learning", "Endorsing", "Participating", "Collaborating", "Leading"],
    "tei": ["Observing", "Endorsing", "Contributing", "Leading", "Owning"],
    "groundwire": ["Observing", "Following", "Endorsing", "Contributing", "Owning", "Leading"],
    "paine": ["Social network", "Engagement", "Relationship", "Return"],
    "orbit": ["4 Explorer", "3 Participant", "2 Contributor", "1 Advocate"],
}
"""The table of docs/measures.md#section-9, low to high."""

COMMON_ROLES = [
    *("reader", "subscriber", "follower", "learner", "viewer"),
    *("endorser", "speaker", "supporter", "advocate", "sharer"),
    *("attendee", "participant", "mentee", "member", "grantee", "student", "applicant"),
    *("mentor", "expert", "facilitator", "contributor", "collaborator", "volunteer", "helper"),
    *("reviewer", "instructor", "organizer", "organiser", "host", "lead", "leader", "wrangler"),
    *("coordinator", "owner", "maintainer"),
]


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def tier_of_role(scheme: dict[str, Any]) -> dict[str, str]:
    return {rule["role"]: rule["tier"] for rule in scheme["rules"] if "program" not in rule}


def test_exactly_the_schemes_of_the_handbook_ship() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == {*TIERS, "template"}


@pytest.mark.parametrize("name", TIERS)
def test_tiers_are_named_and_ordered_as_in_the_handbook(name: str) -> None:
    scheme = read(name)
    assert scheme["name"] == name
    assert [tier["name"] for tier in scheme["tiers"]] == TIERS[name]


@pytest.mark.parametrize("name", [*TIERS, "template"])
def test_a_scheme_is_complete(name: str) -> None:
    scheme = read(name)
    assert set(scheme) == {"name", "title", "source", "tiers", "rules"}
    assert scheme["title"]
    assert scheme["source"]
    assert "\n" not in scheme["source"]
    for tier in scheme["tiers"]:
        assert set(tier) == {"name", "touch", "gives", "gets", "points", "examples"}
        assert tier["touch"] in {"low", "high"}
        assert tier["gives"]
        assert tier["gets"]
        assert tier["examples"]


@pytest.mark.parametrize("name", [*TIERS, "template"])
def test_points_are_decimals_as_text_and_grow_with_the_tier(name: str) -> None:
    points = [tier["points"] for tier in read(name)["tiers"]]
    assert all(isinstance(value, str) for value in points)
    exact = [Decimal(value) for value in points]
    assert exact == sorted(set(exact))
    assert exact[0] > 0


@pytest.mark.parametrize("name", [*TIERS, "template"])
def test_every_rule_names_a_tier_and_no_pair_has_two(name: str) -> None:
    scheme = read(name)
    tiers = {tier["name"] for tier in scheme["tiers"]}
    pairs = [(rule.get("program"), rule.get("role")) for rule in scheme["rules"]]
    assert all(rule["tier"] in tiers for rule in scheme["rules"])
    assert all(program or role for program, role in pairs)
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize("name", TIERS)
def test_a_first_map_needs_no_editing(name: str) -> None:
    rules = tier_of_role(read(name))
    assert [role for role in COMMON_ROLES if role not in rules] == []
    assert set(rules.values()) == set(TIERS[name]), "a tier without a role stays empty on the map"


@pytest.mark.parametrize("name", TIERS)
def test_roles_climb_in_every_scheme(name: str) -> None:
    rules = tier_of_role(read(name))
    ranks = [TIERS[name].index(rules[role]) for role in ("reader", "mentee", "mentor", "organizer")]
    assert ranks == sorted(ranks)
    assert ranks[0] == 0
    assert ranks[1] < ranks[2], "mentee to mentor is a step up whatever the scheme"


@pytest.mark.parametrize("name", TIERS)
def test_touch_only_rises(name: str) -> None:
    touch = [tier["touch"] for tier in read(name)["tiers"]]
    assert touch == sorted(touch, reverse=True), "low first, then high"
    assert set(touch) == {"low", "high"}


def test_moe_touch_and_roles_are_those_of_the_handbook() -> None:
    scheme = read("moe")
    assert [tier["touch"] for tier in scheme["tiers"]] == ["low", "low", "high", "high", "high"]
    rules = tier_of_role(scheme)
    assert {role: rules[role] for role in ("speaker", "participant", "mentee", "attendee")} == {
        "speaker": "Endorsing",
        "participant": "Participating",
        "mentee": "Participating",
        "attendee": "Participating",
    }
    assert {rules[role] for role in ("mentor", "expert", "facilitator")} == {"Collaborating"}
    assert {rules[role] for role in ("host", "organizer")} == {"Leading"}


def test_no_sentence_is_used_in_two_schemes() -> None:
    words = [tier[k] for name in TIERS for tier in read(name)["tiers"] for k in ("gives", "gets")]
    assert len(words) == len(set(words))
