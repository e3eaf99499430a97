"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import Module, Permission

MODULE = Module(
    code="platform.identity",
    name=Text(zh="统一身份认证", en="Unified identity"),
    purpose=Text(
        zh="人员、机构、岗位、委托与访问令牌", en="People, organisations, positions, delegations and tokens"
    ),
    catalogue=("SV-10",),
    depends_on=("platform.permissions", "platform.audit"),
    permissions=(
        Permission("identity.administer", Text(zh="管理用户与岗位", en="Administer people and positions")),
        Permission("identity.delegate", Text(zh="办理委托", en="Delegate for one's organisation")),
    ),
    grants={
        "administrator": ("identity.administer",),
        "declarant": ("identity.delegate",),
    },
    mlps_level=3,
    data_level=3,
)
