"""A citizen's rights: a copy of what is stored of them, and its erasure."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Annotated

import orjson
import typer
from sqlalchemy.ext.asyncio import AsyncSession

from api.cli.session import fail, in_transaction
from api.errors import AppError
from api.retention import service
from api.retention.rules import RULES
from api.retention.service import Copy, Erasure

Citizen = Annotated[
    str, typer.Option("--citizen", help="A mobile number, a case number, a licence's code, or a conversation's id.")
]


def export(
    citizen: Citizen,
    to: Annotated[Path, typer.Option(help="The file to write.")] = Path("citizen.zip"),
) -> None:
    """Write all that is stored of a citizen into a zip file: data.json, and every file that was handed in."""

    async def copied(session: AsyncSession) -> Copy:
        return await service.copy_of(session, await service.find_citizen(session, citizen))

    try:
        copy = in_transaction(copied)
    except AppError as error:
        raise fail(f"Nobody is known by {citizen!r} ({error.code}).") from error
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", orjson.dumps(copy.content, option=orjson.OPT_INDENT_2))
        for name, content in copy.files.items():
            archive.writestr(f"files/{name}", content)
    typer.echo(
        f"{to}: {len(copy.content['messages'])} messages, {len(copy.content['cases'])} cases, {len(copy.files)} files."
    )


def erase(
    citizen: Citizen,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase what is stored of a citizen. What the law has kept is kept, and named."""

    async def erased(session: AsyncSession) -> Erasure:
        return await service.erase(session, await service.find_citizen(session, citizen))

    if not yes:
        typer.confirm(f"Erase what is stored of {citizen}? It cannot be brought back.", abort=True)
    try:
        done = in_transaction(erased)
    except AppError as error:
        if error.code == "case_still_open":
            raise fail("A case of this citizen is not closed. It has to be decided or withdrawn first.") from error
        raise fail(f"Nobody is known by {citizen!r} ({error.code}).") from error
    typer.echo("Removed: " + ", ".join(f"{count} {what}" for what, count in done.removed.items()))
    for what, basis in done.kept.items():
        typer.echo(f"Kept: {what} ({basis})")


def retention() -> None:
    """How long each kind of data is kept, and why."""
    for rule in RULES:
        typer.echo(f"{rule.kind:12} {f'{rule.days} days' if rule.days else 'kept':10} {rule.basis}")
