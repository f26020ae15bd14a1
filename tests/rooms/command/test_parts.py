"""The parts of Today that load by themselves: the day's figures as cards, and the state of the installation."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.rooms.command.busy import NOW, fill
from tests.rooms.intake.lists import bring, receive
from tests.rooms.leads.county import AT, GRID, MIDNIGHT, OTHER_VILLAGE, number, one_lead
from tests.rooms.staff import make_actor, signed_in

from lianfang.command import installation
from lianfang.command.gathering import gather
from lianfang.command.installation import look_over
from lianfang.command.keeping import tell_chain, tell_failed_lists, tell_rejected
from lianfang.command.overview import CARD_ICONS, read_cards
from lianfang.command.queries import is_signed, list_failed, list_with_rejected
from lianfang.core.figures.cut import CutHour, cut_of
from lianfang.core.figures.dispatch import FIGURES
from lianfang.figures.models import Report
from lianfang.figures.queries import list_members
from lianfang.intake.models import Batch
from lianfang.shared import audit
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.checks import CHECKS
from lianfang.shared.clock import LOCAL, pinned_at
from lianfang.shared.roles import Role

HERE = Scope(ScopeKind.GRID, GRID)


def counted(actor: Actor, at: datetime) -> dict[str, int]:
    """Return what the cards say by the icon of each figure."""
    by_icon = {icon: path for path, icon in CARD_ICONS.items()}
    return {by_icon[card["icon"]]: card["count"] for card in read_cards(actor, at)["cards"]}


def test_every_card_is_a_figure_of_the_report() -> None:
    assert set(CARD_ICONS) <= {figure.path for figure in FIGURES}
    assert len(set(CARD_ICONS.values())) == len(CARD_ICONS)


def test_the_card_of_pushed_rows_is_told_apart_from_the_leads_below_it(console: Actor) -> None:
    fill(console)
    with translation.override("zh-hans"):
        cards = {card["icon"]: card["label"] for card in read_cards(console, NOW)["cards"]}
    assert cards[CARD_ICONS["pushed.overdue"]] == "推送超时未核查"


def test_each_card_counts_its_list_within_the_readers_scope(console: Actor) -> None:
    fill(console)
    one_lead(console, "外乡", 60, area=OTHER_VILLAGE)
    for actor in (console, make_actor(Role.GRID, HERE)):
        told = read_cards(actor, NOW)
        cut = cut_of(told["day"], CutHour(told["hour"]), LOCAL)
        for path, count in counted(actor, NOW).items():
            assert count == len(list_members(path, cut, actor)), path
    assert (
        counted(console, NOW)["pushed.overdue"] > counted(make_actor(Role.GRID, HERE), NOW)["pushed.overdue"]
    )


@pytest.mark.parametrize(
    ("at", "day", "hour"),
    [
        (datetime(2022, 2, 28, 9, 59, tzinfo=UTC), "2022-02-27", "24:00"),
        (datetime(2022, 2, 28, 10, 0, tzinfo=UTC), "2022-02-28", "18:00"),
        (datetime(2022, 2, 28, 16, 0, tzinfo=UTC), "2022-02-28", "24:00"),
    ],
)
def test_the_cards_are_those_of_the_last_cut(console: Actor, at: datetime, day: str, hour: str) -> None:
    told = read_cards(console, at)
    assert (told["day"].isoformat(), told["hour"]) == (day, hour)


def test_a_card_opens_for_those_who_may_open_figures(console: Actor) -> None:
    opens = {
        role: read_cards(make_actor(role), NOW)["cards"][0]["url"] for role in (Role.OFFICE, Role.AUDITOR)
    }
    assert opens[Role.OFFICE].startswith("/figures/") and "cut=" in opens[Role.OFFICE]
    assert opens[Role.AUDITOR] == ""


def test_what_is_behind_is_red_only_when_there_is_any(console: Actor) -> None:
    def tones() -> dict[str, str]:
        return {card["icon"]: card["tone"] for card in read_cards(console, MIDNIGHT)["cards"]}

    assert set(tones().values()) == {""}
    one_lead(console)
    assert tones() == {**dict.fromkeys(CARD_ICONS.values(), ""), "clock-exclamation": "bad"}


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.COMMANDER, 200), (Role.GRID, 200), (Role.AUDITOR, 200), (Role.SYSTEM, 403)],
)
def test_the_cards_are_for_those_who_see_figures(console: Actor, role: Role, status: int) -> None:
    client = signed_in(role, HERE) if role is Role.GRID else signed_in(role)
    assert client.get(reverse("command:figures")).status_code == status


def test_the_cards_are_drawn_as_links_with_their_counts(console: Actor) -> None:
    one_lead(console)
    with pinned_at(MIDNIGHT):
        html = signed_in(Role.OFFICE).get(reverse("command:figures")).content.decode()
    assert len(re.findall(r'href="/figures/[^"]*pushed\.overdue', html)) == 1
    assert "2022-02-28" in html and "24:00" in html


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.SYSTEM, Role.CONSOLE)])
def test_the_installation_is_the_administrators(console: Actor, role: Role) -> None:
    assert signed_in(role).get(reverse("command:installation")).status_code == 403


def test_the_installation_is_looked_over_and_what_is_wrong_is_shown(
    console: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = [("Server", lambda actor, at: []), ("Keys", lambda actor, at: ["钥匙丢失"])]
    monkeypatch.setattr(installation, "CHECKS", checks)
    html = signed_in(Role.SYSTEM).get(reverse("command:installation")).content.decode()
    assert html.count("<li") - html.count('<li class="is-bad"') == 1
    assert "钥匙丢失" in html and html.count('class="is-bad"') == 1


def test_only_quick_checks_run_on_a_page(console: Actor) -> None:
    looked = [one.name for one in look_over(console, NOW)]
    assert 0 < len(looked) < len(CHECKS)


def test_a_list_that_cannot_be_read_is_told_until_it_is_read(console: Actor) -> None:
    data, grid = make_actor(Role.DATA), make_actor(Role.GRID, HERE)
    assert gather([tell_failed_lists(data, NOW)]) == []
    batch = receive(console, "x", name="坏.csv")
    Batch.objects.filter(pk=batch.pk).update(state=Batch.State.FAILED)
    (told,) = gather([tell_failed_lists(data, NOW)])
    assert told.late
    assert [(one.title, one.text, one.url) for one in told.lines] == [
        ("坏.csv", "省厅", f"/intake/{batch.pk}/")
    ]
    assert tell_failed_lists(grid, NOW) is None
    assert [one.pk for one in list_failed(data)] == [batch.pk]


def test_rejected_rows_are_told_by_their_number(console: Actor) -> None:
    data = make_actor(Role.DATA)
    batch = bring(
        console, f",{number(1)},15400000001,兴县", "王五,无,不详,兴县", f"张三,{number(2)},15400000002,兴县"
    )
    (told,) = gather([tell_rejected(data, NOW)])
    assert [(one.number, one.url) for one in told.lines] == [
        ("2", f"/intake/{batch.pk}/rows/?outcome=rejected")
    ]
    assert [one.pk for one in list_with_rejected(data)] == [batch.pk]
    Batch.objects.filter(pk=batch.pk).update(rejected=0)
    assert gather([tell_rejected(data, NOW)]) == []


def test_a_signed_cut_asks_for_no_signature(console: Actor) -> None:
    cut = cut_of(AT.date(), CutHour.MIDNIGHT, LOCAL)
    assert not is_signed(cut)
    Report.objects.create(
        kind="dispatch",
        day=cut.day,
        cut_at=cut.at,
        known_at=cut.at,
        signed_by=1,
        signed_name="甲某",
        text="x",
    )
    assert is_signed(cut)
    assert not is_signed(cut_of(AT.date(), CutHour.EVENING, LOCAL))


def test_a_trail_that_waits_too_long_is_a_fault(console: Actor) -> None:
    auditor = make_actor(Role.AUDITOR)
    audit.record(by=console, at=NOW, action="x", object_kind="x")
    told = tell_chain(auditor, NOW)
    assert told is not None and told.late and told.lines[0].text
    assert tell_chain(make_actor(Role.OFFICE), NOW) is None


def test_a_sealed_trail_is_no_fault(console: Actor) -> None:
    while audit.seal_entries(at=NOW):
        pass
    told = tell_chain(make_actor(Role.AUDITOR), NOW + timedelta(minutes=1))
    assert told is not None and not told.late


def test_a_stranger_is_sent_to_sign_in(console: Actor) -> None:
    for name in ("today", "figures", "installation"):
        answer = Client().get(reverse(f"command:{name}"))
        assert answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/")
