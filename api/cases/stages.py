"""The stages of a task, and which may follow which.

收件 → 受理 → 审查 → 决定 → 办结 → 送达, with 补正, 特别程序, 不予受理 and 撤回 aside
(行政许可法第32、42、44、45条).
`waiting` is a task whose prerequisites are open; `dispatched` one that its department has not confirmed yet.
"""

from __future__ import annotations

from enum import StrEnum

from api.errors import ConflictError


class Stage(StrEnum):
    """Where a task is."""

    WAITING = "waiting"
    DISPATCHED = "dispatched"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    UNDER_REVIEW = "under_review"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    SUSPENDED = "suspended"
    GRANTED = "granted"
    REFUSED = "refused"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"


_BEFORE_DECISION = frozenset({Stage.ACCEPTED, Stage.UNDER_REVIEW})
FINAL = frozenset({Stage.GRANTED, Stage.REFUSED, Stage.NOT_ACCEPTED, Stage.WITHDRAWN})

TRANSITIONS: dict[Stage, frozenset[Stage]] = {
    Stage.WAITING: frozenset({Stage.DISPATCHED, Stage.WITHDRAWN}),
    Stage.DISPATCHED: frozenset({
        Stage.RECEIVED, Stage.ACCEPTED, Stage.UNDER_REVIEW, Stage.SUPPLEMENT_REQUESTED,
        Stage.GRANTED, Stage.REFUSED, Stage.NOT_ACCEPTED, Stage.WITHDRAWN,
    }),
    Stage.RECEIVED: frozenset({
        Stage.ACCEPTED, Stage.UNDER_REVIEW, Stage.SUPPLEMENT_REQUESTED,
        Stage.GRANTED, Stage.REFUSED, Stage.NOT_ACCEPTED, Stage.WITHDRAWN,
    }),
    Stage.ACCEPTED: frozenset({
        Stage.UNDER_REVIEW, Stage.SUPPLEMENT_REQUESTED, Stage.SUSPENDED, Stage.GRANTED, Stage.REFUSED,
        Stage.WITHDRAWN,
    }),
    Stage.UNDER_REVIEW: frozenset({
        Stage.SUPPLEMENT_REQUESTED, Stage.SUSPENDED, Stage.GRANTED, Stage.REFUSED, Stage.WITHDRAWN,
    }),
    Stage.SUSPENDED: frozenset({Stage.UNDER_REVIEW, Stage.GRANTED, Stage.REFUSED, Stage.WITHDRAWN}),
    Stage.SUPPLEMENT_REQUESTED: frozenset({Stage.DISPATCHED, Stage.NOT_ACCEPTED, Stage.WITHDRAWN}),
    Stage.GRANTED: frozenset(),
    Stage.REFUSED: frozenset(),
    Stage.NOT_ACCEPTED: frozenset(),
    Stage.WITHDRAWN: frozenset(),
}  # fmt: skip


def diagram() -> str:
    """The table as a Mermaid state diagram, as it stands in docs/stages.md."""
    lines = ["stateDiagram-v2", f"    [*] --> {Stage.WAITING}"]
    lines += [f"    {before} --> {after}" for before in Stage for after in Stage if after in TRANSITIONS[before]]
    lines += [f"    {stage} --> [*]" for stage in Stage if stage in FINAL]
    return "\n".join(lines)


def check_transition(before: str, after: str) -> None:
    """Raise ConflictError when a task may not go from one stage to the other."""
    if Stage(after) not in TRANSITIONS[Stage(before)]:
        raise ConflictError("illegal_transition", before=before, after=after)
