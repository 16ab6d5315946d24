"""One setting, `repository: url` in `_config.yml`, from which every link to the repository follows.

Empty, as long as there is no address: no such link anywhere. Set: on every page links to the
source, to edit it and to report an error, and on notebooks Binder and (on GitHub) Colab, which
opens the copies that `make fix` writes into colab/. Where the site is published follows too, unless
`html: baseurl` says it; `extensions.published` has what depends on that.

The address may be written as for git, with `.git` or as `git@host:owner/name`. A host whose name
has none of github, gitlab and bitbucket is taken for a GitLab; `repository_provider` among the
theme's options says otherwise.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from sphinx.application import Sphinx
from sphinx.config import Config

PROVIDERS = ("github", "gitlab", "bitbucket")
SSH = re.compile(r"(?:ssh://)?git@([^:/]+)[:/](.+)")
COLAB = "colab"
"""The folder with the copies for Colab."""
WRITTEN_IN = {"chapters/changes": "CHANGELOG.md"}
"""Pages whose text is in another file."""


class Repository(NamedTuple):
    """A repository on a host that shows it."""

    url: str
    branch: str
    provider: str

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    @property
    def path(self) -> str:
        """Owner, groups and name."""
        return urlsplit(self.url).path.strip("/")

    @property
    def issues(self) -> str:
        """The address of the list of issues."""
        return f"{self.url}/-/issues" if self.provider == "gitlab" else f"{self.url}/issues"


def repository(url: str, branch: str = "main", provider: str = "") -> Repository | None:
    """The repository at an address, however that is written; None if there is no address.

    Raises:
        ValueError: if it is not an address with a host, an owner and a name.
    """
    if not url:
        return None
    address = SSH.sub(r"https://\1/\2", url.strip()).rstrip("/").removesuffix(".git")
    if not re.fullmatch(r"https?://[^/\s]+(/[^/\s]+){2,}", address):
        raise ValueError(
            f"repository: url: expected https://HOST/OWNER/NAME or nothing, got {url!r}"
        )
    host = urlsplit(address).netloc
    known = next((name for name in PROVIDERS if name in host), "gitlab")
    return Repository(address, branch, provider or known)


def theme_options(repo: Repository | None) -> dict[str, Any]:
    """The theme's options that depend on the repository."""
    options: dict[str, Any] = {
        "use_repository_button": bool(repo),
        "use_edit_page_button": bool(repo),
        "use_issues_button": bool(repo and repo.provider != "bitbucket"),
        "launch_buttons": {},
    }
    if repo:
        options |= {"repository_url": repo.url, "repository_provider": repo.provider}
    return options


def site_address(repo: Repository | None) -> str:
    """Address of a repository's published pages, as far as it follows from the repository's own."""
    if not repo or repo.host not in ("github.com", "gitlab.com"):
        return ""
    owner, _, name = repo.path.partition("/")
    home = f"{owner.lower()}.{repo.provider}.io"
    return f"https://{home}/" if name.lower() == home else f"https://{home}/{name}/"


def binder(repo: Repository, notebook: str) -> str:
    """The address that opens a notebook on Binder."""
    branch = quote(repo.branch, safe="")
    if repo.host == "github.com":
        place = f"gh/{repo.path}"
    elif repo.host == "gitlab.com":
        place = f"gl/{quote(repo.path, safe='')}"
    else:
        place = f"git/{quote(repo.url, safe='')}"
    return f"https://mybinder.org/v2/{place}/{branch}?urlpath={quote(f'lab/tree/{notebook}')}"


def colab(repo: Repository, notebook: str) -> str:
    """The address that opens a notebook's copy on Colab; nothing if Colab cannot read the host."""
    if repo.host != "github.com":
        return ""
    top = "https://colab.research.google.com/github"
    return f"{top}/{repo.path}/blob/{quote(repo.branch)}/{COLAB}/{quote(notebook)}"


def source_of(page: str, suffix: str) -> str:
    """The file of the repository that one edits to change a page."""
    path = PurePosixPath(page + suffix)
    if path.parts[0] == "exercises" and path.suffix == ".ipynb" and len(path.parts) == 2:
        return f"exercises/solutions/{path.name}"  # from which the learners' file is generated
    return WRITTEN_IN.get(page, str(path))


def of(config: Config) -> Repository | None:
    """The repository of the book."""
    options = config.html_theme_options
    url, branch = options.get("repository_url", ""), options.get("repository_branch") or "main"
    return repository(url, branch, options.get("repository_provider", ""))


def _apply(app: Sphinx, config: Config) -> None:
    repo = of(config)
    config.html_theme_options |= theme_options(repo)
    address = config.html_baseurl or site_address(repo)
    config.html_baseurl = f"{address.rstrip('/')}/" if address else ""


def _link(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Lead to the file that is edited, and to the services that run a notebook."""
    repo = of(app.config)
    if not repo or not doctree:
        return
    suffix = context["page_source_suffix"]
    for group in context["header_buttons"]:
        for button in group.get("buttons", []):
            if button.get("label") == "source-edit-button":
                end = quote(f"{page}{suffix}")
                button["url"] = button["url"].replace(end, quote(source_of(page, suffix)))
    if suffix == ".ipynb":
        context["header_buttons"].append(_launch(repo, page + suffix, Path(app.srcdir)))


def _launch(repo: Repository, notebook: str, root: Path) -> dict[str, Any]:
    """The button with the services, as the theme describes one."""
    services = {"Binder": ("logo_binder.svg", binder(repo, notebook))}
    if (root / COLAB / notebook).is_file():
        services["Colab"] = ("logo_colab.png", colab(repo, notebook))
    buttons = [
        {
            "type": "link",
            "text": name,
            "tooltip": f"Run on {name}",
            "icon": f"_static/images/{icon}",
            "url": url,
        }
        for name, (icon, url) in services.items()
        if url
    ]
    return {
        "type": "group",
        "tooltip": "Run elsewhere",
        "icon": "fas fa-rocket",
        "buttons": buttons,
        "label": "launch-buttons",
    }


def setup(app: Sphinx) -> None:
    """Set the options before the theme reads them, and complete its buttons when they are there."""
    app.connect("config-inited", _apply, priority=100)
    app.connect("html-page-context", _link, priority=700)
