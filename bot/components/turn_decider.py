"""The last component: sets the final intent and adds the `understanding` to the parse output."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe

# Rasa reads the annotations of a component at run time, so nothing here is imported for type checking only.
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, METADATA
from rasa.shared.nlu.training_data.message import Message

from components.decision import decide
from components.intent_classifier import ASPECT_DISTRIBUTION, PIECES, TOPICS, TwoHeadedClassifier
from components.labels import final_intent
from components.policy import Policy, read_policy
from components.tokenizer import normal_text
from components.turn import Context, Evidence

UNDERSTANDING = "understanding"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class TurnDecider(IntentClassifier, GraphComponent):
    """`decide` as a Rasa component."""

    @classmethod
    def required_components(cls) -> list[type]:
        """The classifier, because it leaves both distributions."""
        return [TwoHeadedClassifier]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`thresholds`: the policy file, relative to the bot's folder."""
        return {"thresholds": "decision.yml"}

    def __init__(self, policy: Policy) -> None:
        """Decide by these thresholds."""
        self._policy = policy

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,  # noqa: ARG003 - Rasa's signature
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> TurnDecider:
        """Read the thresholds, so that a missing one shows at start-up."""
        return cls(read_policy(config["thresholds"]))

    def process(self, messages: list[Message]) -> list[Message]:
        """Replace the classifier's label with the intent that the rules know."""
        for message in messages:
            context = Context.from_metadata(message.get(METADATA))
            decision = decide(_evidence(message), context, self._policy)
            intent = {"name": final_intent(decision.intent), "confidence": decision.confidence}
            message.set(INTENT, intent, add_to_output=True)
            message.set(UNDERSTANDING, decision.understanding(), add_to_output=True)
        return messages


def _evidence(message: Message) -> Evidence:
    entities = message.get(ENTITIES) or []
    text = normal_text(message)
    covered = sum(entity["end"] - entity["start"] for entity in entities)
    return Evidence(
        text=text,
        topics=message.get(TOPICS) or {},
        aspects=message.get(ASPECT_DISTRIBUTION) or {},
        facts=tuple(entity["entity"] for entity in entities),
        outside_facts=max(0, len(text) - covered),
        pieces=message.get(PIECES) or (),
    )
