"""The kind of notice the catalogue sends, and the kind of entry every installation has."""

from tongguan.engines.problems import Text
from tongguan.platform.catalogue.contracts import catalogue_kind
from tongguan.platform.notifications.interface import notice_kind

notice_kind("catalogue.changed", Text(zh="目录更新", en="Catalogue changes"))
catalogue_kind("note", Text(zh="业务说明", en="Working note"))
