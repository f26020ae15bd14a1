"""`lianfang backup`: the database, the files, and apart from both the keys."""

from __future__ import annotations

from pathlib import Path

import click

from lianfang.cli import archive
from lianfang.cli.console import MISUSED, Console, Refusal, with_county
from lianfang.cli.speech import _
from lianfang.config.home import ANCHORS, FILES, home_folder


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--keys",
    "keys_to",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Copy the keys to this file, outside the folder: keep the two apart.",
)
@with_county
def command(console: Console, folder: Path, keys_to: Path | None) -> None:
    """Write a backup into a new folder while the county works."""
    from lianfang.shared import audit
    from lianfang.shared.actor import check_may
    from lianfang.shared.roles import Permission

    check_may(console.actor, Permission.MANAGE_SYSTEM)
    _check_places(folder, keys_to)
    audit.record(by=console.actor, at=console.at, action="system.backup", object_kind="backup")
    try:
        held = write_backup(console, folder)
    except archive.ArchiveBroken as broken:
        raise Refusal(_("The backup failed: %s") % broken, _("Nothing was changed; try again.")) from broken
    if keys_to is not None:
        copy_keys(keys_to)
    held["keys"] = str(keys_to) if keys_to else ""
    text = _("Backup in {folder}: {files} files, {bytes:,} bytes.").format(**held)
    advice = _("Without the keys it cannot be read. Keep a copy of them elsewhere: --keys FILE.")
    console.answer(held, text if keys_to else f"{text}\n{advice}")


def write_backup(console: Console, folder: Path) -> dict[str, object]:
    """Dump first, then take the files: every file a dumped row names is on disk by then.

    The anchors of the audit chain are taken before: each of them is borne out by the dump.
    """
    from lianfang.places.queries import get_county
    from lianfang.shared import crypto

    home = home_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    archive.pack_files(home / ANCHORS, folder / archive.ANCHORS)
    archive.dump(home, folder / archive.DUMP)
    count = archive.pack_files(home / FILES, folder / archive.FILES)
    digests = {name: archive.digest_of(folder / name) for name in archive.PARTS}
    archive.Manifest(
        made_at=console.at.isoformat(),
        county=get_county().name,
        postgresql=archive.server_major(home),
        keys=sorted(crypto.key_ring().encryption),
        probe=crypto.seal(archive.PROBE, archive.PROBE_PURPOSE).hex(),
        digests=digests,
    ).write(folder)
    size = sum((folder / name).stat().st_size for name in digests)
    return {"folder": str(folder), "files": count, "bytes": size}


def copy_keys(target: Path) -> None:
    """Copy the keys to a file that only its owner may read."""
    from lianfang.shared import crypto

    target.touch(mode=0o600, exist_ok=False)
    target.write_text(crypto.key_ring().as_text(), encoding="utf-8")


def _check_places(folder: Path, keys_to: Path | None) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise Refusal(_("%s is not empty.") % folder, _("Name a new folder for each backup."), MISUSED)
    if keys_to is None:
        return
    if keys_to.exists():
        raise Refusal(_("%s exists already.") % keys_to, _("Name a new file for the keys."), MISUSED)
    if folder.resolve() in keys_to.resolve().parents:
        raise Refusal(
            _("The keys may not lie inside the backup."), _("Keep them on another disk or machine."), MISUSED
        )
