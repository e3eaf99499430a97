"""Who travels: PAXLST, PNRGOV and CSV manifests → travellers. Nobody is lost; what was odd is said with its place."""

from tongguan.engines.screening.travellers.model import Manifest, Role, Sent, Sex, Traveller, sex_of
from tongguan.engines.screening.travellers.reading import FORMATS, read_travellers
from tongguan.engines.screening.travellers.voyage import Function, Voyage, flight_number, place_code

__all__ = [
    "FORMATS",
    "Function",
    "Manifest",
    "Role",
    "Sent",
    "Sex",
    "Traveller",
    "Voyage",
    "flight_number",
    "place_code",
    "read_travellers",
    "sex_of",
]
