"""How a simulated department behaves, and what it will therefore say about a task."""

from __future__ import annotations

import secrets
import uuid
from enum import StrEnum
from typing import Any

from stdnum.cn import ric, uscc

from api.simulators.departments.ledger import Saying

SLOW_FACTOR = 10


class Behaviour(StrEnum):
    """What a department can be told to do."""

    APPROVE = "approve"
    SLOW = "slow"
    """Approve, but take ten times as long."""
    REFUSE = "refuse"
    SUPPLEMENT = "supplement"
    """Ask for a supplement the first time, approve the second."""
    DOWN = "down"
    """Answer every request with 503."""


def sayings(
    department: str, payload: dict[str, Any], behaviour: Behaviour, seconds: float
) -> list[tuple[Saying, float]]:
    """What the department will say, and after how many seconds."""
    pace = seconds * SLOW_FACTOR if behaviour is Behaviour.SLOW else seconds
    events: list[dict[str, Any]] = [{"kind": "accepted"}, {"kind": "under_review"}]
    if behaviour is Behaviour.REFUSE:
        events.append({"kind": "refused", "opinion": "现场情况与申请不符"})
    elif behaviour is Behaviour.SUPPLEMENT and payload["revision"] == 1:
        events = [{"kind": "accepted"}, _supplement(payload)]
    elif payload.get("owed"):
        pass  # something may follow later: no licence before it has come, with a revision of its own
    else:
        events.append(_granted(payload))
    return [
        (_saying(department, payload, position, event), pace * (position + 1) / len(events))
        for position, event in enumerate(events)
    ]


def _saying(department: str, payload: dict[str, Any], position: int, event: dict[str, Any]) -> Saying:
    event_id = f"{payload['revision']}-{position}-{uuid.uuid4()}"
    return Saying(event_id, department, payload["task_id"], payload["callback"], {"event_id": event_id, **event})


def _granted(payload: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "granted", "licence": {"number": _licence_number(payload["item"]["number_fills"])}}


def _licence_number(fills: list[dict[str, str]]) -> str:
    """A number of its own for each result; one that fills a field has that field's form."""
    match fills[0]["kind"] if fills else None:
        case "uscc":
            body = f"92370982MA{secrets.token_hex(4).upper()[:7].translate(str.maketrans('IOSVZ', '12345'))}"
            return body + uscc.calc_check_digit(body + "0")
        case "id_no":
            body = f"37098220260101{secrets.randbelow(1000):03d}"
            return body + ric.calc_check_digit(body + "0")
        case None:
            return f"370982{secrets.randbelow(10**10):010d}"
        case _:
            return fills[0]["example"]


def _supplement(payload: dict[str, Any]) -> dict[str, Any]:
    """Ask for the first uploaded material, or else for the first field that the citizen filled in."""
    materials = [m["id"] for m in payload["materials"] if m["provide"] == "upload"][:1]
    fields = [] if materials else [f["id"] for f in payload["fields"] if f["source"] == "citizen"][:1]
    return {
        "kind": "supplement_requested",
        "opinion": "看不清楚，请重新提供",
        "supplement": {"fields": fields, "materials": materials},
    }
