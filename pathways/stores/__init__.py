"""Places where an engagement log is kept: a folder on this machine, or a Neo4j."""

from pathways.stores.store import Store, WriteReport, is_store, open_store

__all__ = ["Store", "WriteReport", "is_store", "open_store"]
