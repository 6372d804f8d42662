"""Bytes of a text file as UTF-8, whatever it was written in; guesses are said."""

from __future__ import annotations

import codecs
import re

from pathways.errors import OptionError, RecordsError, shown

__all__ = ["as_utf8"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 1 << 16
_SCRIPTS = ["cp1251", "koi8_r", "cp1253", "cp1255", "shift_jis", "cp932", "euc_jp", "gb18030",
            "big5", "euc_kr"]  # fmt: skip
# Letters of Windows-1250 that Windows-1252 has as signs, which hardly ever stand inside a word.
_CENTRAL = re.compile(
    rb"(?<=[a-zA-Z\x80-\xff])[\xb3\xb9\xbf\xa3\xa5\xaf\x9d\x8d\x8f\x9f\xbe](?=[a-zA-Z])"
    rb"|\xa3(?=[a-z\x80-\xff])"
    rb"|[\x9a\x9e].*[\xe8\xf8\xec\xf9]|[\xe8\xf8\xec\xf9].*[\x9a\x9e]"
)
_INSIDE = re.compile(rb"(?<=[a-zA-Z])[\x87-\x91\x93-\x9f](?=[a-z])")
_FEW_SIGNS = 2
# Hungarian has these beside its long ü, which is the û of "août"; French has none of them.
_NOT_FRENCH = re.compile(rb"[\xe1\xed\xf3\xf5\xf6\xfa]")


def as_utf8(data: bytes, name: str, encoding: str = "") -> tuple[bytes, tuple[str, ...]]:
    """The text of a file as UTF-8 without byte-order mark and NUL, and notes on what was done.

    Raises:
        RecordsError: the bytes are no text, or not in the encoding that was said.
        OptionError: no such encoding.
    """
    if encoding:
        return _stated(data, name, encoding)
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return _wide(data[len(mark) :], marked, name)
    unmarked = _unmarked_wide(data[:_SAMPLE])
    if unmarked:
        utf8, notes = _wide(data, unmarked, name)
        return utf8, (f"Read as {unmarked.upper()} (it has no byte-order mark).", *notes)
    utf8, notes = _narrow(data)
    return _without_nul(utf8, name, notes)


def _stated(data: bytes, name: str, encoding: str) -> tuple[bytes, tuple[str, ...]]:
    """The text in the encoding that somebody said."""
    try:
        text = data.decode(codecs.lookup(encoding).name)
    except LookupError:
        raise OptionError(
            f"{shown(encoding)} is no encoding; usual ones are utf-8, cp1252 (Western Europe), "
            "cp1250 (Central Europe), cp1251 (Cyrillic), shift_jis (Japanese)."
        ) from None
    except UnicodeError:
        raise RecordsError(f"{shown(name)} is not written in {shown(encoding)}.") from None
    return _without_nul(text.lstrip("\ufeff").encode("utf-8", errors="replace"), name, ())


def _wide(data: bytes, encoding: str, name: str) -> tuple[bytes, tuple[str, ...]]:
    if encoding == "utf-8":
        utf8, notes = _narrow(data)
        return _without_nul(utf8, name, notes)
    unit = 4 if "32" in encoding else 2
    text = data[: len(data) // unit * unit].decode(encoding, errors="replace")
    if text.count("\ufffd") > len(text) // 100:
        raise RecordsError(f"{shown(name)} begins like {encoding.upper()} but is not text.")
    return _without_nul(text.encode("utf-8"), name, (f"Read as {encoding.upper()}.",))


def _unmarked_wide(sample: bytes) -> str:
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(len(sample) // 2, 1)
    if odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * half and odd < 0.1 * half else ""


def _narrow(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    if data.isascii():
        return data, ()
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(data)
    return data, ()


def _guessed(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """UTF-8 with a few damaged characters, or the Windows encoding that the letters speak for."""
    text = data.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    letters = len(text) - len(text.encode("ascii", "ignore")) - damaged
    if damaged * 10 < letters:
        return text.encode("utf-8"), (f"{damaged} damaged characters were replaced by \ufffd.",)
    if _looks_macintosh(data):
        encoding = "mac_roman"
    else:
        encoding = _other_script(data) or ("cp1250" if _looks_central(data) else "cp1252")
    text = data.decode(encoding, errors="replace")
    label = "Mac Roman" if encoding == "mac_roman" else encoding.replace("cp", "Windows-")
    note = (
        f"The text is not UTF-8; it was read as {label}, which is a guess: check words with "
        "accents, say --encoding, or save the file as UTF-8."
    )
    return text.encode("utf-8"), (note,)


def _other_script(data: bytes) -> str:
    """The encoding of a script that is not Latin; empty for one that is.

    Latin letters with accents stand among others without; in Cyrillic, Greek or Japanese whole
    words are beyond ASCII.
    """
    sample = data[:_SAMPLE]
    if _is_japanese(sample):
        return "cp932"
    runs = re.findall(rb"[\x80-\xff]{3,}", sample)
    beyond = len(re.findall(rb"[\x80-\xff]", sample))
    if sum(map(len, runs)) < 0.6 * beyond:
        return ""
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_SCRIPTS).best()
    return best.encoding if best is not None else ""


def _is_japanese(sample: bytes) -> bool:
    """Whether a text is in Shift-JIS: what is beyond ASCII stands together and is Japanese."""
    text = sample.decode("cp932", errors="replace")
    beyond = [letter for letter in text if not letter.isascii()]
    words = re.findall(r"[\u3040-\u30ff\u3400-\u9fff々〆]{2,}", text)
    return bool(beyond) and sum(map(len, words)) > 0.5 * len(beyond)


def _looks_macintosh(data: bytes) -> bool:
    """Whether signs of Windows-1252 stand inside words more often than its letters do.

    Mac Roman has its small letters with accents there.
    """
    sample = data[:_SAMPLE]
    inside = len(_INSIDE.findall(sample))
    return inside >= _FEW_SIGNS and inside > len(re.findall(rb"[\xa0-\xff]", sample))


def _looks_central(data: bytes) -> bool:
    if any(_CENTRAL.search(line) for line in data.splitlines()):
        return True
    western = re.search(rb"[\xe3\xe4\xe5\xe7\xe8\xea\xf1\xe6\xf8]", data)
    hungarian = b"\xf5" in data or (b"\xfb" in data and _NOT_FRENCH.search(data))
    return bool(hungarian) and not western


def _without_nul(data: bytes, name: str, notes: tuple[str, ...]) -> tuple[bytes, tuple[str, ...]]:
    sample = data[:_SAMPLE]
    control = sum(sample.count(bytes([code])) for code in range(32) if code not in (9, 10, 12, 13))
    if control > len(sample) // 20:
        raise RecordsError(
            f"{shown(name)} is not a table: it holds bytes that are no text. Give a CSV, Excel, "
            "ODS, JSON Lines or Parquet file."
        )
    nul = data.count(0)
    if nul:
        data = data.replace(b"\0", b"")
        notes = (*notes, f"{nul} NUL bytes were left out.")
    return data.rstrip(b"\x1a"), notes
