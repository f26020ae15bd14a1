"""The policy folder read from disk: YAML with the line of every value, ready for `core.policy.load`.

The folder is `policy/` at the root of a checkout and `lianfang/policy_files` in an installed package.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lianfang.core.policy import PLACE_WORDS, Document, Facts, Marked, PolicyBook, PolicyError, load
from lianfang.core.timeline import SHANGHAI
from lianfang.core.wording import msgid, phrase

PACKAGE = Path(__file__).resolve().parents[1]
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the fast one where libyaml is there
TEXT_TAGS = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp")  # core reads dates itself


def policy_folder() -> Path:
    """Find the folder of the law: the installed copy, else the checkout's own."""
    installed = PACKAGE / "policy_files"
    return installed if installed.is_dir() else PACKAGE.parents[1] / "policy"


@cache
def get_policy_book() -> PolicyBook:
    """Load the law that ships with the product, once a process. Raises PolicyError."""
    return load(read_documents(policy_folder()))


@dataclass(frozen=True, slots=True)
class Example:
    """A case of `policy/cases` as it is read to people: its name, and the facts to decide from."""

    name: str
    facts: tuple[Facts, ...]


@cache
def get_examples() -> tuple[Example, ...]:
    """Read the cases that ship with the product, once a process; that each decides as written, the tests say."""
    files = sorted((policy_folder() / "cases").glob("*.yaml"))
    held = [yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) for path in files]  # noqa: S506
    return tuple(_example(case) for content in held for case in content["cases"])


def _example(case: dict[str, Any]) -> Example:
    facts = case["facts"] if isinstance(case["facts"], list) else [case["facts"]]
    return Example(case["case"], tuple(_facts(one) for one in facts))


def _facts(told: dict[str, str]) -> Facts:
    anchor, found = (
        datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
        for text in (told["anchor"], told.get("found", told["anchor"]))
    )
    return Facts(
        category=told["category"],
        anchor=anchor,
        found=found,
        area=told.get("area", ""),
        unfit_home=told.get("unfit_home") == "true",
        bed_free=told.get("bed_free") != "false",
        chosen=PLACE_WORDS.get(told.get("chosen", ""), ""),
    )


def read_documents(folder: Path) -> list[Document]:
    """Read every policy document of a folder: editions.yaml, sources.yaml and values/, not the cases.

    Raises PolicyError for YAML that cannot be parsed, for a key written twice, and when there is no file.
    """
    files = [folder / "editions.yaml", folder / "sources.yaml", *sorted((folder / "values").glob("*/*.yaml"))]
    named = [(path.relative_to(folder).as_posix(), path) for path in files]
    return [document for name, path in named for document in read_file(path, name)]


def read_file(path: Path, name: str) -> list[Document]:
    """Read the documents of one file, several where `---` parts them, under the name that errors give."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        told = phrase(msgid("the file is not in %(folder)s"), folder=path.parent)
        raise PolicyError(name, 1, told, phrase(msgid("a policy folder with this file"))) from None
    except UnicodeDecodeError:
        told = phrase(msgid("the file is not UTF-8 text"))
        raise PolicyError(name, 1, told, phrase(msgid("a file saved as UTF-8"))) from None
    return parse_documents(name, text)


def parse_document(file: str, text: str) -> Document:
    """Parse a file of one document; local orders kept in the database come through here too. Raises PolicyError."""
    first, *more = parse_documents(file, text)
    if more:
        told = phrase(msgid("the file holds several documents"))
        raise PolicyError(file, more[0].root.line, told, phrase(msgid("one document, without ---")))
    return first


def parse_documents(file: str, text: str) -> list[Document]:
    """Parse the documents of a file, parted by `---`. Raises PolicyError."""
    try:
        roots = [root for root in yaml.compose_all(text, Loader=LOADER) if root.value != ""]
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        told = phrase(msgid("the file is not valid YAML (%(problem)s)"), problem=error.problem)
        raise PolicyError(file, line, told, phrase(msgid("valid YAML"))) from error
    except yaml.reader.ReaderError as error:
        told = phrase(msgid("the file holds a forbidden character (%(problem)s)"), problem=error.reason)
        raise PolicyError(file, 1, told, phrase(msgid("plain text"))) from error
    if not roots:
        told = phrase(msgid("the file is empty"))
        raise PolicyError(file, 1, told, phrase(msgid("editions, or category, or setting, or sources")))
    return [Document(file, _Reader(file).marked(root)) for root in roots]


class _Reader:
    """Turns the nodes of one file into marked values; a node met twice is a reference, which hides what holds."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._met: set[int] = set()

    def marked(self, node: yaml.Node) -> Marked:
        line = node.start_mark.line + 1
        if id(node) in self._met:
            told = phrase(msgid("a part is repeated by reference (& and *)"))
            raise PolicyError(self._file, line, told, phrase(msgid("the part written out where it holds")))
        self._met.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return Marked(self._mapping(node), line)
        if isinstance(node, yaml.SequenceNode):
            return Marked([self.marked(item) for item in node.value], line)
        if node.tag in TEXT_TAGS:
            return Marked(str(node.value), line)
        return Marked(self._scalar(node, line), line)

    def _scalar(self, node: yaml.Node, line: int) -> str | float | bool | None:
        try:
            value = yaml.constructor.SafeConstructor().construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            raise self._unreadable(node, line) from error
        if value is None or isinstance(value, str | int | float | bool):
            return value
        raise self._unreadable(node, line)

    def _unreadable(self, node: yaml.Node, line: int) -> PolicyError:
        told = phrase(msgid("'%(value)s' cannot be read"), value=node.value)
        return PolicyError(self._file, line, told, phrase(msgid("text, a number or a date")))

    def _mapping(self, node: yaml.MappingNode) -> dict[str, Marked]:
        read: dict[str, Marked] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                told = phrase(msgid("a key is not plain text"))
                raise PolicyError(self._file, line, told, phrase(msgid("key: value")))
            if key.value in read:
                told = phrase(msgid("the key '%(key)s' is written twice"), key=key.value)
                raise PolicyError(self._file, line, told, phrase(msgid("each key once")))
            read[str(key.value)] = self.marked(value)
        return read
