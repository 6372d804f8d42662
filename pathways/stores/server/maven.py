"""Where the jars of Neo4j are fetched from."""

from __future__ import annotations

from pathways.stores.server.extra import extra_module

__all__ = ["repositories"]


def repositories() -> list[str]:
    """Maven repositories to try in turn: those of jgo's own settings, then Maven Central."""
    settings = extra_module("jgo.config").GlobalSettings.load()
    central: str = extra_module("jgo.constants").MAVEN_CENTRAL_URL
    return [url.rstrip("/") for url in (*settings.repositories.values(), central)]
