"""Reads pages as a strict reader would: every page a test fetches must be whole, labelled and free of inline code."""

from collections import Counter
from html.parser import HTMLParser

__all__ = ["Reader", "links", "read"]

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_SVG = {"path", "rect", "line", "circle", "g", "svg"}


class Reader(HTMLParser):
    """What a page holds, and everything that is wrong with how it is written."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.headings: list[int] = []
        self.labels: set[str] = set()
        self.fields: list[dict[str, str]] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.title = ""
        self.lang = ""
        self.tables: list[dict[str, int]] = []
        self.landmarks: Counter[str] = Counter()
        self.feed(text)
        self.close()
        self._judge(text)

    def handle_starttag(self, tag, attrs):
        found = {name: value or "" for name, value in attrs}
        for name in found:
            if name == "style" or name.startswith("on"):
                self.faults.append(f"<{tag}> has an inline {name}")
        if "id" in found:
            self.ids[found["id"]] += 1
        if tag == "html":
            self.lang = found.get("lang", "")
        if tag in {"main", "header", "footer"}:
            self.landmarks[tag] += 1
        if tag in {"style"} or (tag == "script" and "src" not in found):
            self.faults.append(f"<{tag}> holds code inside the page")
        if tag[0] == "h" and tag[1:].isdigit():
            self.headings.append(int(tag[1]))
        if tag == "label":
            self.labels.add(found.get("for", ""))
        if tag in {"input", "select", "textarea"} and found.get("type") not in {"hidden", "submit"}:
            self.fields.append(found)
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag == "img" and "alt" not in found:
            self.faults.append("an image has no alt")
        if tag == "table":
            self.tables.append({"caption": 0, "unscoped": 0})
        if self.tables and tag == "caption":
            self.tables[-1]["caption"] += 1
        if self.tables and tag == "th" and "scope" not in found:
            self.tables[-1]["unscoped"] += 1
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        if tag not in _SVG and tag not in _VOID:
            self.faults.append(f"<{tag}/> closes itself and may not")

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:] or 'nothing'}")
            return
        self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] == "title" and "svg" not in self.open:
            self.title += data
        self.words.append(data)

    def _judge(self, text):
        faults = self.faults
        if not text.lower().startswith("<!doctype html>"):
            faults.append("no doctype")
        if self.open:
            faults.append(f"never closed: {self.open}")
        faults += [f"the id {name!r} is used {count} times" for name, count in self.ids.items() if count > 1]
        if self.headings.count(1) != 1:
            faults.append(f"{self.headings.count(1)} h1")
        for before, after in zip(self.headings, self.headings[1:], strict=False):
            if after > before + 1:
                faults.append(f"h{after} after h{before}")
        if not self.lang or not self.title.replace("· Daylight", "").strip():
            faults.append("no language or no title")
        for field in self.fields:
            if field.get("id") not in self.labels and not field.get("aria-label"):
                faults.append(f"the field {field.get('name')!r} has no label")
        for table in self.tables:
            if table["caption"] != 1 or table["unscoped"]:
                faults.append(f"a table without a caption or with headings without a scope: {table}")
        if any(self.landmarks[name] != 1 for name in ("main", "header", "footer")):
            faults.append(f"landmarks: {dict(self.landmarks)}")

    @property
    def text(self) -> str:
        """The words of the page, spaces folded."""
        return " ".join(" ".join(self.words).split())


def read(answer, status: int = 200) -> Reader:
    """The page of an answer, which must have the status and no fault."""
    text = answer.get_data(as_text=True)
    assert answer.status_code == status, (answer.status_code, text[:600])
    reader = Reader(text)
    assert reader.faults == [], reader.faults
    return reader


def links(reader: Reader, start: str) -> list[str]:
    """The page's links that begin so, each once, in order."""
    return list(dict.fromkeys(link for link in reader.links if link.startswith(start)))
