"""Every sheet and column of the workbook, once: what reading, the template and its guide go by.

``Column.field`` is a record's field name; ``aliases`` are other headings that people use for it, as word keys. A new
column is one line here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from clc_desktop.tables_in import values as v
from clc_desktop.tables_in.names import FAMILY

GUIDE, CHOICES = "Hướng dẫn", "Danh mục"
"""Sheets of the template that hold no data: how to fill it in, and what its drop-down lists offer."""

Form = Literal["text", "date", "number", "year"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: ``blank`` is what an empty cell means, ``spreads`` whether a cell merged downwards fills its rows."""

    field: str
    heading: str
    read: v.Reader
    hint: str
    example: str
    aliases: str = ""
    required: bool = False
    spreads: bool = False
    blank: Any = ""
    form: Form = "text"
    width: int = 16
    choices: tuple[str, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """The word keys of every heading that means this column."""
        return frozenset((v.word_key(self.heading), *filter(None, self.aliases.split("|"))))


@dataclass(frozen=True, kw_only=True)
class SheetSpec:
    """One sheet: the record ``kind`` that its rows make, and words by which a sheet's name gives it away."""

    kind: str
    name: str
    names: str
    about: str
    columns: tuple[Column, ...]
    further: tuple[Column, ...] = ()
    """Read and exported as well, but not asked for in the empty workbook."""
    joined: tuple[Column, ...] = ()
    """Read only, and put before another field: see ``names.py``."""

    @property
    def every(self) -> tuple[Column, ...]:
        """All columns that are read."""
        return self.columns + self.further

    @cached_property
    def anchor(self) -> str | None:
        """The field that a total row leaves empty: the day or the year."""
        return next((field for field in self._by_field if field in ("starts_on", "year")), None)

    @cached_property
    def required(self) -> dict[str, str]:
        """The fields that every row must fill, with their headings."""
        return {column.field: column.heading for column in self.columns if column.required}

    @cached_property
    def _by_field(self) -> dict[str, Column]:
        return {column.field: column for column in (*self.every, *self.joined)}

    def column(self, field: str) -> Column:
        """The column that fills ``field``."""
        return self._by_field[field]


def _year(example: str = "2020") -> Column:
    return Column(
        field="year", heading="Năm", read=v.year, required=True, spreads=True, form="year", width=9,
        aliases="nam hoc|nam thuc hien|nam bao cao|nam ke hoach", hint="Năm dương lịch, bốn chữ số.", example=example,
    )  # fmt: skip


def _name(hint: str, example: str) -> Column:
    return Column(
        field="full_name", heading="Họ và tên", read=v.text, required=True, width=28, hint=hint, example=example,
        aliases="ho ten|ten|ho va ten hoc vien|ho va ten can bo|ho va ten bao cao vien|hoc vien|can bo|ho dem va ten",
    )  # fmt: skip


FAMILY_NAME = Column(
    field=FAMILY, heading="Họ đệm", read=v.text, hint="Khi họ đệm và tên ở hai cột.", example="",
    aliases="ho|ho va dem|ho va ten dem|ho va ho dem|ho va chu dem|ho lot|ho va chu lot|ho va ten lot",
)  # fmt: skip


def _born(example: str) -> Column:
    return Column(
        field="birth_year", heading="Năm sinh", read=v.birth_year, blank=None, form="year", width=11,
        aliases="ngay sinh|ngay thang nam sinh|sinh nam|namsinh|ns|sinh ngay|ngay thang sinh",
        hint="Năm sinh, hoặc cả ngày sinh. Không rõ thì để trống.", example=example,
    )  # fmt: skip


def _sex(example: str) -> Column:
    return Column(
        field="sex", heading="Giới tính", read=v.sex, blank=None, width=11, choices=("Nữ", "Nam"),
        aliases="gioi|nam nu|phai", hint="Nữ hoặc Nam.", example=example,
    )  # fmt: skip


TRAINED = Column(
    field="trained_years", heading="Năm tập huấn", read=v.years, blank=(), width=16,
    aliases="tap huan|nam duoc tap huan|da tap huan|tap huan nam|nam boi duong",
    hint="Những năm đã dự tập huấn, cách nhau bằng dấu phẩy.", example="2015, 2019",
)  # fmt: skip


def _until(field: str, heading: str, aliases: str) -> Column:
    return Column(
        field=field, heading=heading, read=v.day, blank=None, form="date", width=13, aliases=aliases,
        hint="Ngày trước, tháng sau. Không rõ thì để trống.", example="",
    )  # fmt: skip


SINCE = _until("since", "Từ ngày", "giu chuc tu ngay|bat dau tu")
UNTIL = _until("until", "Đến ngày", "den het ngay|thoi giu chuc ngay")
PHONE = Column(
    field="phone", heading="Điện thoại", read=v.phone, width=16,
    aliases="so dien thoai|sdt|dien thoai lien he|dt|so dt|dtdd|di dong",
    hint="Nếu người học đồng ý.", example="0912 345 678",
)  # fmt: skip
NOTE = Column(
    field="note", heading="Ghi chú", read=v.text, width=22, aliases="chu thich|ghi chu khac", hint="Tùy ý.", example="",
)  # fmt: skip

CLASSES = SheetSpec(
    kind="learning_class", name="Lớp học", names="lop|chuyen de|hoat dong",
    about="Mỗi dòng là một lớp, chuyên đề hoặc hoạt động đã tổ chức. Lớp có nhiều buổi thì ghi một dòng, "
    "cộng số lượt người của các buổi.",
    columns=(
        Column(
            field="starts_on", heading="Ngày", read=v.day, required=True, spreads=True, form="date", width=13,
            aliases="ngay thang|ngay thang nam|ngay to chuc|thoi gian|thoi gian to chuc|ngay mo lop|ngay bat dau|"
            "ngay hoc|thoi diem|ngay mo|ngay thuc hien|thoi gian thuc hien|ngay khai giang",
            hint="Ngày (buổi đầu tiên): ngày trước, tháng sau.", example="05/01/2020",
        ),
        Column(
            field="topic", heading="Tên lớp/chuyên đề", read=v.text, required=True, width=44,
            aliases="ten lop|ten chuyen de|chuyen de|noi dung|ten lop hoc|lop hoc|lop|noi dung chuyen de|ten hoat dong|"
            "hoat dong|chu de|ten chu de|ten lop chuyen de hoat dong|noi dung hoat dong|noi dung hoc tap|"
            "noi dung sinh hoat|ten lop chuyen de hoc tap|lop chuyen de|noi dung to chuc|noi dung lop hoc|ten noi dung",
            hint="Học gì, làm gì.", example="Kỹ thuật trồng ngô lai vụ xuân",
        ),
        Column(
            field="field", heading="Lĩnh vực", read=v.activity_field, required=True, spreads=True, width=28,
            aliases="linh vuc hoat dong|nhom linh vuc|linh vuc giao duc|nhom|mang|thuoc linh vuc|loai chuyen de",
            hint="Chọn trong danh sách của ô.", example="Kinh tế, thu nhập",
        ),
        Column(
            field="hosting", heading="Hình thức tổ chức", read=v.hosting, blank=None, spreads=True, width=29,
            choices=("Trung tâm tổ chức", "Trung tâm phối hợp tổ chức"),
            aliases="hinh thuc|cach thuc to chuc|cach to chuc|to chuc phoi hop|tu to chuc phoi hop",
            hint="Trung tâm tự tổ chức, hay phối hợp với đơn vị khác. Để trống: có đơn vị phối hợp là phối hợp.",
            example="Trung tâm phối hợp tổ chức",
        ),
        Column(
            field="partners", heading="Đơn vị phối hợp", read=v.lines, blank=(), spreads=True, width=26,
            aliases="phoi hop|phoi hop voi|don vi phoi hop to chuc|co quan phoi hop|to chuc phoi hop voi|"
            "don vi to chuc phoi hop|co quan don vi phoi hop|doi tac",
            hint="Nhiều đơn vị thì cách nhau bằng dấu chấm phẩy (;).", example="Hội Nông dân xã; Trạm Khuyến nông",
        ),
        Column(
            field="venue", heading="Địa điểm", read=v.text, spreads=True, width=22,
            aliases="noi to chuc|dia diem to chuc|noi hoc|dia diem hoc|noi mo lop|dia diem mo lop|dia ban",
            hint="Nơi tổ chức.", example="Nhà văn hóa bản Xá Nhè",
        ),
        Column(
            field="lecturers", heading="Báo cáo viên", read=v.lines, blank=(), spreads=True, width=24,
            aliases="giang vien|nguoi day|giao vien|bcv|huong dan vien|nguoi huong dan|nguoi giang day|"
            "bao cao vien huong dan vien|ho ten bao cao vien|ten bao cao vien|bao cao vien giang vien|nguoi bao cao",
            hint="Nhiều người thì cách nhau bằng dấu chấm phẩy (;).", example="Lò Văn An; Giàng A Páo",
        ),
        Column(
            field="meetings", heading="Số buổi", read=v.meetings, blank=1, form="number", width=9,
            aliases="buoi|so buoi hoc|so buoi to chuc|tong so buoi", hint="Để trống là 1 buổi.", example="2",
        ),
        Column(
            field="present", heading="Số lượt người", read=v.count, required=True, form="number", width=14,
            aliases="luot nguoi|so nguoi|so luot|so nguoi tham gia|so luot nguoi tham gia|so hoc vien|tong so nguoi|"
            "so nguoi tham du|so luong|tong so|si so|so luot hoc vien|so nguoi hoc|luot nguoi tham gia|"
            "so luong nguoi tham gia|tong so luot nguoi|so luong hoc vien|hoc vien|tong so luot|so nguoi du",
            hint="Tổng số lượt người của tất cả các buổi. Số nguyên.", example="1.080",
        ),
        Column(
            field="women", heading="Nữ", read=v.count, blank=None, form="number", width=8,
            aliases="so nu|trong do nu|nu gioi|luot nu|so luot nu|nguoi nu|phu nu|luot nguoi nu|so luot nguoi nu",
            hint="Trong đó, số lượt nữ. Không đếm thì để trống.", example="520",
        ),
        Column(
            field="minority", heading="Dân tộc thiểu số", read=v.count, blank=None, form="number", width=12,
            aliases="dtts|dan toc|so dtts|nguoi dan toc thieu so|trong do dan toc thieu so|dan toc it nguoi|nguoi dtts|"
            "trong do dtts|luot dan toc thieu so|so luot dan toc thieu so|trong do dan toc|luot nguoi dan toc thieu so",
            hint="Trong đó, số lượt người dân tộc thiểu số. Không đếm thì để trống.", example="1.005",
        ),
        NOTE,
    ),
    further=(
        Column(
            field="rural", heading="Lao động nông thôn", read=v.count, blank=None, form="number", width=12,
            aliases="ldnt|trong do lao dong nong thon", hint="Không đếm thì để trống.", example="",
        ),
        Column(
            field="state", heading="Tình trạng", read=v.class_state, blank="held", width=14,
            choices=("Dự kiến", "Đã tổ chức", "Đã hủy"), hint="Để trống là đã tổ chức.", example="",
        ),
    ),
)  # fmt: skip

PLAN = SheetSpec(
    kind="plan_target", name="Kế hoạch", names="ke hoach|chi tieu",
    about="Chỉ tiêu của năm. Chia theo lĩnh vực thì mỗi lĩnh vực một dòng; không chia thì một dòng, để trống Lĩnh vực.",
    columns=(
        _year(),
        Column(
            field="field", heading="Lĩnh vực", read=v.plan_field, width=30, aliases="linh vuc hoat dong|noi dung|nhom",
            hint="Chọn trong danh sách, hoặc để trống nếu chỉ tiêu không chia theo lĩnh vực.",
            example="Giáo dục pháp luật",
        ),
        Column(
            field="classes", heading="Số lớp", read=v.count, required=True, form="number", width=11,
            aliases="lop|so lop chuyen de|ke hoach so lop|chi tieu so lop|so chuyen de|so lop ke hoach|chi tieu lop",
            hint="Số lớp, chuyên đề, hoạt động phải đạt.", example="12",
        ),
        Column(
            field="turns", heading="Số lượt người", read=v.count, required=True, form="number", width=13,
            aliases="luot nguoi|so luot|so nguoi|ke hoach so luot nguoi|chi tieu so luot nguoi|so luot nguoi ke hoach|"
            "chi tieu luot nguoi|so hoc vien",
            hint="Số lượt người phải đạt.", example="1.300",
        ),
    ),
)  # fmt: skip

STAFF = SheetSpec(
    kind="staff_member", name="Cán bộ quản lý", names="can bo|cb|cbql|ban quan ly|ban giam doc",
    about="Ban giám đốc, kế toán, thủ quỹ, giáo viên biệt phái của trung tâm.",
    columns=(
        _name("Viết đầy đủ, có dấu.", "Lường Văn Dung"),
        Column(
            field="post", heading="Chức vụ", read=v.text, required=True, width=22,
            choices=("Giám đốc", "Phó giám đốc", "Kế toán", "Thủ quỹ", "Giáo viên biệt phái"),
            aliases="chuc danh|nhiem vu|chuc vu tai trung tam|chuc vu trong trung tam|vi tri",
            hint="Chức vụ ở trung tâm; chọn trong danh sách hoặc gõ chức vụ khác.", example="Phó giám đốc",
        ),
        _born("1978"),
        _sex("Nam"),
        Column(
            field="concurrent", heading="Kiêm nhiệm", read=v.text, width=30,
            aliases="chuc vu kiem nhiem|cong viec chinh|chuc vu chinh|don vi cong tac|chuc vu don vi cong tac|kiem",
            hint="Công việc chính, nếu làm kiêm nhiệm.", example="Hiệu trưởng trường THCS xã",
        ),
        TRAINED,
    ),
    further=(
        Column(
            field="post_text", heading="Ghi rõ chức vụ", read=v.text, width=22, hint="Như quyết định ghi.", example="",
        ),
        Column(
            field="seconded", heading="Biệt phái", read=v.yes_no, blank=False, width=11, aliases="giao vien biet phai",
            choices=("Có", "Không"), hint="Có hoặc Không.", example="",
        ),
        SINCE, UNTIL, PHONE,
    ),
    joined=(FAMILY_NAME,),
)  # fmt: skip

COLLABORATORS = SheetSpec(
    kind="collaborator", name="Báo cáo viên, CTV", names="bao cao vien|ctv|cong tac vien|bcv|huong dan vien",
    about="Báo cáo viên, cộng tác viên, hướng dẫn viên của trung tâm.",
    columns=(
        _name("Viết đầy đủ, có dấu.", "Quàng Thị Đôi"),
        Column(
            field="role", heading="Vai trò", read=v.role, required=True, width=18,
            choices=("Báo cáo viên", "Cộng tác viên", "Hướng dẫn viên"),
            aliases="nhiem vu|la|bao cao vien cong tac vien|loai|bcv ctv", hint="Chọn trong danh sách.",
            example="Cộng tác viên",
        ),
        Column(
            field="field", heading="Lĩnh vực", read=v.activity_field, width=30, aliases="linh vuc phu trach|chuyen mon",
            hint="Lĩnh vực phụ trách. Nhiều lĩnh vực thì để trống.", example="Giáo dục bảo vệ sức khỏe",
        ),
    ),
    further=(TRAINED, SINCE, UNTIL, PHONE),
    joined=(FAMILY_NAME,),
)  # fmt: skip

LEARNERS = SheetSpec(
    kind="learner", name="Học viên", names="hoc vien|nguoi hoc",
    about="Danh sách này chỉ lưu trên máy của trung tâm, không bao giờ nộp lên cấp trên.",
    columns=(
        _name("Viết đầy đủ, có dấu.", "Vàng Thị Mỷ"),
        _born("1990"),
        _sex("Nữ"),
        Column(
            field="village", heading="Thôn/bản", read=v.text, spreads=True, width=22,
            aliases="thon|ban|to dan pho|dia chi|noi o|thon ban to dan pho|cho o|thon xom|khu dan cu|thon ban to",
            hint="Để phân biệt người trùng tên.", example="Bản Phiêng Pi",
        ),
        PHONE,
    ),
    further=(NOTE,),
    joined=(FAMILY_NAME,),
)  # fmt: skip

FACILITY = SheetSpec(
    kind="facility", name="Cơ sở vật chất", names="co so vat chat|csvc",
    about="Mỗi dòng là một mục của một năm. Mục nào chưa rõ thì không cần ghi.",
    columns=(
        _year(),
        Column(
            field="item", heading="Mục", read=v.item, required=True, width=30, aliases="noi dung|hang muc|chi tieu",
            choices=(
                "Trụ sở riêng", "Dùng chung với", "Trang thiết bị ban đầu", "Phòng làm việc", "Máy tính nối mạng",
                "Thư viện", "Wifi", "Loa truyền thanh", "Số phòng học", "Số đầu sách",
            ),
            hint="Chọn trong danh sách.", example="Trang thiết bị ban đầu",
        ),
        Column(
            field="value", heading="Giá trị", read=v.as_is, required=True, width=30,
            aliases="ket qua|hien trang|so luong|tinh trang|hien co",
            hint="Có hoặc Không; đã mua sắm hoặc chưa; tên đơn vị dùng chung; số phòng, số đầu sách.",
            example="đã mua sắm",
        ),
    ),
)  # fmt: skip

FUNDING = SheetSpec(
    kind="funding_entry", name="Kinh phí", names="kinh phi|thu chi|tai chinh",
    about="Kinh phí được cấp hoặc huy động được trong năm, mỗi khoản một dòng.",
    columns=(
        _year(),
        Column(
            field="source", heading="Nguồn", read=v.text, required=True, spreads=True, width=24,
            choices=("Ngân sách nhà nước", "Ngân sách xã", "Xã hội hóa", "Nguồn khác"),
            aliases="nguon kinh phi|nguon cap|nguon von", hint="Chọn trong danh sách hoặc gõ nguồn khác.",
            example="Ngân sách nhà nước",
        ),
        Column(
            field="purpose", heading="Mục đích", read=v.text, required=True, spreads=True, width=28,
            choices=(
                "Hoạt động thường xuyên", "Mua sắm trang thiết bị", "Phụ cấp, chế độ", "Tổ chức lớp, chuyên đề",
                "Mục đích khác",
            ),
            aliases="noi dung chi|noi dung|muc dich su dung|su dung cho|muc chi",
            hint="Chọn trong danh sách hoặc gõ mục đích khác.", example="Hoạt động thường xuyên",
        ),
        Column(
            field="amount", heading="Số tiền (đồng)", read=v.money, required=True, form="number", width=18,
            aliases="so tien|thanh tien|kinh phi|tong so tien|so tien dong|kinh phi dong|tong kinh phi",
            hint="Tính bằng đồng.", example="34.370.000",
        ),
    ),
    further=(
        Column(field="source_text", heading="Tên nguồn", read=v.text, width=24, hint="Tùy ý.", example=""),
        Column(field="purpose_text", heading="Chi tiết nội dung chi", read=v.text, width=28, hint="Tùy ý.", example=""),
    ),
)  # fmt: skip

ASSESSMENT = SheetSpec(
    kind="self_assessment", name="Xếp loại", names="xep loai|danh gia|tu danh gia",
    about="Kết quả tự đánh giá, xếp loại của trung tâm, mỗi năm một dòng.",
    columns=(
        _year(),
        Column(
            field="rank", heading="Xếp loại", read=v.rank, required=True, width=16,
            choices=("Tốt", "Khá", "Trung bình", "Yếu"),
            aliases="xep hang|ket qua xep loai|loai|ket qua|danh gia|ket qua danh gia|tu danh gia",
            hint="Chọn trong danh sách.", example="Khá",
        ),
    ),
)  # fmt: skip

SHEETS = (CLASSES, PLAN, STAFF, COLLABORATORS, LEARNERS, FACILITY, FUNDING, ASSESSMENT)
"""In the order of the template."""


def spec_of(kind: str) -> SheetSpec | None:
    """The sheet of a record kind."""
    return next((spec for spec in SHEETS if spec.kind == kind), None)
