"""The ids and names of the 81 systems of the specification, by big system; facts re-keyed from it."""

from __future__ import annotations

from tongguan.engines.problems import Text

GROUPS = {
    "OP": Text(zh="海关作业系统", en="Operations"),
    "AD": Text(zh="海关管理系统", en="Administration"),
    "SV": Text(zh="海关服务系统", en="Public services"),
    "DC": Text(zh="海关大数据中心", en="Data centre"),
    "EX": Text(zh="共享交换系统", en="Shared exchange"),
    "SO": Text(zh="安全运维系统", en="Security and operations"),
}

_NAMES = """
OP-01 出入境健康申明卡与条码回执 | Health declaration card with bar-code receipt
OP-02 高风险旅客快速筛查 | Rapid screening of high-risk passengers
OP-03 多语种智慧旅检申报 | Multilingual traveller declaration
OP-04 七合一智能工作台 | Seven-in-one smart workstation
OP-05 核酸检测实验室 | Nucleic-acid laboratory
OP-06 防疫捐赠物资通关 | Clearance of donated relief goods
OP-07 通关核心：一步与两步申报 | Clearance core: one-step and two-step declaration
OP-08 企业商品备案与绿色通道 | Product registration and green channel
OP-09 集中审像 | Centralised image review
OP-10 智能审图 | Intelligent image review
OP-11 放射性监测报警与预案 | Radiation portal alarms and emergency plan
OP-12 辐射查验机器人 | Radiation inspection robot
OP-13 铁海联运全景 | Panorama of rail–sea transport
OP-14 海关智能锁 | Customs smart lock
OP-15 智能卡口 | Smart gate
OP-16 船舶疫情风险预警 | Vessel epidemic risk warning
OP-17 船名查询一月内靠港 | Port calls of the last month by ship name
OP-18 知识产权以图搜图 | Trade-mark search by image
OP-19 光纤内窥检查设备 | Fibre-optic endoscope
OP-20 海运物流全程智控 | Control of the whole maritime chain
OP-21 物流监管移动终端 | Mobile terminal for logistics supervision
OP-22 监控指挥中心 | Monitoring and command centre
OP-23 双随机与随机复查 | Double random, re-inspection and review draws
OP-24 查验移动终端 | Inspection mobile terminal
OP-25 智能视频：未备案人员与叉车 | Smart cameras: unregistered people and forklifts
OP-26 登临检疫平板与执法记录仪 | Boarding tablet and body recorders
OP-27 音视频融合指挥 | Fused audio and video command
OP-28 赛会物资无纸通关 | Paperless clearance of event materials
OP-29 通关时长监控 | Clearance-time monitoring
OP-30 工单式核销 | Write-off by work order
OP-31 保税展示交易 | Bonded display and trading
OP-32 简化统一备案清单 | Simplified unified filing list
OP-33 分批出入区集中申报 | Batch in and out with collective declaration
OP-34 远程视频查验与兽医证书 | Remote video inspection and veterinary certificate
AD-01 移动办公 | Mobile office
AD-02 移动会议 | Mobile meetings
AD-03 个人、部门、关区三朵云 | Personal, department and district drives
AD-04 培训直播与通讯录 | Live training and directory
AD-05 科技管理 | Science and technology management
AD-06 实验室网络与管理 | Laboratory network and management
AD-07 体温计检定 | Thermometer calibration
AD-08 标准与国际公约工作区 | Standards and conventions workspace
SV-01 关企互动问答 | Customs–enterprise questions and answers
SV-02 进出境管制措施 | Entry and exit control measures
SV-03 贸易救济服务 | Trade-remedy help
SV-04 掌上通关、热线与短信 | Phone clearance, hotline and messages
SV-05 单一窗口 | Single window
SV-06 加工贸易公共平台 | Processing-trade platform
SV-07 互联网海关门户与事项 | Portal and service items
SV-08 通用申请表单 | General application forms
SV-09 行政审批在线办理 | Online administrative approval
SV-10 统一身份认证 | Unified identity
SV-11 电子证照与电子印章 | Electronic licences and seals
SV-12 好差评 | Service ratings
SV-13 滞报金计算与票据 | Late-declaration fee and bills
SV-14 免到场协助查验 | Inspection without attendance
SV-15 掌上海关与小程序 | Mobile application
SV-16 门户网站群与智能搜索 | Group of portals and search
SV-17 互联网检验与技术帮助 | Online testing and technical help
DC-01 数据采集、治理与资源目录 | Data collection, governance and catalogue
DC-02 云擎自助分析建模 | Self-service analysis and modelling
DC-03 疫情分析专栏 | Epidemic analysis
DC-04 每日七时数据报告 | Daily data report by seven
DC-05 省级进出口日监测 | Provincial daily trade monitor
DC-06 模型与风险作业闭环 | Loop from model to risk operation
DC-07 五个风险监测平台 | Five risk-monitoring platforms
EX-01 数据模型映射工作区 | Data-model mapping workspace
EX-02 跨境海关数据交换 | Cross-border customs data exchange
EX-03 集装箱追踪存证 | Container tracking on a shared ledger
EX-04 互联网监管数据推送 | Supervision data push
EX-05 船舶出境联合签注 | Joint sign-off of departures
EX-06 船舶进出境申报平台 | Ship entry and exit declarations
EX-07 关港数据交换 | Exchange between customs and port
SO-01 机房制冷与容量 | Server-room cooling and capacity
SO-02 云资源潮汐调度 | Tidal scheduling of cloud resources
SO-03 系统登记与集成 | Register and integration of systems
SO-04 等级保护 | Classified protection
SO-05 渗透测试与整改闭环 | Penetration tests and rectification
SO-06 安全大数据 | Security analytics
SO-07 数据分类分级 | Data classification and grading
SO-08 数据安全管理平台 | Data-security management
"""


def _read(lines: str) -> dict[str, Text]:
    names = {}
    for line in lines.strip().splitlines():
        head, en = line.split(" | ")
        code, zh = head.split(" ", 1)
        names[code] = Text(zh=zh, en=en)
    return names


CATALOGUE = _read(_NAMES)
"""Every id of the specification with its name."""


def group_of(catalogue_id: str) -> Text:
    """The big system an id belongs to; KeyError where there is none."""
    return GROUPS[catalogue_id.split("-", 1)[0]]
