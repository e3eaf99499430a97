"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

VIEW, REVOKE = "documents.view", "documents.revoke"

MODULE = Module(
    code="platform.documents",
    name=Text(zh="签发文书", en="Issued documents"),
    purpose=Text(
        zh="编号、签名、可扫码核验、可撤销的 PDF 文书",
        en="PDF documents with number, signature, a code to verify them by, and revocation",
    ),
    catalogue=("OP-29",),
    depends_on=(
        "platform.permissions",
        "platform.audit",
        "platform.ledger",
        "platform.files",
        "platform.ui",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看全部签发文书", en="View all issued documents")),
        Permission(REVOKE, Text(zh="撤销文书", en="Revoke a document")),
    ),
    grants={"commander": (VIEW, REVOKE), "auditor": (VIEW,), "administrator": (VIEW,)},
    menu=(
        MenuItem(
            title=Text(zh="签发文书", en="Issued documents"),
            url_name="documents_list",
            icon="seal",
            permission=VIEW,
            order=72,
        ),
    ),
    data_level=3,
)
