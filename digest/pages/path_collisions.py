"""Check the output paths of the plan: report invalid paths, two sources with one path (also by case or as file and folder), and
paths in Pagefind's folder. What makes a path invalid is in `output_paths.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from digest.diagnostics import Diagnostic
from digest.extensions import Addition
from digest.output_paths import collision_key, path_error, unusual_paths
from digest.pages.link_resolution import STATIC_PREFIX


def refuse_collisions(outputs: Sequence[tuple[str, str]], planners: Mapping[str, Addition] | None = None) -> Iterator[Diagnostic]:
    """Yield errors for invalid paths, and for paths with two sources. `outputs` are pairs of path and source.

    Paths also collide if they differ only in case or Unicode normalisation, or if one is a folder of the other.
    `planners` has the sources that are extensions.
    """
    if not _may_collide([path for path, _ in outputs]):
        return
    planners = planners or {}
    taken_paths: dict[str, tuple[str, str]] = {}
    folders: dict[str, tuple[str, str]] = {}
    for path, source in outputs:
        path_problem = path_error(path)
        if path_problem:
            yield _output_path_error(
                source, "E204", f"{path} cannot be written: {path_problem}", "rename the file, or give it a slug"
            )
            continue
        path_key = collision_key(path)
        other_output = taken_paths.get(path_key)
        if other_output:
            yield _collision_error(path, source, *other_output, planners)
            continue
        taken_paths[path_key] = (path, source)
        folder = path_key.rpartition("/")[0]
        while folder and folder not in folders:
            folders[folder] = (path, source)
            folder = folder.rpartition("/")[0]
    for path_key, (path, source) in taken_paths.items():
        if path_key in folders:
            yield _collision_error(*folders[path_key], path, source, planners)


def _may_collide(paths: Sequence[str]) -> bool:
    """True if a path may be invalid or collide. This takes a tenth of the time of a full check, and is false for most sites."""
    unusual = unusual_paths(paths)
    unusual_keys = set(map(collision_key, unusual))
    keys = set(paths).difference(unusual) | unusual_keys
    folders: set[str] = set()
    for key in unusual_keys:
        folder_above = key.rpartition("/")[0]
        while folder_above and folder_above not in folders:
            folders.add(folder_above)
            folder_above = folder_above.rpartition("/")[0]
    # The other paths end in .html and have no dots in their folders. So only a path without a dot can be one of their folders.
    folders_without_dot = tuple(f"{key}/" for key in unusual_keys if "." not in key)
    return (
        len(keys) < len(paths)
        or not folders.isdisjoint(keys)
        or any(map(path_error, unusual))
        or (bool(folders_without_dot) and any(path.startswith(folders_without_dot) for path in paths))
    )


def refuse_in_folder(outputs: Iterable[tuple[str, str]], folder: str, planners: Mapping[str, Addition]) -> Iterator[Diagnostic]:
    """Yield errors for paths in a folder that another program writes after rendering.

    `planners` as in `refuse_collisions`.
    """
    for path, source in outputs:
        if collision_key(path).partition("/")[0] == folder:
            message = f"{source} becomes {path}, and Pagefind writes to /{folder}/"
            if source in planners:
                yield _planner_collision_error(planners[source], message)
            else:
                yield _output_path_error(source, "E401", message, "rename it, or give it a slug")


def _collision_error(path: str, source: str, other_path: str, other: str, planners: Mapping[str, Addition]) -> Diagnostic:
    (first_source, first_path), (second_source, second_path) = sorted([(source, path), (other, other_path)])
    message = f"{first_source} and {second_source} both become {first_path}"
    if first_source == second_source:
        message = f"{first_source} returns two pages for {first_path}"
    if first_path != second_path:
        is_same_file = collision_key(first_path) == collision_key(second_path)
        collision_reason = "one file on some systems" if is_same_file else "a file and a folder of one name"
        message = f"{first_source} becomes {first_path}, and {second_source} becomes {second_path}: {collision_reason}"
    planner = planners.get(first_source) or planners.get(second_source)
    if planner:
        return _planner_collision_error(planner, message)
    located_source = (
        second_source if second_source.startswith("content/") or not first_source.startswith("content/") else first_source
    )
    hint = "rename one, or give it a slug of its own"
    if located_source.startswith(STATIC_PREFIX):
        is_own_page = not first_source.startswith("content/") or not second_source.startswith("content/")
        setting = next((setting for begin, setting in _SETTINGS_OF_PAGES.items() if first_path.startswith(begin)), "")
        hint = "rename one" if not (is_own_page and setting) else f"rename it, or write {setting} in digest.yml"
    return _output_path_error(located_source, "E401", message, hint)


_SETTINGS_OF_PAGES = {"404.html": "not_found: false", "search/": "search: none", "data/": "open_data: false"}
"""The settings without which there are no pages and files of digest at these paths, so that a site can have its own."""


def _planner_collision_error(planner: Addition, message: str) -> Diagnostic:
    return Diagnostic(planner.path, planner.line, 1, "E401", message, "give the planner's page another path")


def _output_path_error(source: str, code: str, message: str, hint: str) -> Diagnostic:
    path = source if source.startswith(("content/", "themes/")) else "digest.yml"
    return Diagnostic(path, 1, 1, code, message, hint)
