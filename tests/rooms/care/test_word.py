"""Papers as Word files: the words as issued, the code as a picture, audited, for whoever sees the page."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
import segno
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from docx import Document
from docx.document import Document as WordFile
from docx.oxml.ns import qn
from tests.rooms.care.world import (
    AT,
    DAY,
    GRID,
    HOUR,
    OTHER_GRID,
    OTHER_VILLAGE,
    at_home,
    browser,
    take,
    text,
)
from tests.support.lists import count_queries
from tests.support.worlds import built_for

from lianfang.care import actions
from lianfang.care.models import Paper
from lianfang.care.sheets import WORD_TYPE
from lianfang.orders.actions import extend
from lianfang.shared.actor import Actor
from lianfang.shared.clock import pinned_at
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

NOON = AT + 2 * HOUR
ENDS = AT + 14 * DAY


def of_paper(paper: Paper) -> str:
    return reverse("care:paper_word", args=[paper.pk])


def fetch(client: Client, address: str) -> HttpResponse:
    with pinned_at(NOON + HOUR):
        answer: HttpResponse = client.get(address)
    assert answer.status_code == 200, address
    return answer


def opened(answer: HttpResponse) -> WordFile:
    assert answer["Content-Type"] == WORD_TYPE
    assert answer["Cache-Control"] == "no-store"
    return Document(BytesIO(answer.content))


def lines(file: WordFile) -> list[str]:
    return [line.text for line in file.paragraphs if line.text]


def pictures(file: WordFile) -> list[bytes]:
    """Return the pictures in their order in the text."""
    shown = [node.get(qn("r:embed")) for node in file.element.body.iter(qn("a:blip"))]
    return [file.part.related_parts[name].blob for name in shown]


def code_of(paper: Paper) -> bytes:
    """Draw the code that leads to the public page of a paper."""
    held, address = BytesIO(), f"http://testserver{reverse('care:verify', args=[paper.token])}"
    segno.make(address, error="m").save(held, kind="png", scale=8, border=3)
    return held.getvalue()


def kept_words(paper: Paper) -> list[str]:
    told = json.loads(paper.text)
    return [told["title"], told["number"], *told["paragraphs"], told["issuer"], told["day"]]


def breaks(file: WordFile) -> int:
    return sum(bool(line.paragraph_format.page_break_before) for line in file.paragraphs)


def write(console: Actor, kind: str) -> Paper:
    """Write one paper of a kind."""
    order = at_home(console)
    if kind == "handover":
        told = {"to_name": "临县指挥部", "reason": "接回"}
        return actions.hand_over(order=order, by=console, at=NOON, **told).paper
    if kind == "release":
        take(console, order)
        return actions.release_with_paper(order=order, bundle=None, by=console, at=ENDS + HOUR)
    return actions.issue_paper(order=order, kind=kind, by=console, at=NOON, reason="延长")


@pytest.mark.parametrize("kind", ["start", "change", "release", "handover", "door"])
def test_each_kind_says_what_was_issued_and_bears_its_code(console: Actor, kind: str) -> None:
    paper = write(console, kind)
    answer = fetch(browser(), of_paper(paper))
    file = opened(answer)
    signed = [] if kind == "door" else ["签收人：　　　　　　　　　　时间：　　　　　　　　"]
    assert lines(file) == kept_words(paper) + signed
    assert pictures(file) == [code_of(paper)]
    assert ("张三" in "".join(lines(file))) is (kind != "door")  # the door carries no name
    told = file.core_properties
    assert (told.title, told.comments) == (json.loads(paper.text)["title"], "")
    assert "%E5%8F%B7.docx" in answer["Content-Disposition"]  # its number, …号.docx


def test_it_is_the_kept_text_whatever_changed_and_whatever_the_reader_speaks(console: Actor) -> None:
    paper = write(console, "start")
    before = lines(opened(fetch(browser(), of_paper(paper))))
    extend(order=paper.order, until=ENDS + DAY, by=console, at=NOON, reason="同住者阳性")
    actions.sign_paper(paper=paper, how="guardian", signer="张父", by=console, at=NOON)
    after = lines(opened(fetch(browser(), of_paper(paper))))
    assert after[:-1] == before[:-1]
    assert after[-1] == "张父（监护人或者家属） 2022-02-28 11:00"


def test_papers_of_one_file_stand_each_on_a_page(console: Actor) -> None:
    orders = [at_home(console, f"张{name}", seed) for seed, name in enumerate("三四五", start=1)]
    bundle = actions.issue_papers(orders=[order.pk for order in orders], kind="door", by=console, at=NOON)
    file = opened(fetch(browser(), reverse("care:bundle_word", args=[bundle.pk])))
    papers = list(bundle.papers.order_by("pk"))
    assert lines(file) == [line for paper in papers for line in kept_words(paper)]
    assert pictures(file) == [code_of(paper) for paper in papers]
    assert breaks(file) == len(papers) - 1


def test_mass_release_offers_its_papers_as_one_file(console: Actor) -> None:
    orders = [at_home(console, f"张{name}", seed) for seed, name in enumerate("三四", start=1)]
    for order in orders:
        take(console, order)
    orders.append(at_home(console, "李五", 5))
    client = browser()
    with pinned_at(ENDS + HOUR):
        sent = {"action": "release", "pick": [order.pk for order in orders]}
        shown = client.post(reverse("care:releases") + "act/", sent, follow=True).content.decode()
    bundle = Paper.objects.first().bundle  # type: ignore[union-attr]
    address = reverse("care:bundle_word", args=[bundle.pk])  # type: ignore[union-attr]
    assert f'<a href="{address}">' in shown  # a link, also where somebody stays
    assert "1 stays under control: the list says what is missing." in shown
    assert sum("解除隔离医学观察告知书" in line for line in lines(opened(fetch(client, address)))) == 2


def test_it_is_offered_where_the_paper_is_printed(console: Actor) -> None:
    paper, client = write(console, "start"), browser(Role.GRID, GRID)
    bundle = actions.issue_papers(orders=[paper.order_id], kind="door", by=console, at=NOON)
    with pinned_at(NOON):
        for page in (reverse("care:paper", args=[paper.pk]), reverse("care:order", args=[paper.order_id])):
            assert of_paper(paper) in text(client, page)
        printed = text(client, reverse("care:bundle", args=[bundle.pk]))
    assert reverse("care:bundle_word", args=[bundle.pk]) in printed


def test_it_is_kept_in_the_audit_trail(console: Actor) -> None:
    paper, client = write(console, "start"), browser()
    bundle = actions.issue_papers(orders=[paper.order_id], kind="door", by=console, at=NOON)
    fetch(client, of_paper(paper))
    fetch(client, reverse("care:bundle_word", args=[bundle.pk]))
    kept = AuditEntry.objects.filter(action="care.print").order_by("pk")
    assert [(one.object_kind, one.object_id, one.detail["form"]) for one in kept] == [
        ("paper", str(paper.pk), "docx"),
        ("bundle", str(bundle.pk), "docx"),
    ]
    assert kept[1].detail["count"] == 1


@built_for("class")
def written(console: Actor) -> tuple[int, int]:
    """A paper, and the papers of one file."""
    paper = write(console, "start")
    bundle = actions.issue_papers(orders=[paper.order_id], kind="door", by=console, at=NOON)
    return paper.pk, bundle.pk


class TestReaders:
    """Whoever sees the page takes the file, and nobody else."""

    @pytest.mark.parametrize(
        ("role", "code", "status"),
        [
            (Role.GRID, GRID, 200),
            (Role.INSPECTOR, "141123", 200),
            (Role.GRID, OTHER_GRID, 404),
            (Role.COMMUNITY, OTHER_VILLAGE, 404),
            (Role.SITE, "141123", 403),
            (Role.AUDITOR, "141123", 403),
        ],
    )
    def test_each_role_takes_what_it_sees(
        self, console: Actor, written: tuple[int, int], role: Role, code: str, status: int
    ) -> None:
        client = browser(role, code)
        with pinned_at(NOON):
            for name, pk in zip(("paper", "bundle"), written, strict=True):
                for address in (reverse(f"care:{name}", args=[pk]), reverse(f"care:{name}_word", args=[pk])):
                    assert client.get(address).status_code == status, address
        expected = 4 if status == 200 else 0
        assert AuditEntry.objects.filter(action="care.print").count() == expected


def test_a_bundle_holds_only_what_the_reader_may_see(console: Actor) -> None:
    own, other = at_home(console), at_home(console, "李四", 2, area=OTHER_VILLAGE)
    bundle = actions.issue_papers(orders=[own.pk, other.pk], kind="start", by=console, at=NOON)
    told = "".join(
        lines(opened(fetch(browser(Role.GRID, GRID), reverse("care:bundle_word", args=[bundle.pk]))))
    )
    assert "张三" in told
    assert "李四" not in told


def test_a_file_of_many_asks_as_much_as_one_of_few(console: Actor) -> None:
    orders = [at_home(console, f"张{chr(0x4E00 + seed)}", seed) for seed in range(1, 6)]
    few, many = (
        actions.issue_papers(orders=[order.pk for order in part], kind="start", by=console, at=NOON)
        for part in (orders[:2], orders)
    )
    client = browser()
    asked = [
        count_queries(lambda pk=pk: fetch(client, reverse("care:bundle_word", args=[pk])))
        for pk in (few.pk, few.pk, many.pk)
    ]
    assert asked[1] == asked[2]
