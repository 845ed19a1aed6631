"""Settings from the environment (prefix YICHUANG_), with defaults that run everything on one machine."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_FOLDER = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What an engineer may set. Times are in seconds unless the name says otherwise."""

    model_config = SettingsConfigDict(env_prefix="YICHUANG_")

    var_folder: Path = PROJECT_FOLDER / "var"
    """Data of this installation: the embedded database, models, keys."""
    database_url: str = ""
    """A PostgreSQL URL; empty means the embedded one under `var_folder`."""
    host: str = "127.0.0.1"
    port: int = 8000
    bot_url: str = "http://127.0.0.1:5005"
    bot_timeout: float = 20.0
    actions_url: str = "http://127.0.0.1:5055"
    """Where `yichuang up` runs Rasa's actions, in a process beside the api, so that two processors share the work of a
    turn; empty means in the api's own process, which saves 0.2 GB."""
    action_token: str = ""
    """Rasa proves with it that an action call comes from our own bot. `yichuang up` makes a fresh one; without one, no
    action is run."""
    public_url: str = ""
    """How departments reach this system; empty means http://host:port."""
    city: str = "新泰市"
    city_code: str = "370982"
    hotline: str = "12345"
    secure_cookies: bool = False
    """Set it wherever the site is served over HTTPS."""
    upload_max_bytes: int = 10 * 1024 * 1024
    push_max_attempts: int = 12
    push_base_delay: float = 2.0
    push_max_delay: float = 3600.0
    push_timeout: float = 10.0
    push_breaker_failures: int = 5
    """After so many deliveries in a row that failed, a department's system is left to rest."""
    push_breaker_rest: float = 30.0
    push_breaker_longest: float = 900.0
    embedding_origins: list[str] = []
    """Other sites whose pages may embed the conversation, as ["https://www.city.gov.cn"]."""
    staff_hours: str = "08:30-17:30"
    """When staff answers citizens, on working days; Beijing time."""
    daily_samples: int = 5
    """How many conversations of the day before are put before a reviewer although nothing drew attention to them."""
    oidc_issuer: str = ""
    """A city's identity provider (OpenID Connect), by which citizens on the website may prove who they are."""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_scope: str = "openid phone"
    oidc_mobile_claim: str = "phone_number"
    """The claim with the citizen's mobile number; `…_verified`, where it is there, must not be false."""
    staff_oidc_issuer: str = ""
    """An identity provider (OpenID Connect) by which the staff may log in to the console, beside their passwords."""
    staff_oidc_client_id: str = ""
    staff_oidc_client_secret: str = ""
    staff_oidc_scope: str = "openid profile"
    staff_oidc_name_claim: str = "preferred_username"
    """The claim with the name of the account in the console. Nobody may be able to choose their own there."""
    rate_per_visitor: int = 90
    """How often in a minute one visitor may change something: write, hand in, submit."""
    rate_per_address: int = 1200
    """The same for one address, behind which a whole office may sit."""
    sms_gateway: str = "console"
    """`console` for a trial, or the address of a service that sends short messages; see `api.sms.gateways`."""
    sms_token: str = ""
    """By which that service knows us."""
    proof_required: bool = True
    """Whether a citizen on the website or in WeChat has to prove who they are to submit and to see cases. Switch it
    off only where something in front of this system has proved it."""
    proof_days: int = 30
    """After so many days they prove it again."""
    rest_token: str = ""
    """Where it is set, Rasa's REST channel wants it as `?token=…`, as Rasa's own does: whoever may call it speaks for
    any sender."""
    announce_after: float = 600
    """Seconds after which news that a citizen has not seen on the web page are told by a short message."""
    wechat_app_id: str = ""
    """The official account's AppID; empty switches WeChat off."""
    wechat_secret: str = ""
    wechat_token: str = ""
    wechat_aes_key: str = ""
    """The EncodingAESKey; with it only sealed pushes are taken ("safe mode")."""
    wechat_api_url: str = "https://api.weixin.qq.com"
    wechat_template_id: str = ""
    """The template by which news are told to who has not written for 48 hours: its fields are `title`, `content`."""
    log_format: str = "text"
    """`text` for people, `json` for machines."""

    @property
    def own_url(self) -> str:
        """The address of this api as others should call it."""
        return self.public_url or f"http://{self.host}:{self.port}"


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
