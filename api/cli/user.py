"""Staff accounts."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from api.cli.session import fail, in_transaction, known_department
from api.staff import accounts, passwords

app = typer.Typer(no_args_is_help=True)


@app.callback()
def users() -> None:
    """Accounts of people who work in the console."""


@app.command()
def add(
    name: str,
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
    department: Annotated[str, typer.Option(help="The department whose tasks they work on.")] = "",
    *,
    coordinator: Annotated[bool, typer.Option("--coordinator", help="They mediate between departments.")] = False,
    reviewer: Annotated[bool, typer.Option("--reviewer", help="They watch over conversations.")] = False,
    editor: Annotated[bool, typer.Option("--editor", help="They keep the catalogue.")] = False,
    administrator: Annotated[bool, typer.Option("--administrator", help="They keep the accounts.")] = False,
) -> None:
    """Make an account of a clerk, a coordinator, a reviewer, an editor or an administrator, or give a new password."""
    chosen = {"clerk": bool(department), "coordinator": coordinator, "reviewer": reviewer, "editor": editor}
    roles = [role for role, wanted in {**chosen, "administrator": administrator}.items() if wanted]
    if len(roles) != 1:
        raise fail("Say one of --department DEPARTMENT, --coordinator, --reviewer, --editor and --administrator.")
    if len(password) < passwords.SHORTEST:
        raise fail(f"The password needs at least {passwords.SHORTEST} characters.")

    async def save(session: AsyncSession) -> str:
        place = f"for {(await known_department(session, department)).name}" if department else f"as {roles[0]}"
        await accounts.save(session, name, password, roles[0], department or None)
        return place

    typer.echo(f"{name} may now log in at /console {in_transaction(save)}.")
