"""The structure tree of a tagged PDF: what stands on the pages, in reading order (ISO 32000-1, 14.7 and 14.8).

reportlab 5.1 has nothing for it. Flowables that carry an ``Element`` bracket what they draw with its marks; what has
none (rules, grids, page numbers) is bracketed as an artifact. ``TaggedCanvas`` writes the tree when the file is saved.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFString
from reportlab.pdfgen.canvas import Canvas


class Element:
    """A node: a role of PDF 1.7 (``P``, ``H1``, ``TD`` …), what lies below it, and the marks that are its text.

    Mutable: marks are added while pages are drawn.
    """

    __slots__ = ("alt", "attributes", "kids", "marks", "parent", "role")

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

    def add(self, role: str, alt: str = "", attributes: dict[str, Any] | None = None) -> Element:
        """A new last child."""
        child = Element(role, self, alt, attributes)
        self.kids.append(child)
        return child

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
        element.marks.append((page, len(here)))
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
        """Objects in reading order, so that equal documents give equal bytes."""
        document = self._doc
        made = {id(element): PDFDictionary({}) for element in tree.walk() if _has_marks(element)}
        references = {key: document.Reference(value) for key, value in made.items()}
        root = PDFDictionary({"Type": PDFName("StructTreeRoot"), "K": PDFArray([references[id(tree)]])})
        root_reference = document.Reference(root)
        for element in tree.walk():
            if id(element) in made:
                parent = references[id(element.parent)] if element.parent else root_reference
                made[id(element)].dict.update(self._entries(element, parent, references))
        root.dict["ParentTree"] = document.Reference(PDFDictionary({"Nums": self._parents(references)}))
        root.dict["ParentTreeNextKey"] = len(self._marks)
        document.Catalog.StructTreeRoot = root
        document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})

    def _entries(self, element: Element, parent: Any, references: dict[int, Any]) -> dict[str, Any]:
        marks = [self._mark(page, mark) for page, mark in element.marks]
        kids = [references[id(kid)] for kid in element.kids if id(kid) in references]
        entries: dict[str, Any] = {
            "Type": PDFName("StructElem"),
            "S": PDFName(element.role),
            "P": parent,
            "K": PDFArray([*marks, *kids]),
        }
        if element.alt:
            entries["Alt"] = PDFString(element.alt)
        if element.attributes:
            entries["A"] = PDFDictionary(element.attributes)
        return entries

    def _mark(self, page: int, mark: int) -> PDFDictionary:
        return PDFDictionary({"Type": PDFName("MCR"), "Pg": self._page(page), "MCID": mark})

    def _page(self, page: int) -> Any:
        return self._doc.Reference(self._doc.Pages.pages[page])

    def _parents(self, references: dict[int, Any]) -> PDFArray:
        """Page by page the element of every mark (14.7.4.4)."""
        numbers: list[Any] = []
        for page, elements in enumerate(self._marks):
            numbers += [page, PDFArray([references[id(element)] for element in elements])]
        return PDFArray(numbers)


def _has_marks(element: Element) -> bool:
    return bool(element.marks) or any(map(_has_marks, element.kids))
