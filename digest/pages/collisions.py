"""Which output paths cannot stand beside each other, and which no file may have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from digest.errors import Fault
from digest.extension import Addition
from digest.pages.links import STATIC
from digest.permalinks import collision_key, path_fault


def refuse_collisions(outputs: Iterable[tuple[str, str]], planners: Mapping[str, Addition] | None = None) -> Iterator[Fault]:
    """Faults for paths that no file may have, and for two sources of one path. `outputs` are pairs of path and source.

    Also where a system that ignores case or Unicode form would see one file, or where one path is a folder of the other.
    `planners` are those sources that extensions are.
    """
    planners = planners or {}
    taken: dict[str, tuple[str, str]] = {}
    folders: dict[str, tuple[str, str]] = {}
    for path, source in outputs:
        problem = path_fault(path)
        if problem:
            yield _fault(source, "E204", f"{path} cannot be written: {problem}", "rename the file, or give it a slug")
            continue
        key = collision_key(path)
        other = taken.get(key)
        if other:
            yield _collision(path, source, *other, planners)
            continue
        taken[key] = (path, source)
        folder = key.rpartition("/")[0]
        while folder and folder not in folders:
            folders[folder] = (path, source)
            folder = folder.rpartition("/")[0]
    for key, (path, source) in taken.items():
        if key in folders:
            yield _collision(*folders[key], path, source, planners)


def refuse_in_folder(outputs: Iterable[tuple[str, str]], folder: str, planners: Mapping[str, Addition]) -> Iterator[Fault]:
    """Faults for paths in a folder whose files are not planned, since another program makes them of the finished pages.

    `planners` as in `refuse_collisions`.
    """
    for path, source in outputs:
        if collision_key(path).partition("/")[0] == folder:
            message = f"{source} becomes {path}, and Pagefind writes to /{folder}/"
            if source in planners:
                yield _planned(planners[source], message)
            else:
                yield _fault(source, "E401", message, "rename it, or give it a slug")


def _collision(path: str, source: str, other_path: str, other: str, planners: Mapping[str, Addition]) -> Fault:
    (first, first_path), (second, second_path) = sorted([(source, path), (other, other_path)])
    message = f"{first} and {second} both become {first_path}"
    if first == second:
        message = f"{first} gives two pages for {first_path}"
    if first_path != second_path:
        same = collision_key(first_path) == collision_key(second_path)
        problem = "one file on some systems" if same else "a file and a folder of one name"
        message = f"{first} becomes {first_path}, and {second} becomes {second_path}: {problem}"
    planner = planners.get(first) or planners.get(second)
    if planner:
        return _planned(planner, message)
    located = second if second.startswith("content/") or not first.startswith("content/") else first
    hint = "rename one" if located.startswith(STATIC) else "rename one, or give it a slug of its own"
    return _fault(located, "E401", message, hint)


def _planned(planner: Addition, message: str) -> Fault:
    return Fault(planner.path, planner.line, 1, "E401", message, "give the planner's page another path")


def _fault(source: str, code: str, message: str, hint: str) -> Fault:
    path = source if source.startswith(("content/", "themes/")) else "digest.yml"
    return Fault(path, 1, 1, code, message, hint)
