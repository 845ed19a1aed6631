"""All tables, so that migrations know them."""

from __future__ import annotations

from api.attention.models import Attention, Looking, StaffNote
from api.audit.models import AuditEntry
from api.cases.models import Case, Licence, Task, TaskEvent, TaskFile
from api.catalogues.models import CatalogueVersion, Proposal, Publication
from api.conversations.models import Citizen, Conversation, Flag, Message, Sender
from api.coordination.models import Coordination, CoordinationNote, SiteVisit
from api.departments.models import Connection, UsedNonce
from api.drafts.models import DraftRow, Upload
from api.identity.models import OneTimeCode
from api.improving.models import Candidate, Correction, FactCorrection
from api.sms.models import ShortMessage
from api.staff.models import StaffSession, StaffUser
from api.wechat.models import WeChatPush, WeChatToken

TABLES = (
    CatalogueVersion, Citizen, Conversation, Sender, Message, Flag, DraftRow, Upload, Case, Task, TaskEvent,
    TaskFile, Licence, Connection, UsedNonce, StaffUser, StaffSession, AuditEntry, OneTimeCode, ShortMessage,
    WeChatPush, WeChatToken, SiteVisit, Coordination, CoordinationNote,
    Proposal, Publication, Correction, FactCorrection, Candidate, Attention, StaffNote, Looking,
)  # fmt: skip
