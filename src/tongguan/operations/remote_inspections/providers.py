"""What this module gives to others: who sees its files, its kind of document."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.remote_inspections.contracts import CERTIFICATE
from tongguan.operations.remote_inspections.queries import may_see_evidence
from tongguan.platform.documents.interface import DocumentKind, document_kind
from tongguan.platform.files.interface import register_visibility

register_visibility("remote_inspection", may_see_evidence)
document_kind(
    DocumentKind(
        code=CERTIFICATE,
        title=Text(zh="动物卫生证书", en="Veterinary health certificate"),
        letters="VHC",
        may_see=may_see_evidence,
    )
)
