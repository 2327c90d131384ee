"""Qt's own words (OK, Cancel, an input's menu, the file dialog) in our language: Qt has no Vietnamese catalog."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTranslator

from clc_desktop import i18n
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _

_WORDS = {
    "OK": N_("Đồng ý"),
    "Cancel": N_("Hủy"),
    "Close": N_("Đóng"),
    "Yes": N_("Có"),
    "No": N_("Không"),
    "Save": N_("Lưu"),
    "Open": N_("Mở"),
    "Choose": N_("Chọn"),
    "Delete": N_("Xóa"),
    "Undo": N_("Hoàn tác"),
    "Redo": N_("Làm lại"),
    "Cut": N_("Cắt"),
    "Copy": N_("Sao chép"),
    "Paste": N_("Dán"),
    "Select All": N_("Chọn tất cả"),
    "Look in:": N_("Tìm trong:"),
    "File name:": N_("Tên tệp:"),
    "Files of type:": N_("Loại tệp:"),
    "Directory:": N_("Thư mục:"),
    "Create New Folder": N_("Tạo thư mục mới"),
    "Back": N_("Lùi"),
    "Forward": N_("Tiến"),
    "Parent Directory": N_("Thư mục trên"),
    "List View": N_("Dạng danh sách"),
    "Detail View": N_("Dạng chi tiết"),
    "Show hidden files": N_("Hiện tệp ẩn"),
    "New Folder": N_("Thư mục mới"),
    "Rename": N_("Đổi tên"),
    "Computer": N_("Máy tính"),
    "Name": N_("Tên"),
    "Size": N_("Dung lượng"),
    "Type": N_("Loại"),
    "Date Modified": N_("Ngày sửa"),
    "Print": N_("In"),
    "Page setup": N_("Thiết lập trang"),
    "Print Preview": N_("Xem trước khi in"),
    "Preview": N_("Xem trước"),
    "Printer": N_("Máy in"),
    "Name:": N_("Tên:"),
    "Location:": N_("Nơi đặt:"),
    "Type:": N_("Loại:"),
    "Properties": N_("Thuộc tính"),
    "Print to File (PDF)": N_("In ra tệp PDF"),
    "Local file": N_("Tệp trên máy này"),
    "Write PDF file": N_("Ghi tệp PDF"),
    "Output file:": N_("Ghi vào tệp:"),
    "Options": N_("Tùy chọn"),
    "Options >>": N_("Tùy chọn >>"),
    "Options <<": N_("Tùy chọn <<"),
    "Print range": N_("In những trang nào"),
    "Print all": N_("In tất cả"),
    "Pages from": N_("Từ trang"),
    "Pages": N_("Các trang"),
    "to": N_("đến"),
    "Current Page": N_("Trang đang xem"),
    "Page Set:": N_("Trang:"),
    "All Pages": N_("Mọi trang"),
    "Odd Pages": N_("Trang lẻ"),
    "Even Pages": N_("Trang chẵn"),
    "Output Settings": N_("Bản in"),
    "Copies": N_("Số bản"),
    "Copies:": N_("Số bản:"),
    "Collate": N_("Xếp theo bộ"),
    "Reverse": N_("In ngược từ trang cuối"),
    "Color Mode": N_("Màu"),
    "Color": N_("In màu"),
    "Grayscale": N_("In đen trắng"),
    "Double Sided Printing": N_("In hai mặt"),
    "Off": N_("Không"),
    "Long side binding": N_("Lật theo cạnh dài"),
    "Short side binding": N_("Lật theo cạnh ngắn"),
}


class QtWords(QTranslator):
    """Answers for Qt's sentences; one that is not listed stays English, and so do all in the English window."""

    def translate(
        self, context: str, source: str | bytes, disambiguation: str | bytes | None = None, n: int = -1
    ) -> str:
        asked = source.decode() if isinstance(source, bytes) else source
        found = _WORDS.get(asked.replace("&", ""))
        if found is None or i18n.active().language == "en":
            return asked  # Qt takes an empty answer for an empty word, names of paper sizes too
        return _(found)

    def isEmpty(self) -> bool:
        return False


def install(application: QObject) -> QtWords:
    """Let Qt ask us; the translator lives as long as the application."""
    words = QtWords(application)
    application.installTranslator(words)  # type: ignore[attr-defined]
    return words
