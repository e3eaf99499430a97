"""Pages of the laboratory."""

from tongguan.operations.quarantine.views import cases
from tongguan.operations.quarantine.views.desk import capacity, home, new_order, person
from tongguan.operations.quarantine.views.notices import notice, notice_list

__all__ = ["capacity", "cases", "home", "new_order", "notice", "notice_list", "person"]
