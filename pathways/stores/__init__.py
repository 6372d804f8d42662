"""Places where an engagement log is kept: a folder on this machine, or a Neo4j."""

from pathways.stores.opening import is_store, open_store
from pathways.stores.protocol import Store
from pathways.stores.report import WriteReport

__all__ = ["Store", "WriteReport", "is_store", "open_store"]
