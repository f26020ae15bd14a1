"""Logs as data, without any personal value: lines of JSON for machines, plain lines in a terminal."""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Mapping
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "〔…〕"
# Source texts and codes are English; whatever is Chinese in a log came from a person or a list.
_CHINESE = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·]+")
_ENCODED = re.compile(r"(?:%[0-9A-Fa-f]{2}|\\u[0-9a-fA-F]{4}|\\x[0-9a-f]{2})+")
_NUMBER = re.compile(r"(?<!\d)(?:\d[ -]?){17}[\dXx](?![\dXx])|(?<!\d)\d{15}(?!\d)")
_PHONE = re.compile(
    r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)"
)
_DETAIL = re.compile(r"^(DETAIL|CONTEXT|HINT|QUERY):.*$", re.MULTILINE)
_KEPT = frozenset({"timestamp", "level", "logger"})


def scrub_text(text: str) -> str:
    """Hide what may be a name, an address, an identity number or a phone in a text."""
    for pattern in (_DETAIL, _CHINESE, _ENCODED, _NUMBER, _PHONE):
        text = pattern.sub(HIDDEN, text)
    return text


def scrub(held: Any) -> Any:
    """Hide personal values anywhere in a value."""
    if isinstance(held, str):
        return scrub_text(held)
    if isinstance(held, Mapping):
        return {scrub_text(str(key)): scrub(value) for key, value in held.items()}
    if isinstance(held, (list, tuple, set, frozenset)):
        return [scrub(value) for value in held]
    if held is None or isinstance(held, (bool, float)):
        return held
    if isinstance(held, int):
        return held if scrub_text(str(held)) == str(held) else HIDDEN
    return scrub_text(str(held))


def scrub_event(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Hide personal values in a whole log event; runs after exceptions became text."""
    return {key: value if key in _KEPT else scrub(value) for key, value in event.items()}


def configure(*, level: str = "", as_json: bool | None = None) -> None:
    """Set logging up for this process: warnings and above, or LIANFANG_LOG_LEVEL.

    JSON where nobody watches (standard error is no terminal) or LIANFANG_LOG is "json".
    """
    told = os.environ.get("LIANFANG_LOG")
    machine = as_json if as_json is not None else told == "json" or (told is None and not sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        scrub_event,
    ]
    last: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False) if machine else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level or os.environ.get("LIANFANG_LOG_LEVEL", "WARNING").upper())
    logging.captureWarnings(True)
