"""What the simulated departments have received and still have to say. Kept in a file, as a real system would."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS received (
    idempotency_key TEXT PRIMARY KEY, department TEXT NOT NULL, task_id TEXT NOT NULL, item TEXT NOT NULL,
    payload TEXT NOT NULL, received_at REAL NOT NULL, times INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS withdrawn (task_id TEXT PRIMARY KEY, department TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS to_say (
    event_id TEXT PRIMARY KEY, department TEXT NOT NULL, task_id TEXT NOT NULL, callback TEXT NOT NULL,
    event TEXT NOT NULL, due_at REAL NOT NULL, said INTEGER NOT NULL DEFAULT 0
);
"""


@dataclass(frozen=True, slots=True)
class Saying:
    """An event that a department has to report."""

    event_id: str
    department: str
    task_id: str
    callback: str
    event: dict[str, Any]


class Ledger:
    """The departments' file."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(file, check_same_thread=False)
        self._lock = threading.Lock()
        with self._lock, self._connection:
            self._connection.executescript(_SCHEMA)

    def receive(self, key: str, department: str, payload: dict[str, Any], sayings: list[tuple[Saying, float]]) -> bool:
        """Keep a task with what will be said of it; False when this key was received before."""
        with self._lock, self._connection:
            known = self._connection.execute(
                "UPDATE received SET times = times + 1 WHERE idempotency_key = ?", (key,)
            ).rowcount
            if known:
                return False
            self._connection.execute(
                "INSERT INTO received VALUES (?, ?, ?, ?, ?, ?, 1)",
                (key, department, payload["task_id"], payload["item"]["id"], json.dumps(payload), time.time()),
            )
            for saying, delay in sayings:
                self._connection.execute(
                    "INSERT INTO to_say VALUES (?, ?, ?, ?, ?, ?, 0)",
                    (
                        saying.event_id, saying.department, saying.task_id, saying.callback,
                        json.dumps(saying.event), time.time() + delay,
                    ),
                )  # fmt: skip
            return True

    def withdraw(self, department: str, task_id: str) -> None:
        """Note that a task was withdrawn, and say nothing more about it."""
        with self._lock, self._connection:
            self._connection.execute("INSERT OR IGNORE INTO withdrawn VALUES (?, ?)", (task_id, department))
            self._connection.execute("UPDATE to_say SET said = 1 WHERE task_id = ?", (task_id,))

    def withdrawn(self) -> list[str]:
        """The tasks that were withdrawn."""
        with self._lock:
            return [row[0] for row in self._connection.execute("SELECT task_id FROM withdrawn")]

    def due(self) -> list[Saying]:
        """What is to be said by now, oldest first; for each task only its first open event."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT event_id, department, task_id, callback, event FROM to_say "
                "WHERE said = 0 AND due_at <= ? ORDER BY due_at, event_id",
                (time.time(),),
            ).fetchall()
        first: dict[str, Saying] = {}
        for event_id, department, task_id, callback, event in rows:
            first.setdefault(task_id, Saying(event_id, department, task_id, callback, json.loads(event)))
        return list(first.values())

    def said(self, event_id: str) -> None:
        """Mark an event as reported."""
        with self._lock, self._connection:
            self._connection.execute("UPDATE to_say SET said = 1 WHERE event_id = ?", (event_id,))

    def received(self) -> list[dict[str, Any]]:
        """Everything received, oldest first, with how many times each was sent."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT department, task_id, item, payload, received_at, times FROM received ORDER BY received_at"
            ).fetchall()
        names = ("department", "task_id", "item", "payload", "received_at", "times")
        return [{**dict(zip(names, row, strict=True)), "payload": json.loads(row[3])} for row in rows]
