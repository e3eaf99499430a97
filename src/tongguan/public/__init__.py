"""Customs service systems (海关服务系统): what traders, travellers and the public see."""
