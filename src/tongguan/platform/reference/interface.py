"""The door to reference data.

`codes("transport_mode", on=day)` is the mapping a declaration is checked against: warm, it is a dictionary that
is already there. Lists are named as the declaration form's fields: country, currency, customs_office, unit …
"""

from tongguan.platform.reference.actions import edit, edit_parameter, load_shipped
from tongguan.platform.reference.contracts import CodeValue, Loaded, ParameterValue, RateValue
from tongguan.platform.reference.enums import RateKind, Status
from tongguan.platform.reference.errors import ReferenceMissing
from tongguan.platform.reference.importing import Import, import_file
from tongguan.platform.reference.kinds import Kind, kinds
from tongguan.platform.reference.queries import (
    code_name,
    codes,
    commodity,
    forget,
    has_list,
    is_code,
    lists,
    parameter,
    parameter_row,
    parameters,
    rates,
    shipped_codes,
    shipped_parameters,
)
from tongguan.platform.reference.reading import ENCODINGS
from tongguan.platform.reference.tariff import TariffLine, TariffSearch, search_tariff

__all__ = [
    "ENCODINGS",
    "CodeValue",
    "Import",
    "Kind",
    "Loaded",
    "ParameterValue",
    "RateKind",
    "RateValue",
    "ReferenceMissing",
    "Status",
    "TariffLine",
    "TariffSearch",
    "code_name",
    "codes",
    "commodity",
    "edit",
    "edit_parameter",
    "forget",
    "has_list",
    "import_file",
    "is_code",
    "kinds",
    "lists",
    "load_shipped",
    "parameter",
    "parameter_row",
    "parameters",
    "rates",
    "search_tariff",
    "shipped_codes",
    "shipped_parameters",
]
