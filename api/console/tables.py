"""Tables of figures for a time, as files for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from fastapi import Response

from api.clock import today


def period(since: date | None, until: date | None, usual_days: int, most_days: int | None = None) -> tuple[date, date]:
    """The first and the last day that are meant: the last `usual_days` where nothing is said, at most `most_days`."""
    last = until or today()
    first = since or last - timedelta(days=usual_days - 1)
    return (first if most_days is None else max(first, last - timedelta(days=most_days - 1))), last


def as_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """The table as CSV, with a mark of its encoding, without which a Chinese spreadsheet shows other characters."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows(rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(file.getvalue().encode("utf-8-sig"), media_type="text/csv", headers=headers)
