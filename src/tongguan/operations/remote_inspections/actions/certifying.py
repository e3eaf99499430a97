"""Certificates: numbered, signed and recorded as issued documents, and revoked."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.operations.remote_inspections.contracts import CERTIFICATE, REQUIREMENTS
from tongguan.operations.remote_inspections.models import RemoteInspection
from tongguan.platform.documents.interface import Document, issue, revoke
from tongguan.platform.permissions.interface import SYSTEM, Actor
from tongguan.platform.reference.interface import codes

TITLE = Text(zh="动物卫生证书", en="Veterinary health certificate")


def issue_certificate(case: RemoteInspection, actor: Actor) -> Document:
    """The certificate of a passed inspection, in the caller's transaction."""
    return issue(
        kind=CERTIFICATE,
        subject=("remote_inspection", case.reference),
        template="documents/record.typ",
        data={"title": TITLE, "sections": [_consignment(case), _requirements(case), _inspection(case)]},
        actor=actor,
    )


def withdraw_certificate(case: RemoteInspection, actor: Actor, reason: str) -> None:
    """From now on whoever verifies the certificate reads that it is revoked. Who may, the step has decided."""
    revoke(number=case.certificate, reason=f"{reason} ({actor.name})", actor=SYSTEM)


def _consignment(case: RemoteInspection) -> dict[str, Any]:
    return {
        "title": Text(zh="货物", en="Consignment"),
        "facts": [
            (Text(zh="发货人", en="Consignor"), f"{case.applicant.name_zh} {case.applicant.name_en}"),
            (Text(zh="收货人", en="Consignee"), case.consignee),
            (Text(zh="品名", en="Goods"), case.goods),
            (Text(zh="商品编号", en="Commodity code"), case.hs_code),
            (Text(zh="数量", en="Quantity"), case.quantity),
            (Text(zh="输往国家", en="Destination"), _country(case.destination)),
            (Text(zh="产地", en="Place of origin"), case.site_name),
        ],
    }


def _requirements(case: RemoteInspection) -> dict[str, Any]:
    """What was confirmed, in the words that held when it was."""
    listed = codes(REQUIREMENTS, timezone.localdate())
    return {
        "title": Text(zh="经查验证明", en="It is certified that"),
        "text": [
            Text(zh=f"{zh}。", en=listed[code].name.en + ".") for code, zh in sorted(case.confirmed.items())
        ],
    }


def _inspection(case: RemoteInspection) -> dict[str, Any]:
    return {
        "title": Text(zh="查验", en="Inspection"),
        "facts": [
            (Text(zh="查验编号", en="Inspection number"), case.reference),
            (Text(zh="方式", en="Manner"), "远程视频查验 remote video inspection"),
            (
                Text(zh="查验时间", en="Inspected"),
                timezone.localtime(case.ended_at).isoformat(" ", "minutes"),
            ),
            (Text(zh="签证机关", en="Issuing office"), f"{case.office.name_zh} {case.office.name_en}"),
            (Text(zh="证据摘要", en="Digest of the evidence"), case.evidence_sha256),
        ],
    }


def _country(code: str) -> str:
    found = codes("country", timezone.localdate()).get(code)
    return f"{found.name.zh} {found.name.en}" if found else code
