"""Who works in the console, by role: what each is to the rest of the application."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who is working, for which department."""

    name: str
    department_id: str
    csrf: str

    @property
    def actor(self) -> str:
        """How they stand in the records."""
        return f"{self.department_id}/{self.name}"


@dataclass(frozen=True, slots=True)
class Coordinator:
    """Who mediates between departments; they see no personal data."""

    name: str
    csrf: str

    @property
    def actor(self) -> str:
        """How they stand in the records."""
        return f"coordinator/{self.name}"


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who watches over conversations and takes them over."""

    name: str
    csrf: str

    @property
    def actor(self) -> str:
        """How they stand in the records."""
        return f"reviewer/{self.name}"


@dataclass(frozen=True, slots=True)
class Administrator:
    """Who keeps the accounts; they see neither cases nor conversations."""

    name: str
    csrf: str

    @property
    def actor(self) -> str:
        """How they stand in the records."""
        return f"administrator/{self.name}"


Staff = Clerk | Coordinator | Reviewer | Administrator
ROLES = ("clerk", "reviewer", "coordinator", "administrator")
