"""Who works in the console, by role: what each is to the rest of the application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class _Somebody:
    """Somebody who is logged in."""

    name: str
    csrf: str
    """What every form that they send has to carry."""
    role: ClassVar[str]

    @property
    def actor(self) -> str:
        """How they stand in the records."""
        return f"{self.role}/{self.name}"


@dataclass(frozen=True, slots=True)
class Clerk(_Somebody):
    """Who is working, for which department."""

    department_id: str
    role: ClassVar[str] = "clerk"

    @property
    def actor(self) -> str:
        """How they stand in the records: under their department."""
        return f"{self.department_id}/{self.name}"


@dataclass(frozen=True, slots=True)
class Coordinator(_Somebody):
    """Who mediates between departments; they see no personal data."""

    role: ClassVar[str] = "coordinator"


@dataclass(frozen=True, slots=True)
class Reviewer(_Somebody):
    """Who watches over conversations and takes them over."""

    role: ClassVar[str] = "reviewer"


@dataclass(frozen=True, slots=True)
class Editor(_Somebody):
    """Who keeps the catalogue: what there is to apply for, and what it takes. They see nobody's data."""

    role: ClassVar[str] = "editor"


@dataclass(frozen=True, slots=True)
class Administrator(_Somebody):
    """Who keeps the accounts; they see neither cases nor conversations."""

    role: ClassVar[str] = "administrator"


Staff = Clerk | Coordinator | Reviewer | Editor | Administrator
ROLES = tuple(each.role for each in (Clerk, Reviewer, Coordinator, Editor, Administrator))
