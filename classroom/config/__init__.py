"""`config.yaml` + `CLASSROOM_*` variables -> one closed, frozen `Settings`.

The shipped `config.yaml` is the only home of defaults; a user's file is merged over it, variables
outrank both. Looked for in this order: the path given, `CLASSROOM_CONFIG`, the user's folder.
"""

from classroom.config.loading import load_settings
from classroom.config.places import (
    BROWSER_VARIABLE,
    CONFIG_VARIABLE,
    FILE_NAME,
    PREFIX,
    data_folder,
    find_config,
    resource,
    user_config_path,
)
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
    ProfileSettings,
    QualitySettings,
    RetentionSettings,
    Section,
    ServerSettings,
    StorageSettings,
    TrackingSettings,
)
from classroom.config.settings import Settings

__all__ = [
    "BROWSER_VARIABLE",
    "CONFIG_VARIABLE",
    "FILE_NAME",
    "PREFIX",
    "CaptureSettings",
    "DeliverySettings",
    "EmotionSettings",
    "EngagementSettings",
    "FaceSettings",
    "FlagSettings",
    "GallerySettings",
    "LoggingSettings",
    "NameSettings",
    "PolicySettings",
    "ProfileSettings",
    "QualitySettings",
    "RetentionSettings",
    "Section",
    "ServerSettings",
    "Settings",
    "StorageSettings",
    "TrackingSettings",
    "data_folder",
    "find_config",
    "load_settings",
    "resource",
    "user_config_path",
]
