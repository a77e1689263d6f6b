"""Fixtures of the vision tests."""

from tests.contract.vision_models import bench

__all__ = ["bench"]
