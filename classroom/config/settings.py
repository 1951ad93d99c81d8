"""All settings together, and where their values may come from."""

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from classroom.config.places import PREFIX
from classroom.config.sections import (
    CaptureSettings,
    DeliverySettings,
    EmotionSettings,
    EngagementSettings,
    FaceSettings,
    FlagSettings,
    GallerySettings,
    LoggingSettings,
    NameSettings,
    PolicySettings,
    QualitySettings,
    RetentionSettings,
    ServerSettings,
    StorageSettings,
    TrackingSettings,
)


class Settings(BaseSettings):
    """All settings; a component is given its own section, never the whole."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=False,
    )

    capture: CaptureSettings
    gallery: GallerySettings
    faces: FaceSettings
    quality: QualitySettings
    names: NameSettings
    emotions: EmotionSettings
    tracking: TrackingSettings
    policy: PolicySettings
    engagement: EngagementSettings
    flags: FlagSettings
    storage: StorageSettings
    retention: RetentionSettings
    server: ServerSettings
    delivery: DeliverySettings
    logging: LoggingSettings

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, init_settings
