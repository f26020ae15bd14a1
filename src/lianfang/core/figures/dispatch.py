"""The figures of the dispatch report in their order, and what must add up among them; data only."""

from lianfang.core.figures.called import LEAD_FIGURES
from lianfang.core.figures.controlled import CONTROLLED, UNEXPLAINED
from lianfang.core.figures.figure import Figure, Ratio
from lianfang.core.figures.identities import Identity
from lianfang.core.figures.pushed import PUSHED
from lianfang.core.figures.tested import TESTED

DISPATCH: tuple[Figure | Ratio, ...] = (*PUSHED, *CONTROLLED, *TESTED)
"""The figures of the dispatch report, in its order."""

FIGURES: tuple[Figure, ...] = tuple(
    figure for figure in (*DISPATCH, UNEXPLAINED, *LEAD_FIGURES) if isinstance(figure, Figure)
)
"""Every figure that has members."""

IDENTITIES = (
    Identity(
        "controlled.ever",
        plus=("controlled.now", "controlled.released_ever", "controlled.left_ever", "controlled.died_ever"),
    ),
    Identity("controlled.ever_repeat", plus=("controlled.ever_times",), minus=("controlled.ever",)),
    Identity("controlled.new_repeat", plus=("controlled.new_times",), minus=("controlled.new",)),
    Identity("controlled.ever_times", plus=("controlled.ever_times_by",)),
    Identity("controlled.new_times", plus=("controlled.new_times_by",)),
    Identity("controlled.now", plus=("controlled.now_by",)),
    Identity("controlled.ever", plus=("controlled.ever_by_town",)),
    Identity("controlled.new", plus=("controlled.new_by_town",)),
    Identity("controlled.now", plus=("controlled.now_by_town",)),
    Identity("controlled.released_ever", plus=("controlled.released_by_town",)),
    Identity("controlled.ever", plus=("controlled.ever_by_category",)),
    Identity("controlled.now", plus=("controlled.now_by_category",)),
    Identity("controlled.released_ever", plus=("controlled.released_by_category",)),
    Identity(
        "controlled.outside_ever",
        plus=("controlled.outside_now", "controlled.outside_released", "controlled.outside_gone"),
    ),
    Identity(
        "pushed.ever", plus=("pushed.verified", "pushed.overdue", "pushed.waiting", "pushed.without_lead")
    ),
    Identity("pushed.ever", plus=("pushed.verified", "pushed.unverified")),
    Identity("pushed.ever", plus=("pushed.ever_by",)),
    Identity("pushed.verified", plus=("pushed.verified_by",)),
    Identity("tests.due", plus=("tests.done", "tests.missed", "tests.waiting")),
    Identity("tests.done", plus=("tests.done_by",)),
)
"""What must hold in every dispatch report before it may be signed."""
