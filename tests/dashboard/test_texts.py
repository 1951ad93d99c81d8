"""Every sentence that a person sees stands in `dashboard/texts`, ready for translation."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import dashboard

FOLDER = Path(dashboard.__file__).parent
SOURCES = sorted([*FOLDER.glob("pages/*.py"), *FOLDER.glob("components/*.py"), FOLDER / "shell.py"])
# Arguments that no person reads: names of CSS classes, sizes, file types, JavaScript.
MACHINE_ARGUMENTS = {
    "className",
    "class_name",
    "className_active",
    "accept",
    "style",
    "styles",
    "gridTemplateColumns",
    "function",
    "cellClass",
    "headerClass",
    "margin",
}
MACHINE_CALLS = {"shared", "note"}  # names of what is drawn, entries of the audit log


def sentences(source: str) -> list[tuple[int, str]]:
    """Line and text of every literal with words that is given to a call, but in an error (`classroom.errors`)."""
    return [(line, text) for line, text in _literals(ast.parse(source)) if _has_words(text)]


def _literals(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Raise) or _is_for_machines(node):
        return
    if isinstance(node, ast.Call):
        yield from _given(node)
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.Call) and isinstance(child, ast.keyword) and child.arg in MACHINE_ARGUMENTS):
            yield from _literals(child)


def _is_for_machines(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MACHINE_CALLS


def _given(call: ast.Call) -> Iterator[tuple[int, str]]:
    values = [*call.args, *(one.value for one in call.keywords if one.arg not in MACHINE_ARGUMENTS)]
    for value in values:
        for part in value.elts if isinstance(value, ast.List | ast.Tuple) else [value]:
            yield from _texts(part)


def _texts(value: ast.expr) -> Iterator[tuple[int, str]]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.lineno, value.value
    elif isinstance(value, ast.JoinedStr):
        fixed = [one.value for one in value.values if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        yield value.lineno, " ".join(fixed)
    elif isinstance(value, ast.IfExp):
        yield from _texts(value.body)
        yield from _texts(value.orelse)


def _has_words(text: str) -> bool:
    """Two words of letters, or one that begins like a label; names of classes and properties are one small word."""
    words = [word for word in text.split() if word.strip(".,:;?!()").isalpha()]
    return len(words) > 1 or (len(words) == 1 and text.strip().istitle() and text.strip().isalpha())


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_page_holds_sentences_of_its_own(path: Path) -> None:
    assert sentences(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "code",
    [
        'html.P("Nothing was seen.")',
        'card(title=f"Engagement of {name}")',
        'html.Div(["Log out"])',
        'aria(label="Close")',
    ],
)
def test_a_sentence_in_a_page_is_found(code: str) -> None:
    assert len(sentences(code)) == 1


def test_what_no_person_reads_is_left_alone() -> None:
    code = 'html.Div(id="page-head", className="card page head")\nraise NotFoundError("there is no such page")'

    assert sentences(code) == []
