"""The parts of an ONNX file that hold weights: nodes, their attributes, and constant tensors."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from lstm_lib._validation import Array
from lstm_lib.interop._protobuf import Value, message, messages, texts, whole_numbers

Fields = dict[int, list[Value]]
_DTYPES = {1: "<f4", 6: "<i4", 7: "<i8", 9: "?", 10: "<f2", 11: "<f8", 16: "<u2"}
"""NumPy's name of each data type that a constant may have here; 16 is bfloat16."""


class Node(NamedTuple):
    """One operation.

    Attributes:
        kind: type of the operation, such as "LSTM".
        name: name of the node, or of its first output.
        inputs: names; "" where an input is left out.
        outputs: names.
        attributes: values by name.
    """

    kind: str
    name: str
    inputs: list[str]
    outputs: list[str]
    attributes: dict[str, Any]


class Graph(NamedTuple):
    """Operations in their order, names of the inputs, constants by name (None: not numbers)."""

    nodes: list[Node]
    inputs: list[str]
    constants: dict[str, Array | None]


def read_graph(content: bytes) -> Graph:
    """Read the graph of an ONNX model; field numbers are those of onnx.proto.

    Raises:
        ValueError: if the content is not an ONNX model, or holds weights in another file.
    """
    (graph,) = messages(message(content).get(7, []))
    constants = dict(_tensor(tensor) for tensor in messages(graph.get(5, [])))
    nodes = []
    for fields in messages(graph.get(1, [])):
        inputs, outputs = texts(fields.get(1, [])), texts(fields.get(2, []))
        attributes = dict(_attribute(a) for a in messages(fields.get(5, [])))
        (kind,) = texts(fields.get(4, []))
        if kind == "Constant":
            constants[outputs[0]] = attributes.get("value")
        else:
            name = "".join(texts(fields.get(3, []))) or outputs[0]
            nodes.append(Node(kind, name, inputs, outputs, attributes))
    names = ["".join(texts(value.get(1, []))) for value in messages(graph.get(11, []))]
    return Graph(nodes, [name for name in names if name not in constants], constants)


def _attribute(fields: Fields) -> tuple[str, Any]:
    """Name and value of an attribute."""
    (name,) = texts(fields[1])
    (kind,) = fields.get(20, [0])
    if kind == 1:
        return name, float(np.frombuffer(_bytes(fields[2]), "<f4")[0])
    if kind == 2:
        return name, whole_numbers(fields[3])[0]
    if kind == 3:
        return name, texts(fields[4])[0]
    if kind == 4:
        return name, _tensor(next(messages(fields[5])))[1]
    if kind == 6:
        return name, np.frombuffer(_bytes(fields.get(7, [])), "<f4").tolist()
    if kind == 7:
        return name, whole_numbers(fields.get(8, []))
    return name, texts(fields.get(9, []))


def _tensor(fields: Fields) -> tuple[str, Array | None]:
    """Name and value of a tensor; half precision becomes float32, other types None."""
    name = "".join(texts(fields.get(8, [])))
    if fields.get(14) == [1]:
        raise ValueError(
            f"{name} in another file; save the model with its weights inside: "
            "onnx.save_model(onnx.load(path), path, save_as_external_data=False)"
        )
    (kind,) = fields.get(2, [0])
    dtype = _DTYPES.get(int(kind))
    if dtype is None:
        return name, None
    shape = whole_numbers(fields.get(1, []))
    raw = _bytes(fields.get(9, []))
    if raw or not math.prod(shape):
        values = np.frombuffer(raw, dtype)
    elif 4 in fields or 10 in fields:  # float_data, double_data
        values = np.frombuffer(_bytes(fields.get(4, fields.get(10, []))), dtype)
    else:  # int32_data, which also holds half precision, or int64_data
        numbers = whole_numbers(fields.get(5, fields.get(7, [])))
        values = np.array(numbers, "<u2" if kind in (10, 16) else dtype).view(dtype)
    if kind == 16:
        values = (values.astype(np.uint32) << 16).view(np.float32)
    if kind == 10:
        values = values.astype(np.float32)
    return name, values.astype(values.dtype.newbyteorder("=")).reshape(shape)


def _bytes(values: list[Value]) -> bytes:
    return b"".join(value for value in values if isinstance(value, bytes))
