"""The mutants of a module: every small change that could be a slip of whoever wrote it.

Texts for people are no decision and stay as they are: docstrings, translated texts, the words of
errors, everything long. Annotations, decorators, imports and options of models stay too.
"""

import ast
import hashlib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import chain, zip_longest

COMPARISONS = {
    **{ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt},
    **{ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is},
    **{ast.In: ast.NotIn, ast.NotIn: ast.In},
}
ARITHMETIC = {
    **{ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult},
    **{ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.Pow: ast.Mult},
    **{ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd},
}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
#: calls whose arguments are words for people
WORDED = re.compile(r"_|n?p?gettext(_lazy)?|.*(Error|Unknown|Refused)|display|column|label")
#: arguments that are
WORDING = {"verbose_name", "verbose_name_plural", "help_text", "label", "description", "title"}


@dataclass(frozen=True)
class Mutant:
    """One change to a module. Its `key` names it in lists and decides whether it is drawn."""

    path: str
    function: str  # its qualified name; "" where the change works when the module is imported
    line: str
    change: str  # before → after
    number: int  # of the line
    statement: int  # the first line of the innermost statement
    kind: str
    source: str = field(repr=False)
    place: int  # of the node, in the order of ast.walk
    after: ast.AST = field(repr=False)

    @property
    def key(self):
        return self.path, self.function, self.line, self.change

    def __str__(self):
        return f"{self.path}:{self.number}  {self.change}"

    def tree(self):
        """The whole module with the change."""
        tree = ast.parse(self.source)
        target = list(ast.walk(tree))[self.place]
        _replace(tree, target, ast.copy_location(self.after, target))
        return ast.fix_missing_locations(tree)


def _replace(tree, target, after):
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is target:
                return setattr(parent, name, after)
            if isinstance(value, list) and any(one is target for one in value):
                return setattr(parent, name, [after if one is target else one for one in value])
    raise LookupError("the node stands in no field of the tree")


def drawn(every, number, seed):
    """`number` of the mutants, of each kind in turn, no two of one statement while others last.

    An edit elsewhere in the module changes next to nothing in the draw: scores compare.
    """
    seen, kinds, spare = set(), defaultdict(list), []
    for mutant in sorted(every, key=lambda mutant: _lot(mutant, seed)):
        place = mutant.function, mutant.statement
        (spare if place in seen else kinds[mutant.kind]).append(mutant)
        seen.add(place)
    in_turn = chain.from_iterable(zip_longest(*(kinds[kind] for kind in sorted(kinds))))
    return [mutant for mutant in [*in_turn, *spare] if mutant][:number]


def _lot(mutant, seed):
    return hashlib.sha256("\0".join([str(seed), *mutant.key]).encode()).digest()


def mutants(path, source):
    """Every Mutant of a module, in the order of its lines."""
    return list(_Module(path, source).mutants())


class _Module:
    def __init__(self, path, source):
        self.path, self.source, self.lines = path, source, source.splitlines()
        self.nodes = list(ast.walk(ast.parse(source)))
        self.parents = {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}
        stored = filter(_is_stored, self.nodes)
        self.stored = Counter((self.function(node), ast.unparse(node)) for node in stored)

    def mutants(self):
        places = {node: place for place, node in enumerate(self.nodes)}
        nodes = [node for node in self.nodes if hasattr(node, "lineno") and self.is_open(node)]
        for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
            above = [node, *self.above(node)]
            for kind, after in self.changes(node):
                yield Mutant(
                    self.path,
                    self.name(self.function(node)),
                    self.line(node),
                    f"{_written(node)}  →  {_written(after)}",
                    node.lineno,
                    next(one.lineno for one in above if isinstance(one, ast.stmt)),
                    kind,
                    self.source,
                    places[node],
                    after,
                )

    def line(self, node):
        """As it stands in the file; a bare word with what it depends on."""
        line = self.lines[node.lineno - 1].strip()
        bare = isinstance(node, (ast.Break, ast.Continue))
        return f"{self.line(self.parents[node])} {line}" if bare else line

    def above(self, node):
        while node := self.parents.get(node):
            yield node

    def function(self, node):
        """The innermost function in whose body a node stands; its defaults are of the outer."""
        for parent in self.above(node):
            if isinstance(parent, FUNCTIONS) and node in parent.body:
                return parent
            node = parent
        return None

    def name(self, function):
        """As Python names it: Figure.records, draft.<locals>.line"""
        if function is None:
            return ""
        outer = [one for one in self.above(function) if isinstance(one, (*FUNCTIONS, ast.ClassDef))]
        inside = (f"{one.name}{'.<locals>' * isinstance(one, FUNCTIONS)}." for one in outer[::-1])
        return f"{''.join(inside)}{function.name}"

    def is_open(self, node):
        """Whether a node is part of a decision, and of none of what stays as it is."""
        for parent in self.above(node):
            closed = (
                isinstance(parent, (ast.Raise, ast.JoinedStr))
                or (isinstance(parent, ast.ClassDef) and parent.name == "Meta")
                or (isinstance(parent, ast.keyword) and parent.arg in WORDING)
                or (isinstance(parent, ast.Call) and WORDED.fullmatch(_called(parent)))
                or node in getattr(parent, "decorator_list", ())
                or node in (getattr(parent, "annotation", 0), getattr(parent, "returns", 0))
            )
            if closed:
                return False
            node = parent
        return True

    def changes(self, node):
        """(kind, what stands there instead) for each change to a node."""
        parent = self.parents[node]
        if isinstance(node, ast.Compare):
            for place, sign in enumerate(node.ops):
                signs = [*node.ops[:place], COMPARISONS[type(sign)](), *node.ops[place + 1 :]]
                yield "comparison", ast.Compare(node.left, signs, node.comparators)
        elif isinstance(node, ast.BoolOp):
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield "and, or", ast.BoolOp(other, node.values)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield "not", node.operand
        elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC and _is_reckoned(node):
            yield "arithmetic", ast.BinOp(node.left, ARITHMETIC[type(node.op)](), node.right)
        elif isinstance(node, ast.Constant):
            yield from self.constants(node, parent)
        elif isinstance(node, ast.stmt):
            yield from self.statements(node)
        is_filter = isinstance(parent, ast.comprehension) and node in parent.ifs
        if is_filter or node is getattr(parent, "test", 0):
            yield "condition", ast.Constant(True)
            yield "condition", ast.Constant(False)

    def constants(self, node, parent):
        value = node.value
        if isinstance(value, bool):
            yield "constant", ast.Constant(not value)
        elif isinstance(value, int):
            yield "constant", ast.Constant(value + 1)
            yield "constant", ast.Constant(value - 1)
        elif isinstance(value, str) and value and self.decides(value, node, parent):
            yield "constant", ast.Constant("")

    def decides(self, value, node, parent):
        """Whether a text is a key or a sign. An option of a class is neither, nor a docstring."""
        blocks = (*FUNCTIONS, ast.ClassDef, ast.Module)
        outer = next(one for one in self.above(node) if isinstance(one, blocks))
        if isinstance(outer, ast.ClassDef) or isinstance(parent, ast.Expr):
            return False
        if value.isascii():
            return len(value) <= 20 and " " not in value
        is_argument = isinstance(parent, (ast.Call, ast.keyword))
        return len(value) <= 2 and isinstance(outer, FUNCTIONS) and not is_argument

    def statements(self, node):
        if isinstance(node, (ast.Break, ast.Continue)):
            yield "loop", ast.Continue() if isinstance(node, ast.Break) else ast.Break()
        elif not (function := self.function(node)):
            return
        elif isinstance(node, ast.Return) and _says_something(node.value):
            yield "return", ast.Return(ast.Constant(None))
        elif self.can_go(node, function):
            yield "dropped", ast.Pass()

    def can_go(self, node, function):
        """Whether a statement does something, and whoever runs it misses no name without it."""
        if isinstance(node, ast.Expr):
            return not isinstance(node.value, ast.Constant)
        if isinstance(node, ast.Assign):
            names = (one for one in ast.walk(node) if _is_stored(one) and isinstance(one, ast.Name))
            return all(self.stored[function, name.id] > 1 for name in names)
        return isinstance(node, (ast.AugAssign, ast.Delete, ast.Raise))


def _says_something(value):
    """Whether a caller sees the difference to None; False is changed to True elsewhere."""
    return value is not None and ast.unparse(value) not in ("None", "False")


def _is_stored(node):
    return isinstance(getattr(node, "ctx", None), ast.Store)


def _called(call):
    return ast.unparse(call.func).rpartition(".")[2]


def _written(node):
    return "(dropped)" if isinstance(node, ast.Pass) else " ".join(ast.unparse(node).split())


def _is_reckoned(node):
    """Not where text or a list is put together: that would break and prove nothing."""
    kinds = (ast.JoinedStr, ast.List, ast.Tuple, ast.Dict, ast.Set)
    texts = [one for one in (node.left, node.right) if isinstance(getattr(one, "value", 0), str)]
    return not texts and not isinstance(node.left, kinds) and not isinstance(node.right, kinds)
