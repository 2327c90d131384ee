"""The structure tree of a tagged PDF: what stands on the pages, in reading order (ISO 32000-1, 14.7 and 14.8).

reportlab 5.1 has nothing for it. Flowables that carry an ``Element`` bracket what they draw with its marks; what has
none (rules, grids, page numbers) is bracketed as an artifact. ``TaggedCanvas`` writes the tree when the file is saved.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFObject, PDFString
from reportlab.pdfgen.canvas import Canvas


class Element:
    """A node: a role of PDF 1.7 (``P``, ``H1``, ``TD`` …), what lies below it, and the marks that are its text.

    Mutable: marks are added while pages are drawn.
    """

    __slots__ = ("alt", "attributes", "has_marks", "kids", "marks", "parent", "role")

    def __init__(
        self, role: str, parent: Element | None = None, alt: str = "", attributes: dict[str, Any] | None = None
    ) -> None:
        self.role = role
        self.parent = parent
        self.alt = alt
        self.attributes = attributes or {}
        self.kids: list[Element] = []
        self.marks: list[tuple[int, int]] = []
        """(page, mark on that page), both from 0; only leaves have any."""
        self.has_marks = False
        """Whether it or anything below it has been drawn."""

    def add(self, role: str, alt: str = "", attributes: dict[str, Any] | None = None) -> Element:
        """A new last child."""
        child = Element(role, self, alt, attributes)
        self.kids.append(child)
        return child

    def marked(self, page: int, mark: int) -> None:
        """Note where it was drawn."""
        self.marks.append((page, mark))
        element: Element | None = self
        while element is not None and not element.has_marks:
            element.has_marks = True
            element = element.parent

    def walk(self) -> Iterator[Element]:
        """This element and all below, parents first."""
        yield self
        for kid in self.kids:
            yield from kid.walk()


class Writer:
    """Where new elements go: the part of the document, and the list that the last bullet opened."""

    def __init__(self, part: Element) -> None:
        self.part = part
        self._lists: list[Element] = []

    def block(self, role: str, alt: str = "") -> Element:
        """A block of its own; it ends a list."""
        self._lists.clear()
        return self.part.add(role, alt)

    def item(self, level: int) -> Element:
        """The body of a list item; a deeper list lies inside the item above it."""
        del self._lists[level:]
        while len(self._lists) < level:
            items = self._lists[-1].kids if self._lists else []
            above = items[-1].kids[-1] if items else self.part
            self._lists.append(above.add("L"))
        return self._lists[-1].add("LI").add("LBody")


# --- marks on the page ------------------------------------------------------------------------------------------------


@contextmanager
def marked(canvas: Any, element: Element | None) -> Iterator[None]:
    """What is drawn inside belongs to the element; to none, it is an artifact."""
    if element is None:
        canvas._code.append("/Artifact BMC")
    else:
        canvas._code.append(f"/{element.role} <</MCID {canvas.mark(element)}>> BDC")
    yield
    canvas._code.append("EMC")


@contextmanager
def artifact_of_page(canvas: Any) -> Iterator[None]:
    """Page numbers and feet: what screen readers leave out."""
    canvas._code.append("/Artifact <</Type /Pagination>> BDC")
    yield
    canvas._code.append("EMC")


class TaggedCanvas(Canvas):  # type: ignore[misc]
    """Remembers the marks of every page and writes the tree at the end."""

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.tree: Element | None = None
        self._marks: list[list[Element]] = []

    def mark(self, element: Element) -> int:
        """The next mark on this page, for an element."""
        page = self.getPageNumber() - 1
        while len(self._marks) <= page:
            self._marks.append([])
        here = self._marks[page]
        element.marked(page, len(here))
        here.append(element)
        return len(here) - 1

    def _setAnnotations(self, page: Any) -> None:  # noqa: N802
        """The last that reportlab does to a page before it is kept."""
        super()._setAnnotations(page)
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = self.getPageNumber() - 1, PDFName("S")

    def save(self) -> None:
        if self._code:
            self.showPage()
        if self.tree is not None:
            self._write_tree(self.tree)
        super().save()

    def _write_tree(self, tree: Element) -> None:
        """Objects in reading order, so that equal documents give equal bytes.

        Written as bytes at once: there may be 20 000 of them, and reportlab's dictionaries take five times as long.
        """
        document = self._doc
        told = [element for element in tree.walk() if element.has_marks]
        objects = [_Bytes() for _element in told]
        numbers = {id(element): self._number(made) for element, made in zip(told, objects, strict=True)}
        root = _Bytes()
        above = self._number(root)
        pages = [self._number(page) for page in document.Pages.pages]
        for element, made in zip(told, objects, strict=True):
            parent = numbers[id(element.parent)] if element.parent else above
            made.data = self._element(element, parent, numbers, pages)
        parents = _Bytes(self._parents(numbers))
        root.data = b"<< /Type /StructTreeRoot /K [ %d 0 R ] /ParentTree %d 0 R /ParentTreeNextKey %d >>" % (
            numbers[id(tree)],
            self._number(parents),
            len(self._marks),
        )
        document.Catalog.StructTreeRoot = document.Reference(root)
        document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})

    def _number(self, made: Any) -> int:
        """The number of an object of the file."""
        number, _version = self._doc.idToObjectNumberAndVersion[self._doc.Reference(made).name]
        return int(number)

    def _element(self, element: Element, parent: int, numbers: dict[int, int], pages: list[int]) -> bytes:
        """A structure element; marks on its first page are plain numbers (14.7.4.2)."""
        home = element.marks[0][0] if element.marks else None
        kids = [
            b"%d" % mark if page == home else b"<< /Type /MCR /Pg %d 0 R /MCID %d >>" % (pages[page], mark)
            for page, mark in element.marks
        ]
        kids += [b"%d 0 R" % numbers[id(kid)] for kid in element.kids if id(kid) in numbers]
        parts = [b"<< /Type /StructElem /S /%s /P %d 0 R" % (element.role.encode(), parent)]
        parts += [] if home is None else [b"/Pg %d 0 R" % pages[home]]
        parts += [b"/Alt " + PDFString(element.alt).format(self._doc)] if element.alt else []
        parts += [b"/A " + PDFDictionary(element.attributes).format(self._doc)] if element.attributes else []
        return b" ".join((*parts, b"/K [ %s ] >>" % b" ".join(kids)))

    def _parents(self, numbers: dict[int, int]) -> bytes:
        """Page by page the element of every mark (14.7.4.4)."""
        pages = (
            b"%d [ %s ]" % (page, b" ".join(b"%d 0 R" % numbers[id(element)] for element in elements))
            for page, elements in enumerate(self._marks)
        )
        return b"<< /Nums [ %s ] >>" % b" ".join(pages)


class _Bytes(PDFObject):  # type: ignore[misc]
    """An object of the file as it will be written."""

    def __init__(self, data: bytes = b"") -> None:
        self.data = data

    def format(self, _document: Any) -> bytes:
        return self.data
