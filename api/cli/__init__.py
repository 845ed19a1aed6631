"""The `yichuang` command."""

from __future__ import annotations

import typer

from api.cli import (
    audit,
    bench,
    catalogue,
    citizen,
    department,
    keys,
    nlu,
    running,
    simulate,
    simulate_faults,
    simulate_wechat,
    translations,
    user,
)

app = typer.Typer(no_args_is_help=True, pretty_exceptions_show_locals=False, help="Yichuang 一窗: one window.")
app.command("up")(running.up)
app.command("worker")(running.worker)
app.command("train")(running.train)
app.command("check")(catalogue.check)
app.command("plan")(catalogue.plan_)
app.command("export")(citizen.export)
app.command("erase")(citizen.erase)
app.command("retention")(citizen.retention)
app.command("translations")(translations.translations)
app.add_typer(nlu.app, name="nlu", help="Understanding: parse messages.")
app.add_typer(bench.app, name="bench", help="Measure the running system.")
simulate.app.command("faults")(simulate_faults.faults)
simulate.app.command("wechat")(simulate_wechat.wechat)
app.add_typer(simulate.app, name="simulate", help="Play the part of others.")
app.add_typer(department.app, name="department", help="Connect departments.")
app.add_typer(user.app, name="user", help="Staff accounts.")
app.add_typer(keys.app, name="keys", help="The keys with which personal data is encrypted.")
app.add_typer(audit.app, name="audit", help="The audit log.")
