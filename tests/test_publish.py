"""A file appears whole or not at all."""

import errno
import io
import os
import signal
import stat
import struct
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from cproc import publish as room
from cproc.errors import ExportError, TargetExistsError
from cproc.publish import normalised, publish, publish_files, publish_folder


def litter(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".cproc-")]


def test_new_file(tmp_path: Path) -> None:
    """A new file holds the bytes and nothing is left beside it."""
    publish(tmp_path / "a.bin", b"whole")
    assert (tmp_path / "a.bin").read_bytes() == b"whole"
    assert litter(tmp_path) == []


def test_no_replacing_without_force(tmp_path: Path) -> None:
    """What stands there is not replaced unless asked; the error says how."""
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")
    with pytest.raises(TargetExistsError, match="--force"):
        publish(target, b"new")
    assert target.read_bytes() == b"old"
    publish(target, b"new", force=True)
    assert target.read_bytes() == b"new"
    assert litter(tmp_path) == []


def test_file_that_appears_meanwhile_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that another program makes while we write is not replaced either."""
    target = tmp_path / "a.bin"
    write = room._write

    def slow(path: Path, data: bytes, mode: int | None) -> None:
        write(path, data, mode)
        target.write_bytes(b"theirs")

    monkeypatch.setattr(room, "_write", slow)
    with pytest.raises(TargetExistsError):
        publish(target, b"ours")
    assert target.read_bytes() == b"theirs"
    assert litter(tmp_path) == []


def test_no_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the file system has no hard links a rename does the same."""

    def refuse(self: Path, target: Path) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    publish(tmp_path / "a.bin", b"whole")
    assert (tmp_path / "a.bin").read_bytes() == b"whole"
    assert litter(tmp_path) == []


@pytest.mark.parametrize("step", ["_write", "_take_name", "_sync_folder"])
@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_fault_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, fault: BaseException
) -> None:
    """W02, W03, W16: an error or interrupt at any step before the name is taken changes nothing."""
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")

    def fail(*_args: object, **_kwargs: object) -> None:
        raise fault

    monkeypatch.setattr(room, step, fail)
    expected = ExportError if isinstance(fault, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        publish(target, b"new", force=True)
    # Once the name is taken the new file is whole; a failed sync of the folder cannot undo it.
    assert target.read_bytes() == (b"new" if step == "_sync_folder" else b"old")
    assert litter(tmp_path) == []


def test_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up in the middle leaves nothing behind."""

    def half(stream: io.BufferedWriter, data: bytes) -> None:
        stream.write(data[:2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(room, "_all", half)
    with pytest.raises(ExportError, match="No space left on device"):
        publish(tmp_path / "a.bin", b"whole")
    assert list(tmp_path.iterdir()) == []


def test_killed_while_writing(tmp_path: Path) -> None:
    """W01: a process killed before the rename leaves the old file as it was."""
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")
    code = (
        "import os, signal, sys; from pathlib import Path; from cproc import publish as room\n"
        "room._all = lambda stream, data: (stream.write(data[:3]), stream.flush(), "
        "os.kill(os.getpid(), signal.SIGKILL))\n"
        "room.publish(Path(sys.argv[1]), b'new bytes', force=True)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(target)], check=False)
    assert done.returncode == -9
    assert target.read_bytes() == b"old"


def test_places_that_cannot_be(tmp_path: Path) -> None:
    """W07, W08: a missing folder and a target that is a folder are told before any work."""
    with pytest.raises(ExportError, match="there is no folder"):
        publish(tmp_path / "missing" / "a.bin", b"x")
    with pytest.raises(ExportError, match="is a folder"):
        publish(tmp_path, b"x")


def test_name_too_long(tmp_path: Path) -> None:
    """W14: a name the file system refuses is an error of ours, without litter."""
    with pytest.raises(ExportError):
        publish(tmp_path / ("x" * 300), b"x")
    assert list(tmp_path.iterdir()) == []


def test_permissions_are_kept(tmp_path: Path) -> None:
    """W17: replacing a file keeps its permissions; a new one follows the umask."""
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")
    target.chmod(0o640)
    publish(target, b"new", force=True)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    before = os.umask(0o027)
    try:
        publish(tmp_path / "b.bin", b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "b.bin").stat().st_mode) == 0o640


def test_symbolic_link_is_followed(tmp_path: Path) -> None:
    """W18: the file behind a link is replaced, the link stays."""
    real = tmp_path / "real.bin"
    real.write_bytes(b"old")
    link = tmp_path / "link.bin"
    link.symlink_to(real)
    publish(link, b"new", force=True)
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


def test_entries_are_the_same_from_every_system() -> None:
    """Modes and systems go; what an entry holds stays as it was packed."""
    given = []
    for system, mode in ((0, 0o640), (3, 0o755)):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            of_a_file = zipfile.ZipInfo("a.txt", (2024, 1, system + 1, 0, 0, 0))
            of_a_file.create_system, of_a_file.external_attr = system, mode << 16
            archive.writestr(of_a_file, "one" * 1000, zipfile.ZIP_DEFLATED, compresslevel=1)
        given.append(out.getvalue())
    (data,) = set(map(normalised, given))
    assert len(data) == len(given[0])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        (entry,) = archive.infolist()
        assert (entry.date_time, entry.create_system) == ((1980, 1, 1, 0, 0, 0), 0)
        assert (entry.external_attr >> 16, archive.read(entry)) == (0o600, b"one" * 1000)


def test_further_times_of_a_zip_go() -> None:
    """Other programs keep a time in the extra data of an entry; sizes in 64 bits stay."""
    made = set()
    for day in (1, 2):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            entry = zipfile.ZipInfo("a.txt", (2024, 1, day, 0, 0, 0))
            entry.extra = struct.pack("<2HBL", 0x5455, 5, 1, day)
            archive.writestr(entry, "one")
            with archive.open(zipfile.ZipInfo("b.txt"), "w", force_zip64=True) as part:
                part.write(b"two")
        made.add(normalised(out.getvalue()))
    (data,) = made
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert [archive.read(name) for name in archive.namelist()] == [b"one", b"two"]
        assert not archive.getinfo("a.txt").extra


def zipped(day: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.txt", (2024, 1, day, 0, 0, 0)), "one")
        archive.writestr(zipfile.ZipInfo("b.txt", (2024, 1, day, 0, 0, 0)), "two")
    return out.getvalue()


def test_zip_is_the_same_on_any_day() -> None:
    """Rule 10: times in a zip do not depend on the clock, its contents and order stay."""
    made = normalised(zipped(1))
    assert made == normalised(zipped(2))
    assert normalised(made) is made
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert [(e.filename, archive.read(e)) for e in archive.infolist()] == [
            ("a.txt", b"one"),
            ("b.txt", b"two"),
        ]
    assert normalised(b"plain") == b"plain"


FAULTS = {
    "write": (room, "_all"),
    "fsync": (os, "fsync"),
    "rename": (Path, "replace"),
    "chmod": (Path, "chmod"),
}


@pytest.mark.parametrize("step", FAULTS)
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EDQUOT])
def test_error_of_the_system_at_each_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, code: int
) -> None:
    """W02–W05, W09: whatever the system refuses, the old file stands, without litter."""
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(*FAULTS[step], refuse)
    with pytest.raises(ExportError, match=os.strerror(code)):
        publish(target, b"new", force=True)
    monkeypatch.undo()
    assert target.read_bytes() == b"old"
    assert litter(tmp_path) == []


def test_folder_that_takes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """W06: a folder that is read only is told; nothing is changed."""

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ExportError, match="Permission denied"):
        publish(tmp_path / "a.bin", b"new")
    assert list(tmp_path.iterdir()) == []


STEPS = ("_write", "_take_name", "_sync_folder")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("how", ["SIGKILL", "SIGTERM"])
def test_ended_at_each_step(tmp_path: Path, how: str, step: str, when: str) -> None:
    """W01, W15: a process that is ended leaves the old file or the new one, each whole."""
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")
    code = (
        "import os, signal, sys; from pathlib import Path; from cproc import publish as room\n"
        f"real = room.{step}\n"
        "def end(*args, **kwargs):\n"
        f"    if {when == 'after'}: real(*args, **kwargs)\n"
        f"    os.kill(os.getpid(), signal.{how})\n"
        f"room.{step} = end\n"
        "room.publish(Path(sys.argv[1]), b'new bytes', force=True)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(target)], check=False)
    assert done.returncode == -getattr(signal, how)
    taken = STEPS.index(step) + (when == "after") > STEPS.index("_take_name")
    assert target.read_bytes() == (b"new bytes" if taken else b"old")
    # W13: what such a process left beside it hinders nobody
    publish(target, b"next", force=True)
    assert target.read_bytes() == b"next"


def test_two_writers_and_a_reader(tmp_path: Path) -> None:
    """W10, W11: a reader sees one whole file or the other at any time, never a mixture."""
    target = tmp_path / "a.bin"
    whole = [bytes([number]) * 200_000 for number in (1, 2)]
    publish(target, whole[0])

    def write(data: bytes) -> None:
        for _time in range(40):
            publish(target, data, force=True)

    writers = [threading.Thread(target=write, args=(data,)) for data in whole]
    for writer in writers:
        writer.start()
    seen = set()
    while any(writer.is_alive() for writer in writers):
        seen.add(target.read_bytes())
    for writer in writers:
        writer.join()
    assert seen <= set(whole)
    assert seen
    assert litter(tmp_path) == []


def test_bytes_are_written_beside_the_target(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W12, W21: no other disk and no folder for temporary files has a part in it."""
    folders: list[Path] = []
    write = room._write

    def look(path: Path, data: bytes, mode: int | None) -> None:
        folders.append(path.parent)
        write(path, data, mode)

    monkeypatch.setattr(room, "_write", look)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "missing"))
    publish(tmp_path / "a.bin", b"whole")
    assert folders == [tmp_path.resolve()]


def test_the_clock_has_no_part_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """W19, W20: the same content is the same bytes, whatever day it is."""
    made = []
    for now in (0.0, 4e9):
        monkeypatch.setattr("time.time", lambda now=now: now)
        made.append(normalised(zipped(1)))
    assert made[0] == made[1]


def archive(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name in names:
            made.writestr(name, f"content of {name}")
    return stream.getvalue()


def test_the_files_of_a_zip_become_a_folder(tmp_path: Path) -> None:
    """Each entry is a file, those in folders of the zip too."""
    publish_folder(tmp_path / "tables", archive("a.csv", "deep/b.csv"))
    assert (tmp_path / "tables" / "a.csv").read_text() == "content of a.csv"
    assert (tmp_path / "tables" / "deep" / "b.csv").read_text() == "content of deep/b.csv"
    assert [file.name for file in tmp_path.iterdir()] == ["tables"]


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "a\\..\\x"])
def test_no_entry_lies_outside_the_folder(tmp_path: Path, name: str) -> None:
    """F14: a name that climbs is refused, and nothing is written."""
    with pytest.raises(ExportError, match="outside"):
        publish_folder(tmp_path / "tables", archive("a.csv", name))
    assert not list(tmp_path.iterdir())


def test_a_folder_is_never_replaced(tmp_path: Path) -> None:
    """What stands there may hold more than we know of."""
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "mine.txt").write_text("mine")
    with pytest.raises(TargetExistsError, match="never replaced"):
        publish_folder(tmp_path / "tables", archive("a.csv"))
    with pytest.raises(ExportError, match="make it first"):
        publish_folder(tmp_path / "not" / "tables", archive("a.csv"))
    assert [file.name for file in (tmp_path / "tables").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("step", ["_write", "_sync_folder"])
@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_fault_leaves_no_part_of_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, fault: BaseException
) -> None:
    """W02, W16: whatever happens on the way, there is no folder and no litter."""

    def fail(*_arguments: object) -> None:
        raise fault

    monkeypatch.setattr(f"cproc.publish.{step}", fail)
    with pytest.raises((ExportError, KeyboardInterrupt)):
        publish_folder(tmp_path / "tables", archive("a.csv"))
    assert not list(tmp_path.iterdir())


def test_files_of_a_folder_change_together(tmp_path: Path) -> None:
    """New, changed and removed at once; what is the same is not touched, permissions are kept."""
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text(name)
    (tmp_path / "a").chmod(0o640)
    before = (tmp_path / "c").stat().st_mtime_ns
    changed = publish_files(tmp_path, {"a": b"A", "b": None, "c": b"c", "d": b"D", "e": None})
    assert changed == (tmp_path / "a", tmp_path / "b", tmp_path / "d")
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {
        "a": "A", "c": "c", "d": "D",
    }  # fmt: skip
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640
    assert (tmp_path / "c").stat().st_mtime_ns == before


@pytest.mark.parametrize("failing", range(1, 7))
def test_files_of_a_folder_change_all_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    """Whichever write or rename fails, everything stands as before and no litter is left."""
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text(name)
    write, replace, calls = room._write, Path.replace, iter(range(1, 100))

    def failing_write(path: Path, data: bytes, mode: int | None) -> None:
        if next(calls) == failing:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, data, mode)

    def failing_replace(path: Path, target: Path) -> Path:
        if path.name.endswith(".part") and next(calls) == failing:
            raise OSError(errno.EACCES, "Permission denied")
        return replace(path, target)

    monkeypatch.setattr(room, "_write", failing_write)
    monkeypatch.setattr(Path, "replace", failing_replace)
    with pytest.raises(ExportError, match="Nothing was changed"):
        publish_files(tmp_path, {"a": b"A", "b": b"B", "n": b"N", "c": None})
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {
        "a": "a", "b": "b", "c": "c",
    }  # fmt: skip


def test_a_folder_that_could_not_be_filled_is_not_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new folder goes with what could not be written into it."""

    def fail(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(room, "_write", fail)
    with pytest.raises(ExportError, match="No space left"):
        publish_files(tmp_path / "new", {"a": b"A"})
    assert not (tmp_path / "new").exists()


def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    """A folder or a pipe under the name of a file is refused before anything is written."""
    (tmp_path / "b").mkdir()
    with pytest.raises(ExportError, match="no regular file"):
        publish_files(tmp_path, {"a": b"A", "b": b"B"})
    assert [file.name for file in tmp_path.iterdir()] == ["b"]


def test_a_pipe_is_not_replaced(tmp_path: Path) -> None:
    """With --force only a regular file is replaced; a pipe or a device is refused before."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ExportError, match="no regular file"):
        publish(tmp_path / "pipe", b"x", force=True)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_files_are_changed_where_links_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a file system without hard links the old file is copied to be put back."""

    def refuse(_path: Path, _target: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    (tmp_path / "a").write_text("a")
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    publish_files(tmp_path, {"a": b"A"})
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {"a": "A"}
