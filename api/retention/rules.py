"""How long each kind of data is kept, and why. What is not listed is not personal."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Kinds of data that are kept equally long."""

    UNSUBMITTED = "unsubmitted"
    """Conversations that led to no case, with their drafts and files."""
    TALK = "talk"
    """What was said in conversations that led to a case, once it is closed."""
    CASE = "case"
    """Cases: answers as submitted, decisions, licences, the files that departments were shown."""
    AUDIT = "audit"
    """Who has read or written whose data."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind's rule."""

    kind: Kind
    days: int | None
    """Days after the last message or after the case was closed; None: never deleted by this system."""
    basis: str


RULES = (
    Rule(Kind.UNSUBMITTED, 180, "个人信息保护法第19条：保存期限为实现处理目的所必要的最短时间"),
    Rule(Kind.TALK, 3 * 365, "个人信息保护法第19条；行政复议、行政诉讼期限内可供核对"),
    Rule(Kind.CASE, None, "档案法、在线政务服务若干规定第12条：办件归档，按本地档案保管期限表移交或销毁"),
    Rule(Kind.AUDIT, None, "网络安全法第21条：日志留存不少于六个月；个人信息保护法第56条：处理情况记录至少保存三年"),
)


def rule_of(kind: Kind) -> Rule:
    """The rule of a kind."""
    return next(rule for rule in RULES if rule.kind is kind)
