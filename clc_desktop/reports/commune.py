"""The report of one centre (``/BC-TTHTCĐ``): the sentences that count centres elsewhere speak of the one here.

``SECTIONS`` are those that the district's report has not; a template's outline sets them among the common ones.
"""

from __future__ import annotations

from collections.abc import Iterator

from clc_desktop.domain.figures import CentreFigures, Count
from clc_desktop.reports import sentences
from clc_desktop.reports.context import Context
from clc_desktop.reports.document import Block, Bullet, Runs
from clc_desktop.reports.fields import RANKS
from clc_desktop.reports.sections import Section, bullet, paragraph, typed, words
from clc_desktop.reports.wording import capitalised, count_of, is_part


def centre(c: Context) -> CentreFigures | None:
    """The one centre of the report."""
    return c.figures.centres[0] if c.figures.centres else None


def equipment(c: Context) -> Runs:
    """F06: whether the initial equipment was bought."""
    done = (one := centre(c)) is not None and one.initial_equipment
    return c.say(
        "Đến tháng {period_end_month} Trung tâm {done} thực hiện việc mua sắm trang thiết bị ban đầu.",
        done="đã" if done else "chưa",
    )


def premises(c: Context) -> Runs:
    """F30 among the conditions: premises of its own."""
    has = (one := centre(c)) is not None and one.own_premises
    return c.say("Trung tâm có trụ sở riêng.") if has else ()


def without_premises(c: Context) -> Runs:
    """F30 among the weaknesses."""
    if c.figures.own_premises:
        return ()
    return (*c.say("Trung tâm chưa có trụ sở riêng"), *c.typed("premises_effect", before=" "), *c.say("."))


def funding(c: Context) -> Runs:
    """F08: what the state gave this centre."""
    if not c.figures.regular_funding:
        return c.say("{Plan_period} Trung tâm chưa được cấp kinh phí hoạt động thường xuyên.")
    return (
        *c.say("{Plan_period} Trung tâm được cấp kinh phí hoạt động thường xuyên"),
        *c.typed("funding_basis", before=" "),
        *c.say(": {funding.regular} đồng."),
    )


def socialised(c: Context) -> Runs:
    """F09: raised from xã hội hóa, or not."""
    if not c.figures.socialised_funding:
        return c.say("Không huy động được kinh phí từ xã hội hóa giáo dục.")
    return c.say("Huy động được {funding.socialised} đồng kinh phí từ xã hội hóa giáo dục.")


def staff(c: Context) -> Runs:
    """F11 to F15: the board, speakers and collaborators, seconded teachers."""
    managers, seconded = c.figures.managers, c.figures.seconded
    board = (
        c.say("Ban quản lý Trung tâm có {number}", number=count_of(managers, "cán bộ quản lý"))
        if managers
        else c.say("Trung tâm chưa có Ban quản lý")
    )
    helpers = "báo cáo viên, cộng tác viên: {staff.collaborators}" if c.figures.collaborators else _NO_HELPERS
    teachers = "Có {number} làm việc tại Trung tâm" if seconded else "Chưa được bố trí giáo viên biệt phái"
    return (
        *board,
        *c.typed("boards", before=" (", after=")"),
        *c.say(f"; {helpers}. {teachers}.", number=count_of(seconded, "giáo viên biệt phái")),
    )


_NO_HELPERS = "chưa có báo cáo viên, cộng tác viên"


def attainment(c: Context) -> Iterator[Block]:
    """F20 to F27 of this centre."""
    if c.figures.total == Count():
        yield Bullet(
            1, c.say("Đến {period_end} Trung tâm chưa mở lớp nào{against}.", against=sentences.planned_only(c))
        )
    else:
        yield Bullet(1, c.say(f"Đến {{period_end}} Trung tâm đã mở {sentences.against_plan(c)}, cụ thể:"))
    yield from sentences.fields_of_activity(c)


def rating(c: Context) -> Runs:
    """F29: the rank it gave itself."""
    one = centre(c)
    if one is None or one.rank is None:
        return c.say("Trung tâm chưa tự đánh giá, xếp loại.")
    return c.say("Kết quả tự đánh giá, xếp loại: {rank}.", rank=capitalised(RANKS[one.rank]))


def plan_reached(c: Context) -> Runs:
    """F31: the plan was kept."""
    if not c.figures.classes.met:
        return ()
    words = "đạt kế hoạch {plan_period}" if is_part(c.figures.period) else "đảm bảo theo kế hoạch xây dựng"
    claim = c.say(f"Số lớp tuyên truyền, tập huấn đã mở {{period}} {words}")
    return (*claim, *(c.typed("plan_effect", before="; ") or c.say(".")))


def plan_missed(c: Context) -> Runs:
    """By how much it was missed."""
    missed = sentences.missing(c)
    return c.say("Hoạt động {period} chưa đạt kế hoạch xây dựng: {missed}.", missed="; ".join(missed)) if missed else ()


SECTIONS: tuple[tuple[str, Section], ...] = (
    ("centre_equipment", bullet(words("Cơ sở vật chất:"), typed("equipment"), premises, equipment)),
    ("centre_funding", bullet(funding, socialised)),
    ("centre_staff", bullet(words("Đội ngũ:"), staff, sentences.trainings)),
    ("centre_attainment", attainment),
    ("centre_rating", bullet(rating)),
    ("centre_plan_reached", paragraph(plan_reached)),
    ("centre_plan_missed", paragraph(plan_missed)),
    ("centre_premises", paragraph(without_premises)),
)
