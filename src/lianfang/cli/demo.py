"""`lianfang demo`: a county of invented people with its history, played through the public actions."""

from __future__ import annotations

from datetime import date

import click

from lianfang.cli.console import WANTING, Console, Refusal, with_county
from lianfang.cli.ground import as_owner
from lianfang.cli.init import check_same_county, find_divisions
from lianfang.cli.progress import counting
from lianfang.cli.speech import _
from lianfang.config.home import home_folder, write_behind
from lianfang.demo.scenario import USUAL, list_scenarios, read_scenario


@click.command()
@click.option(
    "--scenario",
    default=USUAL,
    show_default=True,
    type=click.Choice(list_scenarios()),
    help="Which history to play.",
)
@with_county
def command(console: Console, scenario: str) -> None:
    """Load the demo county: real divisions, invented people, and its history day by day."""
    from lianfang.demo.crew import Crew
    from lianfang.demo.load import is_loaded, load_demo
    from lianfang.places.queries import get_county
    from lianfang.shared import clock

    played = read_scenario(scenario)
    check_same_county(find_divisions(played.county), get_county().code)
    if is_loaded():
        console.answer({"loaded": scenario, "already": True}, _("The demo county is loaded."))
        return
    days = len(list(played.days()))
    _make_room(console)
    shown: list[date] = []
    with counting(console, _("Playing the history, day by day"), total=days) as advance:

        def tell(day: date, _number: int, _total: int) -> None:
            if shown[-1:] != [day]:
                shown.append(day)
                advance(1)

        with Crew() as crew:
            load_demo(scenario, tell, crew)
    write_behind(home_folder(), clock.behind(played.next_morning))
    console.answer({"loaded": scenario, "already": False}, _("The demo county is loaded."))


def _make_room(console: Console) -> None:
    """Clear what an interrupted load left; refuse where anybody but the demo has worked."""
    from lianfang.accounts.models import Staff
    from lianfang.intake.models import Batch
    from lianfang.shared.roles import Role

    strangers = Staff.objects.filter(is_demo=False).exclude(role=Role.CONSOLE).exists()
    half_loaded = Staff.objects.filter(is_demo=True).exists()
    if strangers or (Batch.objects.exists() and not half_loaded):
        raise Refusal(
            _("This installation is in use; the demo would mix with it."),
            _("Set LIANFANG_HOME to another folder and run `lianfang demo` there."),
            code=WANTING,
        )
    if half_loaded:
        console.say(_("An interrupted load is cleared first."))
        as_owner("flush", "--noinput", "--verbosity", "0")
