"""Locks in memory whose waiters look again after milliseconds; Rasa's own look once a second."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from rasa.core.lock import TicketLock
    from rasa.utils.endpoints import EndpointConfig


class FastLockStore(InMemoryLockStore):
    """One message of a conversation at a time, in the order of arrival, without idle seconds between them."""

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
        """`poll_milliseconds` comes from endpoints.yml."""
        super().__init__()
        settings = endpoint_config.kwargs if endpoint_config else {}
        self._poll_seconds = float(settings.get("poll_milliseconds", 25)) / 1_000

    def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float | None = None,
    ) -> AbstractAsyncContextManager[TicketLock]:
        """Acquire the lock of a conversation (see Rasa's `LockStore.lock`)."""
        wait: Any = self._poll_seconds if wait_time_in_seconds is None else wait_time_in_seconds
        return super().lock(conversation_id, lock_lifetime, wait)
