"""Checks Python files by what a compiler knows: syntax, names that are not defined, names that are not used.

Usage: python3 scripts/lint/python_names.py FILE... Prints `path:line message` for each fault, and exits 1 on any.
Modules of the bridge are imported as well, which finds a name that another module does not have. A line that ends in
`# noqa: F` and a number is free.
"""
import ast
import builtins
import importlib
import re
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from symtable import SymbolTable, symtable

ROOT = Path(__file__).resolve().parents[2]
MODULE_NAMES = {'__file__', '__name__', '__doc__', '__package__', '__spec__', '__path__', '__annotations__'}
KNOWN = set(dir(builtins)) | MODULE_NAMES
Fault = tuple[int, str]


def faults_in(text: str, path: str) -> list[Fault]:
    """Line and message of each fault of one file, in order."""
    try:
        tree = ast.parse(text, path)
        table = symtable(text, path, 'exec')
    except SyntaxError as error:
        return [(error.lineno or 1, f'syntax error: {error.msg}')]
    if any(isinstance(node, ast.ImportFrom) and node.names[0].name == '*' for node in ast.walk(tree)):
        return [(1, 'import * hides which names are defined')]
    scopes = [*nested(table)]
    lines = text.splitlines()
    found = sorted({*undefined(scopes, tree), *unused(scopes, tree)})
    return [(line, message) for line, message in found if '# noqa: F' not in lines[line - 1]]


def nested(table: SymbolTable) -> Iterator[SymbolTable]:
    """The scope and all within it."""
    yield table
    for child in table.get_children():
        yield from nested(child)


def undefined(scopes: list[SymbolTable], tree: ast.Module) -> Iterator[Fault]:
    """Uses of a name that neither its scope, nor the module, nor Python has."""
    defined = KNOWN | {
        symbol.get_name() for scope in scopes for symbol in scope.get_symbols()
        if (symbol.is_assigned() or symbol.is_imported()) and (scope is scopes[0] or symbol.is_declared_global())
    }
    for scope in scopes:
        for symbol in scope.get_symbols():
            outer = scope is scopes[0] or symbol.is_global()
            if symbol.is_referenced() and outer and symbol.get_name() not in defined:
                yield line_of(tree, symbol.get_name(), scope.get_lineno()), f'undefined name {symbol.get_name()}'


def unused(scopes: list[SymbolTable], tree: ast.Module) -> Iterator[Fault]:
    """Imports, and names of a function, that nothing reads. A name that begins with _ says that it is not read."""
    exempt = {
        *quoted_names(tree),
        *(alias.name for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == '__future__'
          for alias in node.names)
    }
    read_globals = {
        symbol.get_name() for scope in scopes for symbol in scope.get_symbols()
        if symbol.is_referenced() and (scope is scopes[0] or symbol.is_global())
    }
    for scope in scopes:
        read_within = {
            symbol.get_name() for inner in nested(scope) if inner is not scope
            for symbol in inner.get_symbols() if symbol.is_free()
        }
        for symbol in scope.get_symbols():
            name = symbol.get_name()
            read = symbol.is_referenced() or name in read_within or name in exempt
            if scope is scopes[0]:
                read = read or name in read_globals or not symbol.is_imported()
            own = symbol.is_local() and not symbol.is_parameter() and scope.get_type() != 'class'
            if own and not read and not name.startswith(('_', '.')):
                yield line_of(tree, name, scope.get_lineno()), f'unused name {name}'


def quoted_names(tree: ast.Module) -> set[str]:
    """Names in annotations that are strings."""
    annotations = [
        value for node in ast.walk(tree) for field in ('annotation', 'returns')
        if (value := getattr(node, field, None)) is not None
    ]
    texts = [node.value for each in annotations for node in ast.walk(each) if isinstance(node, ast.Constant)]
    return {name for text in texts if isinstance(text, str) for name in re.findall(r'[^\W\d]\w*', text)}


def line_of(tree: ast.Module, name: str, first: int) -> int:
    """The first line, from that of its scope on, where the name stands."""
    return min((
        node.lineno for node in ast.walk(tree) if getattr(node, 'lineno', 0) >= first and name in names_of(node)
    ), default=max(first, 1))


def names_of(node: ast.AST) -> set[str]:
    """The names that a node itself defines or reads."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).split('.')[0] for alias in node.names}  # cspell:ignore asname
    return {value for field in ('id', 'name') if isinstance(value := getattr(node, field, None), str)}


def import_fault(path: Path) -> Fault | None:
    """Line and message of what prevents the import of a module of the bridge."""
    parts = path.relative_to(ROOT).with_suffix('').parts
    try:
        importlib.import_module('.'.join(parts[:-1] if parts[-1] == '__init__' else parts))
    except Exception as error:
        here = [frame.lineno or 1 for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
        return (here or [1])[-1], f'cannot be imported: {error!r}'
    return None


def is_bridge_module(path: Path) -> bool:
    """A file of the bridge that is no program."""
    return path.is_relative_to(ROOT / 'bridge') and path.name != '__main__.py'


def main(names: list[str]) -> int:
    """Checks each file. Returns the exit code."""
    sys.dont_write_bytecode = True
    sys.path[0] = str(ROOT)
    found = 0
    for name in names:
        path = Path(name).resolve()
        faults = faults_in(path.read_text('utf8'), name)
        if not faults and is_bridge_module(path) and (fault := import_fault(path)):
            faults = [fault]
        for line, message in faults:
            print(f'{name}:{line} {message}', file=sys.stderr)
        found += len(faults)
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
