"""Puts a mutant in the place of what it was made from, in memory.

Functions that live already get the mutant's code, whoever holds them. What works only while a
module is imported has to be there before: `Instead` gives it to the import.
"""

import ast
import builtins
import gc
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
from inspect import unwrap
from types import CodeType, FunctionType

from .mutants import FUNCTIONS


class Unfit(Exception):
    """No living function can take the code: the mutant must be there before the import."""


def compiled(tree, filename):
    return compile(tree, filename, "exec", dont_inherit=True)


def swap(module, filename, function=""):
    """Gives the living functions of a file the code that they have in a compiled module.

    Raises Unfit if `function`, or what it is made in, does not live or sees other names.
    """
    codes = {_place(code): code for code in _codes(module)}
    seen = {""}
    for one in gc.get_objects():
        if type(one) is FunctionType and one.__code__.co_filename == filename:
            place = _place(one.__code__)
            if code := codes.get(place):
                seen.add(place[0])
                try:
                    one.__code__ = code
                except ValueError as error:
                    raise Unfit(str(error)) from error
    if function.partition(".<locals>")[0] not in seen:
        raise Unfit(f"{function} does not live")


def _codes(code):
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _place(code):
    """Where a function is written; several of a line, such as two lambdas, differ by column."""
    name, columns = code.co_qualname, (position[2] for position in code.co_positions())
    column = next(filter(None, columns), 0) if code.co_name.startswith("<") else 0
    return name, code.co_firstlineno, column


def caches(filenames):
    """The functions of these files that remember their answers: what a mutant says must be new.

    Also where a decorator of another file stands between.
    """
    wrappers = (one for one in gc.get_objects() if hasattr(type(one), "cache_clear"))
    inner = ((one, unwrap(one)) for one in wrappers)
    return [
        one
        for one, function in inner
        if type(function) is FunctionType and function.__code__.co_filename in filenames
    ]


class Traces:
    """Which statements run: each function of the files tells the first line of those it runs."""

    def __init__(self, sources):
        self.hits = set()
        setattr(builtins, "__statement__", self.hits.add)  # noqa: B010 (no mangling, no name)
        for path, (filename, source) in sources.items():
            tree = _Telling(path).visit(ast.parse(source))
            swap(compiled(ast.fix_missing_locations(tree), filename), filename)
        self.caches = caches({filename for filename, _source in sources.values()})

    def taken(self):
        """The (path, line) of those since it was last asked."""
        hits = sorted(self.hits)
        self.hits.clear()
        for one in self.caches:
            one.cache_clear()
        return hits


class _Telling(ast.NodeTransformer):
    def __init__(self, path):
        self.path, self.depth = path, 0

    def visit(self, node):
        self.depth += isinstance(node, FUNCTIONS)
        self.generic_visit(node)
        for name, block in ast.iter_fields(node):
            if self.depth and isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                setattr(node, name, [one for each in block for one in (self.telling(each), each)])
        self.depth -= isinstance(node, FUNCTIONS)
        return node

    def telling(self, statement):
        place = ast.Constant((self.path, statement.lineno))
        call = ast.Call(ast.Name("__statement__", ast.Load()), [place], [])
        return ast.copy_location(ast.Expr(call), statement)


class Instead(SourceFileLoader):
    """Finds and loads one module from a mutant."""

    def __init__(self, name, filename, mutant):
        super().__init__(name, filename)
        self.mutant = mutant
        sys.meta_path.insert(0, self)

    def find_spec(self, name, path=None, target=None):
        return spec_from_file_location(name, self.path, loader=self) if name == self.name else None

    def get_code(self, name):
        return compiled(self.mutant.tree(), self.path)
