"""Papers as they go out: the words as issued with their code and signature, for the page and for a Word file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from io import BytesIO

import segno
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import override
from docx import Document
from docx.document import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from lianfang.care import pages
from lianfang.care.models import Paper, PaperSignature
from lianfang.core.care import Text
from lianfang.web.pieces import Words
from lianfang.web.words import local_time

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TYPEFACE = "FangSong"  # 仿宋, the face of official papers
_UNSIGNED = "签收人：　　　　　　　　　　时间：　　　　　　　　"
_LEFT, _CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper with its words as issued, the code it bears and its signature."""

    paper: Paper
    text: Text
    code: pages.Shown
    signature: tuple[PaperSignature, Words] | None

    @property
    def door(self) -> bool:
        """Say whether it hangs on a door: it is large, and nobody signs it."""
        return self.paper.kind == "door"


def lay_out(absolute: pages.Absolute, papers: Iterable[Paper]) -> list[Sheet]:
    """Return papers as sheets; their words are those kept, whatever changed since."""
    return [
        Sheet(
            paper,
            Text(**json.loads(paper.text)),
            pages.draw_token(absolute, paper),
            pages.signature_of(paper),
        )
        for paper in papers
    ]


def answer_word(sheets: Sequence[Sheet], name: str) -> HttpResponse:
    """Hand sheets out as a Word file of a name; no browser keeps it."""
    answer = HttpResponse(to_docx(sheets), content_type=WORD_TYPE)
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.docx") or "attachment"
    answer["Cache-Control"] = "no-store"
    return answer


def to_docx(sheets: Sequence[Sheet]) -> bytes:
    """Return a Word file with every sheet on a page of its own, in Chinese whatever the reader's language."""
    file = _open_file(sheets[0])
    with override("zh-hans"):
        for place, sheet in enumerate(sheets):
            _write(file, sheet, fresh_page=place > 0)
    held = BytesIO()
    file.save(held)
    return held.getvalue()


def _open_file(first: Sheet) -> WordFile:
    file = Document()
    page, style = file.sections[0], file.styles["Normal"]
    page.page_width, page.page_height = Cm(21), Cm(29.7)  # A4
    style.font.name, style.font.size = _TYPEFACE, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _TYPEFACE)
    told = file.core_properties
    told.title, told.author, told.comments = first.text.title, first.text.issuer, ""
    told.created = told.modified = first.paper.issued_at.astimezone(UTC).replace(tzinfo=None)
    return file


def _write(file: WordFile, sheet: Sheet, *, fresh_page: bool) -> None:
    large, text = sheet.door, sheet.text
    title = _line(file, text.title, align=_CENTRE, size=40 if large else 22, bold=True)
    title.paragraph_format.page_break_before = fresh_page
    _line(file, text.number, align=_CENTRE, size=14)
    for paragraph in text.paragraphs:
        _line(file, paragraph, align=_CENTRE if large else _LEFT, size=26 if large else 14)
    file.add_picture(_draw_code(sheet.code.address), width=Cm(5 if large else 3))
    file.paragraphs[-1].alignment = _CENTRE if large else _LEFT
    for words in (text.issuer, text.day):
        _line(file, words, align=_RIGHT, size=14)
    if not large:
        _line(file, _say_signed(sheet), align=_LEFT, size=14)


def _line(
    file: WordFile, words: str, *, align: WD_ALIGN_PARAGRAPH, size: int, bold: bool = False
) -> Paragraph:
    paragraph = file.add_paragraph()
    run = paragraph.add_run(words)
    run.font.size, run.bold, paragraph.alignment = Pt(size), bold, align
    return paragraph


def _draw_code(address: str) -> BytesIO:
    held = BytesIO()
    segno.make(address, error="m").save(held, kind="png", scale=8, border=3)
    held.seek(0)
    return held


def _say_signed(sheet: Sheet) -> str:
    if sheet.signature is None:
        return _UNSIGNED
    kept, how = sheet.signature
    return f"{kept.signer}（{how}） {local_time(kept.signed_at)}"


def name_bundle(bundle_id: int) -> str:
    """Name the file of papers written together."""
    return _("papers %(number)s") % {"number": bundle_id}
