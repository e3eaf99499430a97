"""The customs big-data centre (海关大数据中心): indicators, command centre, reports, models."""
