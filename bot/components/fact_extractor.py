"""The facts of a message as Rasa entities; the value is the citizen's own text, the api makes sense of it."""

from __future__ import annotations

from typing import Any

import jieba
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe

# Rasa reads the annotations of a component at run time, so nothing here is imported for type checking only.
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.facts import find_facts
from components.turn import Context

# jieba knows some names of people too, but counts them rarely.
_RARE = 20


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FactExtractor(GraphComponent, EntityExtractorMixin):
    """`find_facts` as a Rasa component."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],  # noqa: ARG003 - Rasa's signature
        model_storage: ModelStorage,  # noqa: ARG003
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> FactExtractor:
        """Make the extractor; it has no settings."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the facts of each message to its entities."""
        for message in messages:
            text = message.get(TEXT) or ""
            asked = Context.from_metadata(message.get(METADATA)).asked
            found = find_facts(text, _is_word, bare_name=asked is not None and asked.kind == "person_name")
            facts = [self._entity(fact.kind, text, fact.start, fact.end) for fact in found]
            message.set(ENTITIES, [*message.get(ENTITIES, []), *facts], add_to_output=True)
        return messages

    def _entity(self, kind: str, text: str, start: int, end: int) -> dict[str, Any]:
        return {"entity": kind, "start": start, "end": end, "value": text[start:end], "extractor": self.name}


def _is_word(text: str) -> bool:
    jieba.initialize()
    return jieba.dt.FREQ.get(text, 0) > _RARE
