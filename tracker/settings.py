"""Every setting, read from the environment (``DAYLIGHT_...``) or a ``.env`` file; nothing else reads either."""

from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tracker.data_licences import Unstated

__all__ = ["Settings"]


class Settings(BaseSettings):
    """What differs between one installation and another; the defaults serve a single machine."""

    model_config = SettingsConfigDict(env_prefix="DAYLIGHT_", env_file=".env", extra="ignore")

    data_dir: Path = Field(
        Path("data"), description="Folder for everything kept: archive, parsed files, database, snapshots."
    )
    database_url: str = Field("", description="SQLAlchemy address; empty means SQLite inside data_dir.")
    archive_url: str = Field("", description="fsspec address of the archive; empty means a folder inside data_dir.")
    secret_key: SecretStr | None = Field(
        None, description="Signs sessions and forms; made and kept in data_dir when empty."
    )
    base_url: str = Field(
        "http://127.0.0.1:8000", description="Where readers reach the site; used in feeds and letters."
    )
    contact_url: str = Field("", description="Page or mailto address shown to publishers whose sites we fetch from.")
    trusted_hosts: tuple[str, ...] = Field((), description="Host names the site answers to; empty means any.")
    proxies: int = Field(0, ge=0, description="How many proxies of ours stand before the site.")
    smtp_url: str = Field(
        "", description="smtp://user:password@host:port for letters; empty writes them to data_dir/outbox."
    )
    mail_from: str = Field("", description="Sender of letters.")
    processes: int = Field(0, ge=0, description="Parsing processes; 0 means one for each processor.")

    bulk_without_licence: Unstated = Field(
        "handed-in",
        description="Files without a stated licence in the public copy: handed-in, code, never or always.",
    )

    @field_validator("base_url", "contact_url")
    @classmethod
    def _no_trailing_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @field_validator("base_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("it must begin with http:// or https://")
        return value

    @property
    def database(self) -> str:
        """The database address in use: the given one, or a SQLite file inside data_dir."""
        return self.database_url or f"sqlite:///{self.data_dir / 'daylight.sqlite'}"

    @property
    def archive(self) -> str:
        """The archive address in use."""
        return self.archive_url or str(self.data_dir / "archive")

    @property
    def parsed_dir(self) -> Path:
        """Stage 2: one folder for each file and parser version."""
        return self.data_dir / "parsed"

    @property
    def snapshot_dir(self) -> Path:
        """Stage 4: the public copies, by date."""
        return self.data_dir / "snapshot"
