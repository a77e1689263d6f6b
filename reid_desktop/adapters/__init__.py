"""Everything that touches the world; the families below never import one another."""

import sys
from types import ModuleType

# `import openvino` tells a server of its maker that it was imported, unless its telemetry package
# cannot be had. An evidence workstation talks to nobody: an empty module stands in its place.
sys.modules["openvino_telemetry"] = ModuleType("openvino_telemetry")
