"""Guards of steps: what must hold of a sample or a run before a person may take them."""

from __future__ import annotations

from tongguan.platform.cases.interface import Moving
from tongguan.platform.measurement.interface import standing


class NothingHeld:
    """A nonconformity of this sample is not closed yet."""

    code = "quarantine.held"
    zh = "该样本有未关闭的不符合项"
    source = "ISO/IEC 17025:2017, 7.10"
    foreseeable = True

    def holds(self, moving: Moving) -> bool:
        """Whether every nonconformity is closed."""
        return not moving.case.holds.filter(lifted_at=None).exists()


class OnAPlate:
    """A sample is extracted by planning a plate with it."""

    code = "quarantine.not_planned"
    zh = "样本随排板进入提取"
    source = "OP-05"
    foreseeable = True

    def holds(self, moving: Moving) -> bool:
        """Whether a planned plate holds it, alone or in a pool."""
        return moving.case.on_plate("planned")


class InARun:
    """A sample is amplified by loading the run's file."""

    code = "quarantine.not_measured"
    zh = "样本随运行文件导入进入扩增"
    source = "OP-05"
    foreseeable = True

    def holds(self, moving: Moving) -> bool:
        """Whether a measured run holds it, alone or in a pool."""
        return moving.case.on_plate("measured")


class FromTheInstrument:
    """A run is measured by loading the instrument's file."""

    code = "quarantine.no_file"
    zh = "须导入仪器的运行文件"
    source = "ISO/IEC 17025:2017, 7.5"
    foreseeable = True

    def holds(self, moving: Moving) -> bool:
        """Whether a measurement stands behind it."""
        return bool(moving.case.measurement)


class StillValid:
    """An instrument, method or person was not valid on the day of measuring, or the result does not follow from the
    readings."""

    code = "quarantine.not_valid"
    zh = "检测当日仪器、方法或人员无效，或结果与原始读数不符"
    source = "ISO/IEC 17025:2017, 6.2, 6.4, 7.2"
    foreseeable = True

    def holds(self, moving: Moving) -> bool:
        """Whether everything that the result rests on was valid that day, as known now."""
        return bool(moving.case.measurement) and not standing([moving.case.measurement])
