"""My files: what a member of staff asked for and got, found again later."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from lianfang.shared import audit, clock
from lianfang.shared.actor import Actor
from lianfang.shared.files import files_folder, read_stored
from lianfang.shared.models import StoredFile

PRODUCED = "export"
ASKED = "export-ask"
SHOWN = 200


def list_mine(actor: Actor) -> list[StoredFile]:
    """List the files made for this member of staff and those still being made, newest first."""
    mine = StoredFile.objects.filter(made_by=actor.staff_id, kind__in=(PRODUCED, ASKED))
    return list(mine.order_by("-made_at", "-pk")[:SHOWN])


def remove_file(file: StoredFile) -> None:
    """Remove a file from the list, and from the disk once that is certain."""
    path = files_folder() / file.path
    file.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


@transaction.atomic
def forget_files(staff_id: int) -> int:
    """Remove what was made for a member of staff whose rights have changed; return how many."""
    files = list(StoredFile.objects.filter(made_by=staff_id, kind__in=(PRODUCED, ASKED)))
    for file in files:
        remove_file(file)
    return len(files)


def my_files(request: Any) -> HttpResponse:
    """Show the files made for the reader."""
    files = list_mine(request.actor)
    waiting = any(file.kind == ASKED for file in files)
    return render(request, "web/files.html", {"files": files, "waiting": waiting, "asked": ASKED})


def my_file(request: Any, file_id: int) -> HttpResponse:
    """Hand a produced file to the person it was made for; anybody else finds nothing."""
    actor: Actor = request.actor
    file = StoredFile.objects.filter(pk=file_id, made_by=actor.staff_id, kind=PRODUCED).first()
    if file is None:
        raise Http404
    audit.record(by=actor, at=clock.now(), action="files.download", object_kind="file", object_id=file.pk)
    answer = HttpResponse(read_stored(file), content_type=file.media_type)
    answer["Content-Disposition"] = content_disposition_header(True, file.filename) or "attachment"
    answer["Cache-Control"] = "no-store"
    return answer
