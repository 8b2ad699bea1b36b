"""A results folder appears whole or not at all, whatever fails."""

import errno
import json
import os
from pathlib import Path

import pytest

from sim.errors import ResultsError, UsageError
from sim.reporting import folder as folders
from sim.reporting.folder import checked_name, prepare, publish, sha256


def files(text):
    content = {"kpis.csv": text.encode(), "plots/day.png": b"png" + text.encode()}
    listed = {name: sha256(bytes_) for name, bytes_ in content.items()}
    manifest = {"made_by": "ccsim", "files": listed}
    return content | {"manifest.json": json.dumps(manifest).encode()}


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def names(folder):
    return [path.name for path in folder.iterdir()]


def test_what_is_published_is_what_was_given(tmp_path):
    publish(tmp_path / "study", files("new"))
    assert tree(tmp_path / "study") == files("new")
    assert names(tmp_path) == ["study"]


def test_a_folder_of_ours_is_replaced(tmp_path):
    publish(tmp_path / "study", files("old") | {"manifest.json": files("old")["manifest.json"]})
    publish(tmp_path / "study", files("new"))
    assert tree(tmp_path / "study") == files("new")
    assert names(tmp_path) == ["study"]


class Failing:
    """Makes the k-th call of any system call that changes the disk fail."""

    CALLS = ("mkdir", "write", "fsync", "rename")

    def __init__(self, monkeypatch, k, error):
        self.left = k
        self.error = error
        for name in self.CALLS:
            monkeypatch.setattr(os, name, self.failing(getattr(os, name)))
        opened = os.open
        monkeypatch.setattr(
            os,
            "open",
            lambda path, flags, mode=0o777, **more: self.open(opened, path, flags, mode, **more),
        )

    def tick(self):
        self.left -= 1
        if self.left == 0:
            raise self.error

    def failing(self, call):
        def called(*arguments, **more):
            self.tick()
            return call(*arguments, **more)

        return called

    def open(self, opened, path, flags, mode, **more):
        if flags & os.O_CREAT:
            self.tick()
        return opened(path, flags, mode, **more)


ERRORS = {
    "full": OSError(errno.ENOSPC, "No space left on device"),
    "broken": OSError(errno.EIO, "Input/output error"),
    "interrupted": KeyboardInterrupt(),
}


@pytest.mark.parametrize("error", ERRORS.values(), ids=ERRORS)
@pytest.mark.parametrize("has_old", [False, True], ids=["nothing before", "a result before"])
def test_whichever_call_fails_the_folder_is_absent_or_whole(tmp_path, error, has_old):
    place = tmp_path / "study"
    failures = 0
    for k in range(1, 100):
        if place.exists():
            for path in sorted(place.rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() else path.unlink()
            place.rmdir()
        if has_old:
            publish(place, files("old"))
        with pytest.MonkeyPatch.context() as patch:
            failing = Failing(patch, k, error)
            try:
                publish(place, files("new"))
            except (ResultsError, KeyboardInterrupt):
                failures += 1
        if failing.left > 0:  # fewer than k calls: all of them have been tried
            break
        found = tree(place) if place.exists() else None
        assert found in ((files("old"), files("new")) if has_old else (None, files("new")))
        assert not (tmp_path / ".study.new").exists()
    assert failures >= 12
    assert tree(place) == files("new")


class KilledError(BaseException):
    """Stands for kill -9: nothing after it runs."""


@pytest.mark.parametrize("has_old", [False, True], ids=["nothing before", "a result before"])
def test_after_a_kill_at_any_call_the_next_start_finds_nothing_or_whole_files(tmp_path, has_old):
    for k in range(1, 100):
        parent = tmp_path / str(k)
        parent.mkdir()
        place = parent / "study"
        if has_old:
            publish(place, files("old"))
        with pytest.MonkeyPatch.context() as patch:
            failing = Failing(patch, k, KilledError())
            patch.setattr(folders, "_undo", lambda *_: None)
            try:
                publish(place, files("new"))
            except KilledError:
                pass
            else:
                break
        assert failing.left <= 0
        prepare(place)
        found = tree(place) if place.exists() else None
        assert found in ((files("old"), files("new")) if has_old else (None, files("new")))
        assert names(parent) == (["study"] if found else [])


def test_a_full_disk_is_told_with_the_bytes_needed(tmp_path):
    with pytest.MonkeyPatch.context() as patch:
        Failing(patch, 3, ERRORS["full"])
        with pytest.raises(ResultsError) as refusal:
            publish(tmp_path / "study", files("new"))
    needed = sum(map(len, files("new").values()))
    assert f"the disk is full: {needed:,} bytes are needed" in str(refusal.value)
    assert refusal.value.exit_code == 4
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_ours_is_refused_and_untouched(tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    for attempt in (prepare, lambda place: publish(place, files("new"))):
        with pytest.raises(ResultsError, match=r"was not written by ccsim \(no manifest.json\)"):
            attempt(tmp_path / "thesis")
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "years of work"


def test_a_folder_of_ours_with_a_foreign_file_is_refused(tmp_path):
    publish(tmp_path / "study", files("old"))
    (tmp_path / "study" / "notes.txt").write_text("mine")
    with pytest.raises(ResultsError, match=r"holds notes.txt, which ccsim did not write"):
        publish(tmp_path / "study", files("new"))
    assert (tmp_path / "study" / "notes.txt").read_text() == "mine"


def test_a_manifest_of_another_program_makes_no_folder_ours(tmp_path):
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "manifest.json").write_text('{"name": "a browser extension"}')
    with pytest.raises(ResultsError, match="is no manifest of ccsim"):
        prepare(tmp_path / "app")


def test_a_file_or_a_link_in_the_place_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name in ("file", "link"):
        with pytest.raises(ResultsError, match="is no folder"):
            prepare(tmp_path / name)


def test_a_file_that_the_manifest_names_outside_the_folder_is_not_ours(tmp_path):
    place = tmp_path / "study"
    publish(place, files("old"))
    (place / "manifest.json").write_text('{"made_by": "ccsim", "files": {"../x": "1"}}')
    with pytest.raises(ResultsError, match="which ccsim did not write"):
        prepare(place)


@pytest.mark.parametrize(
    "name", ["../up", "a/b", "a\\b", "", ".", "..", ".hidden", "x" * 101, "a."]
)
def test_a_name_that_is_no_plain_folder_name_is_refused(name):
    with pytest.raises(UsageError, match="--name"):
        checked_name(name)


def test_preparing_writes_nothing(tmp_path):
    prepare(tmp_path / "results" / "study")
    assert not list(Path(tmp_path).iterdir())
