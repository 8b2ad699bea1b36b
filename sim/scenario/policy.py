"""Own rules in Python: who is served first, whom a team takes, who meets the bot.

A rule is a pure function of numbers. It may use + − × ÷, comparisons, `and`, `or`, `not`, `if`,
`min`, `max`, `abs`, local names, and numbers or tuples of numbers from outside. So both engines
get the same bits from it, and its source and those numbers say everything about it.
"""

import ast
import hashlib
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from types import FunctionType
from typing import Any

from sim.errors import UsageError
from sim.scenario.wording import suggestion

Rule = Callable[..., float]

SIGNATURES = {
    "score": ("wait", "base", "growth", "reason", "segment", "channel", "attempt"),
    "admit": ("team_free", "team_agents", "queue", "reason", "segment", "tier"),
    "to_bot": ("queue", "est_wait", "reason", "segment", "attempt"),
}
"""What each rule is given, in this order."""

FLOATS = frozenset({"wait", "base", "growth", "est_wait"})
"""Parameters that are floats; the others are whole numbers."""


@dataclass(frozen=True)
class Policy:
    """Own rules; what is left out goes by the scenario.

    score   score(wait, base, growth, reason, segment, channel, attempt): a free agent takes the
            highest among those who stand first. wait in s, base and growth (a second) as the
            scenario scores them, attempt 0 for a case's first contact
    admit   admit(team_free, team_agents, queue, reason, segment, tier): whether a team may take a
            contact now; team_free of its team_agents have nothing in hand (whoever would take it
            included), queue contacts wait with it (itself included)
    to_bot  to_bot(queue, est_wait, reason, segment, attempt): the share, from 0 to 1, of such
            contacts that is sent to the bot, in place of the bot's `takes`; queue contacts wait
            where it would wait, est_wait s in expectation

    reason, segment, channel are places in the names sorted by code point; tier is the team's.
    Raises UsageError for a rule that is not such a function.
    """

    score: Rule | None = None
    admit: Rule | None = None
    to_bot: Rule | None = None

    def __post_init__(self) -> None:
        for name in SIGNATURES:
            rule = getattr(self, name)
            if rule is not None:
                _check(name, rule)
        if not self.rules:
            raise UsageError("Policy(): has no rule; give one of score, admit, to_bot")

    @property
    def rules(self) -> dict[str, Rule]:
        """The rules given, by name."""
        found = {name: getattr(self, name) for name in SIGNATURES}
        return {name: rule for name, rule in found.items() if rule is not None}

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the rules' sources and of the numbers they use from outside."""
        total = hashlib.sha256()
        for name, rule in self.rules.items():
            total.update(f"{name}\n{_source(name, rule)}\n{outside(rule)!r}\n".encode())
        return total.hexdigest()

    @property
    def sources(self) -> dict[str, str]:
        """Every rule's source, and what it uses from outside, for a manifest."""
        return {
            name: _source(name, rule)
            + "".join(f"\n# {key} = {value!r}" for key, value in outside(rule).items())
            for name, rule in self.rules.items()
        }


def outside(rule: Rule) -> dict[str, Any]:
    """The numbers and tuples that a rule uses from outside, by name."""
    found = inspect.getclosurevars(rule)
    names = {**found.globals, **found.nonlocals}
    return {name: names[name] for name in sorted(names)}


def _check(name: str, rule: Any) -> None:
    if not isinstance(rule, FunctionType):
        raise UsageError(f"Policy({name}=…): needs a function written with def or lambda")
    asked = SIGNATURES[name]
    given = tuple(inspect.signature(rule).parameters)
    if given != asked:
        odd = [one for one in given if one not in asked]
        near = f"; {odd[0]}: {suggestion(odd[0], asked)}" if odd else ""
        raise UsageError(
            f"Policy({name}=…): takes ({', '.join(given)}); must take ({', '.join(asked)}){near}"
        )
    for node in ast.walk(_tree(name, rule)):
        if not isinstance(node, _ALLOWED):
            line = getattr(node, "lineno", 1)
            raise UsageError(
                f"Policy({name}=…), line {line}: {_word(node)} is not allowed; a rule is made of "
                "+ − × ÷, comparisons, and, or, not, if, min, max, abs and numbers"
            )
        if isinstance(node, ast.Call) and not _is_plain(node):
            raise UsageError(
                f"Policy({name}=…), line {node.lineno}: calls {ast.unparse(node.func)}; a rule may "
                "call min, max and abs"
            )
    for key, value in outside(rule).items():
        if not _is_number(value) and not (
            isinstance(value, tuple) and value and all(_is_number(one) for one in value)
        ):
            raise UsageError(
                f"Policy({name}=…): uses {key}, which is no number and no tuple of numbers; "
                "what a rule depends on must be stated in numbers"
            )


_FUNCTIONS = ("min", "max", "abs")
_ALLOWED = (
    ast.Module, ast.Expression, ast.FunctionDef, ast.Lambda, ast.arguments, ast.arg, ast.Return,
    ast.Assign, ast.AnnAssign, ast.AugAssign, ast.If, ast.IfExp, ast.Expr, ast.Pass,
    ast.Name, ast.Load, ast.Store, ast.Constant, ast.Call, ast.Subscript, ast.Tuple,
    ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div,
    ast.UnaryOp, ast.UAdd, ast.USub, ast.Not,
    ast.BoolOp, ast.And, ast.Or,
    ast.Compare, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq,
)  # fmt: skip


def _is_plain(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in _FUNCTIONS and not call.keywords


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def _word(node: ast.AST) -> str:
    names = {
        ast.Pow: "**",
        ast.Mod: "%",
        ast.FloorDiv: "//",
        ast.For: "a loop",
        ast.While: "a loop",
        ast.Attribute: "a dot",
        ast.Import: "an import",
    }
    return names.get(type(node), type(node).__name__)


def _source(name: str, rule: Rule) -> str:
    try:
        return textwrap.dedent(inspect.getsource(rule)).strip()
    except (OSError, TypeError):
        raise UsageError(
            f"Policy({name}=…): its source cannot be found; write the rule in a file"
        ) from None


def _tree(name: str, rule: FunctionType) -> ast.AST:
    """The rule's own part of its source: a lambda stands in the middle of a line."""
    text = _source(name, rule)
    try:
        tree: ast.AST = ast.parse(text)
    except SyntaxError:
        # A lambda given as an argument: its line alone is no statement.
        start = text.index("lambda")
        for end in range(len(text), start, -1):
            try:
                return ast.parse(text[start:end], mode="eval").body
            except SyntaxError:
                continue
        raise UsageError(
            f"Policy({name}=…): write the rule with def, where it can be read by itself"
        ) from None
    wanted = ast.Lambda if rule.__name__ == "<lambda>" else ast.FunctionDef
    found = [node for node in ast.walk(tree) if isinstance(node, wanted)]
    same = [node for node in found if _takes(node) == SIGNATURES[name]]
    return next(iter(same or found), tree)


def _takes(node: Any) -> tuple[str, ...]:
    return tuple(one.arg for one in node.args.args)
