"""Sentences that choose their variant by the figures: none, some, all; reached or missed; raised or not.

A sentence is a function of the context and gives its runs, or none where there is nothing to say. Names and other typed
text come in through fields only, so that braces in them are never read. The wording is that of the 2020 report.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from clc_desktop.domain.figures import (
    CentreFigures,
    Count,
    FieldFigures,
    RatingCount,
    Target,
    Training,
    recorded_before,
)
from clc_desktop.domain.numbers import format_number, format_percent, percent
from clc_desktop.reports.context import Context
from clc_desktop.reports.document import Block, Bullet, Runs
from clc_desktop.reports.fields import RANKS
from clc_desktop.reports.wording import capitalised, count_of, is_part, month_year, named, period_text, plan_period_text

# --- I.2 conditions ---------------------------------------------------------------------------------------------------


def equipment(c: Context) -> Runs:
    """F06, F07: who has bought the initial equipment, and by name who has not."""
    done, missing = len(c.figures.equipped), c.figures.not_equipped
    if not done:
        return c.say("Đến tháng {period_end_month} chưa có TTHTCĐ nào thực hiện việc mua sắm trang thiết bị ban đầu.")
    if not missing:
        return c.say(
            "Đến tháng {period_end_month} {equipment.done}/{centres} TTHTCĐ đã thực hiện việc mua sắm "
            "trang thiết bị ban đầu."
        )
    return c.say(
        "Đến tháng {period_end_month} có {equipment.done}/{centres} TTHTCĐ đã thực hiện việc mua sắm, "
        "{not_done} chưa thực hiện việc mua sắm trang thiết bị ban đầu gồm: {names}.",
        not_done=count_of(len(missing), "TTHTCĐ"),
        names=named([f"TTHTCĐ {centre.name}" for centre in missing], c.setting.name_limit, "TTHTCĐ"),
    )


def funding(c: Context) -> Runs:
    """F08: what the state gave for hoạt động thường xuyên."""
    if not c.figures.regular_funding:
        return c.say("{Plan_period} {body_short} chưa cấp kinh phí hoạt động thường xuyên cho các TTHTCĐ.")
    return (
        *c.say("{Plan_period} {body_short} đã cấp kinh phí hoạt động thường xuyên cho các TTHTCĐ"),
        *c.typed("funding_basis", before=" "),
        *c.say("; tổng kinh phí cấp {plan_period} là: {funding.regular} đồng."),
    )


def socialised(c: Context) -> Runs:
    """F09: raised from xã hội hóa, or not."""
    if not c.figures.socialised_funding:
        return c.say("Không huy động được kinh phí từ xã hội hóa giáo dục cho hoạt động của các TTHTCĐ.")
    return c.say(
        "Huy động được {funding.socialised} đồng kinh phí từ xã hội hóa giáo dục cho hoạt động của các TTHTCĐ."
    )


def boards(c: Context) -> Runs:
    """F11, F12: centres that have a board of managers."""
    if not c.figures.boards:
        return c.say("Chưa có TTHTCĐ nào có Ban quản lý TTHTCĐ.")
    share = "100% TTHTCĐ" if c.figures.boards == c.figures.centre_count else "{staff.boards}/{centres} TTHTCĐ"
    return (*c.say(share + " có Ban quản lý TTHTCĐ"), *c.typed("boards", before=" (", after=")"), *c.say("."))


def staff(c: Context) -> Runs:
    """F13, F14: managers; speakers and collaborators."""
    managers = "Tổng số cán bộ quản lý TTHTCĐ {staff.managers}"
    collaborators = "báo cáo viên, cộng tác viên: {staff.collaborators}"
    return c.say(
        f"{managers if c.figures.managers else 'Chưa có cán bộ quản lý TTHTCĐ'}; "
        f"{collaborators if c.figures.collaborators else 'chưa có báo cáo viên, cộng tác viên'}."
    )


def seconded(c: Context) -> Runs:
    """F15: giáo viên biệt phái; the reason is the officials' own and stands only where there are none."""
    basis = c.typed("seconded_basis", before=" ")
    if c.figures.seconded:
        number = count_of(c.figures.seconded, "giáo viên biệt phái")
        return (*c.say("{Level} đã bố trí {number} sang làm việc tại TTHTCĐ", number=number), *basis, *c.say("."))
    reason = c.typed("seconded_reason", before=" ")
    return (*c.say("{Level} chưa bố trí giáo viên biệt phái sang làm việc tại TTHTCĐ"), *basis, *reason, *c.say("."))


def trainings(c: Context) -> Runs:
    """F16 to F18: courses for managers so far, the oldest first."""
    courses = sorted(c.figures.trainings, key=lambda course: (course.year, course.month or 0))
    if not courses:
        return ()
    return c.say("{courses}.", courses=capitalised(", ".join(map(_training, courses))))


def _training(course: Training) -> str:
    """A course held for the centres names how many took part; one that managers were sent to does not."""
    when = f"tháng {month_year(course.year, course.month)}" if course.month else f"năm {course.year}"
    people = count_of(course.participants, "cán bộ, giáo viên")
    if course.centres is not None:
        return (
            f"{when} {course.organiser} đã tổ chức lớp tập huấn về chuyên môn nghiệp vụ cho cán bộ quản lý các TTHTCĐ "
            f"({people} của {count_of(course.centres, 'TTHTCĐ')} tham gia)"
        )
    month = f" ({when})" if course.month else ""
    return f"năm {course.year} cử {people} tham gia lớp tập huấn do {course.organiser} tổ chức{month}"


# --- I.3 results ------------------------------------------------------------------------------------------------------


def attainment(c: Context) -> Runs:
    """F20, F21: classes and turns, of those planned where there is a plan."""
    if c.figures.total == Count():
        return c.say("Đến {period_end} các TTHTCĐ chưa mở lớp nào{against}.", against=planned_only(c))
    return c.say(f"Đến {{period_end}} số lượng chuyên đề và số lớp đã mở tại các TTHTCĐ: {against_plan(c)}, cụ thể:")


def against_plan(c: Context) -> str:
    """Classes and turns beside the plan, each only where it has one; a part of a year names the year of the plan."""
    classes = "{classes.held}/{classes.planned} lớp đạt {classes.percent}%"
    turns = "{turns.attended}/{turns.planned} lượt người tham gia đạt {turns.percent}%"
    plan = " so với kế hoạch" + (" {plan_period}" if is_part(c.figures.period) else "")
    match c.figures.classes.planned > 0, c.figures.turns.planned > 0:
        case True, True:
            return f"{classes}; {turns}{plan}"
        case True, False:
            return f"{classes}{plan}; {{turns.attended}} lượt người tham gia"
        case False, True:
            return f"{{classes.held}} lớp; {turns}{plan}"
        case _:
            return "{classes.held} lớp; {turns.attended} lượt người tham gia"


def planned_only(c: Context) -> str:
    """What was planned where nothing was held."""
    planned = c.figures.classes.planned
    year = f" {plan_period_text(c.figures.period)}" if is_part(c.figures.period) else ""
    return f" (kế hoạch{year}: {format_number(planned)} lớp)" if planned else ""


def fields_of_activity(c: Context) -> Iterator[Block]:
    """Every field where anything was held; a field outside the totals only if something was held in it."""
    if any(field.total.classes for field in c.figures.fields):
        for field in c.figures.fields:
            if field.counts_in_total or field.total.classes:
                yield Bullet(2, field_of_activity(c, field))


def field_of_activity(c: Context, field: FieldFigures) -> Runs:
    """F22 to F27: one field, divided by hosting where both occur."""
    unit = field.unit_word
    if field.total == Count():
        return c.say("{name}: chưa tổ chức.", name=field.name)
    if field.own.classes and field.joint.classes:
        detail = (
            f"trong đó Trung tâm tổ chức {_counted(field.own, unit)}, "
            f"Trung tâm phối hợp tổ chức {_counted(field.joint, unit)}"
        )
    else:
        detail = "do Trung tâm tổ chức" if field.own.classes else "do Trung tâm phối hợp tổ chức"
    times = f"{unit} tổ chức" if unit == "lần" else unit
    outside = "" if field.counts_in_total else " (không tính vào tổng số lớp)"
    text = f"{_counted(field.total, times)}{outside}, {detail}."
    return c.say("{name}: {text}", name=field.name, text=text)


def _counted(count: Count, unit: str) -> str:
    return f"{format_number(count.classes)} {unit}, {format_number(count.turns)} lượt người"


def comparison(c: Context) -> Runs:
    """More or fewer than in the period before, by how much; nothing where nobody recorded that period."""
    before = recorded_before(c.figures)
    if before is None:
        return ()
    now = c.figures.total
    return c.say(
        "So với {before}: số lớp {classes}; số lượt người {turns}.",
        before=period_text(before.period),
        classes=_change(now.classes, before.total.classes, "lớp"),
        turns=_change(now.turns, before.total.turns, "lượt"),
    )


def _change(now: int, before: int, unit: str) -> str:
    difference = now - before
    if not difference:
        return "không thay đổi"
    share = percent(abs(difference), before)
    shown = f" ({format_percent(share)}%)" if share else ""
    return f"{'tăng' if difference > 0 else 'giảm'} {format_number(abs(difference))} {unit}{shown}"


def ratings(c: Context) -> Runs:
    """F29: ranks the centres gave themselves; those that gave none are counted too."""
    given = [rating for rating in c.figures.ratings if rating.count or rating.rank != "poor"]
    unrated = c.figures.centre_count - sum(rating.count for rating in given)
    if not any(rating.count for rating in given):
        return c.say("Kết quả tự đánh giá, xếp loại TTHTCĐ: các TTHTCĐ chưa tự đánh giá, xếp loại.")
    parts = [_rating(rating) for rating in given]
    if unrated > 0:
        parts.append(f"chưa xếp loại: {unrated}/{c.figures.centre_count}")
    text = capitalised("; ".join(parts)) + ("" if unrated else _rounding_note(given))
    return c.say("Kết quả tự đánh giá, xếp loại TTHTCĐ: {text}.", text=text)


def _rating(rating: RatingCount) -> str:
    share = f", đạt {format_percent(rating.percent)}%" if rating.count else ""
    return f"{RANKS[rating.rank]}: {rating.count}/{rating.of}{share}"


def _rounding_note(ratings: list[RatingCount]) -> str:
    """Says so where rounded percentages do not add up to 100."""
    total = sum((rating.percent or Decimal(0) for rating in ratings), Decimal(0))
    return "" if total == 100 else f" (cộng {format_percent(total)}% do làm tròn)"


# --- I.4 assessment ---------------------------------------------------------------------------------------------------


def plan_reached(c: Context) -> Runs:
    """F31: the claim that the plan was kept, only where it was."""
    if not c.figures.classes.met:
        return ()
    words = "đạt kế hoạch {plan_period}" if is_part(c.figures.period) else "đảm bảo theo kế hoạch xây dựng"
    claim = c.say(f"Tổng số lớp tuyên truyền, tập huấn ở các TTHTCĐ {{period}} {words}")
    return (*claim, *(c.typed("plan_effect", before="; ") or c.say(".")))


def plan_missed(c: Context) -> Runs:
    """By how many classes and turns the plan was missed; each only where it was."""
    missed = missing(c)
    if not missed:
        return ()
    return c.say("Hoạt động {period} của các TTHTCĐ chưa đạt kế hoạch xây dựng: {missed}.", missed="; ".join(missed))


def missing(c: Context) -> list[str]:
    """What is lacking to the plan; a part of the year cannot have missed the plan of all of it."""
    if is_part(c.figures.period):
        return []
    return [*_missed(c.figures.classes, "lớp"), *_missed(c.figures.turns, "lượt người")]


def _missed(target: Target, unit: str) -> list[str]:
    if target.reached >= target.planned:
        return []
    lacking = format_number(target.planned - target.reached)
    return [f"{format_number(target.reached)}/{format_number(target.planned)} {unit}, thiếu {lacking} {unit}"]


def idle(c: Context) -> Runs:
    """Centres that held nothing while others did, by name."""
    names = [centre.name for centre in c.figures.centres if not _held(centre)]
    if not names or len(names) == c.figures.centre_count:
        return ()
    return _listed(c, names, "chưa mở lớp nào {period}")


def behind_plan(c: Context) -> Runs:
    """Centres that held classes, but fewer than they had planned, by name; in a part of the year none is behind yet."""
    if is_part(c.figures.period):
        return ()
    behind = (centre for centre in c.figures.centres if 0 < _held(centre) < centre.planned.classes)
    return _listed(c, [centre.name for centre in behind], "chưa đạt kế hoạch số lớp")


def _held(centre: CentreFigures) -> int:
    """Classes of all kinds, those outside the totals too."""
    return max(centre.total.classes, sum(count.classes for count in centre.by_field.values()))


def _listed(c: Context, names: list[str], lacking: str) -> Runs:
    """``02/19 TTHTCĐ chưa … gồm: xã A, xã B.``: as many names as are counted, or a count of those left unnamed."""
    if not names:
        return ()
    shown = named([f"TTHTCĐ {name}" for name in names], c.setting.name_limit, "TTHTCĐ")
    return c.say(f"{{number}}/{{centres}} TTHTCĐ {lacking} gồm: {{names}}.", number=str(len(names)), names=shown)


def staffed_and_funded(c: Context) -> Runs:
    """F32: boards everywhere, money for every centre; each claim only where it holds."""
    centres = c.figures.centres
    staffed = bool(centres) and c.figures.boards == len(centres)
    funded = bool(centres) and all(centre.regular_funding > 0 for centre in centres)
    claims = [
        *(["được bố trí đảm bảo số lượng cán bộ quản lý theo quy định"] if staffed else []),
        *(["hàng năm đều được {body_short} quan tâm cấp kinh phí để hoạt động"] if funded else []),
    ]
    return c.say(f"Các TTHTCĐ {', '.join(claims)}.") if claims else ()


def without_board(c: Context) -> Runs:
    """The other side of F11."""
    lacking = c.figures.centre_count - c.figures.boards
    if not lacking:
        return ()
    return c.say("{lacking}/{centres} TTHTCĐ chưa có Ban quản lý TTHTCĐ.", lacking=str(lacking))


def premises(c: Context) -> Runs:
    """F30: how many have no premises of their own, and what comes of it in the officials' words."""
    if c.figures.own_premises == c.figures.centre_count:
        return ()
    return (
        *c.say("{premises.not_own}/{centres} TTHTCĐ chưa có trụ sở riêng"),
        *c.typed("premises_effect", before=" "),
        *c.say("."),
    )


def other_sources(c: Context) -> Runs:
    """Agrees with F09: nothing raised besides the state's money."""
    if c.figures.socialised_funding:
        return ()
    beside = "ngoài kinh phí hỗ trợ hoạt động của nhà nước thì các" if c.figures.regular_funding else "các"
    claim = f"{beside} TTHTCĐ chưa huy động thêm được các nguồn hỗ trợ khác."
    return (*c.typed("other_sources_reason", after=" "), *c.say(claim)) if _has_reason(c) else c.say(capitalised(claim))


def _has_reason(c: Context) -> bool:
    return bool(c.narrative.get("other_sources_reason", "").strip())
