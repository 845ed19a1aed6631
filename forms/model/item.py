"""部门 and 事项: who decides, and what."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field as Schema

from forms.model.record import ALWAYS, ConditionText, Doubts, Record


class Department(Record):
    """部门: who issues or supervises."""

    id: str
    name: str
    name_en: str
    formerly: str = ""
    """What it was called in 2013; people still say it."""
    until: int | None = None
    """The year in which it ceased to be; only variants of that time name it."""


class Limit(Record):
    """A time limit. Working days unless the law counts calendar days; 0 means on the spot."""

    days: Annotated[int, Schema(ge=0)]
    unit: Literal["working", "calendar"]


ItemKind = Literal[
    "许可", "登记", "备案", "确认", "给付", "公共服务", "内部核验", "程序", "协议", "市场服务", "考核", "监管"
]


class Item(Record):
    """事项: one approval by one department, shared between paths."""

    id: str
    name: str
    name_en: str = ""
    department: str
    kind: ItemKind = "许可"
    basis: tuple[str, ...]
    """The law it rests on, article by article."""
    statutory: Limit | None
    """None where no law sets a limit."""
    promised: Limit
    result: str
    validity: str = ""
    """How long the result is good for, and when to renew it."""
    fee: float = 0
    """Yuan."""
    fee_note: str = ""
    """What the fee depends on, or who is exempt."""
    site_visit: bool = False
    yields: dict[str, str] = {}
    """Which field each part of the result fills, e.g. the licence `number` fills `uscc`."""
    verify: Doubts = ()


class FeeRule(Record):
    """A fee that depends on the answers."""

    when: ConditionText
    fee: float
    note: str = ""


class PromiseRule(Record):
    """Another promised limit for some answers, e.g. on the spot with a written commitment (告知承诺)."""

    when: ConditionText
    promised: Limit
    note: str = ""


class PathItem(Record):
    """An item as a path uses it: when it applies, and what has to be granted before."""

    id: str
    item: str
    when: ConditionText = ALWAYS
    why: str
    after: tuple[str, ...] = ()
    after_why: str = ""
    """Why it has to wait, with the law where there is one."""
    promises: tuple[PromiseRule, ...] = ()
    fees: tuple[FeeRule, ...] = ()
    asks_like: tuple[str, ...] = ()
    """In a variant: it needs the fields and materials of these items of today's path."""
    verify: Doubts = ()
