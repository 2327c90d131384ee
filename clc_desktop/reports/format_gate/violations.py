"""What the gate finds, and the rules it goes by: each with its place in Decree 30/2020/NĐ-CP."""

from __future__ import annotations

from dataclasses import dataclass

RULES: dict[str, str] = {
    "paper": "Phụ lục I, phần I.1: khổ A4 (210 x 297 mm)",
    "orientation": "Phụ lục I, phần I.2: trang đứng; bảng rộng ở phụ lục được nằm ngang",
    "margins": "Phụ lục I, phần I.3: trên, dưới 20-25 mm; trái 30-35 mm; phải 15-20 mm",
    "font": "Phụ lục I, phần I.4: Times New Roman (hoặc phông cùng kích thước chữ), màu đen",
    "embedded": "PDF: phông chữ nhúng, có bảng Unicode, để in và tìm kiếm được trên mọi máy",
    "black": "Phụ lục I, phần I.4: chữ màu đen",
    "unicode": "Phụ lục I, phần I.4: TCVN 6909:2001 (Unicode dựng sẵn)",
    "page_number": "Phụ lục I, phần I.7: chữ số Ả Rập, cỡ 13-14, đứng, canh giữa phần lề trên",
    "first_page": "Phụ lục I, phần I.7: không hiển thị số trang thứ nhất",
    "nation": "Phụ lục I, phần II.1: in hoa, cỡ 12-13, đứng, đậm, phía trên bên phải trang đầu",
    "motto": "Phụ lục I, phần II.1: in thường, cỡ 13-14, đứng, đậm, canh giữa dưới Quốc hiệu, cách dòng đơn",
    "motto_rule": "Phụ lục I, phần II.1: đường kẻ nét liền, dài bằng dòng Tiêu ngữ",
    "superior": "Phụ lục I, phần II.2: cơ quan chủ quản in hoa, cỡ 12-13, đứng, không đậm",
    "issuer": "Phụ lục I, phần II.2: cơ quan ban hành in hoa, cỡ 12-13, đứng, đậm, bên trái",
    "issuer_rule": "Phụ lục I, phần II.2: đường kẻ nét liền, dài 1/3 đến 1/2 dòng chữ, cân đối",
    "symbol": "Phụ lục I, phần II.3: “Số:” cỡ 13, đứng, canh giữa dưới tên cơ quan; số dưới 10 thêm 0; dấu / và -",
    "place_date": "Phụ lục I, phần II.4: cỡ 13-14, nghiêng, cùng dòng với số, ngày dưới 10 và tháng 1, 2 thêm 0",
    "kind": "Phụ lục I, phần II.5: tên loại in hoa, cỡ 13-14, đứng, đậm, canh giữa",
    "subject": "Phụ lục I, phần II.5: trích yếu cỡ 13-14, đứng, đậm, canh giữa, ngay dưới tên loại",
    "subject_rule": "Phụ lục I, phần II.5: đường kẻ nét liền, dài 1/3 đến 1/2 dòng chữ, cân đối",
    "addressee": "Phụ lục I, phần II.9: “Kính gửi:” cỡ 13-14, đứng",
    "body_size": "Phụ lục I, phần II.6: nội dung cỡ 13-14, đứng, một cỡ chữ",
    "justified": "Phụ lục I, phần II.6: canh đều cả hai lề",
    "indent": "Phụ lục I, phần II.6: lùi đầu dòng 1 cm hoặc 1,27 cm",
    "spacing": "Phụ lục I, phần II.6: cách đoạn tối thiểu 6 pt",
    "line_spacing": "Phụ lục I, phần II.6: cách dòng từ đơn đến 1,5 lines",
    "heading": "Phụ lục I, phần II.6: mục in hoa, đậm; khoản có tiêu đề in thường, đậm; cỡ bằng nội dung",
    "heading_alone": "Tiêu đề không đứng cuối trang",
    "closing": "Phụ lục III, mẫu 1.4: nội dung kết thúc bằng “./.”",
    "authority": "Phụ lục I, phần II.7: in hoa, cỡ 13-14, đứng, đậm, bên phải, ngang với “Nơi nhận”",
    "signer": "Phụ lục I, phần II.7: họ tên in thường, cỡ 13-14, đứng, đậm, canh giữa dưới quyền hạn",
    "signature_alone": "Chữ ký không đứng riêng một trang",
    "recipients_title": "Phụ lục I, phần II.9: “Nơi nhận:” cỡ 12, nghiêng, đậm, sát lề trái",
    "recipients": "Phụ lục I, phần II.9: cỡ 11, đứng, gạch đầu dòng, cuối dòng “;”, dòng cuối “Lưu: … .”",
    "annex_number": "Phụ lục I, phần III.1: “Phụ lục” cỡ 14, đứng, đậm, canh giữa; từ hai phụ lục đánh số La Mã",
    "annex_title": "Phụ lục I, phần III.1: tên phụ lục in hoa, cỡ 13-14, đứng, đậm, canh giữa",
    "annex_reference": "Phụ lục I, phần III.1: “(Kèm theo …)” cỡ 13-14, nghiêng, canh giữa",
    "annex_pages": "Phụ lục I, phần III.1: số trang của từng phụ lục được đánh riêng",
    "annex_named": "Phụ lục I, phần III.1: trong văn bản phải có chỉ dẫn về phụ lục",
    "tagged": "PDF: có cấu trúc (tagged), ngôn ngữ và tiêu đề, để trình đọc màn hình đọc được",
}
"""Every rule by its name, in the order of the page, with where it stands."""


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One breach: the rule's name, where in the document, what was found there, what the rule wants."""

    rule: str
    where: str
    found: str
    wanted: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.where}: {self.found}; {self.wanted}"


def short(text: str, limit: int = 60) -> str:
    """A line of the document as a message quotes it."""
    text = " ".join(text.split())
    return f"“{text if len(text) <= limit else text[: limit - 1] + '…'}”"
