"""nbgrader's configuration for this course; tools/make_course.py copies it into the course folder.

The seed of the hidden tests is in the file `seed` beside this one: the lecturer's secret. A kernel
that runs a submission is told a number made from it, which is of no use for other submissions.
"""

import os
import sys
from pathlib import Path

from nbgrader.preprocessors import NbGraderPreprocessor

from lstm_course.marking import nbgrader_intake
from lstm_course.marking.seeds import read_seed

here = Path.cwd()
while not (here / "seed").is_file() and here != here.parent:
    here = here.parent
if not (here / "seed").is_file():
    raise FileNotFoundError("There is no file `seed` here or above: run nbgrader in the course.")
if set("[]*?") & set(str(here)):
    raise ValueError(
        f"{here}: nbgrader takes [ ] * and ? in a path for patterns. Rename the folder."
    )
read_seed(here / "seed")  # a file that holds something else is named before anything is marked


class SeedOfStudent(NbGraderPreprocessor):
    """Tell the kernel a seed of this student's own."""

    def preprocess(self, nb, resources):
        os.environ["LSTM_SEED"] = nbgrader_intake.seed_of(here, resources["nbgrader"]["student"])
        return nb, resources


os.environ["LSTM_PROGRESS"] = ""  # progress is the learners' own
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ["MPLBACKEND"] = "Agg"

c = get_config()  # noqa: F821 – nbgrader provides it
c.CourseDirectory.root = str(here)
c.CourseDirectory.course_id = "lstm-gate-by-gate"
c.ClearSolutions.code_stub = {"python": "# Your answer here\n..."}
c.OverwriteCells.add_missing_cells = True
c.Autograde.autograde_preprocessors.prepend([SeedOfStudent])

if "autograde" in sys.argv[1:2]:
    c.CourseDirectory.submitted_directory = nbgrader_intake.TIDIED
    for problem in nbgrader_intake.tidy(here):
        print(problem, file=sys.stderr)
