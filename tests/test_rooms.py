"""The rooms import only what they may, and starting stays light."""

import subprocess
import sys
from pathlib import Path

from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent


def test_arrows_between_rooms_point_one_way() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys\n"
        "from classroom.cli import run\n"
        "assert run(['--help']) == 0\n"
        "heavy = {'cv2', 'numpy', 'pandas', 'sqlalchemy', 'dash', 'onnxruntime', 'rapidocr', 'keras', 'pydantic'}\n"
        "print('loaded:', sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "loaded: []" in done.stderr
