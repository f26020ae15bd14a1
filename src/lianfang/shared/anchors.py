"""The head of the audit chain, written down outside the database that holds the chain.

Whoever owns the database can take the newest entries away together with their links, and the links
that are left hold. So the sealer appends where the chain stands to a file of the data folder; each
line is authenticated with a key of the ring, which the database does not hold. One file a month.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings

from lianfang.config.home import ANCHORS
from lianfang.shared import crypto
from lianfang.shared.models import AuditSeal

PURPOSE = "audit.anchor"
SEEN, BEGUN, RESTORED = "seen", "begun", "restored"
BLOCK = 5_000
_TAIL = 4_096


@dataclass(frozen=True, slots=True)
class Anchor:
    """One line: the chain had this value at this position then.

    `begun` opens a new folder of anchors. `restored` opens one after a backup was brought back:
    `made_at` is the backup's time, `lost_position` and `lost_at` the last anchor of what was replaced.
    """

    position: int
    chain: str
    at: str
    kind: str = SEEN
    made_at: str = ""
    lost_position: int = 0
    lost_at: str = ""

    def write(self) -> str:
        """Return the line with its authentication."""
        held = {
            name: value for name, value in asdict(self).items() if value not in ("", 0) or name in _ALWAYS
        }
        return json.dumps({**held, "mac": self._mac()}, separators=(",", ":"))

    def _mac(self) -> str:
        body = json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))
        return crypto.authenticate(body, PURPOSE).hex()

    @classmethod
    def read(cls, line: str) -> Anchor | None:
        """Read a line; None where it is none of ours or was changed."""
        try:
            held = json.loads(line)
            mac = str(held.pop("mac"))
            anchor = cls(**held)
        except (ValueError, TypeError, AttributeError, KeyError):
            return None
        return anchor if hmac.compare_digest(mac, anchor._mac()) else None


_ALWAYS = ("position", "chain", "at", "kind")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it lies in its file; `anchor` is None where it was changed."""

    file: Path
    number: int
    anchor: Anchor | None


@dataclass(frozen=True, slots=True)
class Missing:
    """An anchor that the chain does not bear out, and where the chain ends instead."""

    anchor: Anchor
    head: int


@dataclass(slots=True)
class Compared:
    """What the anchors say of the chain."""

    lines: int = 0
    first: Anchor | None = None
    last: Anchor | None = None
    missing: Missing | None = None
    changed: list[Line] = field(default_factory=list)
    restores: list[Anchor] = field(default_factory=list)


def anchors_folder() -> Path:
    """Return where the anchors are kept."""
    return Path(settings.HOME) / ANCHORS


def anchor_head(*, at: datetime) -> bool:
    """Write down where the chain stands unless the last line says so already; tell whether it was written.

    Any number of sealers may do so: only committed links are read, and each line stands for itself.
    """
    head = AuditSeal.objects.order_by("-position").first()
    if head is None:
        return False
    file = _last_file()
    last = _read_last(file) if file else None
    chain_value = bytes(head.chain).hex()
    if last and (last.position, last.chain) == (head.position, chain_value):
        return False
    append(Anchor(head.position, chain_value, at.isoformat(), SEEN if file else BEGUN))
    return True


def note_restore(*, made_at: str, at: datetime, lost_position: int = 0, lost_at: str = "") -> None:
    """Write down that a backup was brought back, and what was known of the county it replaced."""
    head = AuditSeal.objects.order_by("-position").first()
    position, value = (head.position, bytes(head.chain).hex()) if head else (0, "")
    append(Anchor(position, value, at.isoformat(), RESTORED, made_at, lost_position, lost_at))


def append(anchor: Anchor) -> None:
    """Append one line in one write, and have it on disk before going on."""
    folder = anchors_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{anchor.at[:7]}.jsonl"
    disk = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(disk, f"{anchor.write()}\n".encode())
        os.fsync(disk)
    finally:
        os.close(disk)


def list_files() -> list[Path]:
    """List the files of anchors in the order of their months."""
    return sorted(anchors_folder().glob("*.jsonl"))


def _last_file() -> Path | None:
    return max(list_files(), key=lambda path: path.stat().st_mtime_ns, default=None)


def _read_last(file: Path) -> Anchor | None:
    with file.open("rb") as disk:
        with suppress(OSError):  # shorter than that
            disk.seek(-_TAIL, os.SEEK_END)
        lines = disk.read().decode(errors="replace").splitlines()
    return Anchor.read(lines[-1]) if lines else None


def read_lines() -> Iterator[Line]:
    """Read every line of every month."""
    for file in list_files():
        with file.open(encoding="utf-8", errors="replace") as disk:
            for number, line in enumerate(disk, start=1):
                yield Line(file, number, Anchor.read(line))


def compare() -> Compared:
    """Hold the chain against every anchor; the first one that is not borne out is named."""
    found = Compared()
    head = AuditSeal.objects.order_by("-position").first()
    lines = read_lines()
    while block := list(islice(lines, BLOCK)):
        anchors = [line.anchor for line in block if line.anchor]
        found.lines += len(block)
        found.changed += [line for line in block if line.anchor is None]
        found.restores += [anchor for anchor in anchors if anchor.kind == RESTORED]
        found.first = found.first or next(iter(anchors), None)
        found.last = max((found.last, *anchors), key=lambda anchor: anchor.position if anchor else -1)
        if found.missing is None:
            wrong = _first_wrong(anchors)
            found.missing = Missing(wrong, head.position if head else 0) if wrong else None
    return found


def _first_wrong(anchors: list[Anchor]) -> Anchor | None:
    positions = {anchor.position for anchor in anchors}
    held = AuditSeal.objects.filter(position__in=positions).values_list("position", "chain")
    chains = {0: "", **{position: bytes(value).hex() for position, value in held}}
    return next((anchor for anchor in anchors if chains.get(anchor.position) != anchor.chain), None)
