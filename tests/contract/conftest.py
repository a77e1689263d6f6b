"""Fixtures that contract suites share."""

from tests.contract.vision_models import bench

__all__ = ["bench"]
