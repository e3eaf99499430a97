"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module

MODULE = Module(
    code="platform.ui",
    name=Text(zh="设计系统", en="Design system"),
    purpose=Text(
        zh="版式、组件、表格、表单、图标与译文",
        en="Layouts, components, tables, forms, icons and translations",
    ),
    depends_on=("platform.modules", "platform.permissions"),
    menu=(
        MenuItem(
            title=Text(zh="设计系统", en="Design system"),
            url_name="ui:style",
            icon="book",
            order=95,
            roles=frozenset({"administrator"}),
        ),
    ),
)
