"""Who travels: PAXLST, PNRGOV and CSV manifests → travellers. Nobody is lost; what was odd is said with its place."""

from tongguan.engines.screening.travellers.model import Manifest, Role, Sex, Traveller, sex_of
from tongguan.engines.screening.travellers.reading import FORMATS, read_travellers

__all__ = ["FORMATS", "Manifest", "Role", "Sex", "Traveller", "read_travellers", "sex_of"]
