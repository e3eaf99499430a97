"""Shared exchange systems (共享交换系统): messages in and out, partners."""
