"""A small formula evaluator: arithmetic, comparison, text, references, array literals and a few functions.

Anything else raises Unsupported, and the cell keeps the value it was loaded with (or shows #NAME? if it has none).
Arrays are returned as lists of rows; the caller spills them. Inferred: which error each mistake gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from . import a1
from .formats import tidy
from .functions import DIVIDED, FUNCTIONS, NO_REFERENCE, Failed, as_text, compare, fail, mapped, scalar
from .grid import ErrorValue

LEXER = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:E[-+]?\d+)?|\.\d+)(?![A-Za-z:])"
    r"|(?P<text>\"(?:[^\"]|\"\")*\")"
    r"|(?P<ref>(?:(?:'(?:[^']|'')+'|\w+)!)?\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}\$?\d*)?(?![\w(])"
    r"|(?:(?:'(?:[^']|'')+'|\w+)!)?(?:\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|\$?\d+:\$?\d+)(?![\w(]))"
    r"|(?P<error>\#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!))"
    r"|(?P<name>[A-Za-z_][\w.]*)"
    r"|(?P<op><=|>=|<>|[-+*/^&=<>(){},;%]))",
    re.I,
)
Fetch = Callable[[str | None, a1.Range], list[list[Any]]]


class Unsupported(Exception):
    """The formula uses something that this evaluator does not support."""


class Parser:
    """Recursive descent over one formula; evaluates as it goes."""

    def __init__(self, text: str, fetch: Fetch) -> None:
        self.tokens, self.at, self.fetch = list(lex(text)), 0, fetch

    def run(self) -> Any:
        value = self.comparison()
        if self.at < len(self.tokens):
            raise Unsupported("rest")
        return value

    def peek(self, *ops: str) -> str | None:
        if self.at < len(self.tokens):
            kind, text = self.tokens[self.at]
            if kind == "op" and text in ops:
                self.at += 1
                return text
        return None

    def need(self, op: str) -> None:
        if not self.peek(op):
            fail("#ERROR!")

    def comparison(self) -> Any:
        value = self.joined()
        while op := self.peek("=", "<>", "<=", ">=", "<", ">"):
            left, right = scalar(value), scalar(self.joined())
            order = compare(left, right)
            value = {"=": order == 0, "<>": order != 0, "<": order < 0, ">": order > 0}.get(
                op, order <= 0 if op == "<=" else order >= 0
            )
        return value

    def joined(self) -> Any:
        value = self.sum()
        while self.peek("&"):
            value = as_text(scalar(value)) + as_text(scalar(self.sum()))
        return value

    def sum(self) -> Any:
        value = self.product()
        while op := self.peek("+", "-"):
            other = self.product()
            value = mapped(value, other, lambda a, b: a + b if op == "+" else a - b)
        return value

    def product(self) -> Any:
        value = self.power()
        while op := self.peek("*", "/"):
            other = self.power()
            value = mapped(value, other, lambda a, b: a * b if op == "*" else a / b if b else fail(DIVIDED))
        return value

    def power(self) -> Any:
        value = self.unary()
        while self.peek("^"):
            value = mapped(value, self.unary(), lambda a, b: a**b)
        return value

    def unary(self) -> Any:
        if self.peek("-"):
            return mapped(self.unary(), 0, lambda a, _: -a)
        if self.peek("+"):
            return self.unary()
        value = self.atom()
        while self.peek("%"):
            value = mapped(value, 100, lambda a, b: a / b)
        return value

    def atom(self) -> Any:
        if self.at >= len(self.tokens):
            fail("#ERROR!")
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return tidy(float(text))
        if kind == "text":
            return text[1:-1].replace('""', '"')
        if kind == "error":
            fail(NO_REFERENCE if text.upper() == "#REF!" else text.upper())
        if kind == "ref":
            parsed = a1.parse(text)
            if parsed is None or parsed.box is None:
                raise Failed(NO_REFERENCE)
            rows = self.fetch(parsed.title, parsed.box)
            return rows if ":" in text else rows[0][0]
        if kind == "name":
            return self.call(text.upper())
        if text == "(":
            value = self.comparison()
            self.need(")")
            return value
        if text == "{":
            return self.literal()
        return fail("#ERROR!")

    def call(self, name: str) -> Any:
        if name in ("TRUE", "FALSE") and not (
            self.at < len(self.tokens) and self.tokens[self.at] == ("op", "(")
        ):
            return name == "TRUE"
        if not self.peek("("):
            fail(f"#NAME? (Unknown range name: '{name}'.)")
        args: list[Any] = []
        while not self.peek(")"):
            args.append(self.comparison())
            if not self.peek(",", ";") and self.tokens[self.at : self.at + 1] != [("op", ")")]:
                fail("#ERROR!")
        if name not in FUNCTIONS:
            raise Unsupported(name)
        return FUNCTIONS[name](args)

    def literal(self) -> list[list[Any]]:
        """{1,2;3,4}: commas make columns, semicolons make rows."""
        rows: list[list[Any]] = [[]]
        while True:
            value = self.comparison()
            rows[-1].extend(value[0] if isinstance(value, list) else [value])
            if self.peek("}"):
                return rows
            if self.peek(";"):
                rows.append([])
            else:
                self.need(",")


def lex(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = LEXER.match(text, at)
        if not match:
            raise Failed("#ERROR!")
        at = match.end()
        yield match.lastgroup or "", match[match.lastgroup or 0]


def evaluate(formula: str, fetch: Fetch) -> Any:
    """The value of a formula starting with '=': a scalar, an array, or an ErrorValue."""
    try:
        value = Parser(formula[1:], fetch).run()
        return tidy(value) if isinstance(value, float) else value
    except Failed as failed:
        return ErrorValue(failed.args[0])
    except (OverflowError, TypeError, IndexError):
        return ErrorValue("#VALUE!")
