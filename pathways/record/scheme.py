"""A scheme: an ordered list of named tiers, and the rules that say which engagement is at which.

A rule names a role, a program, or both; the most specific one wins: program and role, then role,
then program.  A pair without a rule has no tier; it is listed as unmapped and never put in the
lowest tier.

>>> moe = load_scheme("moe")
>>> moe.tier_names[0], moe.tier_of("Open Leaders", "mentor")
('Learning', 'Collaborating')
>>> moe.tier_of("Open Leaders", "juggler") is None
True
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pathways.errors import SchemeError, one_of, shown
from pathways.record.toml import toml_in

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["Scheme", "Tier", "TierRule", "load_scheme", "shipped_schemes"]


@dataclass(frozen=True)
class Tier:
    """One level of engagement; ``rank`` 0 is the lowest.

    ``touch`` is ``high`` or ``low``; ``points`` is a decimal as text, so that it stays exact.
    """

    name: str
    rank: int
    touch: str = "low"
    gives: str = ""
    gets: str = ""
    points: str = "0"
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class TierRule:
    """Engagements of this program and role (either may be any) are at this tier.

    ``points`` are those of one such engagement, a decimal as text; by default its tier's.
    """

    tier: str
    program: str | None = None
    role: str | None = None
    points: str | None = None

    @property
    def key(self) -> tuple[str | None, str | None]:
        """Program and role as they are compared: without regard to upper and lower case."""
        return _folded(self.program), _folded(self.role)


@dataclass(frozen=True)
class Scheme:
    """Tiers from low to high, and the rules that place engagements on them."""

    name: str
    title: str
    tiers: tuple[Tier, ...]
    rules: tuple[TierRule, ...] = ()
    source: str = ""
    digest: str = ""

    @property
    def tier_names(self) -> tuple[str, ...]:
        """Names of the tiers, lowest first."""
        return tuple(tier.name for tier in self.tiers)

    def rule_of(self, program: str | None, role: str | None) -> TierRule | None:
        """The most specific rule that speaks of an engagement, or ``None``."""
        p, r = _folded(program), _folded(role)
        for key in ((p, r), (None, r), (p, None)):
            if key != (None, None) and key in self._by_key:
                return self._by_key[key]
        return None

    @cached_property
    def _by_key(self) -> dict[tuple[str | None, str | None], TierRule]:
        return {(_folded(rule.program), _folded(rule.role)): rule for rule in self.rules}

    def tier_of(self, program: str | None, role: str | None) -> str | None:
        """The tier of an engagement, or ``None`` where no rule speaks of it."""
        rule = self.rule_of(program, role)
        return None if rule is None else rule.tier

    def tier_codes(self, program: pd.Series, role: pd.Series) -> NDArray[np.int64]:
        """For each engagement the place of its tier, lowest 0, by the rules; -1 for none.

        ``program`` and ``role`` are categories.
        """
        import numpy as np

        from pathways.stats.sorting import numbered

        programs, roles = ([None, *one.cat.categories] for one in (program, role))
        theirs, did = (one.cat.codes.to_numpy(np.int64) + 1 for one in (program, role))
        pairs, place = numbered(theirs * len(roles) + did, len(programs) * len(roles))
        found = [self.tier_of(programs[p // len(roles)], roles[p % len(roles)]) for p in pairs]
        names = self.tier_names
        codes = [-1 if tier is None else names.index(tier) for tier in found]
        return np.array(codes, dtype=np.int64)[place]

    def tier(self, name: str) -> Tier:
        """The tier of this name, upper and lower case alike.

        Raises:
            SchemeError: there is none; the message names the nearest.
        """
        for tier in self.tiers:
            if tier.name.casefold() == name.strip().casefold():
                return tier
        raise SchemeError(f"{one_of(name, self.tier_names, 'tier')} (scheme {self.name}).")


def shipped_schemes() -> tuple[str, ...]:
    """Names of the schemes that come with the package.

    >>> shipped_schemes()
    ('groundwire', 'moe', 'orbit', 'paine', 'tei')
    """
    names = (
        Path(entry.name) for entry in resources.files("pathways").joinpath("schemes").iterdir()
    )
    return tuple(sorted(p.stem for p in names if p.suffix == ".toml" and p.stem != "template"))


def load_scheme(name: str | Path) -> Scheme:
    """A shipped scheme by name, or a scheme file of your own by path.

    Raises:
        SchemeError: no such scheme, or a file that contradicts itself.
    """
    path = Path(name)
    if path.suffix == ".toml":
        if not path.is_file():
            raise SchemeError(
                f"There is no scheme file {shown(path)}; `pathways scheme list` names what ships."
            )
        return _read(path.read_bytes(), str(path))
    known = shipped_schemes()
    if str(name).casefold() not in known:
        raise SchemeError(
            f"{one_of(str(name), known, 'Scheme')}. Your own scheme is a file that ends in .toml."
        )
    file = resources.files("pathways").joinpath("schemes", f"{str(name).casefold()}.toml")
    return _read(file.read_bytes(), str(name))


def _read(data: bytes, where: str) -> Scheme:
    raw = toml_in(data, f"Scheme {shown(where)}", SchemeError)
    tiers = _tiers(raw.get("tiers"), where)
    names = tuple(tier.name for tier in tiers)
    rules = tuple(
        _rule(number, rule, names, where) for number, rule in enumerate(raw.get("rules", []), 1)
    )
    _no_contradiction(rules, where)
    return Scheme(
        name=str(raw.get("name", Path(where).stem)),
        title=str(raw.get("title", raw.get("name", Path(where).stem))),
        tiers=tiers,
        rules=rules,
        source=str(raw.get("source", "")),
        digest=hashlib.sha256(data).hexdigest(),
    )


def _tiers(raw: Any, where: str) -> tuple[Tier, ...]:
    if not isinstance(raw, list) or not raw:
        raise SchemeError(
            f"Scheme {shown(where)} has no [[tiers]]; list at least one, lowest first."
        )
    tiers = tuple(_tier(rank, entry, where) for rank, entry in enumerate(raw))
    folded = [tier.name.casefold() for tier in tiers]
    twice = next((name for name in folded if folded.count(name) > 1), None)
    if twice:
        raise SchemeError(
            f"Scheme {shown(where)} has the tier {shown(twice)} twice; names must differ."
        )
    return tiers


def _tier(rank: int, entry: dict[str, Any], where: str) -> Tier:
    name = str(entry.get("name", "")).strip()
    if not name:
        raise SchemeError(f"Tier {rank + 1} of scheme {shown(where)} has no name.")
    touch = str(entry.get("touch", "low"))
    if touch not in ("low", "high"):
        raise SchemeError(
            f"{one_of(touch, ('low', 'high'), 'touch')} (tier {name}, scheme {shown(where)})."
        )
    return Tier(
        name=name,
        rank=rank,
        touch=touch,
        gives=str(entry.get("gives", "")),
        gets=str(entry.get("gets", "")),
        points=str(entry.get("points", "0")),
        examples=tuple(str(example) for example in entry.get("examples", ())),
    )


def _rule(number: int, entry: dict[str, Any], tiers: tuple[str, ...], where: str) -> TierRule:
    place = f"rule {number} of scheme {shown(where)}"
    if "program" not in entry and "role" not in entry:
        raise SchemeError(f"A program or a role is missing in {place}.")
    tier = str(entry.get("tier", ""))
    if tier not in tiers:
        raise SchemeError(f"{one_of(tier, tiers, 'tier')} ({place}).")
    points = str(entry["points"]) if "points" in entry else None
    return TierRule(tier, entry.get("program"), entry.get("role"), points)


def _no_contradiction(rules: tuple[TierRule, ...], where: str) -> None:
    seen: dict[tuple[str | None, str | None], str] = {}
    for rule in rules:
        if seen.setdefault(rule.key, rule.tier) != rule.tier:
            what = " and ".join(shown(name) for name in (rule.program, rule.role) if name)
            raise SchemeError(
                f"Scheme {shown(where)} puts {what} at {seen[rule.key]} and {rule.tier}; keep one."
            )


def _folded(name: str | None) -> str | None:
    return None if name is None else " ".join(str(name).split()).casefold()
