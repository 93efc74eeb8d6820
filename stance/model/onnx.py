"""A fitted model as an ONNX graph: from counts of its features to probabilities.

ONNX has no operators for this package's tokeniser, lexicon and contexts, so counting stays here
(`count_matrix`); weighing, normalising, the regression and the softmax are in the graph.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from stance.errors import UsageError
from stance.features.blocks import count_features, read_context
from stance.features.context import Context
from stance.features.lexicon import Lexicon
from stance.model.fitted import FittedModel

__all__ = ["build_graph", "count_matrix"]

_OPSET, _IR = 17, 8  # of ONNX 1.12 (2022): what runtimes of the last years read


def count_matrix(fitted: FittedModel, contexts: Iterable[Context]) -> npt.NDArray[np.float32]:
    """How often each feature comes in each context, [n_contexts, n_features]: the graph's input."""
    lexicon = Lexicon(fitted.lexicon)
    index = {
        (int(block), key): i
        for i, (block, key) in enumerate(zip(fitted.block_of, fitted.keys, strict=True))
    }
    rows = []
    for context in contexts:
        reading = read_context(context, lexicon)
        row = np.zeros(len(fitted.keys), np.float32)
        for number, block in enumerate(fitted.blocks):
            for key, count in count_features(block.kind, block.params, reading).items():
                if (number, key) in index:
                    row[index[number, key]] = count
        rows.append(row)
    return np.array(rows, np.float32).reshape(-1, len(fitted.keys))


def build_graph(fitted: FittedModel, head: str = "stance") -> Any:
    """An ONNX model: `counts` (f32 [n, n_features]) to `probabilities` (f32 [n, n_classes]).

    Its metadata hold the `classes` and, in the order of the input's columns, the `features`
    ([block, key]), both as JSON. Raises `UsageError` where the model has no such head or the
    package `onnx` is not installed.
    """
    try:
        from onnx import TensorProto, checker, helper, numpy_helper
    except ImportError:
        raise UsageError(
            "onnx is not installed here", remedy="pip install 'stance[onnx]'"
        ) from None
    found = next((h for h in fitted.heads if h.name == head), None)
    if found is None:
        names = ", ".join(h.name for h in fitted.heads)
        raise UsageError(f"the model has no head {head!r}", remedy=f"use {names}")
    nodes: list[Any] = []
    constants: list[Any] = []

    def constant(name: str, value: Any, type_: Any = np.float32) -> str:
        constants.append(numpy_helper.from_array(np.asarray(value, type_), name))
        return name

    def node(kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    one, least = constant("one", 1.0), constant("least", 1e-30)
    logits = constant("bias", found.bias)
    for number, block in enumerate(fitted.blocks):
        here = np.flatnonzero(fitted.block_of == number)
        if not len(here):
            continue
        ends = [
            constant(f"{end}{number}", [at], np.int64)
            for end, at in (("from", here[0]), ("to", here[-1] + 1), ("axis", 1))
        ]
        values = node("Slice", ["counts", *ends], f"counts{number}")
        if block.sublinear:  # 0 stays 0, n is 1 + ln n
            most = node("Max", [values, one], f"at_least_one{number}")
            known = node("Min", [values, one], f"known{number}")
            values = node("Add", [node("Log", [most], f"log{number}"), known], f"damped{number}")
        idf = constant(f"idf{number}", fitted.idf[here])
        values = node("Mul", [values, idf], f"weighed{number}")
        if block.normalize:
            norm = node("ReduceL2", [values], f"length{number}", axes=[1], keepdims=1)
            norm = node("Max", [norm, least], f"norm{number}")
            values = node("Div", [values, norm], f"normal{number}")
        weights = constant(f"weights{number}", found.weights[here] * block.scale)
        part = node("MatMul", [values, weights], f"part{number}")
        logits = node("Add", [logits, part], f"logits{number}")
    cooled = node("Div", [logits, constant("temperature", found.temperature)], "cooled")
    node("Softmax", [cooled], "probabilities", axis=1)
    graph = helper.make_graph(
        nodes,
        "stance",
        [helper.make_tensor_value_info("counts", TensorProto.FLOAT, ["n", len(fitted.keys)])],
        [
            helper.make_tensor_value_info(
                "probabilities", TensorProto.FLOAT, ["n", len(found.classes)]
            )
        ],
        constants,
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR
    )
    owners = [fitted.blocks[number].name for number in fitted.block_of]
    features = [list(pair) for pair in zip(owners, fitted.keys, strict=True)]
    helper.set_model_props(
        model, {"classes": json.dumps(found.classes), "features": json.dumps(features)}
    )
    checker.check_model(model)
    return model
