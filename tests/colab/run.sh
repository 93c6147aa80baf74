#!/usr/bin/env bash
# The notebooks in an environment like Colab's: Python 3.13 and the versions in constraints.txt.
# The package is not installed beforehand: the notebooks' own first cell installs it, from the last
# commit of this repository. Outputs are not compared, since versions differ; claims are judged.
set -euo pipefail
cd "$(dirname "$0")/../.."

uv=.venv/bin/uv
test -x "$uv" || { echo "Set up first: make setup" >&2; exit 1; }
export UV_PYTHON_DOWNLOADS=never
if [ ! -x .venv-colab/bin/python ]; then
    python=
    for candidate in python3.13 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13*/bin/python; do
        "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null &&
            { python=$(command -v "$candidate"); break; }
    done
    test -n "$python" || { echo "Colab has Python 3.13; install it, then: make colab" >&2; exit 1; }
    "$uv" venv --quiet --seed --python "$python" .venv-colab
fi
grep -v '^#' tests/colab/constraints.txt |
    "$uv" pip install --quiet --python .venv-colab/bin/python -r - nbval pytest importlib-resources

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp notebooks/*.ipynb "$scratch"
.venv-colab/bin/python -m pip uninstall --quiet --yes cnnlectures
CNNLECTURES_SOURCE="git+$(python3 -c 'import pathlib; print(pathlib.Path.cwd().as_uri())')"
export CNNLECTURES_SOURCE
cd "$scratch"
"$OLDPWD/.venv-colab/bin/python" -m pytest -p no:cacheprovider --nbval-lax --nbval-current-env .
