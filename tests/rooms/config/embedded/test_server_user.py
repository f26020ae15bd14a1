"""The OS user the server runs as, and what it is allowed to reach."""

from __future__ import annotations

import os
import pwd
import stat
from pathlib import Path

import pytest

from lianfang.config.embedded.server_user import ServerUser, find_server_user, open_folder

ROOT = os.geteuid() == 0
AS_ROOT = pytest.mark.skipif(not ROOT, reason="only root can become another user")


def test_the_server_never_runs_as_root() -> None:
    user = find_server_user()
    assert user.uid != 0
    assert user.name == ("lianfang-db" if ROOT else pwd.getpwuid(os.geteuid()).pw_name)


@AS_ROOT
def test_the_system_user_cannot_log_in_and_is_made_only_once() -> None:
    first, second = find_server_user(), find_server_user()
    assert first == second
    held = pwd.getpwnam("lianfang-db")
    assert held.pw_shell.endswith("nologin")
    assert held.pw_uid < 1000


def test_programs_run_as_that_user_with_a_clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGDATA", "/elsewhere")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/elsewhere")
    user = find_server_user()
    said = user.run(["/bin/sh", "-c", "id -u; id -G; pwd; env"]).stdout.splitlines()
    assert said[0] == str(user.uid)
    assert not ROOT or said[1] == str(user.gid)
    assert said[2] == "/"
    assert not any(line.startswith(("PGDATA", "LD_LIBRARY_PATH", "LIANFANG")) for line in said)


def test_a_failing_program_says_what_it_said_on_both_channels() -> None:
    ran = find_server_user().run(["/bin/sh", "-c", "echo out; echo err >&2; cat; exit 3"], feed="fed\n")
    assert (ran.returncode, ran.stdout) == (3, "out\nerr\nfed\n")


def test_an_own_folder_is_closed_to_others(tmp_path: Path) -> None:
    user = find_server_user()
    user.own(tmp_path / "own")
    held = (tmp_path / "own").stat()
    assert stat.S_IMODE(held.st_mode) == 0o700
    assert held.st_uid == user.uid
    with pytest.raises(FileExistsError):
        user.own(tmp_path / "own")


STRANGER = ServerUser("stranger", 54321, 54321)


@pytest.mark.parametrize(
    ("mode", "reached"),
    [(0o711, True), (0o755, True), (0o700, False), (0o750, False), (0o710, False), (0o701, True)],
)
def test_whether_a_stranger_reaches_a_folder_is_judged_by_each_step(mode: int, reached: bool) -> None:
    top = Path("/var/tmp") / f"lianfang-reach-{os.getpid()}"
    inner = top / "inner"
    inner.mkdir(parents=True)
    try:
        for folder in (top, inner):
            top.chmod(0o755)
            inner.chmod(0o755)
            assert STRANGER.reaches(inner)
            folder.chmod(mode)
            assert STRANGER.reaches(inner) is reached
    finally:
        top.chmod(0o700)
        inner.rmdir()
        top.rmdir()


@AS_ROOT
@pytest.mark.parametrize(("uid", "gid", "mode"), [(54321, 0, 0o700), (0, 54321, 0o710)])
def test_owner_and_group_reach_by_their_own_rights(uid: int, gid: int, mode: int) -> None:
    folder = Path("/var/tmp") / f"lianfang-reach-{os.getpid()}"
    folder.mkdir()
    try:
        os.chown(folder, uid, gid)
        folder.chmod(mode)
        assert STRANGER.reaches(folder)
        folder.chmod(0o007)  # the others' rights do not help an owner or a group
        assert not STRANGER.reaches(folder)
    finally:
        folder.rmdir()


def test_open_folders_may_be_entered_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        open_folder(tmp_path / "a" / "b")
        open_folder(tmp_path / "a" / "b")
    finally:
        os.umask(before)
    for folder in (tmp_path / "a", tmp_path / "a" / "b"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o755
