"""What the invented trade trades in: commodity codes with their statutory units, prices and masses.

Codes and units follow the Chinese tariff's statistical nomenclature (GACC, 2023 edition); units are the
three-digit codes of the declaration form (035 kilogram, 001 set, 011 piece …). Prices, in US dollars per
trade unit, and masses are invented but of the right order.
"""

from __future__ import annotations

from typing import NamedTuple


class Goods(NamedTuple):
    """One commodity; `unit_price` and `unit_mass_kg` are per `first_unit`, the unit it is traded in here."""

    hs_code: str
    description: str
    specification: str
    first_unit: str
    second_unit: str
    unit_price: float
    unit_mass_kg: float
    origins: tuple[str, ...]


_ROWS = """
0202300090|冻去骨牛肉|眼肉；去骨；冷冻；净含量20千克/箱|035||7.2|1|BRA AUS ARG
0402210000|全脂奶粉|脂肪含量26%；未加糖；25千克/袋|035||3.9|1|NZL AUS
0808100000|鲜苹果|富士；80-100毫米；冷藏|035||1.9|1|CHL NZL
0902409000|红茶|未窨香；散装；25千克/袋|035||4.6|1|LKA IND
1005900090|玉米|饲料用；水分14%以下|035||0.29|1|UKR USA BRA
1511901000|棕榈液油|熔点19-24℃；食用|035||1.05|1|MYS IDN
1701991090|白砂糖|蔗糖含量99.7%；50千克/袋|035||0.61|1|THA BRA
1806310000|夹心巧克力|含可可；零售装；每块45克|035||8.4|1|BEL CHE
2204210000|红葡萄酒|酒精度13.5%；750毫升/瓶|095|035|6.8|1.0|FRA CHL AUS
2208400000|朗姆酒|酒精度40%；700毫升/瓶|095|035|9.5|0.95|CUB JAM
2601112000|铁矿粉矿|铁品位62%；未烧结|035||0.115|1|AUS BRA
2902430000|对二甲苯|纯度99.7%；液态|035||1.02|1|KOR JPN
3104209000|氯化钾|氧化钾含量60%；肥料用|035||0.33|1|CAN RUS
3304990039|护肤面霜|保湿；50毫升/瓶；零售包装|035|011|42|1|FRA KOR JPN
3901100090|低密度聚乙烯|初级形状；比重0.92；膜级|035||1.25|1|SAU SGP KOR
3901200090|高密度聚乙烯|初级形状；比重0.95；吹塑级|035||1.18|1|SAU IRN
4011100000|轿车轮胎|子午线；205/55R16；新|035|015|4.1|1|JPN THA
4403219000|辐射松原木|直径20厘米以上；长5.8米|035|033|0.16|1|NZL
4703210001|漂白针叶木浆|硫酸盐法；亮度88%|035||0.74|1|CAN FIN CHL
5201000001|未梳棉花|长度28毫米；马克隆值4.2|035||1.95|1|USA BRA
6109100021|棉制针织T恤衫|100%棉；男式；短袖|011|035|3.4|0.18|CHN
6203429090|棉制男长裤|机织；98%棉2%氨纶|015|035|7.9|0.45|CHN
6403990090|皮鞋|橡胶外底；牛皮面；不过踝|035|025|14|1|ITA CHN
6907211000|陶瓷墙砖|上釉；吸水率0.3%|035|032|0.42|1|CHN ITA
7005290001|浮法玻璃|无色；厚5毫米；未加工|035|032|0.38|1|CHN
7208511000|热轧厚钢板|非合金；厚60毫米；宽2000毫米|035||0.71|1|CHN JPN
7403111100|精炼铜阴极|含铜99.9935%以上|035||9.3|1|CHL ZMB
8414513000|台扇|带摇头装置；45瓦|001|035|11.5|2.6|CHN
8415101000|窗式空调器|制冷量3500瓦；R32|001|035|165|32|CHN
8431499900|挖掘机斗齿|合金钢；液压挖掘机用|035||4.8|1|KOR CHN
8471701900|机械硬盘|3.5英寸；4TB；SATA接口|001|035|62|0.68|THA PHL
8479909090|灌装机零件|不锈钢阀体；专用|035||21|1|DEU ITA
8501310000|直流电动机|24伏；120瓦；有刷|001|035|13.8|1.3|JPN CHN
8517130000|智能手机|6.5英寸；256GB；双卡|001|035|310|0.35|CHN VNM
8523511000|固态闪存盘|256GB；未录制|007|035|16.5|0.04|KOR JPN
8528521200|液晶监视器|27英寸；2560×1440；HDMI接口|001|035|118|5.2|CHN
8534009000|双面印刷电路板|FR-4；沉金；厚1.6毫米|017|035|2.1|0.06|CHN
8541430000|光伏组件|单晶硅；550瓦|007|035|58|27.5|CHN
8703234110|小轿车|排量1984毫升；汽油；5座；新|003|035|24500|1520|DEU JPN GBR
8712003000|山地自行车|铝合金车架；27速；26英寸|003|035|145|14.2|CHN
9018909919|内窥镜手术器械|一次性使用；无菌|001|035|38|0.3|USA DEU
9401611000|皮沙发|木框架；牛皮面；三人位|007|035|420|48|CHN ITA
9403609990|木制餐桌|橡胶木；1.6米|011|035|135|38|CHN VNM
9503002100|毛绒玩具熊|涤纶；高30厘米|007|035|3.2|0.25|CHN
"""


def _goods(row: str) -> Goods:
    hs_code, description, specification, first, second, price, mass, origins = row.split("|")
    return Goods(
        hs_code, description, specification, first, second, float(price), float(mass), tuple(origins.split())
    )


GOODS: tuple[Goods, ...] = tuple(_goods(row) for row in _ROWS.split("\n") if row)
