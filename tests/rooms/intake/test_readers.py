"""Lists as each role and each county meets them: who sees, who sends, what stands on the page in either language."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.rooms.intake.lists import LI, NAMELESS, NOBODY, ZHANG, bring, counts, read, rejected, text
from tests.rooms.leads.county import AT, GRID, TOWN, number
from tests.rooms.staff import COUNTY, make_actor, make_staff, sign_in, signed_in

from lianfang.core.intake.fields import Field
from lianfang.intake.actions import (
    NotCorrectable,
    ask_again,
    correct_row,
    enter_corrections,
    read_again,
    save_headings,
)
from lianfang.intake.content import unseal
from lianfang.intake.models import Batch, Row, Source
from lianfang.intake.scope import rows_visible_to, visible_to
from lianfang.leads.importing import import_batch
from lianfang.leads.models import Lead, LeadSource
from lianfang.shared.actor import Actor, Forbidden, Scope, ScopeKind
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import GRANTS, Permission, Role

HAN = re.compile(r"[\u4e00-\u9fff]+")
PUSHED = {"source": "省厅", "kind": "pushed", "pushed_at": "2022-02-28T09:00"}
WRITES = (
    "upload/",
    "{batch}/headings/",
    "{batch}/again/",
    "{batch}/rows/{row}/correct/",
    "{batch}/corrected/",
)
ROLES = [role for role in Role if role is not Role.CONSOLE]


def clients() -> dict[Role, Client]:
    found = {}
    for role in ROLES:
        found[role] = sign_in(Client(raise_request_exception=False), make_staff(role, COUNTY))
    return found


def test_each_role_sends_and_corrects_lists_or_is_refused(console: Actor) -> None:
    batch = bring(console, ZHANG, NAMELESS)
    row = rejected(batch)[0].pk
    for role, client in clients().items():
        may = Permission.UPLOAD_LISTS in GRANTS[role]
        for path in WRITES:
            address = "/intake/" + path.format(batch=batch.pk, row=row)
            status = client.post(address, {}).status_code
            assert (status != 403) is may, (role, path, status)
        sees = Permission.SEE_LISTS in GRANTS[role]
        for path in ("", f"{batch.pk}/", f"{batch.pk}/rows/", f"{batch.pk}/rows/{row}/", "working/"):
            assert (client.get(f"/intake/{path}").status_code == 200) is sees, (role, path)
        for path in ("original/", "rejected/"):
            taken = client.post(f"/intake/{batch.pk}/{path}").status_code == 200
            assert taken is (sees and Permission.EXPORT in GRANTS[role]), (role, path)
    assert counts(batch) == (2, 1, 0, 1, 0)


def test_a_narrower_scope_sees_no_list_whatever_its_role(console: Actor) -> None:
    batch = bring(console, ZHANG)
    for scope in (Scope(ScopeKind.TOWN, TOWN), Scope(ScopeKind.GRID, GRID), Scope(ScopeKind.TOWN, "")):
        actor = make_actor(Role.DATA, scope)
        assert not visible_to(actor).exists() and not rows_visible_to(actor).exists()
        client = signed_in(Role.DATA, scope)
        for path in (f"{batch.pk}/", f"{batch.pk}/rows/", f"{batch.pk}/progress/"):
            assert client.get(f"/intake/{path}").status_code == 404, (scope, path)
        assert client.get(f"/api/v1/intake/{batch.pk}/rows").status_code == 404


def test_actions_refuse_by_themselves(console: Actor) -> None:
    batch = bring(console, NAMELESS)
    (row,) = rejected(batch)
    for role in ROLES:
        if Permission.UPLOAD_LISTS in GRANTS[role]:
            continue
        by = make_actor(role)
        for act in (
            lambda by: ask_again(batch=batch, by=by, at=AT),
            lambda by: correct_row(row=row, values={Field.NAME: "赵六"}, by=by, at=AT),
            lambda by: save_headings(source=batch.source, headings={"a": "name"}, by=by, at=AT),
        ):
            with pytest.raises(Forbidden):
                act(by)
    assert Source.objects.get().headings == {}
    assert Batch.objects.get().state == "done"


def test_an_empty_county_has_empty_pages(console: Actor) -> None:
    client = signed_in(Role.DATA)
    assert client.get("/intake/").context["lines"] == []
    assert client.get("/intake/working/").status_code == 200
    for path in ("1/", "1/rows/", "1/rows/1/", "1/progress/"):
        assert client.get(f"/intake/{path}").status_code == 404
    assert client.get("/api/v1/intake/1").status_code == 404


def test_pages_of_lists_in_english_say_nothing_in_chinese_but_what_was_received(console: Actor) -> None:
    batch = bring(console, f"A B,{number(1)},15400000001,x", ",,1,y", headings="name,id_number,phone,address")
    Source.objects.update(name="Source")
    Batch.objects.update(filename="list.csv")
    client = signed_in(Role.DATA)
    client.cookies["django_language"] = "en"
    row = Row.objects.earliest("seq").pk
    for path in ("", f"{batch.pk}/", f"{batch.pk}/rows/", f"{batch.pk}/rows/{row}/"):
        page = client.get(f"/intake/{path}").content.decode()
        main = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
        assert set(HAN.findall(main)) <= {"中文"}, path


def test_every_reason_and_outcome_is_said_in_both_languages(console: Actor) -> None:
    batch = bring(console, ZHANG, LI, NAMELESS, NOBODY, ZHANG)
    said: dict[str, list[str]] = {}
    for language in ("zh-hans", "en"):
        client = signed_in(Role.DATA)
        client.cookies["django_language"] = language
        page = client.get(f"/intake/{batch.pk}/rows/").content.decode()
        main = re.sub(r"<[^>]+>", "\n", page[page.index("<main") : page.index("</main>")])
        said[language] = [line.strip() for line in main.splitlines() if line.strip()]
    codes = {"name_missing", "no_identity_no_contact", "phone_missing", "id_missing", "rejected_", "ready_"}
    assert not codes & {word for lines in said.values() for line in lines for word in line.split()}
    assert said["en"] != said["zh-hans"]


def test_a_row_of_another_list_is_not_there(console: Actor) -> None:
    first, second = bring(console, NAMELESS), bring(console, NAMELESS, LI)
    row = rejected(second)[0]
    client = signed_in(Role.DATA)
    assert client.get(f"/intake/{first.pk}/rows/{row.pk}/").status_code == 404
    given = {"name": "赵六", "key": "k"}
    assert client.post(f"/intake/{first.pk}/rows/{row.pk}/correct/", given).status_code == 404
    left = enter_corrections(batch=first, corrections={row.pk: {Field.NAME: "赵六"}}, by=console, at=AT)
    assert left.left_alone == (row.pk,)
    assert counts(second)[3] == 1


def test_a_correction_longer_than_the_form_takes_is_refused_at_its_field(console: Actor) -> None:
    batch = bring(console, NAMELESS)
    (row,) = rejected(batch)
    client = signed_in(Role.DATA)
    for name, status in (("赵" * 201, 422), ("赵\x00六", 422), ("赵六", 302)):
        answer = client.post(f"/intake/{batch.pk}/rows/{row.pk}/correct/", {"name": name, "phone": "15400000003",
                                                                           "id_number": number(3)})  # fmt: skip
        assert answer.status_code == status, ascii(name[:9])
    assert counts(batch) == (1, 1, 0, 0, 0)


def test_a_list_read_again_and_again_keeps_its_rows_and_leads(console: Actor) -> None:
    batch = bring(console, ZHANG, LI, NAMELESS)
    rows = list(Row.objects.order_by("pk").values())
    for _time in range(2):
        ask_again(batch=Batch.objects.get(pk=batch.pk), by=console, at=AT)
        with pytest.raises(NotCorrectable):
            ask_again(batch=Batch.objects.get(pk=batch.pk), by=console, at=AT)
        read_again(batch_id=batch.pk, by=console, tick=lambda: AT)
        import_batch(batch_id=batch.pk, by=console, tick=lambda: AT)
        assert list(Row.objects.order_by("pk").values()) == rows
        assert (Lead.objects.count(), LeadSource.objects.filter(known_to__isnull=True).count()) == (2, 2)
    assert counts(batch) == (3, 1, 1, 1, 0)


def test_a_list_sent_again_under_another_name_and_source_is_the_same_list(console: Actor) -> None:
    client = signed_in(Role.DATA)
    for source, name in (("省厅", "a.csv"), ("市局", "b.xlsx")):
        client.post(
            "/intake/upload/", {**PUSHED, "source": source, "files": [SimpleUploadedFile(name, text(ZHANG))]}
        )
    assert (Batch.objects.count(), Source.objects.count()) == (1, 1)
    assert AuditEntry.objects.filter(action="intake.accept").count() == 1


def test_what_was_received_is_kept_cell_by_cell_whatever_stands_in_it(console: Actor) -> None:
    odd = ["=1+1", "<b>x</b>", "\u202eabc", "😀", " 前后 ", "'引号", "@SUM(A1)", "\\n"]
    batch = read(console, *(f"张三,{number(1)},15400000001,{cell}" for cell in odd))
    kept = [unseal(row.content.sealed).cells[3] for row in Row.objects.filter(batch=batch).order_by("seq")]
    assert kept == odd
