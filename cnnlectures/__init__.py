"""An interactive course on convolutional neural networks.

The few names that a notebook uses; each is loaded when it is first asked for, so that
``import cnnlectures`` imports nothing heavy.
"""

from __future__ import annotations

from importlib import import_module

__version__ = "0.1.0"

_HOME = {
    "start": "core.run",
    "claim": "core.claims",
    "erratum": "core.claims",
    "show": "core.style",
    "show_table": "core.tables",
    "recorded": "core.recorded",
}

__all__ = ["__version__", *_HOME]


def __getattr__(name: str):
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__():
    return sorted(__all__)
