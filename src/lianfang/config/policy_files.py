"""The policy folder read from disk: YAML with the line of every value, ready for `core.policy.load`.

The folder is `policy/` at the root of a checkout and `lianfang/policy_files` in an installed package.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from lianfang.core.policy import Document, Marked, PolicyBook, PolicyError, load
from lianfang.core.wording import msgid, phrase

PACKAGE = Path(__file__).resolve().parents[1]
TEXT_TAGS = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp")  # core reads dates itself


def policy_folder() -> Path:
    """Find the folder of the law: the installed copy, else the checkout's own."""
    installed = PACKAGE / "policy_files"
    return installed if installed.is_dir() else PACKAGE.parents[1] / "policy"


@cache
def get_policy_book() -> PolicyBook:
    """Load the law that ships with the product, once a process. Raises PolicyError."""
    return load(read_documents(policy_folder()))


def read_documents(folder: Path) -> list[Document]:
    """Read every policy document of a folder: editions.yaml and values/, not the cases.

    Raises PolicyError for YAML that cannot be parsed, for a key written twice, and when there is no file.
    """
    files = [folder / "editions.yaml", *sorted((folder / "values").glob("*/*.yaml"))]
    return [parse_document(path.relative_to(folder).as_posix(), _text(path, folder)) for path in files]


def _text(path: Path, folder: Path) -> str:
    name = path.relative_to(folder).as_posix()
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        told = phrase(msgid("the file is not in %(folder)s"), folder=folder)
        raise PolicyError(name, 1, told, phrase(msgid("a policy folder with this file"))) from None
    except UnicodeDecodeError:
        told = phrase(msgid("the file is not UTF-8 text"))
        raise PolicyError(name, 1, told, phrase(msgid("a file saved as UTF-8"))) from None


def parse_document(file: str, text: str) -> Document:
    """Parse one policy document; local orders kept in the database come through here too. Raises PolicyError."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        told = phrase(msgid("the file is not valid YAML (%(problem)s)"), problem=error.problem)
        raise PolicyError(file, line, told, phrase(msgid("valid YAML"))) from error
    except yaml.reader.ReaderError as error:
        told = phrase(msgid("the file holds a forbidden character (%(problem)s)"), problem=error.reason)
        raise PolicyError(file, 1, told, phrase(msgid("plain text"))) from error
    if root is None:
        told = phrase(msgid("the file is empty"))
        raise PolicyError(file, 1, told, phrase(msgid("editions, or category, or setting")))
    return Document(file, _marked(file, root))


def _marked(file: str, node: yaml.Node) -> Marked:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return Marked(dict(_pairs(file, node)), line)
    if isinstance(node, yaml.SequenceNode):
        return Marked([_marked(file, item) for item in node.value], line)
    if node.tag in TEXT_TAGS:
        return Marked(str(node.value), line)
    return Marked(_scalar(file, node, line), line)


def _scalar(file: str, node: yaml.Node, line: int) -> str | float | bool | None:
    try:
        value = yaml.constructor.SafeConstructor().construct_object(node)
    except (yaml.YAMLError, ValueError) as error:
        raise _unreadable(file, line, node) from error
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise _unreadable(file, line, node)


def _unreadable(file: str, line: int, node: yaml.Node) -> PolicyError:
    told = phrase(msgid("'%(value)s' cannot be read"), value=node.value)
    return PolicyError(file, line, told, phrase(msgid("text, a number or a date")))


def _pairs(file: str, node: yaml.MappingNode) -> Iterator[tuple[str, Marked]]:
    seen: set[str] = set()
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            told = phrase(msgid("a key is not plain text"))
            raise PolicyError(file, line, told, phrase(msgid("key: value")))
        if key.value in seen:
            told = phrase(msgid("the key '%(key)s' is written twice"), key=key.value)
            raise PolicyError(file, line, told, phrase(msgid("each key once")))
        seen.add(key.value)
        yield str(key.value), _marked(file, value)
