"""Copy the recordings: `python make.py asterisk-core-sounds-en-wav_1.6.1-1_all.deb`, from Debian."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = "usr/share/asterisk/sounds/en_US_f_Allison"
NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def main(package: str) -> None:
    here = Path(__file__).parent
    with tempfile.TemporaryDirectory() as unpacked:
        subprocess.run(["dpkg-deb", "-x", package, unpacked], check=True)
        for digit, name in enumerate(NAMES):
            shutil.copyfile(f"{unpacked}/{FOLDER}/digits/{digit}.wav", here / f"{name}.wav")
        shutil.copyfile(f"{unpacked}/{FOLDER}/tt-weasels.wav", here / "weasels.wav")


if __name__ == "__main__":
    main(*sys.argv[1:])
