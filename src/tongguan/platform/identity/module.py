"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

MODULE = Module(
    code="platform.identity",
    name=Text(zh="统一身份认证", en="Unified identity"),
    purpose=Text(
        zh="人员、机构、岗位、委托与访问令牌", en="People, organisations, positions, delegations and tokens"
    ),
    catalogue=("SV-10",),
    depends_on=("platform.permissions", "platform.audit", "platform.events", "platform.ui"),
    permissions=(
        Permission("identity.administer", Text(zh="管理用户与岗位", en="Administer people and positions")),
        Permission("identity.delegate", Text(zh="办理委托", en="Delegate for one's organisation")),
    ),
    grants={
        "administrator": ("identity.administer", "identity.delegate"),
        "declarant": ("identity.delegate",),
        "carrier": ("identity.delegate",),
        "terminal": ("identity.delegate",),
    },
    menu=(
        MenuItem(Text(zh="委托", en="Delegations"), "identity_delegations", "link", "identity.delegate", 80),
        MenuItem(Text(zh="人员", en="People"), "identity_people", "users", "identity.administer", 90),
        MenuItem(
            Text(zh="机构", en="Organisations"),
            "identity_organisations",
            "building",
            "identity.administer",
            91,
        ),
        MenuItem(
            Text(zh="权限矩阵", en="Permissions"), "identity_permissions", "key", "identity.administer", 92
        ),
    ),
    mlps_level=3,
    data_level=3,
)
