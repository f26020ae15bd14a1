"""Writes of care, each in one transaction with its step, its audit entry and its news."""

from lianfang.care.actions.measuring import MeasurementIn, record_measurements
from lianfang.care.actions.transferring import step_transfer

__all__ = ["MeasurementIn", "record_measurements", "step_transfer"]
