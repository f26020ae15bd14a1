"""Lists that behave like Excel: declared as data, paged by place, filtered by column, exported as seen."""

from lianfang.shared.tables.columns import Act, BulkAction, Column, Table
from lianfang.shared.tables.filters import Boolean, Choice, DateRange, Filter, NumberRange, Text, TextIn

__all__ = [
    "Act",
    "Boolean",
    "BulkAction",
    "Choice",
    "Column",
    "DateRange",
    "Filter",
    "NumberRange",
    "Table",
    "Text",
    "TextIn",
]
