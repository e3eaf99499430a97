"""What the model's fields are called, in the words of the Chinese declaration form and in English."""

from __future__ import annotations

from tongguan.engines.problems import Text

_ROWS = """
flow|进出口标志|import or export
customs_office|申报地海关|customs office
declaration_number|海关编号|declaration number
trader_reference|企业内部编号|trader's reference
submission_id|统一编号|submission number
supervision_mode|监管方式|supervision mode
levy_nature|征免性质|nature of levy
transport_mode|运输方式|mode of transport
conveyance_name|运输工具名称|conveyance
conveyance_imo|船舶 IMO 编号|ship's IMO number
voyage_number|航次号|voyage number
bill_number|提运单号|bill of lading
movement_date|进出口日期|date of entry or exit
departure_country|启运国（地区）|country of dispatch
destination_country|运抵国（地区）|country of destination
trade_country|贸易国（地区）|trading country
departure_port|启运港|port of loading
call_port|经停港/指运港|port of call or destination
border_port|入境/离境口岸|port of entry or exit
transaction_mode|成交方式|terms of delivery
freight|运费|freight
insurance|保费|insurance
other_charges|杂费|other charges
package_count|件数|number of packages
package_type|包装种类|kind of packages
gross_mass_kg|毛重（千克）|gross mass (kg)
net_mass_kg|净重（千克）|net mass (kg)
contract_number|合同协议号|contract number
filing_number|备案号|filing number
goods_location|货物存放地点|location of goods
consignor|发货人|consignor
consignee|收货人|consignee
owner|消费使用/生产销售单位|owner of goods
declarant|申报单位|declarant
containers|集装箱|containers
items|商品|goods lines
documents|随附单证|documents
note|备注|note
line_number|项号|line number
hs_code|商品编号|commodity code
description|商品名称|description
specification|规格型号|specification
origin_country|原产国（地区）|country of origin
quantity|成交数量|quantity
unit|成交计量单位|unit
first_quantity|法定第一数量|first statutory quantity
first_unit|法定第一计量单位|first statutory unit
second_quantity|法定第二数量|second statutory quantity
second_unit|法定第二计量单位|second statutory unit
unit_price|单价|unit price
total_price|总价|total price
currency|币制|currency
levy_mode|征免方式|levy mode
intended_use|用途|intended use
goods_attributes|货物属性|attributes of the goods
container_numbers|集装箱号|container numbers
number|号码|number
spec|集装箱规格|container size and type
lcl|拼箱标识|less-than-container load
seals|封志号|seals
code|代码|code
name|名称|name
country|国别（地区）|country
category|类别|category
amount|金额|amount
extensions|扩展字段|extensions
path|路径|path
value|值|value
attributes|属性|attributes
"""

LABELS: dict[str, Text] = {
    name: Text(zh=zh, en=en) for name, zh, en in (row.split("|") for row in _ROWS.split("\n") if row)
}
