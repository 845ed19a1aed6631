"""What endpoints work with."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.bot.client import BotClient
from api.database import Database


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


def _bot(request: Request) -> BotClient:
    bot: BotClient = request.app.state.bot
    return bot


DatabaseOf = Annotated[Database, Depends(_database)]
BotOf = Annotated[BotClient, Depends(_bot)]
