"""The dispatch report as Word and Excel files; the same counts, nothing computed anew."""

from __future__ import annotations

from io import BytesIO

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Paper
from docx.oxml.ns import qn
from docx.shared import Pt
from xlsxwriter import Workbook

from lianfang.figures.dispatch import Dispatch, explain_breach
from lianfang.figures.layout import Table, tables_of

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPEFACE = "FangSong"  # 仿宋, the face of official papers


def to_docx(report: Dispatch) -> bytes:
    """Return the report as a Word paper: title, paragraphs, tables."""
    paper = Document()
    style = paper.styles["Normal"]
    style.font.name, style.font.size = _TYPEFACE, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _TYPEFACE)
    paper.add_heading(report.title, level=1)
    paper.add_paragraph(report.window)
    if report.signature:
        paper.add_paragraph(report.signature)
    for heading, text in report.paragraphs:
        paper.add_heading(heading, level=2)
        paper.add_paragraph(text)
    for breach in report.breaches:
        paper.add_paragraph(explain_breach(breach))
    for table in tables_of(report.values):
        paper.add_heading(table.title, level=2)
        _docx_table(paper, table)
    held = BytesIO()
    paper.save(held)
    return held.getvalue()


def _docx_table(paper: Paper, table: Table) -> None:
    grid = paper.add_table(rows=1, cols=len(table.headings), style="Table Grid")
    for cell, heading in zip(grid.rows[0].cells, table.headings, strict=True):
        cell.text = heading
    for line in table.lines:
        cells = grid.add_row().cells
        cells[0].text = line.label
        for cell, figure in zip(cells[1:], line.cells, strict=True):
            cell.text = "" if figure is None else str(figure.count)


def to_xlsx(report: Dispatch) -> bytes:
    """Return the report as a workbook: one sheet of text, one sheet for each table."""
    held = BytesIO()
    with Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(_("Report"))
        sheet.set_column(0, 0, 100)
        lines = [
            (report.title, bold),
            (report.window, wrap),
            *([(report.signature, wrap)] if report.signature else []),
        ]
        for heading, text in report.paragraphs:
            lines += [(heading, bold), (text, wrap)]
        for row, (text, face) in enumerate(lines):
            sheet.write(row, 0, text, face)
        for table in tables_of(report.values):
            _xlsx_table(book, table)
    return held.getvalue()


def _xlsx_table(book: Workbook, table: Table) -> None:
    sheet = book.add_worksheet(table.title[:31])
    bold = book.add_format({"bold": True, "border": 1})
    plain = book.add_format({"border": 1})
    sheet.set_column(0, 0, 24)
    sheet.freeze_panes(1, 1)
    sheet.write_row(0, 0, table.headings, bold)
    for row, line in enumerate(table.lines, start=1):
        sheet.write(row, 0, line.label, plain)
        for column, figure in enumerate(line.cells, start=1):
            sheet.write(row, column, "" if figure is None else figure.count, plain)
