"""How long what lanes keep is kept."""

from tongguan.engines.problems import Text
from tongguan.operations.lanes.actions.deleting import (
    delete_encounters,
    delete_entries,
    oldest_encounter,
    oldest_entry,
)
from tongguan.platform.privacy.interface import Retention, retention

retention(
    Retention(
        code="lanes.samples",
        what=Text(
            zh="通道采集数据（证件、人脸、体温等）", en="Readings of lanes: documents, faces, temperatures"
        ),
        parameter="lanes.samples_retention",
        delete=delete_entries,
        models=("lanes.LogEntry",),
        oldest=oldest_entry,
    )
)
retention(
    Retention(
        code="lanes.encounters",
        what=Text(zh="通道通行记录", en="Encounters in lanes"),
        parameter="lanes.encounters_retention",
        delete=delete_encounters,
        models=("lanes.Encounter",),
        oldest=oldest_encounter,
    )
)
