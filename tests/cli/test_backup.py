"""The drill: a county is backed up, lost, and brought back; figures and audit are as they were."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.cli.conftest import Installation
from tests.rooms.config.embedded.conftest import throw_away
from tests.rooms.leads.county import number

from lianfang.cli import archive
from lianfang.config import embedded
from lianfang.config.keys import keys_path, new_ring, read_ring

pytestmark = pytest.mark.slow
DAY = "2022-02-28"
DISPATCH = ("report", "dispatch", "--date", DAY)
PASSING = {
    "procrastinate_workers",
    "procrastinate_periodic_defers",
    "procrastinate_jobs",
    "procrastinate_events",
}


def make_list(folder: Path) -> Path:
    """Write a list of invented people of one village."""
    lines = ["姓名,身份证号,手机号,现住址"]
    for seed in range(1, 31):
        lines.append(f"张{chr(0x4E00 + seed)},{number(seed)},154{seed:08d},兴县蔚汾镇贺家坪村")
    path = folder / "list.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def county(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A county with people, leads and files."""
    folder = tmp_path_factory.mktemp("lists")
    installation.call("users", "add", "data", "--name", "甲某", "--role", "data")
    held = installation.ask(
        "lists", "import", str(make_list(folder)), "--source", "省厅", "--at", f"{DAY}T09:00"
    )
    assert held["rows"] == 30, held
    installation.call("worker", "--once")
    return installation


@pytest.fixture(scope="module")
def backup(county: Installation, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A backup of the county, and its keys apart."""
    folder = tmp_path_factory.mktemp("backup")
    held = county.ask("backup", str(folder / "county"), "--keys", str(folder / "keys"))
    assert held["files"] == 1
    return folder / "county", folder / "keys"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Installation]:
    """Another machine."""
    with throw_away(tmp_path) as home:
        yield Installation(home)


def digests(installation: Installation) -> dict[str, str]:
    """Digest every table, row by row, apart from the queue's own."""
    with psycopg.connect(embedded.connection_of(installation.home).dsn("owner")) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {
            name: connection.execute(
                f'SELECT count(*) || md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{name}" AS t'  # type: ignore[arg-type]
            ).fetchone()[0]
            for (name,) in sorted(names)
            if name not in PASSING
        }


def audit_of(installation: Installation, last: int) -> list[tuple]:
    with psycopg.connect(embedded.connection_of(installation.home).dsn("app")) as connection:
        return connection.execute(
            "SELECT s.position, s.chain, e.* FROM shared_auditseal s JOIN shared_auditentry e ON e.id = s.entry_id"
            " WHERE s.position <= %s ORDER BY s.position",
            [last],
        ).fetchall()


def last_link(installation: Installation) -> int:
    with psycopg.connect(embedded.connection_of(installation.home).dsn("app")) as connection:
        return connection.execute("SELECT coalesce(max(position), 0) FROM shared_auditseal").fetchone()[0]


def test_figures_and_audit_are_equal_before_and_after(county, backup, elsewhere):
    folder, keys = backup
    before = {
        "figures": county.ask(*DISPATCH),
        "rows": digests(county),
        "audit": audit_of(county, last_link(county)),
        "files": {path.name: path.read_bytes() for path in (county.home / "files").iterdir()},
    }
    assert before["figures"]["pushed"]["ever"] == 30
    assert len(before["audit"]) > 5
    county.call("down")
    elsewhere.call("restore", str(folder), "--keys", str(keys))
    assert elsewhere.ask(*DISPATCH) == before["figures"]
    assert audit_of(elsewhere, len(before["audit"])) == before["audit"]
    assert {path.name: path.read_bytes() for path in (elsewhere.home / "files").iterdir()} == before["files"]
    rows = digests(elsewhere)
    changed = {name for name in before["rows"] if rows[name] != before["rows"][name]}
    assert changed <= {"shared_auditentry", "shared_auditwaiting"}  # the restore itself is written down
    elsewhere.call("worker", "--once")
    looked = elsewhere.ask("doctor")
    assert looked["sound"]
    assert [line for check in looked["checks"] for line in check["remarks"] if "brought back" in line]
    assert {row["username"] for row in elsewhere.ask("users", "list")} == {"data"}
    shown = elsewhere.ask("keys", "show")
    assert shown["in_use"]["people_person.number"] == {"k1": 30}


def test_the_products_role_has_its_rights_after_a_restore_and_no_more(backup, elsewhere):
    folder, keys = backup
    elsewhere.call("restore", str(folder), "--keys", str(keys))
    with psycopg.connect(embedded.connection_of(elsewhere.home).dsn("app")) as connection:
        assert connection.execute("SELECT count(*) FROM people_person").fetchone() == (30,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM shared_auditentry")


def test_a_backup_alone_shows_nobody(backup):
    folder, _keys = backup
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        for secret in (number(7), "15400000007"):
            assert secret.encode() not in content, path


def test_the_keys_lie_apart_and_closed(backup, county):
    folder, keys = backup
    assert keys.read_text() == keys_path(county.home).read_text()
    assert keys.stat().st_mode & 0o777 == 0o600
    ring = read_ring(county.home)
    for path in folder.rglob("*"):
        if path.is_file():
            assert ring.blind_index.hex().encode() not in path.read_bytes()
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("{folder}",), "not empty"),
        (("{fresh}", "--keys", "{fresh}/keys"), "inside"),
        (("{fresh}", "--keys", "{keys}"), "exists"),
    ],
)
def test_a_backup_that_would_be_no_good_is_not_begun(county, backup, tmp_path, arguments, told):
    folder, keys = backup
    places = {"folder": folder, "keys": keys, "fresh": tmp_path / "fresh"}
    said = county.call("backup", *(argument.format(**places) for argument in arguments), code=2)
    assert told in said
    assert not (tmp_path / "fresh").exists()


def copy_of(backup: tuple[Path, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(backup[0], tmp_path / "copy"))


@pytest.mark.parametrize("part", [*archive.PARTS, archive.MANIFEST])
@pytest.mark.parametrize("damage", ["missing", "changed"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(backup, elsewhere, tmp_path, part, damage):
    folder = copy_of(backup, tmp_path)
    if damage == "missing":
        (folder / part).unlink()
    else:
        (folder / part).write_bytes((folder / part).read_bytes()[:-1])
    said = elsewhere.call("restore", str(folder), "--keys", str(backup[1]), code=1)
    assert part in said
    assert not (elsewhere.home / "database").exists()


def test_other_keys_are_refused_before_anything_is_touched(backup, elsewhere, tmp_path):
    other = tmp_path / "other"
    other.write_text(new_ring().as_text())
    assert "k1" in elsewhere.call("restore", str(backup[0]), "--keys", str(other), code=2)
    assert "--keys" in elsewhere.call("restore", str(backup[0]), code=3)
    assert not (elsewhere.home / "database").exists()


def test_a_county_that_is_there_is_replaced_only_when_told(county, backup):
    folder, keys = backup
    county.call("users", "add", "later", "--name", "乙某", "--role", "grid", "--scope", "grid:none", code=2)
    county.call("users", "add", "later", "--name", "乙某", "--role", "data")
    county.call("worker", "--once")
    ahead = last_link(county)
    assert "--replace" in county.call("restore", str(folder), "--keys", str(keys), code=2)
    assert len(county.ask("users", "list")) == 2
    county.call("restore", str(folder), "--keys", str(keys), "--replace")
    assert len(county.ask("users", "list")) == 1
    assert [path.name for path in county.home.iterdir() if path.name.startswith("files")] == ["files"]
    assert [path for path in county.home.iterdir() if path.match("anchors.*.replaced")]
    county.call("worker", "--once")
    looked = county.ask("doctor")
    told = [line for check in looked["checks"] for line in check["remarks"] if "replaced" in line]
    assert looked["sound"]
    assert len(told) == 1 and f"link {ahead} of" in told[0]  # told honestly, and no tampering
    assert databases(county) == ["lianfang", "postgres"]


def test_a_backup_too_old_to_be_carried_on_leaves_the_county_as_it_is(county, tmp_path):
    folder, keys = tmp_path / "old", tmp_path / "keys"
    ring = keys_path(county.home).read_text()
    with psycopg.connect(embedded.connection_of(county.home).dsn("owner"), autocommit=True) as connection:
        held = connection.execute("SELECT app, name, applied FROM django_migrations").fetchall()
        connection.execute("DELETE FROM django_migrations WHERE app = 'leads' AND name <> '0001_initial'")
    county.call("backup", str(folder), "--keys", str(keys))
    with psycopg.connect(embedded.connection_of(county.home).dsn("owner"), autocommit=True) as connection:
        connection.execute("DELETE FROM django_migrations")
        with connection.cursor().copy("COPY django_migrations (app, name, applied) FROM STDIN") as copy:
            for row in held:
                copy.write_row(row)
    county.call("users", "add", "kept", "--name", "丙某", "--role", "data")
    said = county.call("restore", str(folder), "--keys", str(keys), "--replace", code=3)
    assert "older than this version" in said
    assert "kept" in {row["username"] for row in county.ask("users", "list")}
    assert keys_path(county.home).read_text() == ring
    assert databases(county) == ["lianfang", "postgres"]
    assert [path.name for path in county.home.iterdir() if path.name.startswith("files")] == ["files"]


def databases(county: Installation) -> list[str]:
    with psycopg.connect(embedded.connection_of(county.home).dsn("owner")) as connection:
        names = connection.execute("SELECT datname FROM pg_database WHERE NOT datistemplate").fetchall()
    return sorted(name for (name,) in names)


def test_a_manifest_tells_what_is_needed(backup):
    held = json.loads((backup[0] / archive.MANIFEST).read_text())
    assert held["county"] == "兴县"
    assert held["keys"] == ["k1"]
    assert set(held["digests"]) == set(archive.PARTS)
