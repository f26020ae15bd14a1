"""The pages of leads: what each role sees, does by one tap, and is told."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.rooms.leads.county import (
    AT,
    GRID,
    OTHER_GRID,
    OTHER_TOWN,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    list_row,
    make_batch,
    number,
    one_lead,
    open_list,
    traveller,
)
from tests.rooms.staff import make_actor, signed_in
from tests.support.lists import check_constant_queries
from tests.support.worlds import built_for

from lianfang.leads import present
from lianfang.leads.actions import open_rows, record_call
from lianfang.leads.ledger import LedgerTable
from lianfang.leads.models import Call, DoubtfulPair, Lead, LeadSource, TransferLetter
from lianfang.leads.tables import LeadTable, LetterTable
from lianfang.shared import clock
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.clock import LOCAL, pinned_at
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role
from lianfang.shared.tables import asked as reading

GRID_SCOPE = Scope(ScopeKind.GRID, GRID)
REGISTER_G = (
    "序号 | 推送批次/来源 | 推送时间 | 姓名 | 身份证号 | 手机号 | 户籍地详址 | 户籍地派出所 | 涉疫地区/事由 | 离开时间 |"
    " 来(返)方式 | 车次/航班/车牌 | 下派乡镇 | 下派村(社区) | 接收时间 | 核查人 | 核查时间 | 排查状态(已排查/待排查) |"
    " 排查结果(有效/重复/未到疫区/信息不全/空号/移交) | 现居住地址 | 处置(管控)措施 | 管控开始 | 解除时间 |"
    " 最近核酸时间 | 最近核酸结果 | 移交去向 | 备注"
)  # fmt: skip


@pytest.fixture
def lead(console: Actor) -> Lead:
    return one_lead(console)


def text(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query, follow=True)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def post(client: Client, name: str, *args: object, **told: object) -> list[str]:
    """Send a form and return what the next page says."""
    answer = client.post(reverse(name, args=args), told, follow=True)
    assert answer.status_code in (200, 409, 422)  # what is refused stands in its form
    return [str(message) for message in answer.context["messages"]]


def test_the_list_shows_the_leads_of_the_scope(console: Actor, lead: Lead) -> None:
    one_lead(console, "李四", 2, area=OTHER_VILLAGE)
    assert {"张三", "李四"} <= names(text(signed_in(Role.OFFICE), "leads:list"))
    for scope in (GRID_SCOPE, Scope(ScopeKind.TOWN, TOWN), Scope(ScopeKind.COMMUNITY, VILLAGE)):
        role = {ScopeKind.GRID: Role.GRID, ScopeKind.TOWN: Role.TOWN}.get(scope.kind, Role.COMMUNITY)
        assert names(text(signed_in(role, scope), "leads:list")) == {"张三"}


def names(html: str) -> set[str]:
    return {name for name in ("张三", "李四", "王五") if name in html}


@built_for("class")
def here_and_there(console: Actor) -> None:
    """A lead of our village and one of another."""
    one_lead(console)
    one_lead(console, "李四", 2, area=OTHER_VILLAGE)


class TestColumns:
    """Each column of the list is a filter, and so is a search."""

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"q": "张三"}, {"张三"}), ({"q": "三"}, {"张三"}), ({"q": "lisi"}, {"李四"}), ({"q": "ls"}, {"李四"}),
            ({"q": number(2)}, {"李四"}), ({"q": "154 0000 0001"}, {"张三"}), ({"q": "王"}, set()), ({"q": "?"}, set()),
            ({"state": "open"}, {"张三", "李四"}), ({"state": "closed"}, set()), ({"grid": GRID}, {"张三"}),
            ({"grid": OTHER_GRID}, {"李四"}), ({"town": OTHER_TOWN}, {"李四"}), ({"overdue": "1"}, {"张三", "李四"}),
            ({"overdue": "0"}, set()), ({"doubtful": "1"}, set()), ({"place": "none"}, set()),
            ({"batch": "x"}, set()), ({"category": "arriv"}, {"张三", "李四"}), ({"calls_min": "1"}, set()),
            ({"address": "贺家坪"}, {"张三", "李四"}),
            ({"due_from": "2022-02-28", "due_to": "2022-03-01"}, {"张三", "李四"}),
            # Due at 24:00 of the 28th, which is the first instant of the 1st.
            ({"due_from": "2022-02-28", "due_to": "2022-02-28"}, {"张三", "李四"}), ({"due_from": "2022-03-01"}, set()),
        ],
    )  # fmt: skip
    def test_it_narrows_the_list(
        self, console: Actor, here_and_there: None, query: dict[str, str], found: set[str]
    ) -> None:
        html = text(signed_in(Role.OFFICE), "leads:list", **query)
        listed = html[html.index("</form>") :]
        rows = set(re.findall(r'href="/leads/(\d+)/"', listed))
        assert {Lead.objects.get(pk=pk).person.name for pk in rows} == found


def test_a_list_can_be_followed_from_its_batch(console: Actor, lead: Lead) -> None:
    other = one_lead(console, "李四", 2)
    batch = other.sources.get().batch
    html = text(signed_in(Role.OFFICE), "leads:list", batch=str(batch.pk))
    assert f"“{batch.pk}”" not in html and f"：{batch.filename}<" in html
    assert set(re.findall(r'href="/leads/(\d+)/"', html)) == {str(other.pk)}


@built_for("class")
def thirty(console: Actor) -> None:
    """Thirty leads of another county."""
    people = (traveller(f"张{chr(0x4E00 + n)}", number(n), f"154{n:08d}", "陕西省西安市") for n in range(30))
    open_list(console, *people, place="elsewhere", area="6101")


class TestLists:
    """Every list of leads and of their letters."""

    @pytest.mark.parametrize(
        ("name", "table"), [("list", LeadTable), ("letters", LetterTable), ("ledger", LedgerTable)]
    )
    def test_each_asks_the_same_number_of_queries_for_any_size(
        self, console: Actor, thirty: None, name: str, table: type[LeadTable]
    ) -> None:
        check_constant_queries(signed_in(Role.OFFICE), reverse(f"leads:{name}"), table)


def test_the_ledger_has_the_headings_of_register_g_exactly() -> None:
    assert [column.heading for column in LedgerTable.columns] == REGISTER_G.split(" | ")


@pytest.mark.parametrize("room", ["leads", "orders"])
@pytest.mark.parametrize(("role", "offered"), [(Role.OFFICE, True), (Role.GRID, False)])
def test_the_ledger_is_offered_to_those_who_may_open_it(
    console: Actor, room: str, role: Role, offered: bool
) -> None:
    client, address = signed_in(role), reverse(f"{room}:ledger")
    assert (f'href="{address}"' in text(client, f"{room}:list")) is offered
    assert client.get(address).status_code == (200 if offered else 403)


def test_the_leads_of_a_source_are_not_counted_before_their_page_where_they_are_many(
    console: Actor, lead: Lead, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list stands in all places alike, so that a town's are foreseen as the county's; two places are not."""
    town = make_actor(Role.TOWN, Scope(ScopeKind.TOWN, TOWN))
    monkeypatch.setattr(reading, "COUNTED", -1)
    for query, is_counted in (
        (f"source={lead.sources.get().batch.source_id}", False),
        (f"community={VILLAGE}", True),
    ):
        count, _rows, _order = reading.read_asked(LedgerTable(town), QueryDict(query)).counted()
        assert (count is not None) is is_counted


def test_the_ledger_says_what_was_found(console: Actor, lead: Lead) -> None:
    record_call(lead=lead, outcome="not_been_there", note="在家", by=console, at=AT)
    html = text(signed_in(Role.OFFICE), "leads:ledger")
    for words in ("已排查", "未到疫区", "在家", "省厅", "张三"):
        assert words in html
    assert number(1) not in html and "15400000001" not in html


def test_the_board_counts_by_place_and_each_figure_opens(console: Actor, lead: Lead) -> None:
    one_lead(console, "李四", 2, area=OTHER_VILLAGE)
    one_lead(console, "王五", 3, area=TOWN)
    client = signed_in(Role.OFFICE)
    html = text(client, "leads:board")
    assert "蔚汾镇" in html and "魏家滩镇" in html
    (link,) = set(re.findall(rf'href="(/leads/\?town={TOWN}&amp;state=open)"', html))
    listed = client.get(link.replace("&amp;", "&")).content.decode()
    assert len(set(re.findall(r'href="/leads/(\d+)/"', listed))) == 2
    below = text(client, "leads:board", by="community", town=TOWN)
    assert "贺家坪" in below
    assert "贺家坪网格" in text(client, "leads:board", by="grid", community=VILLAGE)
    assert "贺家坪网格" in text(signed_in(Role.GRID, GRID_SCOPE), "leads:board")
    assert "魏家滩镇" not in text(signed_in(Role.TOWN, Scope(ScopeKind.TOWN, TOWN)), "leads:board")


def test_a_lead_shows_who_and_why_and_hides_numbers(lead: Lead) -> None:
    html = text(signed_in(Role.GRID, GRID_SCOPE), "leads:lead", lead.pk)
    for words in ("张三", "贺家坪网格", "名单.xlsx", "兴县蔚汾镇贺家坪村"):
        assert words in html
    assert number(1) not in html and "15400000001" not in html
    entry = AuditEntry.objects.filter(action="leads.view", object_id=str(lead.pk)).get()
    assert entry.role == "grid"


@built_for("class")
def opened(console: Actor) -> int:
    """A lead of our grid."""
    return one_lead(console).pk


class TestALead:
    """What is asked of a lead by an address, or sent to it, that is not as a page sends it."""

    @pytest.mark.parametrize("name", ["lead", "call", "letter"])
    def test_a_lead_out_of_scope_does_not_exist(self, console: Actor, opened: int, name: str) -> None:
        client = signed_in(Role.GRID, Scope(ScopeKind.GRID, OTHER_GRID))
        assert client.get(reverse(f"leads:{name}", args=[opened])).status_code == 404

    @pytest.mark.parametrize("name", ["call", "give_back", "reopen"])
    def test_nothing_is_written_to_a_lead_out_of_scope(self, console: Actor, opened: int, name: str) -> None:
        client = signed_in(Role.GRID, Scope(ScopeKind.GRID, OTHER_GRID))
        answer = client.post(reverse(f"leads:{name}", args=[opened]), {"outcome": "here_free", "note": "x"})
        assert answer.status_code == 404
        assert Call.objects.count() == 0

    def test_the_head_of_a_lead_says_when_somebody_away_is_called_again(self, opened: int) -> None:
        client, back_on = signed_in(Role.GRID, GRID_SCOPE), (clock.now() + timedelta(days=5)).date()
        assert "回访" not in text(client, "leads:lead", opened)
        told = {"outcome": "away", "away_place": "太原", "back_on": back_on.isoformat()}
        post(client, "leads:call", opened, **told)
        assert f"{back_on}回访" in text(client, "leads:lead", opened)

    @pytest.mark.parametrize(
        "told",
        [
            {"outcome": "away", "away_place": "太原"},
            {"outcome": "away", "away_place": "太原", "back_on": "2022-02-27"},
            {"outcome": "away", "away_place": "太原", "back_on": "2202-03-05"},
            {"outcome": "nonsense"},
            {},
        ],
    )
    def test_an_incomplete_call_says_what_is_missing_and_records_nothing(
        self, console: Actor, opened: int, told: dict[str, str]
    ) -> None:
        assert len(post(signed_in(Role.GRID, GRID_SCOPE), "leads:call", opened, **told)) == 1
        assert Call.objects.count() == 0

    @pytest.mark.parametrize(
        "back", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""]
    )
    def test_a_call_returns_to_no_other_site(self, console: Actor, opened: int, back: str) -> None:
        client = signed_in(Role.GRID, GRID_SCOPE)
        answer = client.post(reverse("leads:call", args=[opened]), {"outcome": "no_answer", "back": back})
        assert answer.headers["Location"] == reverse("leads:lead", args=[opened])


def test_an_outcome_is_recorded_by_one_tap_and_once(lead: Lead) -> None:
    client = signed_in(Role.GRID, GRID_SCOPE)
    told = {"outcome": "here_control", "note": "26日自西安返回", "key": "k1"}
    first = post(client, "leads:call", lead.pk, **told)
    post(client, "leads:call", lead.pk, **told)
    assert len(first) == 1 and Call.objects.count() == 1
    lead.refresh_from_db()
    assert (lead.state, lead.outcome) == ("answered", "here_control")
    page = text(client, "leads:lead", lead.pk)
    assert f"/orders/issue/?lead={lead.pk}" not in page  # a grid worker issues nothing
    assert f"/orders/issue/?lead={lead.pk}" in text(
        signed_in(Role.TOWN, Scope(ScopeKind.TOWN, TOWN)), "leads:lead", lead.pk
    )


@pytest.mark.parametrize(
    ("at", "offered"),
    [
        (AT, True),
        (datetime(2023, 1, 7, 23, 59, tzinfo=LOCAL), True),
        (datetime(2023, 1, 8, tzinfo=LOCAL), False),
    ],
)
def test_nobody_is_found_to_be_controlled_under_a_law_without_measures(
    console: Actor, lead: Lead, at: datetime, offered: bool
) -> None:
    with pinned_at(at):
        client = signed_in(Role.GRID, GRID_SCOPE)
        pages = [text(client, name, lead.pk) for name in ("leads:lead", "leads:call")]
    assert [bool(re.search(r'<button[^>]*value="here_control"', page)) for page in pages] == [offered] * 2
    assert all('value="here_free"' in page for page in pages)


def test_the_call_log_opens_in_the_side_panel(lead: Lead, console: Actor) -> None:
    record_call(lead=lead, outcome="no_answer", note="响铃无人", by=console, at=AT)
    client = signed_in(Role.GRID, GRID_SCOPE)
    panel = client.get(reverse("leads:call", args=[lead.pk]), headers={"HX-Request": "true"}).content.decode()
    assert "响铃无人" in panel and "<html" not in panel
    ids = re.compile(r'\bid="(\w*(?:note|away_place|back_on))"')
    assert not set(ids.findall(panel)) & set(ids.findall(text(client, "leads:lead", lead.pk)))
    assert ids.findall(panel)
    assert "<html" in text(client, "leads:call", lead.pk)
    answer = client.post(
        reverse("leads:call", args=[lead.pk]), {"outcome": "no_answer"}, headers={"HX-Request": "true"}
    )
    assert answer.headers["HX-Refresh"] == "true"


def test_a_call_from_a_queue_returns_to_the_queue(lead: Lead) -> None:
    client = signed_in(Role.GRID, GRID_SCOPE)
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/?tab=1"}
    panel = client.get(reverse("leads:call", args=[lead.pk]), headers=headers).content.decode()
    assert 'name="back" value="/?tab=1"' in panel
    told = {"outcome": "no_answer", "back": "/?tab=1"}
    assert client.post(reverse("leads:call", args=[lead.pk]), told).headers["Location"] == "/?tab=1"


def test_an_outcome_that_needs_more_asks_for_it(lead: Lead) -> None:
    page = text(signed_in(Role.GRID, GRID_SCOPE), "leads:lead", lead.pk)
    for name in ("id_away_away_place", "id_away_back_on", "id_elsewhere_away_place"):
        assert re.search(rf'<input[^>]*required[^>]*id="{name}"', page), name
    assert "elsewhere_back_on" not in page


def test_a_town_hands_leads_down_and_a_grid_gives_them_back(lead: Lead) -> None:
    grid = signed_in(Role.GRID, GRID_SCOPE)
    assert post(grid, "leads:give_back", lead.pk, note="")
    assert Lead.objects.get(pk=lead.pk).holder == "grid"
    answer = grid.post(reverse("leads:give_back", args=[lead.pk]), {"note": "不是本村"})
    assert answer.headers["Location"] == reverse("leads:list")  # it is out of the grid's sight now
    assert Lead.objects.get(pk=lead.pk).holder == "community"
    community = signed_in(Role.COMMUNITY, Scope(ScopeKind.COMMUNITY, VILLAGE))
    post(community, "leads:forward", lead.pk, place=f"grid:{GRID}", note="再核")
    assert Lead.objects.get(pk=lead.pk).holder == "grid"


def test_a_place_outside_the_scope_is_not_offered_nor_taken(lead: Lead) -> None:
    town = signed_in(Role.TOWN, Scope(ScopeKind.TOWN, TOWN))
    assert f"grid:{OTHER_GRID}" not in text(town, "leads:lead", lead.pk)
    post(town, "leads:forward", lead.pk, place=f"grid:{OTHER_GRID}")
    assert Lead.objects.get(pk=lead.pk).grid == GRID


def test_many_leads_are_handed_on_at_once(console: Actor) -> None:
    leads = [one_lead(console, f"张{n}", n, place="none", area="") for n in range(1, 4)]
    client = signed_in(Role.OFFICE)
    told = {
        "action": "assign", "pick": [str(lead.pk) for lead in leads[:2]], "assign-place": f"town:{TOWN}", "key": "k",
        "assign-note": "",
    }  # fmt: skip
    answer = client.post(reverse("leads:list_act"), told, follow=True)
    assert [str(message) for message in answer.context["messages"]]
    assert Lead.objects.filter(town=TOWN, holder="town").count() == 2
    whole = {"action": "assign", "whole": "1", "assign-place": f"town:{TOWN}", "key": "k2", "assign-note": ""}
    client.post(f"{reverse('leads:list_act')}?place=none", whole)
    assert Lead.objects.filter(town=TOWN).count() == 3


@pytest.mark.parametrize("level", ["town", "community", "grid"])
def test_every_figure_of_the_board_is_as_long_as_its_list(console: Actor, level: str) -> None:
    for seed in range(1, 4):
        one_lead(console, f"张{seed}", seed)
    one_lead(console, "李四", 5, place="none", area="")
    one_lead(console, "王五", 6, area=TOWN)
    client = signed_in(Role.OFFICE)
    lines = client.get(reverse("leads:board"), {"by": level}).context["lines"]
    assert {bool(line.line.code) for line in lines} == {True, False}
    for line in lines:
        for name in ("all", "open", "overdue", "answered", "closed"):
            listed = client.get(line.opens[name]).context["lines"]
            assert len(listed) == getattr(line.line, name), line.opens[name]


def test_an_ambiguous_place_is_chosen_among_the_candidates(console: Actor) -> None:
    lead = one_lead(console, place="ambiguous", area="", candidates=(VILLAGE, TOWN))
    client = signed_in(Role.OFFICE)
    page = text(client, "leads:lead", lead.pk)
    assert f'value="{VILLAGE}"' in page and f'value="{TOWN}"' in page
    assert re.search(rf'value="{VILLAGE}">\S+ \S+</button>', page), "namesakes are told apart by their towns"
    post(client, "leads:place", lead.pk, area=VILLAGE)
    lead.refresh_from_db()
    assert (lead.place, lead.holder, lead.grid, lead.candidates) == ("assigned", "grid", GRID, [])
    assert post(client, "leads:place", lead.pk, area="999999999999")


def test_the_next_ambiguous_place_is_one_tap_away(console: Actor) -> None:
    first, second = (
        one_lead(console, name=name, seed=seed, place="ambiguous", area="", candidates=(VILLAGE, TOWN))
        for seed, name in enumerate(("张三", "李四"), start=1)
    )
    client = signed_in(Role.OFFICE)
    offered = []
    for lead in (first, second):
        address = reverse("leads:place", args=[lead.pk])
        page = client.post(address, {"area": VILLAGE, "key": str(lead.pk)}, follow=True)
        offered.append(page.context["next"])
        assert page.context["lead"].pk == lead.pk
    assert offered == [second, None]


@pytest.mark.parametrize(("place", "candidates"), [("none", ()), ("ambiguous", (OTHER_VILLAGE, TOWN))])
def test_a_place_that_another_row_of_the_person_names_is_offered(
    console: Actor, place: str, candidates: tuple[str, ...]
) -> None:
    """The first row said 无, a later one of the same list, or of another list, where they live."""
    batch = make_batch()
    who = traveller("张三", number(1), "15400000001")
    rows = [
        list_row(batch, 0, who, place=place, area="", candidates=candidates),
        list_row(batch, 1, who, duplicate_of=0),
    ]
    open_rows(batch_id=batch.pk, rows=rows, by=console, at=AT)
    lead, client = Lead.objects.get(), signed_in(Role.OFFICE)
    page = text(client, "leads:lead", lead.pk)
    assert re.search(rf'value="{VILLAGE}"><span>\S+ \S+<br><small class="lf-quiet">同一人的另一行写明', page)
    assert page.count('name="area" value=') == 1 + len(candidates)
    post(client, "leads:place", lead.pk, area=VILLAGE)
    lead.refresh_from_db()
    assert (lead.place, lead.grid) == ("assigned", GRID)
    assert 'name="area" value=' not in text(client, "leads:lead", lead.pk)


def test_a_letter_is_printed_sent_and_answered(console: Actor) -> None:
    lead = one_lead(console, place="elsewhere", area="610113")
    client = signed_in(Role.OFFICE)
    page = text(client, "leads:letter", lead.pk)
    assert number(1) in page and "15400000001" in page  # the other county needs them
    assert AuditEntry.objects.filter(action="people.reveal_number", reason="transfer").exists()
    assert number(1) not in text(signed_in(Role.COMMANDER), "leads:letter", lead.pk)
    post(client, "leads:record_reply", lead.pk, reply="已管控")
    assert TransferLetter.objects.get(lead=lead).state == "draft"
    post(client, "leads:send_letter", lead.pk, to_name="")
    post(client, "leads:send_letter", lead.pk, to_name="西安市雁塔区指挥部")
    letter = TransferLetter.objects.get(lead=lead)
    assert (letter.state, letter.to_name) == ("sent", "西安市雁塔区指挥部") and letter.number in text(
        client, "leads:letters"
    )
    assert present.LETTER_STATES["sent"] == "已发出"
    post(client, "leads:record_reply", lead.pk, reply="已管控")
    assert "已管控" in text(client, "leads:letter", lead.pk)
    assert (
        signed_in(Role.OFFICE)
        .get(reverse("leads:letter", args=[one_lead(console, "李四", 2).pk]))
        .status_code
        == 404
    )


def test_a_doubtful_pair_is_answered_side_by_side(console: Actor) -> None:
    home = "兴县蔚汾镇贺家坪村12号"
    open_list(console, traveller("张伟", number(1), "15400000001", home))
    open_list(console, traveller("张伟", "", "15400000002", home))
    open_list(console, traveller("章伟", "", "15400000001", home))
    client = signed_in(Role.DATA)
    assert text(client, "leads:doubtful").count('name="answer" value="merged"') == 2
    first, second = DoubtfulPair.objects.order_by("pk")
    post(client, "leads:answer_pair", first.pk, answer="merged")
    post(client, "leads:answer_pair", second.pk, answer="separate")
    assert list(DoubtfulPair.objects.order_by("pk").values_list("answer", flat=True)) == [
        "merged",
        "separate",
    ]
    assert 'name="answer"' not in text(client, "leads:doubtful")
    assert client.post(reverse("leads:answer_pair", args=[first.pk]), {"answer": "maybe"}).status_code == 404
    assert signed_in(Role.GRID, GRID_SCOPE).get(reverse("leads:doubtful")).status_code == 403


def test_an_answer_is_taken_back(lead: Lead, console: Actor) -> None:
    record_call(lead=lead, outcome="here_free", by=console, at=AT)
    client = signed_in(Role.GRID, GRID_SCOPE)
    assert f"leads/{lead.pk}/reopen/" in text(client, "leads:lead", lead.pk)
    post(client, "leads:reopen", lead.pk, note="弄错人")
    assert Lead.objects.get(pk=lead.pk).state == "open"
    assert post(client, "leads:reopen", lead.pk, note="再来")  # it is open: refused in words


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (f"identity={number(1)}", 1), ("identity=15400000002", 1), (f"phone={number(9)}", 0), ("status=open", 1),
        ("status=done", 1), ("status=open&status=done", 2), ("result=未到疫区", 1), ("result=移交", 0),
        (f"town={TOWN}", 2),
        ("town=141123101", 0), (f"community={VILLAGE}", 2), ("source={source}", 2), ("source=0", 0), ("source=x", 0),
        ("source=99999999999999999999", 0), ("status=x", 0),
    ],
)  # fmt: skip
def test_the_ledger_filters_by_its_columns(console: Actor, lead: Lead, asked: str, found: int) -> None:
    record_call(lead=lead, outcome="not_been_there", by=console, at=AT)
    other = one_lead(console, "李四", 2)
    source = LeadSource.objects.get(lead=other).batch.source_id
    where = f"{reverse('leads:ledger')}?{asked.format(source=source)}"
    page = signed_in(Role.OFFICE).get(where, follow=True)
    assert len(page.context["lines"]) == found


def test_the_exported_ledger_has_full_numbers_and_is_audited(console: Actor, lead: Lead) -> None:
    answer = signed_in(Role.OFFICE).post(reverse("leads:ledger_export"))
    assert answer.status_code == 200
    (sheet,) = [
        workbook.get_sheet_by_index(0)
        for workbook in [CalamineWorkbook.from_filelike(BytesIO(answer.content))]
    ]
    headings, first = sheet.to_python()[:2]
    assert headings == REGISTER_G.split(" | ")
    told = dict(zip(headings, first, strict=True))
    assert (told["姓名"], told["身份证号"], told["手机号"], told["序号"]) == (
        "张三",
        number(1),
        "15400000001",
        1,
    )
    assert AuditEntry.objects.filter(action="lists.export").exists()
    assert signed_in(Role.GRID, GRID_SCOPE).post(reverse("leads:ledger_export")).status_code == 403


@pytest.mark.parametrize(("role", "scope"), [(Role.OFFICE, None), (Role.GRID, GRID_SCOPE)])
def test_a_list_is_named_by_its_file_where_its_leads_are_seen(
    console: Actor, role: Role, scope: Scope | None
) -> None:
    batch, _opened = open_list(console, traveller("张三", 1))
    others, _opened = open_list(console, traveller("李四", 2), area=OTHER_VILLAGE)
    client = signed_in(role, scope) if scope else signed_in(role)
    page = client.get(reverse("leads:list"), {"batch": batch.pk}, follow=True)
    assert [chip.words for chip in page.context["chips"]] == [batch.filename]
    page = client.get(reverse("leads:list"), {"batch": others.pk}, follow=True)
    assert (others.filename in [chip.words for chip in page.context["chips"]]) is (role is Role.OFFICE)
