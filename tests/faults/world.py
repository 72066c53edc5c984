"""A small file tree around a site: foreign folders, files and links, and output folders in wrong places."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests import sites
from tests.faults.changes import CONFIG
from tests.faults.child import Ended, build_here
from tests.sites import LIST, write

NAMES = ("site", "public", "docs", "a b", "über", "Content", "index.html", "topics", "assets", ".hidden", "x.txt", "notes")


SITE = sites.tiny(1) | {"digest.yml": CONFIG}


class Thing(NamedTuple):
    """The state of a path; for folders only type and mode, because their times change with their content."""

    kind: int
    mode: int
    inode: int
    content: bytes | None


Things = dict[str, Thing]


class World:
    """A folder that contains a site and a home folder. `see` works from outside, `build` from inside: the roots may differ."""

    def __init__(self, place: Path, site: str, home: str) -> None:
        self.place = place
        self.root = place / site
        self.home = place / home
        self.home.mkdir(parents=True, exist_ok=True)
        write(self.home, {"Documents/thesis.txt": "years of work", ".profile": "mine", "mail": "mine"})
        write(self.root, SITE)

    def see(self) -> Things:
        """Return the state of everything in it except `.digest`."""
        return dict(_things(self.place, self.root / ".digest"))

    def set_output(self, output: str) -> None:
        """Write the output folder into the settings."""
        write(self.root, {"digest.yml": CONFIG + f"output: {json.dumps(output)}\n"})


def _things(folder: Path, but: Path) -> Iterator[tuple[str, Thing]]:
    stack = [str(folder)]
    while stack:
        for entry in os.scandir(stack.pop()):
            if entry.path == str(but):
                continue
            status = entry.stat(follow_symlinks=False)
            kind = stat.S_IFMT(status.st_mode)
            content = None
            if kind == stat.S_IFREG:
                content = Path(entry.path).read_bytes()
            elif kind == stat.S_IFLNK:
                content = os.fsencode(os.readlink(entry.path))
            elif kind == stat.S_IFDIR:
                stack.append(entry.path)
            yield entry.path, Thing(kind, stat.S_IMODE(status.st_mode), status.st_ino, content)


def furnish(world: World, chance: Random) -> None:
    """Add foreign files, folders, links and pipes to the world, some of them inside an output of digest."""
    built = chance.random() < 0.5
    if built:
        assert build_here(world.root).code == 0
    for _ in range(chance.randrange(14)):
        above = chance.choice([world.place, world.home, world.root, *_folders(world)])
        if above.is_relative_to(world.root / "content") or above.is_relative_to(world.root / "themes"):
            continue  # the error would not be about the output
        place = above / chance.choice(NAMES)
        if os.path.lexists(place) or place == world.root / ".digest":
            continue
        chance.choice(KINDS)(place, world, chance)
    if built and chance.random() < 0.5:
        _tamper(world, chance)


def _folders(world: World) -> list[Path]:
    return sorted(Path(path) for path, thing in world.see().items() if thing.kind == stat.S_IFDIR and os.access(path, os.W_OK))


def _file(place: Path, _: World, chance: Random) -> None:
    place.write_text(f"mine, {chance.random()}")


def _folder(place: Path, _: World, chance: Random) -> None:
    place.mkdir(chance.choice((0o755, 0o700)))


def _full_folder(place: Path, _: World, chance: Random) -> None:
    write(place, {chance.choice(NAMES): "mine", f"deep/{chance.choice(NAMES)}": "mine as well"})


def _folder_of_dots(place: Path, _: World, chance: Random) -> None:
    write(place, {".git/HEAD": "ref", ".nojekyll": ""})


def _link(place: Path, world: World, chance: Random) -> None:
    target = chance.choice([*sorted(world.see()), str(world.place), str(world.root), "nowhere", ".", place.name])
    place.symlink_to(target if chance.random() < 0.5 or not os.path.isabs(target) else os.path.relpath(target, place.parent))


def _second_link(place: Path, world: World, _: Random) -> None:
    disk = os.stat(place.parent).st_dev
    files = [path for path, thing in world.see().items() if thing.kind == stat.S_IFREG and os.lstat(path).st_dev == disk]
    if files:  # hard links cannot cross disks
        os.link(max(files), place)


def _pipe(place: Path, _: World, __: Random) -> None:
    os.mkfifo(place)


KINDS: tuple[Callable[[Path, World, Random], None], ...] = (
    _file, _file, _folder, _full_folder, _full_folder, _folder_of_dots, _link, _link, _link, _second_link, _pipe,
)  # fmt: skip


def _tamper(world: World, chance: Random) -> None:
    """Damage an output of digest: replace files by links and folders, folders by links, and falsify its list."""
    output = world.root / "site"
    made = [path for path in sorted(output.rglob("*")) if path.name != LIST]
    for path in chance.sample(made, min(3, len(made))):
        if not os.path.lexists(path):
            continue
        way = chance.randrange(4)
        if way == 0 and path.is_dir() and not path.is_symlink():
            moved = world.place / f"moved {path.name}"
            if not os.path.lexists(moved):
                os.rename(path, moved)
                path.symlink_to(moved)
        elif way == 1 and path.is_file():
            path.unlink()
            write(path, {"mine.txt": "mine"})
        elif way == 2 and path.is_file():
            path.unlink()
            path.symlink_to(world.home / "mail")
        elif path.is_dir() and not path.is_symlink():
            write(path, {"mine.txt": "mine"})
    lies = (
        "../digest.yml",
        "../../mail",
        str(world.home / "mail"),
        "/etc/passwd",
        "",
        ".",
        "..",
        ".git/HEAD",
        "a/../../x",
        "a\0b",
        "\udcff",
    )
    if chance.random() < 0.5 and output.is_dir():
        with (output / LIST).open("a", encoding="utf-8", errors="surrogateescape") as listed:
            listed.write("\n".join(chance.sample(lies, 4)) + "\n")
    if chance.random() < 0.3:
        shutil.rmtree(world.root / ".digest")


def outputs(world: World, chance: Random) -> list[str]:
    """Return output settings that somebody could choose by mistake, all inside this world."""
    inside = sorted(world.see())
    some = chance.sample(inside, min(4, len(inside)))
    chosen = [
        *some,
        *(f"{path}/new" for path in some[:2]),
        *(f"{path}/" for path in some[2:3]),
        *(os.path.relpath(path, world.root) for path in some),
        *chance.sample(SOUND, 4),
        *chance.sample([*MISTAKES, str(world.place), str(world.root), str(world.home), f"{world.home}/../{world.home.name}"], 4),
    ]
    return [output for output in chosen if _is_in(world, output)]


SOUND = (
    "site", "./site/", "site/../site", "site/sub", "public", "new/deep/er", "content/../public", "~/new", "~/Documents/../new",
    "CONTENT", "a\tb", "\u202e", "../out", "../new/out",
)  # fmt: skip
"""Valid output folders, if they contain no foreign files."""

MISTAKES = (
    ".", "./", "content", "content/pages", "content/new", "themes", "themes/plain/static", ".digest", ".digest/site",
    ".digest/staging", ".git", ".git/x", "digest.yml", "digest.yml/x", "..", "../", "site/..", "~", "~/", "~/Documents",
    "~/Documents/..", "~/mail", "~/mail/x", "~nobody-at-all", "x" * 300, " ", "site/index.html", "site/index.html/x",
)  # fmt: skip


def _is_in(world: World, output: str) -> bool:
    try:
        return bool(meant(world, output))
    except ValueError:
        return False


def meant(world: World, output: str) -> str:
    """Return the folder of this output. Raises ValueError if it is outside the world and so must never be passed to a build."""
    home = str(world.home)
    expanded = home + output[1:] if output == "~" or output.startswith("~/") else output
    folder = os.path.normpath(os.path.join(world.root, expanded))
    for path in (folder, os.path.realpath(folder)):
        if path != str(world.place) and not path.startswith(str(world.place).rstrip(os.sep) + os.sep):
            raise ValueError(f"{output!r} leads out of the world, to {path}")
    return folder


def build_there(world: World, output: str, by_option: bool) -> Ended:
    """Build with this output, set by the option (as an absolute path) or in the settings."""
    folder = meant(world, output)
    world.set_output("site" if by_option else output)
    option = ("-o", folder) if by_option else ()
    return build_here(world.root, *option, env={"HOME": str(world.home)})


def check(world: World, output: str, before: Things, ended: Ended) -> None:
    """Assert that no foreign file changed, and that a successful build wrote only its own files in the output."""
    after = world.see()
    if ended.code:
        assert ended.code in (1, 2, 3), ended
        assert ended.err and "Traceback" not in ended.err
        assert after == before, [path for path in after.keys() | before.keys() if after.get(path) != before.get(path)]
        return
    folder = os.path.realpath(meant(world, output))
    ours = _listed(before, folder)
    for path, thing in before.items():
        if path not in ours:
            assert after.get(path) == thing, f"{path} is a foreign file"
    made = _listed(after, folder)
    for path in after.keys() - before.keys():
        assert path in made or after[path].kind == stat.S_IFDIR, f"{path} is in no list"
        assert path.startswith(folder + os.sep) or folder.startswith(path), f"{path} is not in {folder}"
    assert f"{folder}/index.html" in made


def _listed(things: Things, folder: str) -> set[str]:
    """Return the paths of the files in the list of this folder."""
    thing = things.get(f"{folder}/{LIST}")
    names = (thing.content or b"").decode(errors="surrogateescape").split("\n") if thing and thing.kind == stat.S_IFREG else []
    own = [name for name in names if name and ".." not in name.split("/") and not name.startswith("/")]
    paths = {f"{folder}/{name}" for name in own if name == LIST or not name.startswith(".")}
    return paths | {os.path.dirname(path) for path in paths if path != f"{folder}/{LIST}"}
