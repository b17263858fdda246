"""The mutants of C++ sources, for scripts/mutate: each changes one operator, constant, statement or branch.

A scanner cuts a source into tokens, so that comments, preprocessor lines and strings are left alone. What the tokens mean is told
from their neighbours, which the layout of clang-format makes reliable: a binary operator has white space on both sides, a bracket
of a template has none.
"""

import collections
import dataclasses
import pathlib
import re

TOKEN = re.compile(
    r"""(?P<space>\s+)
    | (?P<comment>//[^\n]*|/\*.*?\*/)
    | (?P<raw>\w*R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)")
    | (?P<string>(?:u8|[uUL])?(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'))
    | (?P<number>\.?\d(?:'?[\w.]|(?<=[eEpP])[+-])*)
    | (?P<name>[A-Za-z_]\w*)
    | (?P<operator><=>|->\*|\.\.\.|<<=|>>=|::|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|.)""",
    re.VERBOSE | re.DOTALL)
DIRECTIVE = re.compile(r"#(?:[^\\\n]|\\.)*", re.DOTALL)

# What a binary operator becomes. Of six comparisons, the two that a slip of the hand gives.
BINARY = {
    "<": ("relational", ("<=", ">")), "<=": ("relational", ("<", ">=")),
    ">": ("relational", (">=", "<")), ">=": ("relational", (">", "<=")),
    "==": ("relational", ("!=",)), "!=": ("relational", ("==",)),
    "&&": ("logical", ("||",)), "||": ("logical", ("&&",)),
    "+": ("arithmetic", ("-",)), "-": ("arithmetic", ("+",)),
    "+=": ("arithmetic", ("-=",)), "-=": ("arithmetic", ("+=",)),
}
ANYWHERE = {"++": ("arithmetic", "--"), "--": ("arithmetic", "++"), "!": ("logical", "")}
CONSTANTS = {"true": "false", "false": "true", "0": "1", "1": "0"}
EXITS = ("return", "continue", "break")
ASSIGNMENTS = ("=", "+=", "-=", "*=", "/=", "%=", "|=", "&=", "^=", "<<=", ">>=")
NO_STATEMENT = frozenset("""return continue break throw goto if else for while do switch case default using typedef template
    static_assert const constexpr static auto struct class enum union namespace friend delete new public private protected
    explicit virtual operator try catch extern inline void bool int char unsigned""".split())
OPENING, CLOSING = {"(": ")", "[": "]", "{": "}"}, {")", "]", "}"}


@dataclasses.dataclass(frozen=True)
class Token:
    kind: str
    text: str
    begin: int
    end: int
    spaced: bool  # white space or a comment stands on both sides


@dataclasses.dataclass(frozen=True)
class Mutant:
    file: str
    line: int
    begin: int
    end: int
    text: str      # stands for source[begin:end]
    operator: str  # relational, logical, arithmetic, constant, exit, statement, branch
    change: str    # in words, for example "< -> <="
    code: str      # the line it begins in, without the white space at its ends
    number: int    # among those of the file whose operator, change and code are the same, from 1

    @property
    def key(self):
        """What names it for as long as its line says the same, wherever the line stands."""
        return self.file, self.operator, self.change, self.code, self.number

    def title(self):
        return f"{self.file}: {self.operator}: {self.change}" + (f" #{self.number}" if self.number > 1 else "")

    def apply(self, source):
        return source[:self.begin] + self.text + source[self.end:]

    def difference(self, source):
        """The first line that it changes, before and after."""
        before, after = source[self.begin:].partition("\n")[0], self.apply(source)[self.begin:].partition("\n")[0]
        start = source[source.rfind("\n", 0, self.begin) + 1:self.begin]
        return (start + before).strip(), (start + after).strip()


def scan(source):
    """The tokens, without comments and preprocessor lines."""
    found, at = [], 0
    while at < len(source):
        if source[at] == "#" and not source[source.rfind("\n", 0, at) + 1:at].strip():
            match = DIRECTIVE.match(source, at)
            found.append(("space", at, match.end()))
        else:
            match = TOKEN.match(source, at)
            found.append((match.lastgroup if match.lastgroup != "mark" else "raw", at, match.end()))
        at = match.end()
    tokens = []
    for i, (kind, begin, end) in enumerate(found):
        if kind in ("space", "comment"):
            continue
        around = [found[j][0] if 0 <= j < len(found) else "space" for j in (i - 1, i + 1)]
        tokens.append(Token("string" if kind == "raw" else kind, source[begin:end], begin, end,
                            all(other in ("space", "comment") for other in around)))
    return tokens


class Finder:
    """Finds the mutants of one source."""

    def __init__(self, file, source):
        self.file, self.source = file, source
        self.tokens = scan(source)
        self.partner, self.around = {}, []  # of each bracket its other one; of each token the innermost bracket that holds it
        self.found = []
        stack = []
        for i, token in enumerate(self.tokens):
            if token.text in CLOSING and token.kind == "operator" and stack:
                opening = stack.pop()
                self.partner[opening], self.partner[i] = i, opening
            self.around.append(stack[-1] if stack else None)
            if token.text in OPENING and token.kind == "operator":
                stack.append(i)

    def text(self, i):
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def find(self):
        skipped = -1
        for i, token in enumerate(self.tokens):
            if token.text == "static_assert":
                skipped = self.partner.get(i + 1, i)
            if i <= skipped or token.kind == "string" or self.text(i - 1) == "operator":
                continue
            self.change_token(i, token)
            if self.begins_statement(i):
                self.drop_statement(i, token)
            if token.text == "if":
                self.negate_condition(i)
            elif token.text == "?":
                self.swap_alternatives(i)
        counts = collections.Counter()
        numbered = []
        for begin, end, text, operator, change in sorted(self.found, key=lambda each: each[:2]):
            line = self.source.count("\n", 0, begin) + 1
            code = " ".join(self.source.splitlines()[line - 1].split())
            counts[operator, change, code] += 1
            numbered.append(Mutant(self.file, line, begin, end, text, operator, change, code, counts[operator, change, code]))
        return numbered

    def add(self, first, last, text, operator, change):
        self.found.append((self.tokens[first].begin, self.tokens[last].end, text, operator, change))

    def change_token(self, i, token):
        if token.text in BINARY and token.spaced and self.text(i + 1) not in ("{", ";", "default"):
            operator, others = BINARY[token.text]
            for other in others:
                self.add(i, i, other, operator, f"{token.text} -> {other}")
        elif token.text in ANYWHERE and token.kind == "operator":
            operator, other = ANYWHERE[token.text]
            self.add(i, i, other, operator, f"{token.text} -> {other}" if other else "! dropped")
        elif token.text in CONSTANTS:
            other = CONSTANTS[token.text]
            self.add(i, i, other, "constant", f"{token.text} -> {other}")

    # Statements

    def is_declarations(self, brace):
        """True for the braces of a namespace, a class or an enumeration."""
        i = brace - 1
        while i >= 0 and self.text(i) not in (";", "{", "}", "(", ")"):
            if self.text(i) in ("namespace", "class", "struct", "union", "enum"):
                return True
            i -= 1
        return False

    def closes_condition(self, i, *keywords):
        if self.text(i) != ")":
            return False
        before = self.partner.get(i, 0) - 1
        return self.text(before - (self.text(before) == "constexpr")) in keywords

    def begins_statement(self, i):
        around = self.around[i]
        if around is None or self.text(around) != "{" or self.is_declarations(around):
            return False
        return (self.text(i - 1) in (";", "{", "}", "else", "do") or self.ends_label(i - 1)
                or self.closes_condition(i - 1, "if", "for", "while", "switch"))

    def ends_label(self, i):
        """True for the colon of a `case` or of `default`."""
        if self.text(i) != ":":
            return False
        i -= 1
        while i > 0 and self.text(i) not in (";", "{", "}", ":", "?", "case", "default"):
            i -= 1
        return self.text(i) in ("case", "default")

    def end_of_statement(self, i):
        """The semicolon of the simple statement that begins at i; None when it is none."""
        while i < len(self.tokens):
            text = self.text(i)
            if text == ";":
                return i
            if text in CLOSING or text == "{":
                return None
            i = self.partner.get(i, i) + 1
        return None

    def outer(self, first, last):
        """The tokens of a statement without what its brackets hold."""
        i, outer = first, []
        while i < last:
            outer.append(i)
            i = self.partner[i] + 1 if self.text(i) in OPENING and i in self.partner else i + 1
        return outer

    def drop_statement(self, i, token):
        if token.text in EXITS:
            end = self.first_semicolon(i)
            if end is not None and self.is_early(i, end):
                self.add(i, end, ";", "exit", f"{token.text} dropped")
            return
        end = self.end_of_statement(i)
        if end is None or token.text in NO_STATEMENT or not (token.kind == "name" or token.text in ("*", "(")):
            return
        outer = self.outer(i, end)
        assignment = next((j for j in outer if self.text(j) in ASSIGNMENTS), None)
        target = [j for j in outer if assignment is None or j < assignment]
        if any(self.text(j) not in (".", "->", "::", "(", "[") and self.tokens[j].kind != "name" for j in target[1:]):
            return  # a declaration of a reference, a pointer or a template, or an expression that does nothing
        if any(self.tokens[j].kind == self.tokens[j + 1].kind == "name" for j in target):
            return  # a declaration
        if assignment is None and (self.text(end - 1) != ")" or "reserve" in map(self.text, outer)):
            return  # what is reserved changes the speed alone
        self.add(i, end, ";", "statement", "call dropped" if assignment is None else "assignment dropped")

    def first_semicolon(self, i):
        while i < len(self.tokens) and self.text(i) != ";":
            i = self.partner.get(i, i) + 1 if self.text(i) in OPENING else i + 1
        return i if i < len(self.tokens) else None

    def is_early(self, i, end):
        """True where the statement is what an `if` or an `else` guards, or the last one in its braces."""
        if self.text(i - 1) == "else" or self.closes_condition(i - 1, "if"):
            return True
        brace = self.around[i]
        return self.text(end + 1) == "}" and (self.text(brace - 1) == "else" or self.closes_condition(brace - 1, "if"))

    # Branches

    def negate_condition(self, i):
        first = i + 1 + (self.text(i + 1) == "constexpr")
        last = self.partner.get(first)
        if last is None or first + 1 == last:
            return
        begin = first + 1
        for j in self.outer(first + 1, last):
            if self.text(j) == ";":
                begin = j + 1
        if self.text(begin) in ("auto", "const"):
            return  # a declaration is the condition
        binary = [self.text(j) for j in self.outer(begin, last) if self.text(j) in BINARY and self.tokens[j].spaced]
        if binary in (["=="], ["!="]) or (not binary and self.text(begin) == "!"):
            return  # the operator's own mutant is the same
        inside = self.source[self.tokens[begin].begin:self.tokens[last - 1].end]
        self.add(begin, last - 1, f"!({inside})", "branch", "condition negated")

    def swap_alternatives(self, i):
        colon, end, depth = None, i + 1, 0
        while end < len(self.tokens):
            text = self.text(end)
            if text in CLOSING or text in (";", ","):
                break
            if text == "?":
                depth += 1
            elif text == ":":
                if depth == 0 and colon is None:
                    colon = end
                elif depth == 0:
                    break
                else:
                    depth -= 1
            end = self.partner[end] + 1 if text in OPENING and end in self.partner else end + 1
        if colon is None:
            return
        first = self.source[self.tokens[i + 1].begin:self.tokens[colon - 1].end]
        second = self.source[self.tokens[colon + 1].begin:self.tokens[end - 1].end]
        self.add(i, end - 1, f"? ({second}) : ({first})", "branch", "alternatives swapped")


def mutants_of(root, files):
    """All mutants of the files, in their order."""
    found = []
    for file in files:
        found += Finder(file, (pathlib.Path(root) / file).read_text(encoding="utf-8")).find()
    return found


def read_equivalents(path):
    """The keys of the mutants that nobody can tell from the original, each with its reason. An entry, ended by an empty line:
    the title that scripts/mutate prints, the line of the source, and why no test can tell."""
    entries = {}
    if not path.exists():
        return entries
    text = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    for entry in filter(None, (part.strip("\n") for part in re.split(r"\n\s*\n", text))):
        title, *rest = (line.strip() for line in entry.splitlines())
        match = re.fullmatch(r"(\S+): (\w+): (.*?)(?: #(\d+))?", title)
        if match is None or len(rest) < 2:
            raise ValueError(f"{path.name}: no title, line of source and reason: {title}")
        file, operator, change, number = match.groups()
        entries[file, operator, change, " ".join(rest[0].split()), int(number or 1)] = " ".join(rest[1:])
    return entries
