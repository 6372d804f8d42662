"""The files of a project as text, with comments in plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping as Pairs
from collections.abc import Sequence

import tomlkit
from tomlkit.items import Table

from loaders.tables.mapping import Mapping
from loaders.tables.toml_text import toml_value
from pathways.record.scheme import Tier, TierRule

__all__ = ["mapping_text", "more_rules", "name_of", "project_text", "scheme_text", "with_source"]

_TABLES = {
    "columns": "our word = your header",
    "constants": "what your file does not say, the same for every row",
    "values": "your word = our word",
    "dates": "the order of the numbers in a date",
    "editions": "their order; parallel ones share a bracket",
    "wide": "one column per event, edition or role",
    "people": "columns about persons to keep or to drop",
}


def name_of(title: str) -> str:
    """A title as the name of a scheme.

    >>> name_of("Our Mountain!")
    'our-mountain'
    """
    return re.sub(r"[^\w]+", "-", title.casefold()).strip("-") or "our-own"


def scheme_text(
    title: str,
    source: str,
    tiers: Sequence[Tier],
    rules: Sequence[tuple[TierRule, str]],
    *comments: str,
) -> str:
    """A scheme file.

    Args:
        title: what it is called.
        source: where it comes from.
        tiers: lowest first.
        rules: which role or program is at which tier, each with a comment or none.
        comments: lines at its head.
    """
    document = _document(comments)
    document.update({"name": name_of(title), "title": title, "source": source})
    levels = tomlkit.aot()
    for tier in tiers:
        level = {"name": tier.name, "touch": tier.touch, "gives": tier.gives, "gets": tier.gets}
        levels.append(_table({**level, "points": tier.points, "examples": list(tier.examples)}))
    document.append("tiers", levels)
    # Plain text, because a sheet may have thousands of programs, and each a rule.
    return "\n".join((tomlkit.dumps(document), *(_rule_text(*one) for one in rules)))


def more_rules(text: str, rules: Sequence[tuple[TierRule, str]]) -> str:
    """A scheme file as somebody wrote it, with rules for what it did not know."""
    document = tomlkit.parse(text)
    if not rules:
        return text
    lines = document.get("rules")
    if lines is None:
        lines = tomlkit.aot()
        document.append("rules", lines)
    for rule, comment in rules:
        lines.append(_rule(rule, comment))
    return tomlkit.dumps(document)


def _rule(rule: TierRule, comment: str) -> Table:
    rule_table = {"program": rule.program, "role": rule.role, "tier": rule.tier}
    table = _table({name: value for name, value in rule_table.items() if value is not None})
    if comment:
        table["tier"].comment(_one_line(comment))
    return table


def _rule_text(rule: TierRule, comment: str) -> str:
    parts = {"program": rule.program, "role": rule.role, "tier": rule.tier}
    lines = [f"{name} = {toml_value(value)}" for name, value in parts.items() if value is not None]
    told = f" # {_one_line(comment)}" if comment else ""
    return "\n".join(("[[rules]]", *lines)) + f"{told}\n"


def mapping_text(mapping: Mapping, *comments: str) -> str:
    """A mapping file, each part with a word on what it is."""
    document = tomlkit.parse(mapping.to_toml())
    for name, comment in _TABLES.items():
        if name in document and isinstance(document[name], Table):
            document[name].comment(comment)
    return tomlkit.dumps(_document(comments)) + tomlkit.dumps(document).lstrip()


def project_text(
    plain: Pairs[str, str | list[str]],
    tables: Pairs[str, Pairs[str, str]],
    words: Pairs[str, str],
    *comments: str,
) -> str:
    """A project file: plain keys, then tables; ``words`` are comments on keys and tables."""
    document = _document(comments)
    for name, value in plain.items():
        document.add(name, tomlkit.item(value))
        if name in words:
            document[name].comment(_one_line(words[name]))
    for name, values in tables.items():
        table = _table(values)
        if name in words:
            table.comment(_one_line(words[name]))
        document.add(tomlkit.nl())
        document.add(name, table)
    return tomlkit.dumps(document)


def with_source(text: str, source: str | list[str]) -> str:
    """A project file as somebody wrote it, that names another source."""
    document = tomlkit.parse(text)
    if document.get("source") == source:
        return text
    document["source"] = source
    return tomlkit.dumps(document)


def _document(comments: Sequence[str]) -> tomlkit.TOMLDocument:
    document = tomlkit.document()
    for line in comments:
        document.add(tomlkit.comment(_one_line(line)))
    if comments:
        document.add(tomlkit.nl())
    return document


def _table(values: Pairs[str, object]) -> Table:
    table = tomlkit.table()
    table.update(values)
    return table


def _one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)
