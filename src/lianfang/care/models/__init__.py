"""Care under a measure: measurements, transfers, telephone checks, breaches, homes, papers, hand-overs."""

from lianfang.care.models.homes import HomeCheck, HomeMember
from lianfang.care.models.links import CareLink, Knock
from lianfang.care.models.measuring import Measurement, Transfer, TransferStep
from lianfang.care.models.papers import HandOver, Paper, PaperBundle, PaperCount, PaperSignature
from lianfang.care.models.supervising import Breach, BreachStep, CheckDraw, CheckStep, PhoneCheck

__all__ = [
    "Breach",
    "BreachStep",
    "CareLink",
    "CheckDraw",
    "CheckStep",
    "HandOver",
    "HomeCheck",
    "HomeMember",
    "Knock",
    "Measurement",
    "Paper",
    "PaperBundle",
    "PaperCount",
    "PaperSignature",
    "PhoneCheck",
    "Transfer",
    "TransferStep",
]
