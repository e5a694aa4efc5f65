"""Nothing in a file runs, hangs or grows, and the reader says what is wrong with it."""

import io
import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from resnet_atlas.checkpoint.reading.reader import read, read_file
from resnet_atlas.errors import UnreadableFile

from tests.checkpoint.hostile import corpus, small_files
from tests.depth import examples

READ = """
import encodings.cp437  # what zipfile imports late
import json, sys, time
from pathlib import Path
from resnet_atlas.checkpoint.reading.reader import read
from resnet_atlas.errors import UnreadableFile

def forbidden(event, _):
    if event in ("os.system", "subprocess.Popen", "exec", "compile", "import"):
        raise SystemExit(f"a file made {event} happen")

sys.addaudithook(forbidden)
told = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    start = time.process_time()
    try:
        read(path)
        problem = "read"
    except UnreadableFile as error:
        problem = str(error)
    told[path.name] = problem, time.process_time() - start
status = Path("/proc/self/status").read_text().splitlines()
most = next(line for line in status if line.startswith("VmHWM"))
print(json.dumps([told, int(most.split()[1]) / 1024]))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What the reader says of each file, the seconds of work it took, and the most memory."""
    folder, elsewhere = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("elsewhere")
    marker = elsewhere / "ran"
    for name, content in corpus(str(marker)).items():
        (folder / name.replace("/", " ")).write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", READ, folder], capture_output=True, text=True, cwd=elsewhere
    )
    assert done.stderr == ""
    assert list(elsewhere.iterdir()) == []
    return json.loads(done.stdout)


def test_nothing_runs_and_every_file_is_refused_with_a_reason(told):
    problems = {name: problem for name, (problem, _) in told[0].items()}
    assert len(problems) > 40
    assert [name for name, problem in problems.items() if problem == "read"] == []
    assert "Git LFS" in problems["lfs"]
    assert "web page" in problems["web page"]
    assert problems["empty"] == "The file is empty."
    assert "larger than any network" in problems["header of 2^60"]
    assert "compressed" in problems["bomb"]
    assert "no tensors" in problems["os.system, zip"]
    assert "larger than that of any network" in problems["nested tuples, zip"]
    assert "more tensors than any network" in problems["30,000 names"]
    assert "a zip, but none" in problems["zip without pickle"]


def test_no_file_takes_more_than_a_second_of_work(told):
    assert {name: seconds for name, (_, seconds) in told[0].items() if seconds > 1} == {}


def test_memory_stays_below_200_megabytes(told):
    assert told[1] < 200


@pytest.mark.parametrize("kind", ["zip", "legacy", "module"])
def test_a_file_that_is_cut_off_is_refused_or_read_whole(kind):
    content = small_files()[kind]
    whole = read_file(io.BytesIO(content), len(content)).shapes
    assert len(whole) == 9 * 7
    for length in range(0, len(content), 256):
        with suppress(UnreadableFile):
            assert read_file(io.BytesIO(content[:length]), length).shapes == whole


@given(
    st.binary(max_size=3000), st.sampled_from([b"", b"\x80\x02", b"PK\x03\x04", b"\x80\x04\x95"])
)
@examples(300)
def test_random_bytes_are_refused(content, start):
    content = start + content
    with pytest.raises(UnreadableFile):
        read_file(io.BytesIO(content), len(content))


@given(st.data())
@examples(300)
def test_real_files_with_some_bytes_changed_are_read_or_refused(data):
    content = bytearray(data.draw(st.sampled_from(list(small_files().values()))))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    start = time.process_time()
    with suppress(UnreadableFile):
        read_file(io.BytesIO(bytes(content)), len(content))
    assert time.process_time() - start < 1


def test_a_file_that_is_not_there_is_told_of(tmp_path: Path):
    with pytest.raises(UnreadableFile, match="No such file"):
        read(tmp_path / "nothing.pth")
    with pytest.raises(UnreadableFile, match="Is a directory"):
        read(tmp_path)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "model.pth")
    with pytest.raises(UnreadableFile, match="Not a regular file"):
        read(tmp_path / "model.pth")
