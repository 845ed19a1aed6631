"""`yichuang simulate wechat`: a telephone with WeChat on it, to try the official account by hand."""

from __future__ import annotations

import asyncio
import contextlib
import mimetypes
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

import httpx
import typer
import uvicorn

from api.cli.session import fail
from api.settings import settings
from api.simulators.wechat.pushing import Delivery, WeChat
from api.simulators.wechat.server import Records, create_wechat
from api.wechat.envelope import Account

_LOOK_EVERY = 0.2
_HELP = "Write as a citizen would. /photo FILE, /voice WORDS, /menu KEY, /follow, /quit"


def wechat(
    url: Annotated[str, typer.Option(help="The running system.")] = "http://127.0.0.1:8000",
    port: Annotated[int, typer.Option(help="Where the simulated WeChat listens.")] = 8200,
    openid: Annotated[str, typer.Option(help="Who is writing.")] = "o-citizen",
) -> None:
    """Play WeChat: what you type is pushed to the account, signed and sealed; what it answers and sends is shown.

    The system has to be started with YICHUANG_WECHAT_APP_ID, _SECRET and _TOKEN (and _AES_KEY for safe mode), and with
    YICHUANG_WECHAT_API_URL=http://127.0.0.1:8200; this command needs the same variables.
    """
    chosen = settings()
    if not chosen.wechat_app_id or not chosen.wechat_token:
        raise fail("Set YICHUANG_WECHAT_APP_ID, YICHUANG_WECHAT_SECRET and YICHUANG_WECHAT_TOKEN, here and there.")
    asyncio.run(_talk(url, port, openid))


async def _talk(url: str, port: int, openid: str) -> None:
    chosen, records = settings(), Records()
    account = Account(chosen.wechat_app_id, chosen.wechat_token, chosen.wechat_aes_key)
    application = create_wechat(chosen.wechat_app_id, chosen.wechat_secret, records)
    server = uvicorn.Server(uvicorn.Config(application, host="127.0.0.1", port=port, log_level="warning"))
    serving = asyncio.create_task(server.serve())
    showing = asyncio.create_task(_show(records))
    typer.echo(_HELP)
    async with httpx.AsyncClient(trust_env=False) as http:
        phone = WeChat(http, f"{url}/wechat/callback", account, records)
        async for line in _lines():
            if line == "/quit":
                break
            _print(await _push(phone, openid, line))
        await asyncio.sleep(_LOOK_EVERY * 2)
    server.should_exit = True
    showing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await showing
    await serving


async def _push(phone: WeChat, openid: str, line: str) -> Delivery:
    command, _, rest = line.partition(" ")
    match command:
        case "/photo":
            file = Path(rest.strip())
            media_type = mimetypes.guess_type(file)[0] or "image/jpeg"
            try:
                content = await asyncio.to_thread(file.read_bytes)
            except OSError as error:
                return Delivery(0, None, error=str(error))
            return await phone.photo(openid, content, media_type)
        case "/voice":
            return await phone.voice(openid, rest)
        case "/menu":
            return await phone.event(openid, "CLICK", rest)
        case "/follow":
            return await phone.event(openid, "subscribe")
        case _:
            return await phone.text(openid, line)


def _print(delivery: Delivery) -> None:
    took = f"({delivery.tries} tries, {sum(delivery.seconds):.2f} s)"
    if delivery.error:
        typer.echo(f"!! {delivery.error} {took}")
    elif delivery.text is None:
        typer.echo(f".. no answer yet {took}")
    else:
        typer.echo(f"<< {delivery.text}\n   {took}")


async def _show(records: Records) -> None:
    """Show what the account sends by itself."""
    texts = templates = 0
    while True:
        for _openid, text in records.texts[texts:]:
            typer.echo(f"<* {text}")
        for template in records.templates[templates:]:
            typer.echo(f"<# {template['data']} {template['url']}")
        texts, templates = len(records.texts), len(records.templates)
        await asyncio.sleep(_LOOK_EVERY)


async def _lines() -> AsyncIterator[str]:
    while line := await asyncio.to_thread(sys.stdin.readline):
        if line.strip():
            yield line.strip()
