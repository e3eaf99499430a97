"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import Module

MODULE = Module(
    code="platform.calls",
    name=Text(zh="浏览器通话", en="Calls between browsers"),
    purpose=Text(
        zh="两个浏览器之间的音视频由本系统传递信令，媒体直连，信令随通话结束而删除",
        en="Sound and picture between two browsers: signals through the house, media direct, signals gone at the end",
    ),
    depends_on=("platform.permissions", "platform.events"),
    data_level=3,
)
