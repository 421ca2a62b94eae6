"""What a reader of a page sees or hears: its texts, one by one, styles left out."""

from __future__ import annotations

from html.parser import HTMLParser

READ_OUT = ("aria-label", "title", "data-label", "alt")
INLINE = ("b", "i", "em", "code", "a")


class PageText(HTMLParser):
    """Collects the texts of a page: what stands between tags of blocks, and what is read out of attributes."""

    def __init__(self) -> None:
        """A reader that has read nothing."""
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._styled = False
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what is read out of attributes."""
        self._break(tag)
        self._styled = tag == "style"
        self.texts += [value for name, value in attrs if name in READ_OUT and value]

    def handle_endtag(self, tag: str) -> None:
        """End a style."""
        self._break(tag)
        self._styled = False

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if not self._styled:
            self._open += data

    def _break(self, tag: str) -> None:
        if tag not in INLINE and self._open.strip():
            self.texts.append(" ".join(self._open.split()))
        if tag not in INLINE:
            self._open = ""


def texts_of(html: str) -> list[str]:
    """The texts of a page."""
    reader = PageText()
    reader.feed(html)
    reader.close()
    return reader.texts


def bare(page: str) -> str:
    """A page without the marks that keep the words of a command whole."""
    return page.replace("<i>", "").replace("</i>", "")
