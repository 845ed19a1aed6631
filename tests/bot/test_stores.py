"""The tracker store forgets what is old; the lock store does not idle."""

from __future__ import annotations

import asyncio

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from components.fast_lock_store import FastLockStore
from components.recent_tracker_store import RecentTrackerStore

TURN = 4


def turn(tracker: DialogueStateTracker, number: int) -> None:
    tracker.update(UserUttered(f"message {number}", {"name": "inform"}))
    tracker.update(ActionExecuted("action_answer"))
    tracker.update(BotUttered("reply"))
    tracker.update(ActionExecuted(ACTION_LISTEN_NAME))


async def test_a_new_conversation_is_listening() -> None:
    tracker = await RecentTrackerStore().get_or_create_tracker("new", append_action_listen=False)
    assert [event.action_name for event in tracker.events] == [ACTION_LISTEN_NAME]


async def test_only_the_last_events_are_kept_and_they_begin_by_listening() -> None:
    store = RecentTrackerStore(max_events=30)
    for number in range(50):
        tracker = await store.get_or_create_tracker("a")
        turn(tracker, number)
        await store.save(tracker)
    events = list((await store.retrieve("a")).events)
    assert 30 - TURN <= len(events) <= 30
    assert events[0].action_name == ACTION_LISTEN_NAME
    assert [event.text for event in events if isinstance(event, UserUttered)][-1] == "message 49"


async def test_only_the_latest_conversations_are_kept() -> None:
    store = RecentTrackerStore(max_conversations=2)
    for name in ("a", "b", "a", "c"):
        tracker = await store.get_or_create_tracker(name)
        turn(tracker, 1)
        await store.save(tracker)
    assert list(await store.keys()) == ["a", "c"]


async def test_waiters_of_one_conversation_follow_each_other_in_order() -> None:
    store = FastLockStore(EndpointConfig(type="x", poll_milliseconds=10))
    order: list[int] = []

    async def work(number: int) -> None:
        async with store.lock("same"):
            await asyncio.sleep(0.01)
            order.append(number)

    await asyncio.gather(*(work(number) for number in range(3)))
    assert order == [0, 1, 2]
