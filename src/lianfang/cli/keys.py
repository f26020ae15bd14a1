"""`lianfang keys`: which keys there are, and a new one for everything."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click

from lianfang.cli.console import MISUSED, Console, Refusal, with_county
from lianfang.cli.progress import counting
from lianfang.cli.speech import _
from lianfang.config.home import home_folder

PASSES = 5


@click.group()
def command() -> None:
    """Show the encryption keys, renew them, or forget an old one."""


@command.command()
@with_county
def show(console: Console) -> None:
    """Show the keys by name, and how many values and files each one closes; never a key itself."""
    from lianfang.config.keys import keys_path
    from lianfang.shared import crypto, rotation

    _check(console)
    ring = crypto.key_ring()
    held: dict[str, Any] = {
        "file": str(keys_path(Path(home_folder()))),
        "current": ring.current,
        "keys": sorted(ring.encryption),
        "in_use": rotation.count_by_key(),
    }
    told = _("Keys: {keys}; current: {current}; kept at {file}")
    lines = [told.format(**{**held, "keys": ", ".join(held["keys"])})]
    for place, counts in held["in_use"].items():
        lines.append(f"  {place}: " + (", ".join(f"{key} {count:,}" for key, count in counts.items()) or "—"))
    console.answer(held, "\n".join(lines))


@command.command()
@click.option("--resume", is_flag=True, help="Go on with an interrupted rotation instead of making a key.")
@with_county
def rotate(console: Console, resume: bool) -> None:
    """Make a new key and encrypt every column and file with it, in batches, while the county works."""
    from lianfang.shared import audit, crypto

    _check(console)
    before = crypto.key_ring().current
    if not resume:
        _write_new_key()
    current = crypto.key_ring().current
    console.say(_("Encrypting with key %s. Ctrl-C interrupts; --resume goes on.") % current)
    done = _pass_until_clean(console)
    audit.record(
        by=console.actor,
        at=console.at,
        action="system.rotate_keys",
        object_kind="key",
        object_id=current,
        before=before,
        resumed=resume,
        values=done["values"],
        files=done["files"],
    )
    held = {"current": current, "before": before, **done}
    text = _("{values:,} values and {files:,} files are under key {current}. Keep a new copy of the keys.")
    console.answer(held, text.format(**held))


@command.command()
@click.argument("key")
@with_county
def forget(console: Console, key: str) -> None:
    """Forget an old key that closes nothing here any more. Backups made with it then stay closed."""
    from lianfang.config.keys import write_ring
    from lianfang.shared import audit, crypto, rotation

    _check(console)
    ring = crypto.key_ring()
    if key not in ring.encryption or key == ring.current:
        raise Refusal(_("%s is no old key.") % key, _("`lianfang keys show` lists them."), MISUSED)
    used = {place: counts[key] for place, counts in rotation.count_by_key().items() if counts.get(key)}
    if used:
        raise Refusal(
            _("Key {key} is still in use: {places}.").format(key=key, places=", ".join(used)),
            _("Run `lianfang keys rotate --resume` first."),
        )
    write_ring(home_folder(), ring.without_key(key))
    crypto.forget_keys()
    audit.record(
        by=console.actor, at=console.at, action="system.forget_key", object_kind="key", object_id=key
    )
    console.answer({"forgotten": key}, _("Key %s is forgotten.") % key)


def _check(console: Console) -> None:
    from lianfang.shared.actor import check_may
    from lianfang.shared.roles import Permission

    check_may(console.actor, Permission.MANAGE_SYSTEM)


def _write_new_key() -> None:
    """Add a key to the ring, and wait until every running process has taken it up."""
    from lianfang.config.keys import write_ring
    from lianfang.shared import crypto

    write_ring(home_folder(), crypto.key_ring().with_new_key())
    crypto.forget_keys()
    time.sleep(crypto.LOOK_SECONDS * 2)


def _pass_until_clean(console: Console) -> dict[str, int]:
    """Go over everything until a pass finds nothing: writes under way may still bring the old key."""
    from lianfang.shared import rotation

    done = {"values": 0, "files": 0}
    with counting(console, _("Encrypting anew")) as told:
        for _number in range(PASSES):
            values = sum(rotation.reseal_column(column, told) for column in rotation.list_sealed_columns())
            stored = rotation.reseal_files(told)
            done["values"] += values
            done["files"] += stored
            if not values + stored:
                break
    return done
