"""Every name in the graph is explained, and what is explained is there."""

from __future__ import annotations

from logs import log_of

from pathways.cypher.names import property_of
from pathways.stores.meanings import EXAMPLES, meaning_of
from pathways.stores.schema import schema_of

LOG = """
ana OL 1 mentee 2020-01-10 2020-02-10 attended
ana OL 1 mentee 2020-01-10 2020-02-10 attended
ana OL 2 mentor 2020-06-10
ben GS 1 reader 2020-06-10 - no-show
"""
OWN = "as the data says it"


def test_every_label_type_and_property_has_a_meaning() -> None:
    table = schema_of(log_of(LOG))
    assert table.loc[table["meaning"] == OWN, "property"].tolist() == []
    assert table["meaning"].str.len().max() <= 70
    assert meaning_of("Participant", "region") == OWN


def test_an_attribute_has_no_meaning_of_ours() -> None:
    """A column that is called as something of ours is put under another name."""
    for name in set(schema_of(log_of(LOG)).query("label == 'Participant'")["property"]) - {""}:
        assert meaning_of("Participant", property_of(name)) == OWN


def test_examples_are_about_the_data_set_of_the_address() -> None:
    assert all("{dataset: $dataset" in text for text in EXAMPLES)
