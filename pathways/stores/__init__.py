"""Places where an engagement log is kept: a folder on this machine, or a Neo4j."""

from pathways.stores.protocol import Store
from pathways.stores.report import WriteReport

__all__ = ["Store", "WriteReport"]
