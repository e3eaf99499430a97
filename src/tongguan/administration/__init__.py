"""Customs administration systems (海关管理系统): enterprises, staff, offices."""
