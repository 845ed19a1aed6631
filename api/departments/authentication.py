"""Which department is calling: by its signature, or by its API key."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.departments import service
from api.departments.signing import SIGNATURE_HEADER, SignatureError, read_headers
from api.dependencies import DatabaseOf
from api.errors import NotAuthenticatedError


async def _calling_department(request: Request, database: DatabaseOf) -> str:
    """The id of the calling department; raises NotAuthenticatedError."""
    scheme, _, api_key = request.headers.get("authorization", "").partition(" ")
    async with database.transaction() as session:
        if scheme.lower() == "bearer" and api_key:
            return await service.department_of_key(session, api_key)
        if SIGNATURE_HEADER not in request.headers:
            raise NotAuthenticatedError("bad_api_key")
        try:
            signature = read_headers(request.headers)
        except SignatureError as error:
            raise NotAuthenticatedError("bad_signature") from error
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return await service.department_of_signature(session, signature, request.method, target, await request.body())


CallingDepartment = Annotated[str, Depends(_calling_department)]
