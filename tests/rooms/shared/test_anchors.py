"""The end of the chain cannot be cut off unseen: its head is written down outside the database."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.rooms.shared.test_audit import as_superuser, write
from tests.rooms.staff import make_actor

from lianfang.config.keys import new_ring, write_ring
from lianfang.shared import anchor_checks, anchors, audit, crypto, jobs
from lianfang.shared.models import AuditSeal
from lianfang.shared.remarks import Remark
from lianfang.shared.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
AT = datetime(2022, 2, 28, 1, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


def seal(count: int, at: datetime = AT) -> None:
    write(count)
    audit.seal_entries(at=at)
    anchors.anchor_head(at=at)


def told(at: datetime = AT) -> list[str]:
    return anchor_checks.check_anchors(make_actor(Role.SYSTEM), at)


def problems(at: datetime = AT) -> list[str]:
    return [line for line in told(at) if not isinstance(line, Remark)]


def cut_to(position: int) -> None:
    """Take the newest links and entries away, as the owner of the database can."""
    as_superuser(f"DELETE FROM shared_auditseal WHERE position > {position}")
    as_superuser("DELETE FROM shared_auditentry WHERE id NOT IN (SELECT entry_id FROM shared_auditseal)")


def lines(home: Path) -> list[dict]:
    return [json.loads(line) for file in anchors.list_files() for line in file.read_text().splitlines()]


def test_each_sealing_is_anchored_once(home):
    seal(3)
    assert not anchors.anchor_head(at=LATER)
    seal(2, LATER)
    assert [(line["position"], line["kind"]) for line in lines(home)] == [(3, "begun"), (5, "seen")]
    assert problems() == []


def test_the_worker_seals_and_anchors():
    write(2)
    jobs.seal_audit(timestamp=0)
    assert anchors.compare().last.position == 2


def test_a_cut_end_is_found_though_the_chain_that_is_left_holds():
    seal(3)
    seal(2)
    cut_to(3)
    assert audit.verify_chain() == (3, None)
    assert audit.count_unlinked() == 0
    (problem,) = problems()
    assert all(word in problem for word in ("5", "3", "2"))
    assert str(anchors.anchors_folder()) in problem


def test_a_cut_end_that_was_grown_over_is_found_by_the_old_anchors():
    seal(3)
    seal(2)
    cut_to(3)
    seal(4, LATER)
    assert audit.verify_chain() == (7, None)
    assert anchors.compare().missing.anchor.position == 5
    assert len(problems()) == 1


def test_a_whole_trail_thrown_away_is_found():
    seal(3)
    cut_to(0)
    assert anchors.compare().missing == anchors.Missing(anchors.compare().first, 0)


@pytest.mark.parametrize("name", ["position", "chain", "at", "kind"])
def test_a_line_that_was_written_into_is_found(home, name):
    seal(2)
    seal(2)
    file = anchors.list_files()[0]
    held = lines(home)
    held[0][name] = 1 if name == "position" else "x"
    file.write_text("\n".join(json.dumps(line) for line in held) + "\n")
    assert [line.number for line in anchors.compare().changed] == [1]
    assert any(str(file) in problem for problem in problems())


def test_a_line_of_other_keys_says_nothing(home):
    seal(2)
    write_ring(home, new_ring())
    crypto.forget_keys()
    assert len(anchors.compare().changed) == 1


def test_half_a_line_does_not_stop_the_next(home):
    seal(2)
    file = anchors.list_files()[0]
    file.write_bytes(file.read_bytes()[:-9])
    seal(1)
    seal(1)
    assert anchors.compare().last.position == 4
    assert len(anchors.compare().changed) == 1


def test_a_beginning_taken_away_is_found():
    seal(2)
    seal(2)
    file = anchors.list_files()[0]
    file.write_text(file.read_text().splitlines()[1] + "\n")
    assert len(problems()) == 1


def test_a_folder_taken_away_is_told():
    seal(2)
    for file in anchors.list_files():
        file.unlink()
    assert str(anchors.anchors_folder()) in problems()[0]


@pytest.mark.parametrize(("minutes", "count"), [(9, 0), (11, 1)])
def test_links_that_stay_without_an_anchor_are_told(minutes, count):
    seal(1)
    write(1)
    audit.seal_entries(at=AT)
    assert len(problems(AT + timedelta(minutes=minutes))) == count


def test_two_sealers_that_write_out_of_order_are_no_problem():
    seal(2)
    write(2)
    audit.seal_entries(at=AT)
    for position in (4, 3):
        chain = bytes(AuditSeal.objects.get(position=position).chain).hex()
        anchors.append(anchors.Anchor(position, chain, AT.isoformat()))
    assert problems() == []
    assert anchors.compare().last.position == 4


def test_a_restore_is_told_and_is_no_problem():
    seal(2)
    for file in anchors.list_files():
        file.unlink()
    anchors.note_restore(
        made_at=AT.isoformat(), at=LATER, lost_position=9, lost_at=(AT + timedelta(minutes=5)).isoformat()
    )
    assert problems() == []
    remark = next(line for line in told() if "9" in line)
    assert all(time in remark for time in ("09:00", "10:00", "09:05"))


def test_a_restore_that_lost_nothing_says_only_that_it_was():
    seal(2)
    anchors.note_restore(made_at=AT.isoformat(), at=LATER, lost_position=2, lost_at=AT.isoformat())
    assert len(told()) == 2


def test_the_files_are_closed_to_others(home):
    seal(1)
    assert anchors.anchors_folder().stat().st_mode & 0o777 == 0o700
    assert anchors.list_files()[0].stat().st_mode & 0o777 == 0o600


def test_the_products_role_can_anchor(as_app_role):
    seal(2)
    assert problems() == []


def test_anchors_stay_readable_when_the_keys_turn(home):
    seal(2)
    write_ring(home, crypto.key_ring().with_new_key().without_key("k1"))
    crypto.forget_keys()
    seal(1)
    assert problems() == []
    assert [line["position"] for line in lines(home)] == [2, 3]
