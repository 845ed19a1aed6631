"""Conversations in memory, only as much of them as a rule needs.

The state of a conversation lives in the api's database. Rasa posts the whole tracker with every action call, so a
long tracker makes every turn slower (20 ms grew to 103 ms after 200 turns).
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rasa.core.brokers.broker import EventBroker
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.events import Event


class RecentTrackerStore(TrackerStore):
    """Keeps the last events of the conversations that were active last."""

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        host: str | None = None,  # noqa: ARG002 - Rasa passes the url of every store
        max_events: int = 30,
        max_conversations: int = 5_000,
        **_: Any,
    ) -> None:
        """Start empty."""
        super().__init__(domain, event_broker)
        self._max_events = max_events
        self._max_conversations = max_conversations
        self._conversations: OrderedDict[str, list[Event]] = OrderedDict()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the end of the conversation and forget the conversation that has been silent longest."""
        await self.stream_events(tracker)
        self._conversations[tracker.sender_id] = self._recent(list(tracker.events))
        self._conversations.move_to_end(tracker.sender_id)
        while len(self._conversations) > self._max_conversations:
            self._conversations.popitem(last=False)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker:
        """Rebuild the tracker from what was kept.

        A conversation that is new or forgotten begins by listening. Were it None, Rasa would make an empty tracker and
        run its action_session_start before the first message.
        """
        events = self._conversations.get(sender_id) or [ActionExecuted(ACTION_LISTEN_NAME)]
        return DialogueStateTracker.from_events(sender_id, events, slots=self.domain.slots, domain=self.domain)

    async def keys(self) -> Iterable[str]:
        """The ids of the conversations kept."""
        return list(self._conversations)

    def _recent(self, events: list[Event]) -> list[Event]:
        """The last events, from an action_listen on: a turn is kept whole or not at all."""
        start = max(0, len(events) - self._max_events)
        while 0 < start < len(events) and not _listens(events[start]):
            start += 1
        return events[start:]


def _listens(event: Event) -> bool:
    return isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME
