"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import Module

MODULE = Module(
    code="platform.charts",
    name=Text(zh="图表", en="Charts"),
    purpose=Text(
        zh="一份图表声明，在服务器上为页面与 PDF 绘制同一幅图",
        en="One declaration of a chart, drawn on the server alike for the page and the PDF",
    ),
    catalogue=("OP-29",),
    depends_on=("platform.ui",),
)
