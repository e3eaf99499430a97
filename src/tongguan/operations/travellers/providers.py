"""What this module gives to other mechanisms: how long people's data are kept."""

from tongguan.engines.problems import Text
from tongguan.operations.travellers.actions.keeping import (
    delete_listed,
    delete_lookups,
    delete_passengers,
    oldest_listed,
    oldest_lookup,
    oldest_passenger,
)
from tongguan.platform.privacy.interface import Retention, retention

retention(
    Retention(
        "travellers.passengers",
        Text(zh="旅客舱单", en="Passengers of manifests"),
        parameter="travellers.passengers_retention",
        delete=delete_passengers,
        oldest=oldest_passenger,
        models=("travellers.Passenger", "travellers.Transmission"),
    )
)
retention(
    Retention(
        "travellers.lookups",
        Text(zh="旅客查询与命中", en="Look-ups of travellers and hits"),
        parameter="travellers.lookups_retention",
        delete=delete_lookups,
        oldest=oldest_lookup,
        models=("travellers.Scan", "travellers.Hit"),
    )
)
retention(
    Retention(
        "travellers.listed",
        Text(zh="已移出名单的人员", en="People taken off lists"),
        parameter="travellers.listed_retention",
        delete=delete_listed,
        oldest=oldest_listed,
        models=("travellers.ListEntry", "travellers.ListVersion"),
    )
)
