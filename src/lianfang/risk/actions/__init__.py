"""Writes of risk areas: one area typed, a sheet read, a refused line settled."""

from lianfang.risk.actions.declaring import Declared, declare
from lianfang.risk.actions.importing import Imported, import_sheet, settle_line

__all__ = ["Declared", "Imported", "declare", "import_sheet", "settle_line"]
