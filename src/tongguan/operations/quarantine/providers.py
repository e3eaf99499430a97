"""What the laboratory gives to other mechanisms: its rule, its kind of document, who sees its files, its retention."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.quarantine.actions import forget_people, lift, oldest_person
from tongguan.operations.quarantine.actions.nonconformities import SOURCE
from tongguan.operations.quarantine.actions.notices import KIND
from tongguan.operations.quarantine.actions.reporting import REPORT, TITLE
from tongguan.operations.quarantine.queries import may_see_report, may_see_run_file
from tongguan.operations.quarantine.rules.calling import RULE, call_readings
from tongguan.platform.alerts.interface import register_feedback
from tongguan.platform.documents.interface import DocumentKind, document_kind
from tongguan.platform.files.interface import register_visibility
from tongguan.platform.measurement.interface import evaluator
from tongguan.platform.notifications.interface import notice_kind
from tongguan.platform.privacy.interface import Retention, retention

evaluator(RULE, call_readings)
document_kind(DocumentKind(code=REPORT, title=TITLE, letters="NAT", may_see=may_see_report, personal=True))
register_visibility("lab_run", may_see_run_file)
register_feedback(SOURCE, lift)
notice_kind(KIND, Text(zh="检疫实验室报告", en="Reports of the quarantine laboratory"), email=True)
retention(
    Retention(
        code="quarantine.people",
        what=Text(
            zh="受检人信息与核酸检测结果", en="People of the laboratory and what their samples came to"
        ),
        parameter="quarantine.retention",
        delete=forget_people,
        oldest=oldest_person,
        models=("quarantine.SamplingOrder", "quarantine.Sample", "quarantine.Run"),
    )
)
