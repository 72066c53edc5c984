"""What each setting may say."""

from __future__ import annotations

import pytest

from digest.config import Config, read_config
from digest.errors import ConfigError

START = "title: T\nbase_url: https://example.org/\n"


def setting(text: str) -> Config:
    return read_config(START + text)


def refused(text: str) -> list[str]:
    """What is said of a setting that is refused."""
    with pytest.raises(ConfigError) as caught:
        setting(text)
    return [f"{fault.line}:{fault.column}: {fault.code} {fault.message}" for fault in caught.value.faults]


@pytest.mark.parametrize(
    "address",
    [
        "vscode://file{path}:{line}:{column}",
        "idea://open?file={path}",
        "http://127.0.0.1:8080/open?{path}",
        "x-my.editor+1:{path}",
    ],
)
def test_an_editor_is_an_address_with_a_path(address: str):
    assert setting(f'editor: "{address}"\n').editor == address


@pytest.mark.parametrize(
    "address",
    [
        "vscode://file",
        "{path}",
        "/usr/bin/vi {path}",
        "1x:{path}",
        "javascript:open('{path}')",
        "JavaScript:{path}",
        "data:text/html,{path}",
        "DATA:{path}",
        "vbscript:{path}",
        "VBScript:{path}",
    ],
)
def test_an_editors_address_that_would_run_code_or_opens_no_file_is_refused(address: str):
    """The preview makes a link of it, beside each fault."""
    assert refused(f'editor: "{address}"\n') == ["3:9: E601 editor must be an address with {path}"]


def test_an_empty_text_is_no_editor():
    assert setting('editor: ""\n').editor == ""
