"""Where load may go: this machine alone."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit


class RefusedError(Exception):
    """The benchmark does not do this; the message says why."""


def loopback_url(url: str) -> str:
    """The address without a closing slash; raises RefusedError unless it is on the loopback interface."""
    parts = urlsplit(url)
    if parts.scheme != "http" or not _is_loopback(parts.hostname or ""):
        raise RefusedError(f"{url} is not on this machine's loopback interface. Benchmarks load nothing else.")
    return url.rstrip("/")


def free_port() -> int:
    """A port of the loopback interface that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
