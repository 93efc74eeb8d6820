"""What import-linter cannot see of the rooms' rules."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "stance"
SOURCES = sorted(PACKAGE.rglob("*.py"))


def imported_names(path: Path) -> set[str]:
    """Every module that a file imports, wherever in the file."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_room_imports_the_package_itself(path: Path) -> None:
    # `import stance` is how larger import cycles begin, and import-linter does not see it.
    if PACKAGE / "cli" not in path.parents:
        assert "stance" not in imported_names(path)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_typer_stays_in_the_command_line(path: Path) -> None:
    names = {name.split(".")[0] for name in imported_names(path)}
    assert "click" not in names
    if PACKAGE / "cli" not in path.parents:
        assert "typer" not in names


def modules_after(statement: str) -> set[str]:
    """The top-level modules loaded by a fresh interpreter that runs a statement."""
    code = f"import sys\n{statement}\nprint(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


HEAVY = {"sklearn", "scipy", "numpy", "nltk", "pandas", "pyarrow", "dateparser", "joblib"}


def test_importing_the_package_is_light() -> None:
    assert not modules_after("import stance") & (HEAVY | {"typer"})


def test_the_help_page_is_light() -> None:
    statement = (
        "import sys\nsys.argv = ['stance', '--help']\nfrom stance.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass"
    )
    assert not modules_after(statement) & HEAVY
