"""An event file as TensorBoard's own writer makes it, for the tests of the tracker: `pip install tensorboard`, then run this."""

import base64
import io
import json
import pathlib

import tensorboard
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import DATA_CLASS_TENSOR, Summary
from tensorboard.compat.proto.types_pb2 import DT_STRING
from tensorboard.summary.writer.record_writer import RecordWriter

TIME = 1_700_000_000.25
EVENTS = [
    {"step": 0, "values": {"options": "| option | value |\n|---|---|\n| model | väe |"}},
    {"step": 1, "values": {"loss/training": 173.5, "loss/validation": -0.1, "seconds": 0.25}},
    {"step": 127, "values": {"loss/training": 1e30}},
    {"step": 300, "values": {"kl/training": "Infinity"}},
    {"step": 70_000, "values": {"a" * 200: 1e-40}},
    {"step": 2**40 + 3, "values": {}},
]


def summary(values):
    message = Summary()
    for tag, value in values.items():
        one = message.value.add(tag=tag)
        if tag == "options":
            one.tensor.dtype = DT_STRING
            one.tensor.tensor_shape.SetInParent()
            one.tensor.string_val.append(value.encode())
            one.metadata.plugin_data.plugin_name = "text"
            one.metadata.data_class = DATA_CLASS_TENSOR
        else:
            one.simple_value = float(value)
    return message


stream = io.BytesIO()
writer = RecordWriter(stream)
writer.write(Event(wall_time=TIME, file_version="brain.Event:2").SerializeToString())
ends = []
for event in EVENTS:
    content = Event(wall_time=TIME, step=event["step"], summary=summary(event["values"])).SerializeToString()
    # A step of 0 is the default, which protocol buffers leave out; ours is written, which means the same.
    if event["step"] == 0:
        content = content[:9] + b"\x10\x00" + content[9:]
    writer.write(content)
    ends.append(stream.tell())

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(
    json.dumps(
        {
            "tensorboard": tensorboard.__version__,
            "time": TIME,
            "events": EVENTS,
            "ends": ends,
            "file": base64.b64encode(stream.getvalue()).decode(),
        },
        indent=1,
        ensure_ascii=False,
    )
    + "\n"
)
