"""`yichuang translations`: keep the English of the catalogue's texts complete."""

from __future__ import annotations

import typer

from api.texts.translation import bring_up_to_date
from forms.loader import default_catalogue


def translations() -> None:
    """Bring `api/texts/en.po` up to date: new texts are added without English, what is no longer said goes."""
    changes = bring_up_to_date(default_catalogue())
    for text in changes.gone:
        typer.echo(f"- {text}")
    for text in changes.empty:
        typer.echo(f"? {text}")
    typer.echo(f"{len(changes.gone)} removed, {len(changes.empty)} without English.")
    if changes.empty:
        raise typer.Exit(1)
