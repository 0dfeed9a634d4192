"""Who may open and do what of obstacles and directives, and what their forms send."""

# The treasury is in charge of the obstacle, the first investor of the directive.
OBSTACLE_LINES = """
GET  disbursement:obstacles                200 200 200 200 200 200 200 403 403 in
GET  disbursement:obstacle_sums            200 200 200 200 200 200 200 403 403 in
GET  disbursement:obstacle_sums_file       200 200 200 200 200 200 200 403 403 in
GET  disbursement:obstacle_new             200 404 200 403 403 403 403 403 403 in
POST disbursement:obstacle_new             302 404 302 403 403 403 403 403 403 in
GET  disbursement:obstacle                 200 404 200 200 200 404 200 403 403 in
GET  disbursement:obstacle_edit            200 404 200 403 403 403 403 403 403 in
POST disbursement:obstacle_edit            302 404 302 403 403 403 403 403 403 in
POST disbursement:obstacle_reply           403 404 302 302 403 404 403 403 403 in
POST disbursement:obstacle_end             302 404 302 403 403 403 403 403 403 in
POST disbursement:obstacle_again           302 404 302 403 403 403 403 403 403 in
GET  disbursement:directives               200 200 200 200 200 200 200 403 403 in
GET  disbursement:directive_new            403 403 200 403 200 403 403 403 403 in
POST disbursement:directive_new            403 403 302 403 302 403 403 403 403 in
GET  disbursement:directive                200 404 200 404 200 404 200 403 403 in
GET  disbursement:directive_edit           403 403 200 403 200 403 403 403 403 in
POST disbursement:directive_edit           403 403 302 403 302 403 403 403 403 in
POST disbursement:directive_tell           302 404 302 404 403 404 403 403 403 in
POST disbursement:directive_put_off        403 403 302 403 302 403 403 403 403 in
POST disbursement:directive_end            403 403 302 403 403 403 403 403 403 in
POST disbursement:directive_again          403 403 302 403 403 403 403 403 403 in
"""
TODAY = "2024-10-02"
REASON = "Theo báo cáo của xã"


def obstacle_arguments(world):
    """Return what stands in the addresses, by the route's name."""
    kept = world.registers.followed
    one, many = [kept.open.pk], [kept.directive.pk]
    return {
        "disbursement:obstacle_new": [world.province.road.code],
        **{
            f"disbursement:{name}": one
            for name in ("obstacle", "obstacle_edit", "obstacle_reply", "obstacle_end")
        },
        "disbursement:obstacle_again": [kept.closed.pk],
        "disbursement:directive": many,
        **{f"disbursement:directive_{name}": many for name in ("edit", "tell", "put_off", "end")},
        "disbursement:directive_again": [kept.closed_directive.pk],
    }


def obstacle_forms(world):
    """Return what a person with the right to it would send, by the route's name."""
    kept = world.registers.followed
    said = {"category": "NGUONVON", "content": "Chưa nhập TABMIS", "level": "province"}
    ordered = {
        "issued_on": "2024-09-30",
        "issuer": "Chủ tịch UBND tỉnh",
        "content": "Khẩn trương nhập dự toán",
        "unit": world.province.roads_board.pk,
    }
    return {
        "disbursement:obstacle_new": {**said, "affected_capital": "12,5", "raised_on": TODAY},
        "disbursement:obstacle_edit": {
            **said,
            "unit": kept.open.unit_in_charge_id,
            "due_on": f"{kept.open.due_on:%Y-%m-%d}",
            "reason": REASON,
            "seen": kept.open.steps.latest("pk").pk,
        },
        "disbursement:obstacle_reply": {"answer-text": "Đã có văn bản trả lời"},
        "disbursement:obstacle_end": {"close-closed_on": TODAY, "close-text": REASON},
        "disbursement:obstacle_again": {"reopen-reason": REASON},
        "disbursement:directive_new": {**ordered, "due_on": "2024-10-30"},
        "disbursement:directive_edit": ordered,
        "disbursement:directive_tell": {"report-text": "Đã nhập 8/10 dự án"},
        "disbursement:directive_put_off": {
            "extend-due_on": "2024-11-30",
            "extend-reason": REASON,
            "extend-seen": f"{kept.directive.due_on:%Y-%m-%d}",
        },
        "disbursement:directive_end": {"done-closed_on": TODAY, "done-text": REASON},
        "disbursement:directive_again": {"again-reason": REASON},
    }
