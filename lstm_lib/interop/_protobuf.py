"""Reader for the wire format of Protocol Buffers, in which ONNX files are written.

A message is a series of fields: a key (number and kind of the field), then the value. Field numbers
come from ONNX's schema; fields that are not asked for are skipped.

Source: protobuf.dev, Encoding.
"""

from __future__ import annotations

from collections.abc import Iterator

Value = int | bytes
_VARINT, _64_BITS, _LENGTH, _32_BITS = 0, 1, 2, 5


def message(data: bytes) -> dict[int, list[Value]]:
    """The values of a message by field number: whole numbers, or bytes for anything else.

    Raises:
        ValueError: if the bytes are not such a message.
    """
    fields: dict[int, list[Value]] = {}
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        if kind == _VARINT:
            value: Value
            value, at = _varint(data, at)
        else:
            if kind == _LENGTH:
                size, at = _varint(data, at)
            elif kind in (_64_BITS, _32_BITS):
                size = 8 if kind == _64_BITS else 4
            else:
                raise ValueError(f"a field of kind {kind}")
            if at + size > len(data):
                raise ValueError("a field that ends after the data")
            value, at = data[at : at + size], at + size
        fields.setdefault(key >> 3, []).append(value)
    return fields


def whole_numbers(values: list[Value]) -> list[int]:
    """A repeated field of signed whole numbers, packed into bytes or not."""
    numbers: list[int] = []
    for value in values:
        numbers += [value] if isinstance(value, int) else _packed(value)
    return [number - (1 << 64) if number >> 63 else number for number in numbers]


def texts(values: list[Value]) -> list[str]:
    """A repeated field of strings."""
    return [value.decode() for value in values if isinstance(value, bytes)]


def messages(values: list[Value]) -> Iterator[dict[int, list[Value]]]:
    """A repeated field of messages."""
    return (message(value) for value in values if isinstance(value, bytes))


def _packed(data: bytes) -> Iterator[int]:
    at = 0
    while at < len(data):
        number, at = _varint(data, at)
        yield number


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A whole number, 7 bits in each byte, lowest first; the 8th says that more follow."""
    number = 0
    for shift in range(0, 70, 7):
        if at == len(data):
            break
        byte = data[at]
        at += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, at
    raise ValueError("a number that does not end")
