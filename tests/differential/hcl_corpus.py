#!/usr/bin/env python3
"""Random files in HCL's two syntaxes: mostly valid ones that use everything, and damaged ones that are mostly invalid.

    hcl_corpus.py --seed 17 --files 20 DIR

The same seed gives the same files. Names end in .tf (native syntax) or .tf.json, as the readers of HCL expect.
"""

import argparse
import json
import os
import random
import re

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
NAMES = ["a", "b2", "name", "image_tag", "with-dash", "_x", "for_each", "if", "in", "null_", "true1", "été", "変数", "Ω", "nai\u0308ve",
         "cafe\u0301", "x" * 40]
VARIABLES = ["var.image_tags", "local.services", "each.key", "each.value", "self", "path.module", "data.aws_x.y", "count.index",
             "module.m.out", "terraform.workspace"]
FUNCTIONS = ["merge", "lookup", "try", "jsonencode", "concat", "format", "toset"]
TEXTS = ["", "a", " ", "plain words", "tag-1.2.3", "ünï", "e\u0301", "日本語", "👩‍👩‍👧", "🇩🇪", "$", "%", "$$", "%%", "$x", "%x", "{", "}", "'", "#",
         "//", "/*", "\t", "~", "<<EOT", "=", "\u2028", "\u00a0", "if", "\\\\"]
ESCAPES = ["\\n", "\\r", "\\t", "\\\"", "\\\\", "\\u00e9", "\\u0065\\u0301", "\\U0001F600", "\\u0000", "\\uFFFD", "\\u007f", "$${", "%%{",
           "$$${", "$${}", "%%{if}"]
NUMBERS = ["0", "1", "42", "007", "1.5", "0.1", "1e3", "1E+3", "25e-1", "0.000001", "1.10", "100000000000000000000000000000000000001",
           "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798214808651",
           "1e100", "1e-100", "9007199254740993", "0.30000000000000004", "123456789.987654321", "0e0", "1" + "0" * 160, "0." + "123" * 60]
ODD_TOKENS = ["{", "}", "[", "]", "(", ")", "\"", "${", "%{", "~}", "}", "=", "==", "=>", ":", "::", ",", ".", "...", "?", "!", "!=", "<", "<=", ">",
              ">=", "&&", "||", "&", "|", "+", "-", "*", "/", "%", "#", "//", "/*", "*/", "\n", "\r\n", "\r", " ", "\t", "<<EOT", "<<-EOT\n", "EOT",
              "\\", "\\u12", "'", "`", ";", "@", "^", "~", "for", "in", "if", "else", "endif", "endfor", "null", "true", "0x1F", "1e", "1.", ".5",
              "a.*", "a[*]", "a.0", "a.0.1", "a.0.b", "\0", "\x07", "\ufeff", "\u00a0", "é", "\u0301", "²", "%{ endif }", "%{ else }", "%{ if true }", "%{ for x in [] }"]
TOKEN = re.compile(r"[^\W\d][\w-]*|\d+|\s+|<<-?|\$+\{~?|%+\{~?|~\}|[=!<>]=|=>|&&|\|\||\.\.\.|.", re.DOTALL)


class Native:
    """Writes one file in native syntax. Expressions know the kind of their value, so that most of the constant ones evaluate."""

    def __init__(self, rng):
        self.rng = rng
        self.heredocs = 0
        self.variables = []  # bound by the enclosing for expressions

    def chance(self, probability):
        return self.rng.random() < probability

    def pick(self, *choices):
        return self.rng.choice(choices)

    # ---- white space and comments

    def space(self, nested=False):
        """Between two tokens of a line; `nested` in brackets, where a line break is only white space."""
        if self.chance(0.7):
            return " "
        choices = ["", " ", "  ", "\t", " /* c */ ", "/**/"]
        if nested:
            choices += ["\n", "\n  ", " # comment\n", " // comment \"\n", "/* a\n b */"]
        return self.rng.choice(choices)

    def gap(self, nested=False):
        """Like space, but never empty."""
        return self.space(nested) or " "

    def line_end(self):
        return self.pick("\n", "\n", "\n", "\n", " \n", "\n\n", " # hash ${\n", " // slashes /*\n", " /* block */\n", "/* over\n two */\n\n")

    # ---- bodies

    def body(self, depth):
        parts = []
        names = self.rng.sample(NAMES, self.rng.randint(0, 5))
        for name in names:
            if depth > 0 and self.chance(0.35):
                parts.append(self.block(depth - 1))
            parts.append(self.indent(depth) + self.attribute(name))
        if depth > 0 and self.chance(0.5):
            parts.append(self.block(depth - 1))
        if self.chance(0.2):
            parts.insert(self.rng.randint(0, len(parts)), self.pick("# only a comment\n", "/* block */\n", "\n", "  // slashes\n", "\n\n"))
        return "".join(parts)

    def indent(self, depth):
        return self.pick("  " * max(0, 3 - depth), "", "\t")

    def attribute(self, name):
        start = name + self.space() + "=" + self.space()
        if self.chance(0.12):
            return start + self.heredoc(2) + "\n"  # nothing may follow the marker
        return start + self.expression("any", 3, False) + self.line_end()

    def block(self, depth):
        header = self.rng.choice(NAMES)
        for _ in range(self.rng.randint(0, 3)):
            header += self.gap() + (self.rng.choice(NAMES) if self.chance(0.4) else self.label())
        header += self.gap()
        if self.chance(0.25):
            inner = self.pick("", " ", " " + self.rng.choice(NAMES) + self.space() + "=" + self.space() + self.expression("any", 1, False) + " ")
            return header + "{" + inner + "}" + self.line_end()
        return header + "{" + self.line_end() + self.body(depth) + self.indent(depth) + "}" + self.line_end()

    def label(self):
        return '"' + "".join(self.pick(self.text(), self.rng.choice(ESCAPES[:11])) for _ in range(self.rng.randint(0, 2))) + '"'

    # ---- expressions

    def expression(self, kind, depth, nested):
        if kind == "any":
            kind = self.pick("number", "number", "bool", "string", "string", "tuple", "object", "null", "variable")
        if depth <= 0:
            return self.leaf(kind, nested)
        roll = self.rng.random()
        if roll < 0.07:
            return "(" + self.space(True) + self.expression(kind, depth - 1, True) + self.space(True) + ")"
        if roll < 0.13:
            return (self.expression("bool", depth - 1, nested) + self.gap(nested) + "?" + self.space(nested) +
                    self.expression(kind, depth - 1, nested) + self.gap(nested) + ":" + self.gap(nested) +
                    self.expression(kind, depth - 1, nested))
        if roll < 0.19:
            return self.access(kind, depth - 1, nested)
        return getattr(self, "make_" + kind)(depth, nested)

    def leaf(self, kind, nested):
        if kind == "number":
            return self.rng.choice(NUMBERS)
        if kind == "bool":
            return self.pick("true", "false")
        if kind == "tuple":
            return self.pick("[]", "[ ]", "[\n]")
        if kind == "object":
            return self.pick("{}", "{ }", "{\n}")
        if kind == "string":
            return self.quoted(0)
        return self.make_null(0, nested) if kind == "null" else self.make_variable(0, nested)

    def operation(self, left, operator, right, depth, nested):
        # An operator / beside a comment would begin another one.
        around = (lambda: " ") if operator == "/" else (lambda: self.space(nested))
        return self.expression(left, depth - 1, nested) + around() + operator + around() + self.expression(right, depth - 1, nested)

    def make_number(self, depth, nested):
        roll = self.rng.random()
        if roll < 0.3:
            return self.leaf("number", nested)
        if roll < 0.4:
            return "-" + self.space() + self.expression("number", depth - 1, nested)
        return self.operation("number", self.pick("+", "-", "*", "/", "%"), "number", depth, nested)

    def make_bool(self, depth, nested):
        roll = self.rng.random()
        if roll < 0.2:
            return self.leaf("bool", nested)
        if roll < 0.35:
            return "!" + self.space() + self.expression("bool", depth - 1, nested)
        if roll < 0.6:
            return self.operation("bool", self.pick("&&", "||"), "bool", depth, nested)
        if roll < 0.8:
            return self.operation("number", self.pick("<", "<=", ">", ">=", "==", "!="), "number", depth, nested)
        kind = self.pick("string", "tuple", "bool", "null", "object")
        return self.operation(kind, self.pick("==", "!="), self.pick(kind, "any"), depth, nested)

    def make_null(self, _depth, _nested):
        return "null"

    def make_variable(self, depth, nested):
        base = self.rng.choice(self.variables) if self.variables and self.chance(0.7) else self.rng.choice(VARIABLES)
        if depth > 0 and self.chance(0.4):
            return self.call(depth, nested)
        for _ in range(self.rng.randint(0, 3)):
            base += self.pick(".name", ".image_tag", '["k"]', "[0]", "[" + self.expression("any", depth - 1, True) + "]", ". name")
        if self.chance(0.1):
            base += ".0"
        if self.chance(0.2):
            base += self.pick(".*", "[*]", ".*.id", "[*].id[0]", ".*.id.name", "[*][0].id")
        return base + ".0.1" if self.chance(0.01) else base

    def call(self, depth, nested):
        arguments = [self.expression("any", depth - 1, True) for _ in range(self.rng.randint(0, 3))]
        text = self.list_of(arguments)
        if arguments and self.chance(0.2):
            text = ",".join(arguments) + self.space(True) + "..."
        return self.rng.choice(FUNCTIONS) + self.pick("", "", " ") + "(" + self.space(True) + text + self.space(True) + ")"

    def list_of(self, items):
        text = ("," + self.space(True)).join(items)
        return text + "," if items and self.chance(0.2) else text

    def access(self, kind, depth, nested):
        """A value that is taken out of a literal collection."""
        roll = self.rng.random()
        value = self.expression(kind, depth, roll < 0.3 or roll >= 0.8)  # a line break would end an item of an object
        if roll < 0.3:
            return f"[{value}]" + self.pick("[0]", ".0", "[ 0 ]", "[\n0\n]", '["0"]', "[true ? 0 : 1]")
        if roll < 0.6:
            key = self.rng.choice(NAMES[:5])
            return "{ " + key + " = " + value + " }" + self.pick("." + key, '["' + key + '"]')
        if roll < 0.8:
            return f"[{{ k = {value} }}]" + self.pick("[*].k", ".*.k", "[*]", ".*", "[*][\"k\"]", ".*.k[0]", "[*].k[0]")
        return f"({value})" + self.pick("[*]", ".*", "", "")

    def make_tuple(self, depth, nested):
        if self.chance(0.3):
            return self.for_expression(depth, False)
        items = [self.expression("any", depth - 1, True) for _ in range(self.rng.randint(0, 3))]
        if items and self.chance(0.1):
            return "[" + self.heredoc(depth - 1) + "\n, " + items[0] + "]"
        return "[" + self.space(True) + self.list_of(items) + self.space(True) + "]"

    def make_object(self, depth, nested):
        if self.chance(0.3):
            return self.for_expression(depth, True)
        items = []
        for _ in range(self.rng.randint(0, 4)):
            key = self.pick(self.rng.choice(NAMES), self.rng.choice(NAMES), self.quoted(0), "(" + self.expression("string", depth - 1, True) + ")",
                            self.rng.choice(NUMBERS[:4]), '"${' + self.expression("string", 0, True) + '}"', "null", "true")
            items.append(key + self.space() + self.pick("=", "=", ":") + self.space() + self.expression("any", depth - 1, False))
        text = "{" + self.pick("", " ", "\n", " # c\n")
        for number, item in enumerate(items):
            more = number + 1 < len(items)
            text += item + self.pick(",", ",\n", "\n", " # c\n", ", // c\n", ", ") if more else item
        return text + (self.pick("", " ", ",", "\n", ",\n", " # c\n") if items else "") + "}"

    def for_expression(self, depth, keyed):
        key, value = self.rng.choice(NAMES[:5]), self.rng.choice(["v", "w", "été"])
        bound = [value] + ([key] if self.chance(0.4) else [])
        header = "for" + self.gap(True) + self.space(True).join(["", *(", ".join(reversed(bound))).split(" ")]).strip(",")
        collection = self.expression(self.pick("tuple", "object", "tuple", "variable"), depth - 1, True)
        self.variables += bound
        text = header + self.gap(True) + "in" + self.gap(True) + collection + self.space(True) + ":" + self.space(True)
        if keyed:
            text += (self.pick(*bound, '"${' + bound[0] + '}"', self.quoted(0)) + self.gap(True) + "=>" + self.gap(True) +
                     self.expression(self.pick("any", "variable"), depth - 1, True) + self.pick("", "", "..."))
        else:
            text += self.expression(self.pick("any", "variable"), depth - 1, True)
        if self.chance(0.3):
            text += self.gap(True) + "if" + self.gap(True) + self.expression("bool", depth - 1, True)
        del self.variables[-len(bound):]
        opening, closing = "{}" if keyed else "[]"
        return opening + self.space(True) + text + self.space(True) + closing

    # ---- strings

    def make_string(self, depth, _nested):
        return self.quoted(depth)

    def text(self):
        return self.rng.choice(TEXTS).replace('"', "'")

    def quoted(self, depth):
        return '"' + self.template(depth, lambda: self.pick(self.text(), self.rng.choice(ESCAPES))) + '"'

    def template(self, depth, literal):
        text = ""
        for _ in range(self.rng.randint(0, 3)):
            roll = self.rng.random()
            if depth <= 0 or roll < 0.5:
                text += literal()
                continue
            if text.endswith(("$", "%")) and self.chance(0.95):
                text += " "  # or the brace of the sequence would be escaped
            if roll < 0.75:
                text += self.sequence("$", self.expression(self.pick("string", "number", "bool", "any"), depth - 1, True))
            elif roll < 0.88:
                text += self.sequence("%", "if " + self.expression("bool", depth - 1, True)) + self.inner(depth, literal)
                if self.chance(0.5):
                    text += self.sequence("%", "else") + self.inner(depth, literal)
                text += self.sequence("%", "endif")
            else:
                name = self.pick("v", "w")
                collection = self.expression(self.pick("tuple", "object"), depth - 1, True)
                self.variables.append(name)
                text += (self.sequence("%", f"for {self.pick('', 'k, ')}{name} in {collection}") +
                         self.inner(depth, literal) + self.sequence("$", name) + self.sequence("%", "endfor"))
                self.variables.pop()
        return text

    def inner(self, depth, literal):
        """A template between two directives."""
        text = self.template(depth - 1, literal)
        return text + " " if text.endswith(("$", "%")) else text

    def sequence(self, sign, content):
        return sign + "{" + self.pick("", "", "~") + self.pick("", " ") + content + self.pick("", " ") + self.pick("", "", "~") + "}"

    def heredoc(self, depth):
        self.heredocs += 1
        marker = self.pick("EOT", "EOF", "END-OF_IT", "été") + str(self.heredocs)
        indented = self.chance(0.5)
        lines = []
        for _ in range(self.rng.randint(0, 4)):
            margin = self.pick("", "  ", "    ", "\t", "   ")
            content = self.template(min(depth, 1), lambda: self.pick(self.text(), "\\n", "$${", "%%{", '"', "\\", "word "))
            lines.append(margin + content + "\n")
        return "<<" + ("-" if indented else "") + marker + "\n" + "".join(lines) + self.pick("", "  ", "\t") + marker

    def file(self):
        text = self.body(3) + "".join(self.block(2) for _ in range(self.rng.randint(0, 2)))
        if self.chance(0.1):
            text = text.rstrip("\n")
        data = text.encode()
        if self.chance(0.15):
            data = data.replace(b"\n", b"\r\n")
        if self.chance(0.06):
            data = BYTE_ORDER_MARK + data
        return data


class Json:
    """Writes one file in JSON syntax, with templates in its strings and white space of every kind between its tokens."""

    def __init__(self, rng):
        self.rng = rng
        self.native = Native(rng)

    def space(self):
        return self.rng.choice(["", "", " ", "\n", "\r\n", "\t", "  \n  "])

    def string(self):
        roll = self.rng.random()
        if roll < 0.5:
            text = self.native.template(2, lambda: self.rng.choice(TEXTS))
        elif roll < 0.8:
            text = self.rng.choice(TEXTS + NAMES)
        else:
            text = "".join(self.rng.choice(["\n", "\"", "\\", "/", "\0", "\x7f", "😀", "$${", "%%{", "${", "%{"]) for _ in range(3))
        written = json.dumps(text, ensure_ascii=self.rng.random() < 0.5)
        return written.replace("/", "\\/") if self.rng.random() < 0.2 else written

    def number(self):
        return self.rng.choice(["", "", "-"]) + self.rng.choice([n for n in NUMBERS if n != "007"])

    def value(self, depth):
        kind = self.rng.choice(["object", "array", "string", "string", "number", "word"] if depth > 0 else ["string", "number", "word"])
        if kind == "object":
            return self.object(depth - 1)
        if kind == "array":
            return self.joined("[", [self.value(depth - 1) for _ in range(self.rng.randint(0, 3))], "]")
        if kind == "word":
            return self.rng.choice(["true", "false", "null"])
        return self.string() if kind == "string" else self.number()

    def object(self, depth):
        members = []
        for _ in range(self.rng.randint(0, 4)):
            key = json.dumps(self.rng.choice(NAMES + ["//", "", "${a}"])) if self.rng.random() < 0.8 else self.string()
            members.append(key + self.space() + ":" + self.space() + self.value(depth))
        return self.joined("{", members, "}")

    def joined(self, opening, items, closing):
        return opening + self.space() + (self.space() + "," + self.space()).join(items) + self.space() + closing

    def file(self):
        root = self.object(4) if self.rng.random() < 0.9 else self.value(3)
        data = (self.space() + root + self.space()).encode("utf-8", errors="surrogatepass")
        return BYTE_ORDER_MARK + data if self.rng.random() < 0.04 else data


def damage(rng, data):
    """One to three small accidents, in whole tokens or in single bytes."""
    for _ in range(rng.randint(1, 3)):
        if rng.random() < 0.6:
            tokens = TOKEN.findall(data.decode("utf-8", errors="surrogateescape"))
            at = rng.randrange(len(tokens) + 1)
            other = rng.choice(tokens) if tokens and rng.random() < 0.3 else rng.choice(ODD_TOKENS)
            accident = rng.choice(["insert", "insert", "delete", "duplicate", "replace", "swap", "truncate", "delete some"])
            if accident == "insert":
                tokens.insert(at, other)
            elif accident == "delete":
                del tokens[at:at + 1]
            elif accident == "duplicate":
                tokens[at:at] = tokens[at:at + 1]
            elif accident == "replace":
                tokens[at:at + 1] = [other]
            elif accident == "swap":
                tokens[at:at + 2] = reversed(tokens[at:at + 2])
            elif accident == "truncate":
                del tokens[at:]
            else:
                del tokens[at:at + rng.randint(2, 8)]
            data = "".join(tokens).encode("utf-8", errors="surrogateescape")
        else:
            at = rng.randrange(len(data) + 1)
            replaced = rng.randint(0, 2)
            inserted = bytes(rng.choice([0x0a, 0x0d, 0x22, 0x5c, 0x24, 0x7b, 0x7d, 0x80, 0xc3, 0xff, rng.randrange(256)])
                             for _ in range(rng.randint(0, 2)))
            data = data[:at] + inserted + data[at + replaced:]
    return data


def files(seed, count):
    """The names and contents of a seed's files."""
    rng = random.Random(seed)
    for number in range(count):
        as_json = rng.random() < 0.25
        data = (Json(rng) if as_json else Native(rng)).file()
        damaged = rng.random() < 0.4
        if damaged:
            data = damage(rng, data)
        yield f"{number:04}{'-damaged' if damaged else ''}{'.tf.json' if as_json else '.tf'}", data


def write(seed, count, directory):
    """Writes a seed's files; returns their names."""
    names = []
    for name, data in files(seed, count):
        with open(os.path.join(directory, name), "wb") as file:
            file.write(data)
        names.append(name)
    return names


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--files", type=int, default=20, metavar="N")
    parser.add_argument("directory", metavar="DIR")
    options = parser.parse_args()
    os.makedirs(options.directory, exist_ok=True)
    write(options.seed, options.files, options.directory)


if __name__ == "__main__":
    main()
