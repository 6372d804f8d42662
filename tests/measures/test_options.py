"""What a question can be told is read from its signature and its docstring."""

from __future__ import annotations

import inspect

import pytest
from logs import log_of

from pathways.errors import OptionError, PathwaysError
from pathways.measures.options import example_of, options_of
from pathways.measures.questions import QUESTIONS, ask, question

LOG = log_of(
    """
    ana OL 1 mentee 2020-01-10
    ana OL 2 mentor 2020-06-10
    ben OL 1 mentee 2020-01-10
    """
)
IN_THE_PROJECT = {"weighting", "weighted_by", "contact", "interventions"}
"""Rules and policies that no word says: they stand in pathways.toml."""


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_option_can_be_said_and_has_its_text(name: str) -> None:
    options = options_of(question(name))
    signature = list(inspect.signature(question(name)).parameters)[1:]
    assert set(signature) - set(options) == IN_THE_PROJECT & set(signature)
    assert all(one.text.endswith((".", "...")) for one in options.values())
    assert example_of(question(name)).keys() <= options.keys()


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_closed_list_of_words_is_what_the_question_takes(name: str) -> None:
    """One word more is refused in a sentence that lists all of them; a default is one of them."""
    for option in options_of(question(name)).values():
        if option.words and name != "equity":
            assert option.default is None or option.default in option.words
            with pytest.raises(OptionError) as caught:
                ask(LOG, name, **_needed(name), **{option.name: "somthing"})
            assert all(str(word) in str(caught.value) for word in option.words)
            for word in option.words:
                assert "is not one of" not in said(name, **{option.name: word})


def said(name: str, **options: object) -> str:
    """The answer in a sentence, or what is wrong."""
    try:
        return str(ask(LOG, name, **_needed(name), **options))
    except PathwaysError as error:
        return str(error)


def _needed(name: str) -> dict[str, str]:
    needed = [one.name for one in options_of(question(name)).values() if one.required]
    told = {"source": "mentee", "target": "mentor", "group": "program", "tier": "Participating"}
    return {option: told.get(option, "3") for option in needed}
