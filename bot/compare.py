"""Which classifier finds the topic of a message best? Prints a table in Markdown.

    python compare.py [--only NAME ...] [--train FOLDER] [--test FOLDER]

Every contender learns the training data and is asked for the topic (a path or an intent) of every evaluation message,
one by one, in a process of its own, so that its memory can be told.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import quiet

quiet.prepare()

import model_files  # noqa: E402 - the environment comes first

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_COLUMNS = ("contender", "right", "macro F1", "training s", "median ms", "p99 ms", "MiB")
_ROUNDS_OF_SPACY = 12
_BATCH = 128


class Contender(Protocol):
    """Learns normal texts with their topics, then tells how likely each topic is for one text."""

    def fit(self, texts: list[str], topics: list[str]) -> None:
        """Learn."""

    def distribution(self, text: str) -> dict[str, float]:
        """The probability of every topic."""


class Example(NamedTuple):
    """A normal text and its topic."""

    text: str
    topic: str


class TwoHeads:
    """Ours, as it runs in the bot."""

    def __init__(self) -> None:
        """Start with the bot's own settings."""
        from components.intent_classifier import TwoHeads as Heads

        self._heads = Heads()

    def fit(self, texts: list[str], topics: list[str]) -> None:
        """Learn."""
        self._heads.fit(texts, topics)

    def distribution(self, text: str) -> dict[str, float]:
        """The topic head's opinion."""
        return self._heads.predict([text])[0][0]


class Linear:
    """A linear model of scikit-learn over n-grams of characters, of sounds, or of both."""

    def __init__(self, *analysers: str, longest: int = 3) -> None:
        """Take the names of functions of `text_features`."""
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import SGDClassifier
        from sklearn.pipeline import FeatureUnion, make_pipeline

        from components import text_features

        grams = [
            (
                name,
                TfidfVectorizer(
                    tokenizer=getattr(text_features, name),
                    token_pattern=None,
                    lowercase=False,
                    ngram_range=(1, longest),
                    sublinear_tf=True,
                ),
            )
            for name in analysers
        ]
        model = SGDClassifier(loss="log_loss", alpha=1e-6, random_state=1, max_iter=30)
        self._pipeline = make_pipeline(FeatureUnion(grams), model)

    def fit(self, texts: list[str], topics: list[str]) -> None:
        """Learn."""
        self._pipeline.fit(texts, topics)

    def distribution(self, text: str) -> dict[str, float]:
        """One probability a topic."""
        return dict(zip(self._pipeline.classes_, self._pipeline.predict_proba([text])[0].tolist()))


class OfRasa:
    """A pipeline of Rasa's own components, from a file in `comparison/`."""

    def __init__(self, config: str) -> None:
        """Take the file's name."""
        self._config = model_files.BOT_FOLDER / "comparison" / config
        self._parse: Callable[[list[dict[str, Any]]], list[dict[str, Any]]] | None = None

    def fit(self, texts: list[str], topics: list[str]) -> None:
        """Train through Rasa, from a file, as anyone would."""
        import rasa.model_training
        from rasa.shared.nlu.training_data.message import Message
        from rasa.shared.nlu.training_data.training_data import TrainingData

        import parse

        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder) / "nlu.yml"
            TrainingData([Message.build(text, topic) for text, topic in zip(texts, topics)]).persist_nlu(str(data))
            made = rasa.model_training.train_nlu(str(self._config), str(data), folder, fixed_model_name="compared")
            self._parse = parse.load(Path(str(made)))

    def distribution(self, text: str) -> dict[str, float]:
        """The ranking that Rasa gives."""
        if self._parse is None:
            message = "fit first"
            raise RuntimeError(message)
        ranking = self._parse([{"text": text}])[0].get("intent_ranking") or []
        return {each["name"]: each["confidence"] for each in ranking}


class OfSpacy:
    """spaCy's text classifier (bag of words and a network) over words cut by jieba, without pretrained vectors."""

    def __init__(self) -> None:
        """Start with an empty Chinese pipeline."""
        import spacy

        self._nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})

    def fit(self, texts: list[str], topics: list[str]) -> None:
        """Learn in a fixed number of rounds."""
        import random

        from spacy.training import Example as Learnt

        names = sorted(set(topics))
        self._nlp.add_pipe("textcat")
        examples = [
            Learnt.from_dict(self._nlp.make_doc(text), {"cats": {name: float(name == topic) for name in names}})
            for text, topic in zip(texts, topics)
        ]
        optimizer = self._nlp.initialize(lambda: examples)
        chance = random.Random(1)  # noqa: S311 - an order, not a secret
        for _ in range(_ROUNDS_OF_SPACY):
            chance.shuffle(examples)
            for start in range(0, len(examples), _BATCH):
                self._nlp.update(examples[start : start + _BATCH], sgd=optimizer, drop=0.2)

    def distribution(self, text: str) -> dict[str, float]:
        """The document's categories."""
        return dict(self._nlp(text).cats)


class Ensemble:
    """The mean opinion of several contenders."""

    def __init__(self, *members: Contender) -> None:
        """Take the members."""
        self._members = members

    def fit(self, texts: list[str], topics: list[str]) -> None:
        """Every member learns everything."""
        for member in self._members:
            member.fit(texts, topics)

    def distribution(self, text: str) -> dict[str, float]:
        """The mean of the members' probabilities."""
        opinions = [member.distribution(text) for member in self._members]
        return {name: sum(each.get(name, 0.0) for each in opinions) / len(opinions) for name in set().union(*opinions)}


CONTENDERS: dict[str, Callable[[], Contender]] = {
    "two heads (ours)": TwoHeads,
    "linear, characters": lambda: Linear("characters_of"),
    "linear, characters and sounds": lambda: Linear("characters_of", "sounds_of"),
    "Rasa logistic regression": lambda: OfRasa("logistic_regression.yml"),
    "Rasa DIET": lambda: OfRasa("diet.yml"),
    "spaCy text classifier": OfSpacy,
    "ensemble: two heads, DIET": lambda: Ensemble(TwoHeads(), OfRasa("diet.yml")),
    "ensemble: two heads, spaCy": lambda: Ensemble(TwoHeads(), OfSpacy()),
}


def main() -> int:
    """Print one row for each contender."""
    parser = argparse.ArgumentParser(description="Compare classifiers on our messages.")
    parser.add_argument("--only", action="append", choices=list(CONTENDERS), help="this contender; may be repeated")
    parser.add_argument("--train", type=Path, action="append", help="folder of files to learn from")
    parser.add_argument("--test", type=Path, default=model_files.NLU_FOLDER / "eval", help="folder to measure on")
    parser.add_argument("--measure", choices=list(CONTENDERS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    folders = options.train or list(model_files.TRAINING_FOLDERS)
    if options.measure:
        _say(json.dumps(_measure(options.measure, _examples(folders), _examples([options.test]))))
        return 0
    _say("| " + " | ".join(_COLUMNS) + " |\n|" + "---|" * len(_COLUMNS))
    for name in options.only or CONTENDERS:
        _say(_row(name, _in_a_process(name, folders, options.test)))
    return 0


def _in_a_process(name: str, folders: Sequence[Path], test: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--measure", name, "--test", str(test)]
    command += [argument for folder in folders for argument in ("--train", str(folder))]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - this very file
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _row(name: str, found: dict[str, float]) -> str:
    shares = f"{found['right']:.1%} | {found['macro_f1']:.1%}"
    times = f"{found['training']:.0f} | {found['median']:.1f} | {found['p99']:.1f}"
    return f"| {name} | {shares} | {times} | {found['memory']:.0f} |"


def _measure(name: str, learnt: list[Example], asked: list[Example]) -> dict[str, float]:
    import numpy as np
    from sklearn.metrics import f1_score

    contender = CONTENDERS[name]()
    began = time.perf_counter()
    contender.fit([each.text for each in learnt], [each.topic for each in learnt])
    training = time.perf_counter() - began
    contender.distribution(asked[0].text)  # the first message pays for what is loaded late
    found, milliseconds = [], []
    for each in asked:
        began = time.perf_counter()
        distribution = contender.distribution(each.text)
        milliseconds.append((time.perf_counter() - began) * 1000)
        found.append(max(distribution, key=lambda topic: distribution[topic]))
    meant = [each.topic for each in asked]
    return {
        "right": sum(a == b for a, b in zip(found, meant)) / len(meant),
        "macro_f1": float(f1_score(meant, found, labels=sorted(set(meant)), average="macro")),
        "training": training,
        "median": float(np.median(milliseconds)),
        "p99": float(np.quantile(milliseconds, 0.99)),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _examples(folders: Sequence[Path]) -> list[Example]:
    from rasa.shared.nlu.training_data.loading import load_data

    from components.labels import split_label
    from components.normalise import normalise

    quiet.log_without_words()
    messages = [
        message
        for folder in folders
        for file in sorted(folder.glob("*.yml"))
        for message in load_data(str(file)).intent_examples
    ]
    return [Example(normalise(m.get("text")).text, split_label(m.get("intent")).topic) for m in messages]


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the result


if __name__ == "__main__":
    sys.exit(main())
