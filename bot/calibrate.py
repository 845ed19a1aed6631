"""Choose the thresholds of decision.yml on messages that the classifier has not seen.

    python calibrate.py [--folds 5] [--wrong 0.01] [--plot FILE.svg]

Every message of the training data is read by a classifier that learnt from the other folds. For each pair of `act` and
`lead` the table says how many messages would be acted on, how many of these wrongly, and how many wishes would at least
be offered. The plot is risk against coverage. Nothing is written to decision.yml: a person decides.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import quiet

quiet.prepare()

import model_files  # noqa: E402 - the environment comes first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.policy import Policy
    from components.turn import Evidence

_ACTS = (0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
_LEADS = (0.15, 0.3)
_WIDTH, _HEIGHT, _MARGIN = 560, 320, 46
_TOP_RISK = 0.2


def main() -> int:
    """Print the table, draw the plot."""
    parser = argparse.ArgumentParser(description="Choose the thresholds of decision.yml.")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--wrong", type=float, default=0.01, help="so many of the wishes may be acted on wrongly")
    parser.add_argument("--plot", type=Path, help="an SVG file with risk against coverage")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")

    from components.policy import read_policy

    seen = _held_out(options.folds)
    policy = read_policy("decision.yml")
    _say(f"{'act':>5} {'lead':>5} {'acted':>8} {'wrong':>8} {'began':>8} {'offered':>8}")
    best: tuple[float, float, float] | None = None
    for act in _ACTS:
        for lead in _LEADS:
            found = _figures(seen, _with(policy, act, lead))
            _say(f"{act:5.2f} {lead:5.2f} " + " ".join(f"{value:8.2%}" for value in found))
            if found.wrong <= options.wrong and (best is None or found.offered > best[2]):
                best = (act, lead, found.offered)
    current = policy.open.act, policy.open.lead
    _say(f"now: act {current[0]}, lead {current[1]}; best with at most {options.wrong:.1%} wrong: {best}")
    if options.plot:
        options.plot.write_text(_plot(seen), encoding="utf-8")
    return 0


def _held_out(folds: int) -> list[tuple[Evidence, str]]:
    """The evidence of every message, from a classifier that did not learn it, with its label."""
    import jieba
    from rasa.shared.nlu.training_data.loading import load_data
    from sklearn.model_selection import StratifiedKFold

    from components.facts import find_facts
    from components.intent_classifier import TwoHeads
    from components.normalise import normalise
    from components.pieces import pieces_of
    from components.turn import Evidence, Piece

    examples = [e for file in model_files.training_files() for e in load_data(str(file)).intent_examples]
    texts = [e.get("text") for e in examples]
    labels = [e.get("intent") for e in examples]
    plain = [normalise(text).text for text in texts]
    jieba.initialize()
    found: list[tuple[Evidence, str]] = []
    for number, (learnt, held_out) in enumerate(
        StratifiedKFold(folds, shuffle=True, random_state=1).split(plain, labels)
    ):
        sys.stderr.write(f"fold {number + 1} of {folds}\n")
        heads = TwoHeads().fit([plain[n] for n in learnt], [labels[n] for n in learnt])
        predicted = heads.predict([plain[n] for n in held_out])
        for n, (topics, aspects) in zip(held_out, predicted):
            facts = find_facts(texts[n], lambda word: jieba.dt.FREQ.get(word, 0) > 20, bare_name=False)  # noqa: PLR2004
            spans = [(fact.start, fact.end) for fact in facts]
            pieces = pieces_of(texts[n], spans) if facts else []
            read = [Piece(piece, *both) for piece, both in zip(pieces, heads.predict(pieces))] if pieces else []
            covered = sum(end - start for start, end in spans)
            kinds = tuple(fact.kind for fact in facts)
            evidence = Evidence(plain[n], topics, aspects, kinds, max(0, len(plain[n]) - covered), tuple(read))
            found.append((evidence, labels[n]))
    return found


def _with(policy: Policy, act: float, lead: float) -> Policy:
    return dataclasses.replace(policy, open=dataclasses.replace(policy.open, act=act, lead=lead))


class _Figures(NamedTuple):
    """Shares between 0 and 1."""

    acted: float
    """Messages about a path that are acted on."""
    wrong: float
    """Messages about a path that are acted on as another path."""
    began: float
    """Other messages that would begin an application."""
    offered: float
    """Messages about a path where the right one is acted on or among the choices."""


def _figures(seen: Sequence[tuple[Evidence, str]], policy: Policy) -> _Figures:
    from components.decision import decide
    from components.labels import kind_of, split_label
    from components.turn import Context

    acted = wrong = offered = began = paths = 0
    for evidence, label in seen:
        topic = split_label(label).topic
        decision = decide(evidence, Context(), policy)
        acts_on_path = decision.decision == "act" and decision.kind == "path"
        if kind_of(topic) != "path":
            began += acts_on_path and decision.aspect is None
            continue
        paths += 1
        acted += acts_on_path
        wrong += acts_on_path and decision.id != topic
        among = [candidate.id for candidate in decision.candidates]
        right = (
            decision.id == topic if decision.decision == "act" else decision.decision == "clarify" and topic in among
        )
        offered += right
    return _Figures(acted / paths, wrong / paths, began / max(1, len(seen) - paths), offered / paths)


def _plot(seen: Sequence[tuple[Evidence, str]]) -> str:
    """Risk against coverage: acting on the surest first."""
    from components.labels import split_label

    ranked = sorted(
        ((*evidence.best(), split_label(label).topic) for evidence, label in seen), key=lambda each: -each[1]
    )
    wrong, points = 0, []
    for count, (topic, _sure, truth) in enumerate(ranked, start=1):
        wrong += topic != truth
        points.append((count / len(ranked), wrong / count))
    step = max(1, len(points) // 300)
    line = " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in points[::step])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif"'
        ' font-size="12">'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>{_axes()}'
        f'<polyline points="{line}" fill="none" stroke="#1b5c84" stroke-width="2"/></svg>'
    )


def _axes() -> str:
    marks = "".join(
        f'<text x="{_x(n / 10):.0f}" y="{_HEIGHT - 24}" text-anchor="middle">{n * 10}%</text>' for n in range(0, 11, 2)
    )
    marks += "".join(
        f'<text x="{_MARGIN - 6}" y="{_y(n / 100) + 4:.0f}" text-anchor="end">{n}%</text>'
        f'<path d="M{_MARGIN} {_y(n / 100):.0f}H{_WIDTH - 10}" stroke="#e2ddd3"/>'
        for n in range(0, int(_TOP_RISK * 100) + 1, 5)
    )
    below = f'<text x="{_WIDTH / 2:.0f}" y="{_HEIGHT - 6}" text-anchor="middle">messages acted on</text>'
    return f'{marks}{below}<text x="8" y="14">of these wrong</text>'


def _x(share: float) -> float:
    return _MARGIN + share * (_WIDTH - _MARGIN - 10)


def _y(risk: float) -> float:
    return 20 + (1 - min(risk, _TOP_RISK) / _TOP_RISK) * (_HEIGHT - 60)


def _say(line: Any) -> None:
    print(line, flush=True)  # noqa: T201 - the table is the result


if __name__ == "__main__":
    sys.exit(main())
