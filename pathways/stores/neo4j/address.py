"""The address of a server: which data set it names, and what it must not hold."""

from __future__ import annotations

import os
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pathways.errors import OptionError, nearest, shown

__all__ = ["address_and_dataset"]

_DATASET = "dataset"
_LONGEST = 2_000


def address_and_dataset(uri: str | None) -> tuple[str, str | None]:
    """The address of a server as the driver takes it, and the data set that it names.

    Without a ``uri`` that of ``NEO4J_URI``.  What else stands behind the ``?`` is the driver's.

    Raises:
        OptionError: no address, one with a password in it, or a slip of the pen.

    >>> address_and_dataset("neo4j://localhost?dataset=mentors")
    ('neo4j://localhost', 'mentors')
    """
    uri = uri or os.environ.get("NEO4J_URI")
    if not uri:
        raise OptionError("No server is named: give neo4j://…, or set NEO4J_URI.")
    if len(uri) > _LONGEST:
        raise OptionError(f"The address of a server has at most {_LONGEST:,} characters.")
    parts = urlsplit(uri)
    if "@" in parts.netloc:
        raise OptionError(
            "A server's address holds no user and no password: set NEO4J_USERNAME and "
            "NEO4J_PASSWORD, and give the address without them."
        )
    parameters = parse_qsl(parts.query, keep_blank_values=True)
    for name, value in parameters:
        if name != _DATASET and nearest(name, [_DATASET]):
            raise OptionError(f"An address has no {shown(name)}; the nearest is {shown(_DATASET)}.")
        if name == _DATASET and not value:
            raise OptionError("An address with ?dataset= goes on with the name of the data set.")
    rest = urlencode([(name, value) for name, value in parameters if name != _DATASET])
    return urlunsplit(parts._replace(query=rest)), dict(parameters).get(_DATASET)
