"""nbgrader's configuration for this course; tools/make_course.py copies it into the course folder.

The seed of the hidden tests is in the file `seed` beside this one: the lecturer's secret.
"""

import os
import sys
from pathlib import Path

here = Path.cwd()
while not (here / "seed").is_file() and here != here.parent:
    here = here.parent
if not (here / "seed").is_file():
    raise FileNotFoundError("There is no file `seed` here or above: run nbgrader in the course.")
os.environ["LSTM_SEED"] = (here / "seed").read_text("utf-8").strip()
os.environ["LSTM_PROGRESS"] = ""  # progress is the learners' own
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

c = get_config()  # noqa: F821 – nbgrader provides it
c.CourseDirectory.root = str(here)
c.CourseDirectory.course_id = "lstm-gate-by-gate"
c.ClearSolutions.code_stub = {"python": "# Your answer here\n..."}
