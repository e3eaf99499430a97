"""Customs operations systems (海关作业系统): declarations, selection, inspection, release."""
