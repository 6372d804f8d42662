"""Keyed pseudonyms: the same person gets the same one, and nobody without the key can say who.

A pseudonym is ``p`` and the first 16 hexadecimal digits of an HMAC-SHA256 of the folded value.
A mark is ``x`` and 32 digits made in another way: it tells whether somebody is on a list of those
who must not be held, and is nobody's pseudonym.  The key is 32 random bytes in a file that only its
owner can read: ``PATHWAYS_KEY`` if that is set, otherwise ``pathways/key`` in the user's
configuration folder.  It is made when it is first needed
and is never printed.  Whoever loses it cannot join new records to old ones.
"""

from __future__ import annotations

import hmac
import os
import secrets
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import platformdirs

from pathways.errors import OutputError, RecordsError, shown

__all__ = ["KEY_LENGTH", "folded", "key_path", "marks", "pseudonyms", "the_key"]

KEY_LENGTH = 32
_DIGITS = 16
_MARKED = b"must not be held\0"


def key_path() -> Path:
    """Where the key is, or will be."""
    chosen = os.environ.get("PATHWAYS_KEY", "").strip()
    if chosen:
        return Path(chosen).expanduser()
    return platformdirs.user_config_path("pathways", appauthor=False, roaming=True) / "key"


def the_key() -> bytes:
    """The key, made now if there is none.

    Raises:
        RecordsError: a key file that cannot be read, or is too short to be one.
        OutputError: the key cannot be written.
    """
    path = key_path()
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        return _made(path)
    except OSError as error:
        raise RecordsError(
            f"The key for pseudonyms, {shown(path, 200)}, cannot be read: {_why(error)}. "
            "Set PATHWAYS_KEY to a file that can."
        ) from None
    if len(key) < KEY_LENGTH:
        raise RecordsError(
            f"The key for pseudonyms, {shown(path, 200)}, is too short: {len(key)} bytes where "
            f"{KEY_LENGTH} are needed. Restore it from a copy, or move it away to get a new one "
            "(people will then have new pseudonyms)."
        )
    return key


def _made(path: Path) -> bytes:
    """A new key; when somebody else makes one at the same moment, theirs."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY_LENGTH))
        _published(draft, path)
        return path.read_bytes()
    except OSError as error:
        raise OutputError(
            f"The key for pseudonyms cannot be written to {shown(path, 200)}: {_why(error)}. "
            "Set PATHWAYS_KEY to a file that can."
        ) from None
    finally:
        draft.unlink(missing_ok=True) if path.parent.is_dir() else None


def _published(draft: Path, path: Path) -> None:
    """Give the whole key its name at once, unless the name is taken."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(draft.read_bytes())


def _why(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def folded(value: str) -> bytes:
    """A value as it is compared: composed, spaces collapsed, without upper and lower case.

    >>> folded(" Anna  EXAMPLE ") == folded("anna example")
    True
    """
    text = unicodedata.normalize("NFC", " ".join(value.split())).casefold()
    return unicodedata.normalize("NFC", text).encode("utf-8")


def pseudonyms(values: Iterable[str]) -> list[str]:
    """A pseudonym for each value; without values no key is made."""
    texts = list(values)
    if not texts:
        return []
    key = the_key()
    return [f"p{hmac.digest(key, folded(text), 'sha256').hex()[:_DIGITS]}" for text in texts]


def marks(ids: Iterable[str]) -> list[str]:
    """A mark for each id of the record, by which it is known again and nobody is named.

    >>> a, b, nobody = marks(["anna", "ben", ""])                           # doctest: +SKIP
    """
    key = the_key()
    return [f"x{hmac.digest(key, _MARKED + folded(one), 'sha256').hex()[:32]}" for one in ids]
