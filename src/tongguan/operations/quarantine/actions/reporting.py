"""The report of one sample: numbered, signed, with its chain of custody."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tongguan.engines.pcr import Result
from tongguan.engines.problems import Text
from tongguan.operations.quarantine.models import Run, Sample
from tongguan.operations.quarantine.workflow import SAMPLE
from tongguan.platform.cases.interface import timeline
from tongguan.platform.documents.interface import Document, issue
from tongguan.platform.measurement.interface import result_of
from tongguan.platform.permissions.interface import Actor

REPORT = "laboratory.report"
TITLE = Text(zh="核酸检测报告", en="Nucleic-acid test report")
RESULTS = {
    Result.POSITIVE: Text(zh="阳性", en="Positive"),
    Result.NEGATIVE: Text(zh="阴性", en="Negative"),
    Result.RECOLLECT: Text(zh="须重新采样", en="To be collected again"),
    Result.INVALID: Text(zh="无效", en="Invalid"),
    Result.REPEAT: Text(zh="须复检", en="To be repeated"),
    Result.POOL_POSITIVE: Text(zh="混检阳性", en="Pool positive"),
}
CUSTODY_HEADS = (
    ("时间", "Time"),
    ("环节", "Step"),
    ("经手人", "By"),
    ("地点与接收", "Where"),
    ("温度", "Temperature"),
)
STEPS = ("collect", "hand_over", "receive", "extract", "amplify", "review", "report")


def issue_report(sample: Sample, actor: Actor) -> Document:
    """The report, in the caller's transaction."""
    run = Run.objects.get(measurement=sample.measurement)
    return issue(
        kind=REPORT,
        subject=("lab_sample", sample.reference),
        template="documents/record.typ",
        data={
            "title": TITLE,
            "sections": [_whose(sample), _result(sample, run), _wells(sample, run), _custody(sample)],
        },
        actor=actor,
    )


def _moment(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else "—"


def _whose(sample: Sample) -> dict[str, Any]:
    order = sample.order
    person = order.whose
    facts = [(Text(zh="样本编号", en="Tube"), sample.tube), (Text(zh="采样单", en="Order"), order.reference)]
    if person is not None:
        facts += [
            (Text(zh="姓名", en="Name"), person.name),
            (Text(zh="证件号码", en="Document"), person.document or "—"),
            (Text(zh="国籍", en="Nationality"), person.nationality or "—"),
            (Text(zh="出生日期", en="Born"), person.born_on or "—"),
            (Text(zh="航班", en="Flight"), person.flight or "—"),
        ]
    else:
        facts.append((Text(zh="货物", en="Goods"), order.goods or "—"))
    facts.append((Text(zh="接收时间", en="Received"), _moment(sample.received_at)))
    return {"title": Text(zh="受检对象", en="Subject"), "facts": facts}


def _result(sample: Sample, run: Run) -> dict[str, Any]:
    found = sample.found
    assert found is not None, "a sample that is reviewed has an outcome"
    said = RESULTS[Result(found.result)]
    facts = [
        (Text(zh="结论", en="Result"), f"{said.zh} {said.en}"),
        (Text(zh="依据", en="Reason"), f"{found.zh} {found.en}"),
        (Text(zh="试剂盒", en="Kit"), run.kit),
        (Text(zh="检测方式", en="Manner"), "混检 pooled" if found.pooled else "单检 alone"),
        (Text(zh="检测批", en="Run"), run.reference),
        (Text(zh="测量记录", en="Measurement"), sample.measurement),
        (Text(zh="仪器", en="Instrument"), run.instrument),
        (Text(zh="检测时间", en="Measured"), _moment(run.measured_at)),
    ]
    return {"title": Text(zh="检测结果", en="Result"), "facts": facts}


def _wells(sample: Sample, run: Run) -> dict[str, Any]:
    wells = result_of(sample.measurement)["wells"]
    mine = run.wells.filter(sample=sample) | run.wells.filter(pool__samples=sample)
    rows = []
    for well in mine.distinct().order_by("id"):
        for target, each in wells.get(well.place, {}).items():
            rows.append((well.place, target, each["ct"] or "—"))
    heads = (Text(zh="孔", en="Well"), Text(zh="通道", en="Channel"), Text(zh="Ct", en="Ct"))
    return {"title": Text(zh="各孔测值", en="Wells"), "heads": heads, "rows": rows, "numbers": [2]}


def _custody(sample: Sample) -> dict[str, Any]:
    rows = []
    for step in timeline("lab_sample", sample.reference):
        if step.transition in STEPS:
            data = step.data
            where = " · ".join(
                str(data[name]) for name in ("receiver", "place", "box", "run") if data.get(name)
            )
            degrees = f"{data['temperature_c']} ℃" if data.get("temperature_c") else "—"
            title = SAMPLE.by_code[step.transition].title
            rows.append((_moment(step.at), f"{title.zh} {title.en}", step.actor_name, where or "—", degrees))
    heads = tuple(Text(zh=zh, en=en) for zh, en in CUSTODY_HEADS)
    return {"title": Text(zh="样本流转", en="Chain of custody"), "heads": heads, "rows": rows}
