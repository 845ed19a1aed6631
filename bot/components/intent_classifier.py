"""Our classifier: what a message is about (a path or an intent), and which aspect of it is meant.

Two heads learn from more examples each than one head over every `path+aspect` pair could.
"""

from __future__ import annotations

import logging
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe

# Rasa reads the annotations of a component at run time, so nothing here is imported for type checking only.
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.augmentation import OTHER_WORDS, variants
from components.calibrated_head import CalibratedHead
from components.labels import Label, split_label
from components.normalise import normalise
from components.pieces import pieces_of
from components.text_features import features
from components.tokenizer import NormalisingTokenizer, normal_text
from components.turn import Piece

TOPICS = "topic_distribution"
ASPECT_DISTRIBUTION = "aspect_distribution"
PIECES = "pieces"
_RANKING_LENGTH = 5
_FILE = "two_heads.joblib"
logger = logging.getLogger(__name__)


_BY_HEART = 0.98
"""How sure the classifier is of a message that it has learnt word for word, such as what a button says."""


class TwoHeads:
    """The trained part: one set of features, two heads, and the messages themselves."""

    def __init__(self, strength: float = 1.0, variants: int = 2, seed: int = 1) -> None:
        """Take `strength` as the inverse of regularisation; of each message so many `variants` are learnt as well."""
        self._variants_of_each = variants
        self._seed = seed
        self.features = features()
        self.topic = CalibratedHead(strength)
        self.aspect = CalibratedHead(strength)
        self.learnt: dict[str, Label] = {}

    def fit(self, texts: list[str], labels: list[str]) -> TwoHeads:
        """Learn from normal texts and the labels of the training data."""
        pairs = [split_label(label) for label in labels]
        self.learnt = _without_contradictions(texts, pairs)
        numbers = [*range(len(texts))]
        varied = [
            (normalise(variant).text, number)
            for number in numbers
            for variant in variants(texts[number], self._variants_of_each, self._seed, OTHER_WORDS)
        ]
        numbers += [number for _, number in varied]
        matrix = self.features.fit_transform([*texts, *(text for text, _ in varied)])
        self.topic.fit(matrix, [pairs[number].topic for number in numbers], numbers)
        self.aspect.fit(matrix, [pairs[number].aspect for number in numbers], numbers)
        return self

    def predict(self, texts: list[str]) -> list[tuple[dict[str, float], dict[str, float]]]:
        """For each text the probability of every topic, and that of every aspect."""
        matrix = self.features.transform(texts)
        found = zip(texts, self.topic.distributions(matrix), self.aspect.distributions(matrix))
        return [self._remembering(text, topics, aspects) for text, topics, aspects in found]

    def _remembering(
        self, text: str, topics: dict[str, float], aspects: dict[str, float]
    ) -> tuple[dict[str, float], dict[str, float]]:
        label = self.learnt.get(text)
        return (topics, aspects) if label is None else (_sure(topics, label.topic), _sure(aspects, label.aspect))


def _without_contradictions(texts: list[str], pairs: list[Label]) -> dict[str, Label]:
    """Every learnt message with its label, but those that have been given two."""
    learnt: dict[str, Label] = {}
    contradicted = set()
    for text, pair in zip(texts, pairs):
        if learnt.setdefault(text, pair) != pair:
            contradicted.add(text)
    return {text: pair for text, pair in learnt.items() if text not in contradicted}


def _sure(distribution: dict[str, float], name: str) -> dict[str, float]:
    """The distribution with at least `_BY_HEART` for one name; the others keep their proportions."""
    present = distribution[name]
    if present >= _BY_HEART:
        return distribution
    rest = (1 - _BY_HEART) / (1 - present)
    return {other: _BY_HEART if other == name else share * rest for other, share in distribution.items()}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TwoHeadedClassifier(IntentClassifier, GraphComponent):
    """`TwoHeads` as a Rasa component."""

    @classmethod
    def required_components(cls) -> list[type]:
        """The tokenizer, because it leaves the normal text."""
        return [NormalisingTokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Checked by Rasa when it loads the pipeline."""
        return ["sklearn", "pypinyin"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See `TwoHeads`."""
        return {"strength": 1.0, "variants": 2, "seed": 1}

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        heads: TwoHeads | None = None,
    ) -> None:
        """Start untrained unless `heads` are given."""
        self._config = config
        self._storage = storage
        self._resource = resource
        self._heads = heads

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa's signature
    ) -> TwoHeadedClassifier:
        """Make an untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa's signature
        **_: Any,
    ) -> TwoHeadedClassifier:
        """Load what `train` wrote; a model without it is broken and fails here, not at the first message."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / _FILE))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit both heads and write them into the model."""
        examples = [example for example in training_data.intent_examples if example.get(INTENT) and example.get(TEXT)]
        heads = TwoHeads(self._config["strength"], self._config["variants"], self._config["seed"])
        self._heads = heads.fit([normal_text(e) for e in examples], [e.get(INTENT) for e in examples])
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._heads, folder / _FILE, compress=1)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking, and leave both whole distributions for the decider."""
        if self._heads is None:
            logger.error("The classifier was asked before it was trained.")
            return messages
        found = self._heads.predict([normal_text(message) for message in messages])
        for message, (topics, aspects) in zip(messages, found):
            ranked = sorted(topics.items(), key=lambda item: -item[1])[:_RANKING_LENGTH]
            ranking = [{"name": name, "confidence": confidence} for name, confidence in ranked]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set(TOPICS, topics)
            message.set(ASPECT_DISTRIBUTION, aspects)
        for message in messages:
            message.set(PIECES, self._pieces(message, self._heads))
        return messages

    def _pieces(self, message: Message, heads: TwoHeads) -> tuple[Piece, ...]:
        """What stands between facts and commas, read on its own: many facts drown the wish that they come with."""
        spans = [(entity["start"], entity["end"]) for entity in message.get(ENTITIES) or []]
        texts = pieces_of(message.get(TEXT) or "", spans)
        if not texts:
            return ()
        return tuple(Piece(text, *found) for text, found in zip(texts, heads.predict(texts)))
