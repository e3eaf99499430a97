"""What is asked of every module, and of every file in the house: pure checks over folders and syntax trees."""

from tongguan.platform.modules.rules.files import file_problems
from tongguan.platform.modules.rules.imports import import_problems
from tongguan.platform.modules.rules.manifests import manifest_problems

__all__ = ["file_problems", "import_problems", "manifest_problems"]
