"""A county in which something of every kind is due, looked at in the night fourteen days on."""

from __future__ import annotations

from datetime import timedelta

from tests.rooms.intake.lists import HEADINGS, NAMELESS, ZHANG, bring, receive
from tests.rooms.leads.county import (
    AT,
    GRID,
    OTHER_TOWN,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    number,
    one_lead,
    open_list,
    traveller,
)
from tests.rooms.orders.world import control
from tests.rooms.staff import make_actor

from lianfang.intake.models import Batch
from lianfang.leads.actions import record_call
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.roles import Role

NOW = AT + timedelta(days=14, hours=1)
SCOPES = {
    Role.TOWN: Scope(ScopeKind.TOWN, TOWN),
    Role.COMMUNITY: Scope(ScopeKind.COMMUNITY, VILLAGE),
    Role.GRID: Scope(ScopeKind.GRID, GRID),
}
ELSEWHERE = {
    Role.TOWN: Scope(ScopeKind.TOWN, OTHER_TOWN),
    Role.COMMUNITY: Scope(ScopeKind.COMMUNITY, OTHER_VILLAGE),
}


def member(role: Role) -> Actor:
    """Make a member of staff of a role, over the place where everything is due."""
    return make_actor(role, SCOPES[role]) if role in SCOPES else make_actor(role)


def fill(by: Actor) -> None:
    """Let something of every kind be due in the grid: lists, leads, orders and tests."""
    bring(by, ZHANG, NAMELESS)
    failed = receive(by, "x", name="坏.csv", headings=HEADINGS)
    Batch.objects.filter(pk=failed.pk).update(state=Batch.State.FAILED)
    one_lead(by, "李四", 2, place="none", area="")
    one_lead(by, "王五", 3, place="elsewhere", area="610113")
    found = one_lead(by, "赵六", 4)
    record_call(lead=found, outcome="here_control", by=by, at=AT)
    home = "兴县蔚汾镇贺家坪村12号"
    open_list(by, traveller("张伟", number(5), "15400000005", home))
    open_list(by, traveller("张伟", "", "15400000006", home))
    control(by, "close_contact", 7)  # its first stage is over, its tests were missed
    control(by, "medium_risk", 8)  # its days are over
    control(by, "close_contact", 9, at=NOW - timedelta(hours=1))  # its first test is due today
