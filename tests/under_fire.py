#!/usr/bin/env python3
"""Kills builds at random moments, takes their disk away, and lets two meet: `out/` must be the old
build or the new one each time, as `postpress verify` and the manifest see it, and the build after
that must give what an undisturbed one gives, byte for byte.

    tests/under_fire.py --bin target/release/postpress [--kills 300] [--seed 1]

Between a kill and the next command `out/` may hold files of both builds, where the kill came after
the journal (`.postpress/commit.json`) and before its last step; whoever reads outputs through the
program finds the new build, because `verify`, `restore` and `build` take the remaining steps first.
So this looks at `out/` after `verify`, as a reader does.

Steps that need the rights of root (a small disk, one that is read-only) are SKIPPED without them.
Needs nothing but Python.
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8"
    "cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
SETTINGS = """content = ["content"]
timezone = "Asia/Seoul"

[site]
title = "Under fire"
url = "https://example.org/"
language = "en"
authors = [{ name = "Kim" }]

[feed]
by = ["category", "tag"]
"""


def blog(root: Path, version: int) -> None:
    """A made-up blog; its second version changes, adds, removes, and turns files into folders."""
    content = root / "content"
    shutil.rmtree(content, ignore_errors=True)
    (root / "postpress.toml").write_text(SETTINGS, encoding="utf-8")
    for i in range(48):
        if version == 2 and i % 8 == 0:
            continue
        words = f"Words of post {i}, version {version if i % 3 == 0 else 1}. "
        day = f"2024-{i % 12 + 1:02}-{i % 28 + 1:02}"
        text = (
            f"---\ntitle: Post {i}\ndate: {day}\ncategories: [c{i % 5}]\ntags: [t{i % 7}]\n---\n\n"
            f"{words * (20 + i)}\n\n![A picture](./pixel.png)\n"
        )
        folder = content / (f"글 {i}" if i % 6 == 0 else f"post-{i}")
        folder.mkdir(parents=True)
        (folder / "index.md").write_text(text, encoding="utf-8")
        (folder / "pixel.png").write_bytes(PIXEL + bytes([i, version]))
    # A file that becomes a folder, and the reverse.
    (content / "data").mkdir()
    if version == 1:
        (content / "data/x").write_text("a file\n")
        (content / "data/y").mkdir()
        (content / "data/y/z").write_text("in a folder\n")
    else:
        (content / "data/x").mkdir()
        (content / "data/x/z").write_text("in a folder\n")
        (content / "data/y").write_text("a file\n")
        for i in range(100, 112):
            (content / f"new-{i}.md").write_text(f"---\ntitle: New {i}\ndate: 2025-01-01\n---\n\nNew.\n")


def tree(folder: Path) -> dict[str, str]:
    """Every file and folder, with the digest of its bytes."""
    found = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        found[name] = "/" if path.is_dir() else hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def build_of(out: Path) -> dict[str, str]:
    """What a reader sees: the tree without locks and what builds remember, and without a folder that
    holds nothing else."""
    found = tree(out) if out.exists() else {}
    for name in ("lock", "readers", "cache", "cache.new", "ledger"):
        name = f".postpress/{name}"
        found.pop(name, None)
    if not any(name.startswith(".postpress/") for name in found):
        found.pop(".postpress", None)
    return found


def manifest_holds(out: Path) -> None:
    """Every file of the manifest is there with its digest, and no other one is."""
    manifest = json.loads((out / ".postpress/manifest.json").read_text(encoding="utf-8"))
    listed = {file["path"]: file["sha256"] for file in manifest["files"]}
    there = {
        name: digest
        for name, digest in tree(out).items()
        if digest != "/" and not name.startswith(".postpress/")
    }
    check(listed == there, f"the manifest and the files of {out} differ")


class Failed(Exception):
    pass


def check(holds: bool, message: str) -> None:
    if not holds:
        raise Failed(message)


class Fire:
    def __init__(self, program: Path, work: Path, seed: int) -> None:
        self.program = program
        self.work = work
        self.random = random.Random(seed)
        self.root = work / "blog"
        self.root.mkdir()
        # Gone posts are marked with this moment, whatever the clock says.
        self.environment = dict(os.environ, SOURCE_DATE_EPOCH="1735689600", NO_COLOR="1")

    def command(self, *arguments: str | Path) -> list[str]:
        return [str(self.program), *map(str, arguments)]

    def build_command(self, out: Path, *more: str) -> list[str]:
        # Handouts are files like others, and would take most of the time.
        only = "rss,atom,json-feed,archive"
        common = ("--root", self.root, "--out", out, "--only", only, "--quiet")
        return self.command("build", *common, *more)

    def run(self, command: list[str], status: int = 0) -> str:
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        check(
            done.returncode == status,
            f"{' '.join(command[1:])}: exit status {done.returncode}, not {status}: {done.stderr}",
        )
        return done.stderr

    def prepare(self) -> None:
        """An older build, and what follows from it and from nothing."""
        old, self.old = self.work / "old", {}
        blog(self.root, 1)
        self.run(self.build_command(old))
        blog(self.root, 2)
        self.fresh = self.undisturbed(None)
        self.updated = self.undisturbed(old)
        self.old_out, self.old = old, build_of(old)
        check(self.old != self.updated != self.fresh, "the builds must differ")

    def undisturbed(self, start: Path | None) -> dict[str, str]:
        out = self.work / "undisturbed"
        if start:
            shutil.copytree(start, out, symlinks=True)
        started = time.monotonic()
        self.run(self.build_command(out))
        self.duration = time.monotonic() - started
        manifest_holds(out)
        found = build_of(out)
        shutil.rmtree(out)
        return found

    def kill_at_random(self, out: Path, late: bool) -> bool:
        """Starts a build and kills it: at any moment, or soon after it has written its journal."""
        process = subprocess.Popen(
            self.build_command(out), env=self.environment, stderr=subprocess.DEVNULL
        )
        started = time.monotonic()
        if late:
            # The steps take a small part of the build.
            delay = self.random.random() ** 2 * self.duration / 20
            journal = out / ".postpress/commit.json"
            while not journal.exists() and process.poll() is None:
                pass
        else:
            delay = self.random.random() * self.duration * 1.1
        while time.monotonic() - started < delay and not late and process.poll() is None:
            time.sleep(0.0002)
        if late:
            time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        return process.wait() == -signal.SIGKILL

    def kills(self, number: int) -> None:
        counts = {"before the journal": 0, "after it": 0, "too late": 0}
        seen = {"the old build": 0, "the new build": 0}
        for i in range(number):
            from_old = i % 2 == 1
            out = self.work / f"kill-{i}"
            if from_old:
                shutil.copytree(self.old_out, out, symlinks=True)
            before = self.old if from_old else {}
            after = self.updated if from_old else self.fresh
            killed = self.kill_at_random(out, late=i % 4 >= 2)
            decided = (out / ".postpress/commit.json").exists()
            moment = "after it" if decided else "before the journal" if killed else "too late"
            counts[moment] += 1
            # A reader: it finds an archive that is whole, or none where there was none. A first build
            # that is killed before its journal may leave folders, with nothing in them.
            if (out / "archive/bagit.txt").exists() or decided or from_old:
                self.run(self.command("verify", out / "archive"))
            found = build_of(out)
            if not decided and (out / ".postpress/stage").exists():
                # Litter, which the next build clears away; all else is as it was.
                found = {k: v for k, v in found.items() if not k.startswith(".postpress/stage")}
                if not before:
                    found.pop(".postpress", None)
            files = {k: v for k, v in found.items() if v != "/"}
            is_new = files == {k: v for k, v in after.items() if v != "/"}
            is_old = files == {k: v for k, v in before.items() if v != "/"}
            check(is_new or is_old, f"kill {i} ({moment}) left neither build in {out}")
            check(is_new or not decided, f"kill {i} lost a commit that was decided")
            if not is_old or before:
                manifest_holds(out)
            seen["the new build" if is_new else "the old build"] += 1
            self.run(self.build_command(out))
            check(build_of(out) == after, f"the build after kill {i} ({moment}) differs: {out}")
            manifest_holds(out)
            shutil.rmtree(out)
        say(f"kills: {number}, of which {counts}; readers found {seen}")

    def full_disk(self) -> None:
        """Ever smaller disks: the old outputs stay, and the message names what happened."""
        needed = sum(p.stat().st_size for p in self.old_out.rglob("*") if p.is_file())
        refused = 0
        for from_old in (True, False):
            for share in (0.2, 0.5, 0.8, 0.95, 1.0, 1.05, 1.1, 1.2, 1.4, 1.6, 2.5):
                size = int(needed * share) + (needed if from_old else 0)
                with Mount(self.work / "disk", f"size={size}") as disk:
                    out = disk / "out"
                    if from_old:
                        try:
                            shutil.copytree(self.old_out, out, symlinks=True)
                        except (OSError, shutil.Error):
                            continue
                    refused += self.builds_or_refuses(out, from_old, "No space left")
        check(refused > 3, "no disk was small enough")
        # Inodes run out before bytes do.
        with Mount(self.work / "disk", "size=64m,nr_inodes=120") as disk:
            refused += self.builds_or_refuses(disk / "out", False, "No space left")
        say(f"full disk: {refused} builds refused, the old outputs whole each time")

    def builds_or_refuses(self, out: Path, from_old: bool, reason: str) -> int:
        before, after = (self.old, self.updated) if from_old else ({}, self.fresh)
        done = subprocess.run(
            self.build_command(out), env=self.environment, capture_output=True, text=True
        )
        if done.returncode == 0:
            check(build_of(out) == after, f"{out}: another build than the undisturbed one")
            return 0
        check(done.returncode == 2, f"{out}: exit status {done.returncode}: {done.stderr}")
        check(reason in done.stderr, f"{out}: the message does not say why: {done.stderr}")
        if from_old:
            self.run(self.command("verify", out / "archive"))
        check(build_of(out) == before, f"{out}: the old outputs have changed")
        return 1

    def read_only(self) -> None:
        with Mount(self.work / "disk", "size=64m") as disk:
            shutil.copytree(self.old_out, disk / "out", symlinks=True)
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
            check(
                self.builds_or_refuses(disk / "out", True, "Read-only") == 1,
                "a build wrote to a disk that is read-only",
            )
        say("read-only disk: refused, and `verify` reads it")

    def other_disk(self) -> None:
        """A folder of the outputs on a disk of its own, as containers have it."""
        out = self.work / "volumes"
        shutil.copytree(self.old_out, out, symlinks=True)
        kept = self.work / "kept"
        shutil.move(out / "archive", kept)
        with Mount(out / "archive", "size=64m") as disk:
            shutil.copytree(kept, disk, dirs_exist_ok=True)
            self.run(self.build_command(out))
            self.run(self.command("verify", disk))
            check(build_of(out) == self.updated, "a build onto two disks differs")
        shutil.rmtree(out)
        shutil.rmtree(kept)
        say("a folder on another disk: published as everywhere")

    def read_only_folder(self) -> None:
        """A folder that the user may not change shows before the commit is decided."""
        if os.geteuid() == 0:
            say("read-only folder: SKIPPED, root may write anywhere")
            return
        out = self.work / "locked"
        shutil.copytree(self.old_out, out, symlinks=True)
        (out / "archive").chmod(0o555)
        check(self.builds_or_refuses(out, True, "ermission") == 1, "a build wrote to it")
        (out / "archive").chmod(0o755)
        shutil.rmtree(out)
        say("read-only folder: refused")

    def obstacles(self) -> None:
        """What somebody puts where an output must be is named and left alone."""
        for where in ("rss.xml", "archive/data/posts/post-1.json", "archive/data/posts/new-100.json", "categories"):
            for kind in ("file", "folder"):
                out = self.work / "obstacle"
                shutil.copytree(self.old_out, out, symlinks=True)
                path = out / where
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)
                if kind == "file":
                    path.write_text("mine")
                else:
                    path.mkdir()
                    (path / "mine.txt").write_text("mine")
                before = build_of(out)
                done = subprocess.run(
                    self.build_command(out), env=self.environment, capture_output=True, text=True
                )
                # A file where a file goes that the last build wrote is an output that was changed.
                harmless = kind == "file" and where != "categories"
                if kind == "folder" and where == "categories":
                    harmless = True
                if harmless:
                    check(done.returncode == 0, f"{where}: {done.stderr}")
                else:
                    check(done.returncode == 2, f"{kind} at {where}: {done.returncode}")
                    check(where in done.stderr, f"the message does not name {where}: {done.stderr}")
                    check(build_of(out) == before, f"{kind} at {where}: something was changed")
                shutil.rmtree(out)
        say("obstacles: named, and nothing changed")

    def two_builds(self) -> None:
        refused = 0
        for i in range(12):
            out = self.work / "two"
            if i % 2:
                shutil.copytree(self.old_out, out, symlinks=True)
            builds = []
            for _ in range(2):
                builds.append(
                    subprocess.Popen(
                        self.build_command(out),
                        env=self.environment,
                        stderr=subprocess.PIPE,
                        text=True,
                    )
                )
                time.sleep(self.random.random() * self.duration / 2)
            for build, other in zip(builds, reversed(builds)):
                said = build.communicate()[1]
                if build.returncode == 2:
                    check("another build" in said, f"a build did not say why it stopped: {said}")
                    if "process" in said:
                        check(f"process {other.pid}, since 20" in said, f"the wrong one: {said}")
                    refused += 1
                else:
                    check(build.returncode == 0, f"exit status {build.returncode}: {said}")
            check(refused < 2 * (i + 1), "both builds gave way")
            check(build_of(out) == (self.updated if i % 2 else self.fresh), "a mixture")
            shutil.rmtree(out)
        check(refused > 0, "the builds never met")
        say(f"two builds at once: {refused} of 12 gave way and said to whom, no mixture")

    def clock(self) -> None:
        """A clock that goes backwards, and files from the future: nothing depends on them."""
        out = self.work / "clock"
        shutil.copytree(self.old_out, out, symlinks=True)
        self.run(self.build_command(out))
        for moment in ("1735689599", "1735660000", "4102444800"):
            for path in [*out.rglob("*"), *self.root.rglob("*")]:
                os.utime(path, (self.random.randrange(1 << 32),) * 2)
            environment = dict(self.environment, SOURCE_DATE_EPOCH=moment)
            subprocess.run(self.build_command(out), env=environment, check=True)
            check(build_of(out) == self.updated, f"the build of the moment {moment} differs")
        shutil.rmtree(out)
        say("clock: going backwards and far forwards changes no byte")


class Mount:
    """A disk of its own in memory."""

    def __init__(self, place: Path, options: str) -> None:
        self.place, self.options = place, options

    def __enter__(self) -> Path:
        self.place.mkdir(exist_ok=True)
        mount = ["mount", "-t", "tmpfs", "-o", self.options, "under-fire", str(self.place)]
        subprocess.run(mount, check=True, capture_output=True)
        return self.place

    def __exit__(self, *_: object) -> None:
        subprocess.run(["umount", str(self.place)], check=True)


def may_mount(work: Path) -> bool:
    if os.geteuid() != 0 or not shutil.which("mount"):
        return False
    try:
        with Mount(work / "probe", "size=1m"):
            return True
    except subprocess.CalledProcessError:
        return False


def say(text: str) -> None:
    print(text, flush=True)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--bin", type=Path, required=True, help="the program")
    arguments.add_argument("--kills", type=int, default=300)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    program = options.bin.resolve()
    with tempfile.TemporaryDirectory(prefix="under-fire-") as folder:
        fire = Fire(program, Path(folder), options.seed)
        try:
            fire.prepare()
            fire.kills(options.kills)
            fire.two_builds()
            fire.obstacles()
            fire.clock()
            fire.read_only_folder()
            if may_mount(Path(folder)):
                fire.full_disk()
                fire.read_only()
                fire.other_disk()
            else:
                say("full disk, read-only disk: SKIPPED, they need the rights of root")
        except Failed as failure:
            print(f"FAILED (seed {options.seed}): {failure}", file=sys.stderr)
            return 1
    say("under fire: all held")
    return 0


if __name__ == "__main__":
    sys.exit(main())
