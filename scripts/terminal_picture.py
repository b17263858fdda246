"""Text of a terminal as SVG: real text, in both colour schemes, with a title for whoever does not see it. It needs no font of its own: every
run of characters is stretched to its columns. Why no tool for that: docs/decisions/pictures.md."""

import re
from xml.sax.saxutils import escape

COLUMN, LINE, EDGE = 8.4, 20, 16  # in pixels, at a font size of 14
# The sequences that the program writes: planner/text/ink.cc. Any other is an error, so that no colour is lost without a word.
INKS = {"": "plain", "0": "plain", "1": "bold", "1;33": "attention", "1;31": "error"}
COLORS = {  # light, dark; each at least 4.5 times as light or dark as its ground
    "ground": ("#ffffff", "#14181d"),
    "plain": ("#1b1f24", "#e6e9ec"),
    "bold": ("#1b1f24", "#ffffff"),
    "attention": ("#7a4d00", "#f0c65a"),
    "error": ("#a1260d", "#ff9a8a"),
}
BOLD = ("bold", "attention", "error")


def runs(line):
    """The pieces of a line, each with its ink; the last ink goes on to the next line."""
    ink, pieces = "plain", []
    for index, piece in enumerate(re.split(r"\033\[([0-9;]*)m", line)):
        if index % 2:
            if piece not in INKS:
                raise ValueError(f"no picture knows the sequence ESC[{piece}m")
            ink = INKS[piece]
        elif piece:
            pieces.append((ink, piece))
    if ink != "plain":
        raise ValueError(f"an ink does not end with its line: {line!r}")
    if odd := re.search(r"[^\x20-\x7e]", "".join(piece for _, piece in pieces)):
        raise ValueError(f"a picture has printable ASCII only: {odd[0]!r}")
    return pieces


def style():
    def rules(scheme):
        return " ".join(f".{ink} {{ fill: {colors[scheme]}; }}" for ink, colors in COLORS.items())

    return f"{rules(0)} @media (prefers-color-scheme: dark) {{ {rules(1)} }}"


def terminal_picture(title, text):
    """`text` with its colours as a picture that is called `title`."""
    lines = [runs(line) for line in text.rstrip("\n").split("\n")]
    columns = max(sum(len(piece) for _, piece in line) for line in lines)
    width, height = round(columns * COLUMN + 2 * EDGE), len(lines) * LINE + 2 * EDGE
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title" viewBox="0 0 {width} {height}" '
             f'width="{width}" height="{height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14">',
             f'<title id="title">{escape(title)}</title>', f"<style>{style()}</style>",
             f'<rect class="ground" fill="{COLORS["ground"][0]}" width="{width}" height="{height}" rx="8" stroke="#8b949e" stroke-opacity=".5"/>']
    for number, line in enumerate(lines):
        column, spans = 0, []
        for ink, piece in line:
            begin = column + len(piece) - len(piece.lstrip(" "))
            shown = piece.strip(" ")
            column += len(piece)
            if not shown:
                continue
            weight = ' font-weight="bold"' if ink in BOLD else ""
            spans.append(f'<tspan class="{ink}" fill="{COLORS[ink][0]}"{weight} x="{EDGE + begin * COLUMN:.1f}" '
                         f'textLength="{len(shown) * COLUMN:.1f}" lengthAdjust="spacingAndGlyphs" xml:space="preserve">{escape(shown)}</tspan>')
        if spans:
            parts.append(f'<text y="{EDGE + number * LINE + 14}">{"".join(spans)}</text>')
    return "\n".join([*parts, "</svg>", ""])
