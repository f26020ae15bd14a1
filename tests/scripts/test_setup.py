"""The first step on a fresh machine: what it says when something is missing, and what it locks."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
SHELL_TOOLS = ("sh", "env", "dirname", "find", "sort", "cksum", "rm", "mkdir", "cat")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A checkout with the setup alone, and a path on which only the shell's tools are found."""
    (tmp_path / "bin").mkdir()
    for tool in SHELL_TOOLS:
        found = shutil.which(tool)
        assert found
        (tmp_path / "bin" / tool).symlink_to(found)
    (tmp_path / "scripts").mkdir()
    shutil.copy(REPOSITORY / "scripts" / "setup.sh", tmp_path / "scripts")
    return tmp_path


def add_python(machine: Path, name: str, *, version: str, venv: bool) -> None:
    """Put a stand-in for a machine's Python on the path: it answers only what the setup asks."""
    body = f'''#!/bin/sh
case "$*" in
*version_info*) [ "{version}" = good ] ;;
*ensurepip*) {"true" if venv else "false"} ;;
--version) echo "Python stand-in" ;;
*venv*) echo "made by {name}"; exit 7 ;;
esac
'''
    (machine / "bin" / name).write_text(body)
    (machine / "bin" / name).chmod(0o755)


def run(machine: Path, **more: str) -> tuple[int, str]:
    ran = subprocess.run(
        ["/bin/sh", str(machine / "scripts" / "setup.sh"), "run"],
        env={"PATH": str(machine / "bin"), **more},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


def test_without_any_python_it_says_how_to_get_one(machine: Path) -> None:
    code, said = run(machine)
    assert code == 1
    assert "no Python 3.11, 3.12 or 3.13 was found" in said
    assert "apt install python3 python3-venv" in said
    assert "brew install" in said


def test_a_python_too_old_or_too_new_counts_as_none(machine: Path) -> None:
    add_python(machine, "python3", version="bad", venv=True)
    assert "no Python 3.11, 3.12 or 3.13 was found" in run(machine)[1]


def test_without_venv_it_names_the_package_of_debian(machine: Path) -> None:
    add_python(machine, "python3", version="good", venv=False)
    code, said = run(machine)
    assert code == 1
    assert "python3 cannot make virtual environments" in said
    assert "apt install python3-venv" in said


@pytest.mark.parametrize(
    ("pythons", "chosen"),
    [
        ({"python3": ("good", True), "python3.13": ("good", True)}, "python3"),
        ({"python3": ("bad", True), "python3.12": ("good", True)}, "python3.12"),
        ({"python3": ("good", False), "python3.11": ("good", True)}, "python3.11"),
    ],
)
def test_the_first_python_that_will_do_is_taken(
    machine: Path, pythons: dict[str, tuple[str, bool]], chosen: str
) -> None:
    for name, (version, venv) in pythons.items():
        add_python(machine, name, version=version, venv=venv)
    assert f"made by {chosen}\n" in run(machine)[1]


def test_the_caller_may_name_another_python(machine: Path) -> None:
    add_python(machine, "python3", version="good", venv=True)
    add_python(machine, "own", version="good", venv=True)
    assert "made by own\n" in run(machine, PYTHON=str(machine / "bin" / "own"))[1]


LOCKS = sorted((REPOSITORY / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_locks_hold_hashes_for_every_pin_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    assert "--index" not in text
    pins = re.split(r"\n(?=\S)", text.strip())
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)


def test_development_runs_on_the_versions_that_are_run() -> None:
    run_pins, dev_pins = (
        {
            line.rstrip(" \\")
            for line in (REPOSITORY / "requirements" / name).read_text().splitlines()
            if "==" in line
        }
        for name in ("run.txt", "dev.txt")
    )
    assert run_pins < dev_pins


def test_the_uv_of_the_lock_builds_the_project_without_a_network() -> None:
    (locked,) = re.findall(r"^uv==(\d+)\.(\d+)\.", (REPOSITORY / "requirements" / "uv.txt").read_text(), re.M)
    wanted = re.search(r'"uv_build>=([\d.]+),<([\d.]+)"', (REPOSITORY / "pyproject.toml").read_text())
    assert wanted
    low, high = (tuple(int(part) for part in bound.split(".")[:2]) for bound in wanted.groups())
    assert low <= tuple(int(part) for part in locked) < high
