"""Every sentence with which draws and duty refuse something."""

from __future__ import annotations

from typing import Any

from tongguan.engines.problems import Problem, Text
from tongguan.platform.permissions.interface import Refused

ROUND = Text(zh="抽签轮次", en="draw round")
RELATION = Text(zh="回避关系", en="relation")
DAY = Text(zh="抽签日", en="day of draws")
"""What NotFound says was not found."""

_TEXTS = {
    "draws.closed": Text(zh="该轮抽签已截止，不再接受承诺", en="This round is closed to commitments"),
    "draws.not_yet": Text(
        zh="该轮抽签尚未截止，现在揭示会让结果可被预测",
        en="This round is not closed yet; revealing now would make it predictable",
    ),
    "draws.reveal_over": Text(zh="揭示时间已过", en="The time to reveal is over"),
    "draws.committed_already": Text(zh="您已提交过承诺", en="You have committed already"),
    "draws.no_commitment": Text(zh="您在该轮没有提交承诺", en="You made no commitment in this round"),
    "draws.commitment_form": Text(
        zh="承诺应为 64 位小写十六进制", en="A commitment is 64 lower-case hex digits"
    ),
    "draws.mismatch": Text(zh="揭示的秘密与您的承诺不符", en="What you reveal does not open your commitment"),
    "draws.not_open_part": Text(zh="该岗位不是待指派状态", en="This part is not waiting for a person"),
    "draws.reason": Text(zh="须写明理由（至少 10 字）", en="A reason is required (at least 10 characters)"),
    "draws.same_person": Text(
        zh="提出人、批准人与被指派人须为三个人",
        en="Who proposes, who approves and who is named must be three people",
    ),
    "draws.conflict": Text(
        zh="该人员存在利益回避或已参与此项",
        en="This person has a conflict of interest or acts in this entry already",
    ),
    "draws.not_on_duty": Text(zh="该人员此刻不在班", en="This person is not on duty now"),
    "duty.overlap": Text(zh="该人员此时段已有排班", en="This person is already on duty in that time"),
    "duty.times": Text(zh="结束时间须晚于开始时间", en="The end must come after the beginning"),
    "duty.customs_only": Text(zh="只有海关岗位可以排班", en="Only customs positions go on the roster"),
    "conflict.person": Text(zh="没有这个用户名，或为本人", en="Nobody else has this user name"),
    "conflict.counterpart": Text(zh="须填写企业或人员之一", en="Name either an organisation or a person"),
    "conflict.own": Text(zh="不得删除或缩短本人的利益回避", en="Nobody ends their own conflict of interest"),
}


def finding(code: str, pointer: str = "", **values: Any) -> Problem:
    """The problem with this code, its sentence filled with `values`."""
    return Problem(code, _TEXTS[code].filled(**values), pointer)


def refused(code: str, pointer: str = "", status: int = 422, **values: Any) -> Refused:
    """The refusal to raise."""
    return Refused(finding(code, pointer, **values), status=status)
