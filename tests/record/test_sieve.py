"""What the sieve lets through needs no closer look: the slow way says the same of every text."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from loaders.tables.table import tidied
from loaders.tables.totals import say_total, says_total
from loaders.understanding.private import opaque
from pathways.record.sieve import UNTIDY, caught

ALPHABET = st.sampled_from(list("ab1 2_-.@\t\u00a0éß\u200bTOTALtotalsum:=e+"))
TEXTS = st.lists(st.text(ALPHABET, max_size=8), unique=True, min_size=1, max_size=8)


@given(TEXTS)
def test_a_tidy_text_is_what_splitting_and_joining_leaves(texts: list[str]) -> None:
    odd = caught(pd.Index(texts, dtype="str"), UNTIDY)
    for text, seen in zip(texts, odd, strict=True):
        assert seen or (text and " ".join(text.split()) == text and text.isascii())
    # Texts of another type are seen by the same pattern.
    assert caught(pd.Index(texts, dtype=object), UNTIDY).tolist() == odd.tolist()


@given(TEXTS)
def test_columns_are_read_as_text_by_text(texts: list[str]) -> None:
    column = pd.Categorical(pd.Series(texts, dtype="str"))
    assert say_total(column).tolist() == [says_total(text) for text in texts]
    alone = [tidied(pd.Categorical(pd.Series([text], dtype="str")))[0] for text in texts]
    assert [str(one) for one in tidied(column)] == [str(one) for one in alone]
    each = [opaque(pd.Categorical(pd.Series([text], dtype="str")), "id")[0][0] for text in texts]
    kept = [text == one for text, one in zip(texts, each, strict=True)]
    together = opaque(column, "id")[0]
    assert [text == one for text, one in zip(texts, together, strict=True)] == kept
