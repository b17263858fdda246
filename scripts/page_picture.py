"""A page of HTML as a picture: the page itself, with its own style, as a foreign object of an SVG. No browser is needed to make it, and both
colour schemes stay. What runs or loads is left out; what does not fit the height is cut off. Why no browser: docs/decisions/pictures.md."""

import html.parser
import re
from xml.sax.saxutils import escape, quoteattr

VOID = {"br", "col", "hr", "img", "input", "meta", "link", "wbr"}
LEFT_OUT = {"script", "title", "form"}  # the form of the page's filter is hidden without its script
# Names that HTML reads in any case and XML in this one.
CASE = {name.lower(): name for name in ("viewBox", "preserveAspectRatio", "markerWidth", "markerHeight", "refX", "refY", "textLength", "lengthAdjust")}


class Markup(html.parser.HTMLParser):
    """The body of a page as XML, and its style."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.body, self.style, self.open = [], "", []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.open.append(tag)
        if not LEFT_OUT.isdisjoint(self.open) or tag in ("html", "head", "body", "meta", "style"):
            return
        written = [f"{CASE.get(name, name)}={quoteattr(value if value is not None else name)}" for name, value in attributes]
        if tag == "svg" and not any(name == "xmlns" for name, _ in attributes):
            written.append('xmlns="http://www.w3.org/2000/svg"')
        self.body.append(f"<{' '.join([tag, *written])}{'/' if tag in VOID else ''}>")

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        shown = LEFT_OUT.isdisjoint(self.open) and tag not in ("html", "head", "body", "style")
        if self.open.pop() != tag:
            raise ValueError(f"</{tag}> closes what is not open")
        if shown:
            self.body.append(f"</{tag}>")

    def handle_data(self, data):
        if "style" in self.open:
            self.style += data
        elif LEFT_OUT.isdisjoint(self.open) and "head" not in self.open:
            self.body.append(escape(data))


def page_picture(title, page, style, width, height):
    """`page` in so many pixels, with `style` besides its own, as a picture that is called `title`."""
    markup = Markup(page)
    body = re.sub(r"\n{2,}", "\n", "".join(markup.body).strip())
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        f'<title id="title">{escape(title)}</title>',
        f"<style>{escape(markup.style.strip() + chr(10) + style.strip())}</style>",
        f'<foreignObject width="{width}" height="{height}"><body xmlns="http://www.w3.org/1999/xhtml">',
        body, "</body></foreignObject>",
        f'<rect x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="8" fill="none" stroke="#8b949e" stroke-opacity=".5"/>', "</svg>", ""])
