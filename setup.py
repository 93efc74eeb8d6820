"""Builds the compiled scorer where there is a compiler; without one all works, but slower."""

from pathlib import Path

from setuptools import Extension, setup

COMPILED = Path("stance/model/compiled")

setup(
    ext_modules=[
        Extension(
            "stance.model._native",
            [str(COMPILED / "module.c")],
            depends=[str(path) for path in sorted(COMPILED.glob("*.h"))],
            extra_compile_args=["-O3"],
            py_limited_api=True,
            optional=True,
        )
    ],
    options={"bdist_wheel": {"py_limited_api": "cp311"}},
)
