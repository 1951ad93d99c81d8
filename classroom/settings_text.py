"""Single keys set in the text of a YAML settings file; everything else in it, comments included, stays.

PyYAML tells where in the text each key and value stands, which is enough to change one of them; a round-trip parser
would be one more dependency, and would write the rest of the file in its own way. What was written is read again and
compared, so that a file too unusual for this is left alone rather than harmed.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import yaml

Scalar = str | int | float | bool
Key = tuple[str, ...]

INDENT = 2
MAX_ALIASES = 100
_TOO_ODD = (yaml.YAMLError, TypeError, ValueError, RecursionError)


def change_text(text: str, changes: Sequence[tuple[Key, Scalar | None]]) -> str | None:
    """The text with these keys set, or taken out (None); None when it cannot be done without harm.

    Args:
        text: of a settings file.
        changes: path of the key -> value, e.g. (("engagement", "bin_s"), 30.0).
    """
    return _try(text, changes) or _try_spelt_out(text, changes)


def key_comments(text: str) -> Mapping[Key, str]:
    """The comment beside each key, by its path; keys without one are left out."""
    lines = text.splitlines()
    found: dict[Key, str] = {}
    for path, name, value in _entries(yaml.compose(text, Loader=yaml.SafeLoader), ()):
        mark = value.end_mark if isinstance(value, yaml.ScalarNode) else name.end_mark
        _, _, comment = lines[name.start_mark.line][mark.column :].partition("#")
        if comment and path not in found:
            found[path] = comment.strip()
    return found


def _try(text: str, changes: Sequence[tuple[Key, Scalar | None]]) -> str | None:
    with suppress(*_TOO_ODD):
        changed = text
        for key, value in changes:
            changed = _remove(changed, key) if value is None else _set(changed, key, value)
        if (yaml.safe_load(changed) or {}) == _expect(yaml.safe_load(text), changes):
            return changed
    return None


def _try_spelt_out(text: str, changes: Sequence[tuple[Key, Scalar | None]]) -> str | None:
    """Where two places share a value (`&name`, `*name`) and one of them changes, each gets its own."""
    with suppress(*_TOO_ODD):
        spelt = _spell_out(text)
        if yaml.safe_load(spelt) == yaml.safe_load(text):
            return _try(spelt, changes)
    return None


def _entries(node: yaml.Node | None, above: Key) -> Iterator[tuple[Key, yaml.Node, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            path = (*above, str(name.value))
            yield path, name, value
            yield from _entries(value, path)


def _expect(values: Any, changes: Sequence[tuple[Key, Scalar | None]]) -> dict[str, Any]:
    """What the changed text must say."""
    expected: dict[str, Any] = dict(values or {})
    for key, value in changes:
        expected = _with(expected, key, value)
    return expected


def _with(values: Any, key: Key, value: Scalar | None) -> dict[str, Any]:
    changed = dict(values or {})
    if len(key) > 1:
        inner = _with(changed.get(key[0]), key[1:], value) if value is not None or key[0] in changed else None
        if inner or value is not None:
            changed[key[0]] = inner
        else:
            changed.pop(key[0], None)  # a section that became empty goes with its last key
    elif value is None:
        changed.pop(key[0], None)
    else:
        changed[key[0]] = value
    return changed


def _set(text: str, key: Key, value: Scalar) -> str:
    name: yaml.Node | None = None
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    for depth, word in enumerate(key):
        entry = _find(node, word)
        if entry is None:
            return _insert(text, name, node, key[depth:], value)
        name, node = entry
    if not isinstance(node, yaml.ScalarNode):
        raise yaml.YAMLError("a section stands where a value belongs")
    start, end = _span(node)
    space = "" if text[start - 1 : start].isspace() else " "  # `key:` without a value ends at the colon
    return text[:start] + space + write_scalar(value) + text[end:]


def _insert(text: str, name: yaml.Node | None, node: yaml.Node | None, rest: Key, value: Scalar) -> str:
    """The text with a new key behind the last of its section, in the way the section is written."""
    entries = node.value if isinstance(node, yaml.MappingNode) else []
    if isinstance(node, yaml.MappingNode) and node.flow_style:
        at = _end(entries[-1][1]) if entries else _span(node)[0] + 1
        return text[:at] + (", " if entries else "") + _flow(rest, value) + text[at:]
    if entries:
        return _insert_line(text, _end(entries[-1][1]), int(entries[0][0].start_mark.column), rest, value)
    if name is None:
        return _insert_line(text, len(text), 0, rest, value)
    if isinstance(node, yaml.ScalarNode) and node.value:
        raise ValueError("a value stands where a section belongs")
    at = text.index(":", _span(name)[1]) + 1
    return _insert_line(text, at, int(name.start_mark.column) + INDENT, rest, value)


def _insert_line(text: str, at: int, column: int, rest: Key, value: Scalar) -> str:
    """New lines behind the line in which `at` lies."""
    newline = "\r\n" if "\r\n" in text else "\n"
    end = text.find("\n", at)
    at = len(text) if end < 0 else at if text[at - 1 : at] == "\n" else end + 1
    lines = [" " * (column + INDENT * depth) + f"{write_key(word)}:" for depth, word in enumerate(rest)]
    lines[-1] += f" {write_scalar(value)}"
    gap = "" if at == 0 or text[at - 1] == "\n" else newline
    return text[:at] + gap + newline.join(lines) + newline + text[at:]


def _remove(text: str, key: Key) -> str:
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    cut: tuple[yaml.Node, yaml.Node] | None = None
    for word in key:
        entry = _find(node, word)
        if entry is None:
            return text
        # The topmost of a row of sections that hold nothing else goes with it.
        alone = cut is not None and isinstance(node, yaml.MappingNode) and len(node.value) == 1
        cut = cut if alone else entry
        if isinstance(node, yaml.MappingNode) and node.flow_style:
            raise ValueError("a key within braces")
        node = entry[1]
    if cut is None:
        return text
    start = text.rfind("\n", 0, _span(cut[0])[0]) + 1
    end = text.find("\n", _end(cut[1]) - 1)
    return text[:start] + ("" if end < 0 else text[end + 1 :])


def _spell_out(text: str) -> str:
    """The text with every alias replaced by what it stands for, and without anchors."""
    nodes: dict[int, yaml.Node] = {}
    for _, _, value in _entries(yaml.compose(text, Loader=yaml.SafeLoader), ()):
        nodes.setdefault(_span(value)[0], value)
    meant: dict[str, str] = {}
    cuts: list[tuple[int, int, str]] = []
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        start, anchor = _place(event.start_mark), getattr(event, "anchor", None)
        if isinstance(event, yaml.AliasEvent):
            cuts.append((start, _place(event.end_mark), meant[str(anchor)]))
        elif anchor is not None and start in nodes:
            meant[anchor] = json.dumps(yaml.safe_load(yaml.serialize(nodes[start])))
            at = text.index(f"&{anchor}", start)
            past = at + len(anchor) + 1
            cuts.append((at, past + (text[past : past + 1] == " "), ""))
    if len(cuts) > MAX_ALIASES:
        raise ValueError("too many aliases")
    for start, end, replacement in reversed(cuts):
        text = text[:start] + replacement + text[end:]
    return text


def write_scalar(value: Scalar) -> str:
    """The value as YAML, readable by people where it can be."""
    if isinstance(value, float):
        text = repr(value)
        return f"{value:.12f}".rstrip("0") + "0" if "e" in text else text  # YAML 1.1 takes 1e-07 for a word
    return json.dumps(value, ensure_ascii=isinstance(value, str) and not value.isprintable())


def write_key(word: str) -> str:
    """The key as YAML, in quotes if it would be read as something else."""
    return (
        word
        if word.isascii() and word.replace("-", "").replace("_", "").isalnum() and _is_word(word)
        else (json.dumps(word))
    )


def _is_word(text: str) -> bool:
    return yaml.safe_load(text) == text if text else False


def _flow(rest: Key, value: Scalar) -> str:
    """`a: {b: 1}`"""
    inner = write_scalar(value) if len(rest) == 1 else "{" + _flow(rest[1:], value) + "}"
    return f"{write_key(rest[0])}: {inner}"


def _find(node: yaml.Node | None, word: str) -> tuple[yaml.Node, yaml.Node] | None:
    """The nodes of a key and its value."""
    if not isinstance(node, yaml.MappingNode):
        return None
    return next(((name, value) for name, value in node.value if name.value == word), None)


def _span(node: yaml.Node) -> tuple[int, int]:
    return _place(node.start_mark), _place(node.end_mark)


def _place(mark: Any) -> int:
    return int(mark.index)


def _end(node: yaml.Node) -> int:
    """Where the node's text ends; the parser's own mark lies behind the comments that follow a section."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return _span(node)[1]
