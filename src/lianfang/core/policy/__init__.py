"""The law as data: load it, ask it, have it explained. Pure: no files, no clock, no Django."""

from lianfang.core.policy.answers import Answers, answer_of
from lianfang.core.policy.decide import decide, decide_all, may_control
from lianfang.core.policy.decision import Decision, Facts, PlannedStage, PlannedTest, Reason
from lianfang.core.policy.explain import explain
from lianfang.core.policy.fact_lines import FactsWrong, read_facts
from lianfang.core.policy.load import check, load
from lianfang.core.policy.model import (
    CATEGORIES,
    MEASURES,
    PLACE_WORDS,
    PLACES,
    RANK,
    Edition,
    Level,
    PolicyBook,
    Setting,
    StageRule,
    TestRule,
    Value,
)
from lianfang.core.policy.settings import (
    NoValue,
    code_while_missed,
    count_at,
    fever_threshold,
    five_responsible,
    lead_deadline,
    may_call_at,
    setting_at,
    value_at,
)
from lianfang.core.policy.source import Document, Marked, PolicyError
from lianfang.core.policy.together import join, join_stages
from lianfang.core.policy.wording import CATEGORY_LABELS, MEASURE_LABELS, ROLE_LABELS, said

__all__ = [
    "CATEGORIES",
    "CATEGORY_LABELS",
    "MEASURES",
    "MEASURE_LABELS",
    "PLACES",
    "PLACE_WORDS",
    "RANK",
    "ROLE_LABELS",
    "Answers",
    "Decision",
    "Document",
    "Edition",
    "Facts",
    "FactsWrong",
    "Level",
    "Marked",
    "NoValue",
    "PlannedStage",
    "PlannedTest",
    "PolicyBook",
    "PolicyError",
    "Reason",
    "Setting",
    "StageRule",
    "TestRule",
    "Value",
    "answer_of",
    "check",
    "code_while_missed",
    "count_at",
    "decide",
    "decide_all",
    "explain",
    "fever_threshold",
    "five_responsible",
    "join",
    "join_stages",
    "lead_deadline",
    "load",
    "may_call_at",
    "may_control",
    "read_facts",
    "said",
    "setting_at",
    "value_at",
]
