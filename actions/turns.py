"""One action for each thing a message may mean; each takes the message to the dialogue and utters the replies.

Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from api.database import Database
from api.dialogue.service import HANDLERS, take_turn
from api.dialogue.turn import Candidate, Understanding
from forms.facts import Fact


class TurnAction(Action):
    """Answers the citizen's message with one handler of the dialogue."""

    def __init__(self, handler: str, database: Database) -> None:
        self._handler = handler
        self._database = database

    def name(self) -> str:
        """The action's name in the domain."""
        return f"action_{self._handler}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        """Take the turn and utter its replies. Rasa keeps no state of ours, so there are no events."""
        del domain
        latest = tracker.latest_message
        replies = await take_turn(
            self._database,
            UUID(tracker.sender_id),
            int(latest["metadata"]["message_id"]),
            self._handler,
            understanding_of(latest),
        )
        for reply in replies:
            buttons = [{"title": b["label"], "payload": b["text"]} for b in reply.buttons]
            dispatcher.utter_message(text=reply.text, buttons=buttons, json_message=reply.card)
        return []


def turn_actions(database: Database) -> list[TurnAction]:
    """Every action of the domain."""
    return [TurnAction(handler, database) for handler in HANDLERS]


def understanding_of(latest: Mapping[str, Any]) -> Understanding:
    """The understanding that the bot attached to a message."""
    made = latest.get("understanding") or {}
    return Understanding(
        id=made.get("id") if made.get("kind") in {"path", "voice"} else None,
        aspect=made.get("aspect"),
        candidates=tuple(
            Candidate(c["kind"], c["id"], float(c.get("confidence") or 0)) for c in made.get("candidates", [])
        ),
        decision=made.get("decision"),
        confidence=made.get("confidence"),
        facts=tuple(
            Fact(kind=e["entity"], raw=str(e["value"]), start=int(e["start"]), end=int(e["end"]))
            for e in latest.get("entities", [])
        ),
    )
