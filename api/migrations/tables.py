"""All tables, so that migrations know them."""

from __future__ import annotations

from api.audit.models import AuditEntry
from api.cases.models import Case, Licence, Task, TaskEvent, TaskFile
from api.catalogues.models import CatalogueVersion
from api.conversations.models import Conversation, Flag, Message
from api.departments.models import Connection, UsedNonce
from api.drafts.models import DraftRow, Upload
from api.staff.models import StaffSession, StaffUser

TABLES = (
    CatalogueVersion, Conversation, Message, Flag, DraftRow, Upload, Case, Task, TaskEvent, TaskFile, Licence,
    Connection, UsedNonce, StaffUser, StaffSession, AuditEntry,
)  # fmt: skip
