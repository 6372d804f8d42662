"""Neo4j inside this process: the virtual machine, the settings, the first password."""

from __future__ import annotations

import secrets
from contextlib import suppress
from typing import Any

from pathways.stores.server.extra import extra_module
from pathways.stores.server.home import USER, Home
from pathways.stores.server.plan import Plan
from pathways.stores.server.rehearsal import archive_options
from pathways.stores.statements import statement

__all__ = ["can_write", "start_neo4j", "warm_up"]

_DATABASES = ("system", "neo4j")
_AVAILABLE_MILLISECONDS = 60_000


def start_neo4j(home: Home, plan: Plan) -> Any:
    """Start Java and Neo4j in it; the service that is given back has to be shut down.

    Raises whatever Java throws.
    """
    jpype = extra_module("jpype")
    jpype.startJVM(
        *plan.options,
        *archive_options(plan),
        jvmpath=plan.library,
        classpath=plan.jars,
        interrupt=False,
    )
    is_new = not (home.path / "data" / "databases" / "system").is_dir()
    if is_new:
        _choose_password(home, jpype)
    service = _build(home, plan, jpype)
    if not is_new and not home.password_file.exists():
        _replace_password(home, service, jpype)
    return service


def warm_up(service: Any) -> None:
    """Plan our longest statement once, while whoever comes first still reads their file.

    They would wait for it otherwise: most of a first answer is the planner finding its feet.
    """
    with suppress(Exception):
        transaction = service.database(_DATABASES[-1]).beginTx()
        transaction.execute(f"EXPLAIN {statement('create')}").resultAsString()
        transaction.rollback()


def can_write(service: Any) -> bool:
    """Whether the databases still begin transactions; one whose disk was full does not.

    Such a one has to be left like after a power cut, which its recovery is made for: were it shut
    down after room was made, the rest of what it could not write would go into its log in a place
    where nothing can be read any more.
    """
    try:
        for name in _DATABASES:
            service.database(name).beginTx().close()
    except Exception:  # noqa: BLE001 - whatever Java throws means no
        return False
    return True


def _build(home: Home, plan: Plan, jpype: Any) -> Any:
    lines = (f"{name}={value}\n" for name, value in _settings(plan).items())
    home.settings_file.write_text("".join(lines), encoding="utf-8")
    path = jpype.JClass("java.nio.file.Path")
    builder = jpype.JClass("org.neo4j.dbms.api.DatabaseManagementServiceBuilder")
    prepared = builder(path.of(str(home.path)))
    service = prepared.loadPropertiesFromFile(path.of(str(home.settings_file))).build()
    # Neo4j also starts without a database that it cannot open; then we do not.
    for name in _DATABASES:
        if not service.database(name).isAvailable(_AVAILABLE_MILLISECONDS):
            service.shutdown()
            raise RuntimeError(f"the database {name} does not become available")
    return service


def _settings(plan: Plan) -> dict[str, str]:
    """For this machine only, quiet towards its maker, small on disk."""
    return {
        "server.bolt.enabled": "true",
        "server.bolt.listen_address": f"127.0.0.1:{plan.port}",
        "server.bolt.advertised_address": f"127.0.0.1:{plan.port}",
        "dbms.security.auth_enabled": "true",
        "dbms.usage_report.enabled": "false",
        "dbms.security.allow_csv_import_from_file_urls": "false",
        "db.tx_log.rotation.retention_policy": "1 files",
        "db.tx_log.rotation.size": "32m",
        "db.tx_log.preallocate": "false",
        "server.memory.pagecache.size": str(plan.pages),
        # Otherwise every stop waits twice five seconds for connections that are closed already.
        "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",
    }


def _choose_password(home: Home, jpype: Any) -> None:
    """Leave a password of ours for Neo4j to begin with, so that its own never opens anything.

    Written as Neo4j's administration command does it: to set it by Cypher would cost the first
    start the whole query planner.
    """
    java = jpype.JClass
    password = secrets.token_urlsafe(24)
    place = home.path / "data" / "dbms" / "auth.ini"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    users = java("org.neo4j.server.security.auth.FileUserRepository")(
        java("org.neo4j.io.fs.DefaultFileSystemAbstraction")(),
        java("java.nio.file.Path").of(str(place)),
        java("org.neo4j.logging.NullLogProvider").getInstance(),
        java("org.neo4j.memory.EmptyMemoryTracker").INSTANCE,
    )
    secret = java("org.neo4j.server.security.SystemGraphCredential").createCredentialForPassword(
        jpype.JArray(jpype.JByte)(password.encode()),
        java("org.neo4j.server.security.SecureHasher")(),
    )
    user = java("org.neo4j.kernel.impl.security.User")
    users.start()
    users.create(user(USER, None, jpype.JObject(secret), False, False))  # noqa: FBT003 - Java's
    users.shutdown()
    home.keep_password(password)


def _replace_password(home: Home, service: Any, jpype: Any) -> None:
    """Set another one where the file was lost; set, then kept, so that a cut costs nothing."""
    password = secrets.token_urlsafe(24)
    values = jpype.JClass("java.util.HashMap")()
    values.put("password", password)
    service.database("system").executeTransactionally(
        f"ALTER USER {USER} SET PASSWORD $password CHANGE NOT REQUIRED", values
    )
    home.keep_password(password)
