"""Mechanisms every system stands on: modules, identity, permissions, audit, cases, alerts, queues, ledger …"""
