"""What follows from the channels of an encounter, with the reasons in words."""

from __future__ import annotations

from collections.abc import Mapping

from tongguan.engines.fusion.contracts import Channel, ChannelState, Reason, Settings, Status
from tongguan.engines.fusion.windows import Window
from tongguan.engines.problems import Text

CHANNEL_NAMES = {
    Channel.RADIATION: Text(zh="核辐射", en="radiation"),
    Channel.TEMPERATURE: Text(zh="体温", en="temperature"),
    Channel.BIOCLIMATE: Text(zh="生化与微小气候", en="bio-chemical and micro-climate"),
    Channel.FACE: Text(zh="人脸", en="face"),
    Channel.DOCUMENT: Text(zh="护照", en="passport"),
    Channel.HEALTH_CARD: Text(zh="健康申明卡", en="health card"),
    Channel.VIDEO: Text(zh="视频", en="video"),
}
REASONS = {
    "missing": Text(zh="缺少{channel}", en="No {channel} reading"),
    "quarantined": Text(
        zh="{channel}读数不可信，请复测", en="The {channel} reading is not plausible: measure again"
    ),
    "invalid": Text(zh="{channel}读数不可用", en="The {channel} reading cannot be used"),
    "alarm": Text(zh="{channel}报警", en="{channel} alarm"),
    "two_people": Text(zh="通道内有两人", en="Two people in the lane"),
    "shared": Text(zh="{channel}读数可能属于他人", en="The {channel} reading may be another person's"),
    "two_identities": Text(zh="读到两份不同的{channel}", en="Two different {channel} readings"),
    "screening.alarm": Text(zh="证件命中名单", en="The document matches a list"),
    "card.alarm": Text(zh="健康申明码核验未通过", en="The health declaration code did not verify"),
    "card.other_person": Text(
        zh="健康申明码属于另一份证件", en="The health declaration code is of another document"
    ),
    "card.health_desk": Text(
        zh="健康申明须到卫生检疫台", en="The health declaration leads to the health desk"
    ),
    "faces.alarm": Text(zh="人脸与证件照不符", en="The face does not match the document"),
    "faces.abstain": Text(zh="人脸比对无法判断", en="The faces could not be compared"),
    "unavailable": Text(zh="核验服务不可用：{channel}", en="A check could not be made: {channel}"),
    "recalled": Text(zh="放行后出现新情况", en="Something was found after the person had passed"),
    "temperature.fever": Text(zh="体温异常", en="The temperature is raised"),
    "temperature.implausible": Text(
        zh="体温读数超出可信范围，请复测", en="The temperature is not plausible: measure again"
    ),
    "radiation.counts": Text(zh="辐射计数显著高于本底", en="More gamma counts than the background explains"),
    "radiation.dose": Text(zh="剂量率超过限值", en="The dose rate is above the limit"),
    "radiation.no_background": Text(zh="辐射本底尚未建立", en="The radiation background is not known yet"),
    "bioclimate.alarm": Text(zh="生化监测报警", en="The bio-chemical monitor gives an alarm"),
    "document.check_digits": Text(zh="机读码校验位不符", en="Check digits of the passport do not hold"),
    "document.unreadable": Text(zh="机读码不可读", en="The passport's zone cannot be read"),
    "document.expired": Text(zh="证件已过有效期", en="The passport has expired"),
    "face.quality": Text(zh="人脸图像质量不足", en="The picture of the face is not good enough"),
    "device.calibration": Text(zh="设备不在检定有效期内", en="The device's calibration is not in force"),
    "device.clock": Text(zh="设备时钟不可信", en="The device's clock cannot be trusted"),
}
OWN = ("missing", "quarantined", "invalid", "alarm")
CHECK_NAMES = {
    "screening": Text(zh="名单筛查", en="list screening"),
    "card": Text(zh="健康申明码核验", en="health declaration code"),
    "faces": Text(zh="人脸比对", en="comparison of faces"),
}


def words_of(reason: Reason) -> Text:
    """A reason as a sentence; a code of a later version stands for itself."""
    text = REASONS.get(reason.code, Text(zh=reason.code or "?", en=reason.code or "?"))
    named: Text | str = CHECK_NAMES.get(reason.channel, Text(zh="?", en="?"))
    if reason.channel in CHANNEL_NAMES:
        named = CHANNEL_NAMES[Channel(reason.channel)]
    filled = text.filled(channel=named)
    return Text(zh=filled.zh, en=filled.en[:1].upper() + filled.en[1:])


def is_complete(channels: Mapping[Channel, ChannelState], settings: Settings) -> bool:
    """Whether every channel the lane has gave a reading that can be used."""
    return all(channels[Channel(each)].status in (Status.GOOD, Status.ALARM) for each in settings.required)


def reasons_of(
    window: Window, channels: Mapping[Channel, ChannelState], settings: Settings
) -> tuple[Reason, ...]:
    """Everything that speaks against passing, as things stand; checks that are still open do not."""
    found = []
    if window.overlaps or window.people != 1:
        found.append(Reason("two_people", Channel.VIDEO))
    for each in settings.required:
        state = channels[Channel(each)]
        if state.status is not Status.GOOD:
            told = [Reason(code, each) for code in state.reasons]
            found += told or [Reason(state.status.value, each)]
    found += [Reason("shared", each) for each in sorted(window.shared)]
    for channel in (Channel.DOCUMENT, Channel.HEALTH_CARD):
        if len(window.identities(channel)) > 1:
            found.append(Reason("two_identities", channel))
    for check, (outcome, code) in sorted(window.findings.items()):
        if outcome != "ok":
            found.append(Reason(code or f"{check}.{outcome}", check))
    if window.recalled:
        found.append(Reason("recalled"))
    return tuple(dict.fromkeys(found))


def open_checks(
    window: Window, channels: Mapping[Channel, ChannelState], settings: Settings
) -> tuple[str, ...]:
    """Checks whose readings are there and whose findings are not."""
    needs = {
        "screening": (Channel.DOCUMENT,),
        "card": (Channel.HEALTH_CARD, Channel.DOCUMENT),
        "faces": (Channel.FACE, Channel.DOCUMENT),
    }
    usable = (Status.GOOD, Status.ALARM)
    return tuple(
        check
        for check in settings.checks
        if check not in window.findings
        and all(channels[channel].status in usable for channel in needs[check])
    )
