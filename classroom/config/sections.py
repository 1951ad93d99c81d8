"""Each component's own settings: closed, frozen, every field with its bound."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from classroom.domain import EMOTIONS, Emotion

Share = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(gt=0, le=86_400)]
Points = Annotated[float, Field(ge=0, le=100)]
Degrees = Annotated[float, Field(ge=0, le=180)]
Pixels = Annotated[int, Field(ge=8, le=4000)]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class CaptureSettings(Section):
    interval_s: Annotated[float, Field(ge=0.5, le=60)]
    monitor: Annotated[int, Field(ge=0, le=64)]
    region: Annotated[str, Field(pattern=r"^$|^ *-?\d{1,6} *, *-?\d{1,6} *, *[1-9]\d{0,5} *, *[1-9]\d{0,5} *$")]
    window: Annotated[str, Field(max_length=300)]
    frozen_after_s: Seconds
    give_up_after_s: Seconds
    black_below: Annotated[float, Field(ge=0, le=255)]
    time_zone: str
    owner: Annotated[str, Field(max_length=64)]


class GallerySettings(Section):
    min_tile_px: Pixels
    min_tiles: Annotated[int, Field(ge=1, le=49)]


class FaceSettings(Section):
    detector: Literal["network", "haar"]
    model: str
    threads: Annotated[int, Field(ge=1, le=64)]
    min_face_px: Pixels
    min_score: Share


class QualitySettings(Section):
    min_face_px: Pixels
    min_sharpness: Annotated[float, Field(ge=0)]
    min_score: Share


class NameSettings(Section):
    enabled: bool


class EmotionSettings(Section):
    model: str
    threads: Annotated[int, Field(ge=1, le=64)]


class TrackingSettings(Section):
    left_after_s: Seconds
    own_name: Annotated[str, Field(max_length=200)]


class PolicySettings(Section):
    emotions: Literal["ask", "on", "off"]
    without_consent: Literal["state_only", "drop"]
    unknown_names: Literal["read", "state_only", "drop"]
    pseudonyms: Literal["on", "off"]

    @field_validator("emotions", "pseudonyms", mode="before")
    @classmethod
    def _yaml_booleans(cls, value: object) -> object:
        # YAML 1.1 reads a bare on/off as a boolean.
        return {True: "on", False: "off"}.get(value, value) if isinstance(value, bool) else value


class ProfileSettings(Section):
    version: Annotated[int, Field(ge=1)]
    combine: Literal["weighted", "product"]
    expression: Share
    facing: Share
    emotion_weights: Mapping[Emotion, Share]

    @model_validator(mode="after")
    def _complete(self) -> "ProfileSettings":
        missing = [emotion for emotion in EMOTIONS if emotion not in self.emotion_weights]
        if missing:
            raise ValueError(f"emotion_weights lacks {', '.join(missing)}")
        if self.combine == "weighted" and abs(self.expression + self.facing - 1) > 1e-9:
            raise ValueError("expression and facing must add up to 1 when combine is weighted")
        return self


class EngagementSettings(Section):
    profile: str
    smoothing_s: Seconds
    bin_s: Annotated[float, Field(ge=10, le=3600)]
    min_coverage: Share
    facing_full_deg: Degrees
    facing_zero_deg: Degrees
    profiles: Mapping[str, ProfileSettings]

    @model_validator(mode="after")
    def _consistent(self) -> "EngagementSettings":
        if self.profile not in self.profiles:
            raise ValueError(f"profile {self.profile!r} is not one of {', '.join(self.profiles)}")
        if self.facing_zero_deg <= self.facing_full_deg:
            raise ValueError("facing_zero_deg must be larger than facing_full_deg")
        return self


class FlagSettings(Section):
    min_duration_s: Seconds
    warm_up_s: Seconds
    below_median_points: Points
    low_score: Points
    hysteresis_points: Points
    no_face_s: Seconds
    majority: Share
    eyes_closed_above: Share
    turned_away_deg: Degrees
    cool_down_s: Seconds
    camera_off: bool
    camera_off_s: Seconds
    dip_share: Share
    dip_points: Points
    dip_window_s: Seconds


class StorageSettings(Section):
    url: str
    busy_timeout_s: Seconds


class RetentionSettings(Section):
    days: Annotated[float, Field(ge=0, le=36_500)]


class ServerSettings(Section):
    host: str
    port: Annotated[int, Field(ge=1, le=65_535)]
    trusted_proxy: bool
    public_url: Annotated[str, Field(max_length=300, pattern=r"^$|^https?://[^\s/?#@]+/?$")]
    session_hours: Annotated[float, Field(gt=0, le=720)]
    setup_link_minutes: Annotated[float, Field(gt=0, le=10_080)]
    refresh_s: Annotated[float, Field(ge=1, le=60)]
    threads: Annotated[int, Field(ge=1, le=64)]
    connections: Annotated[int, Field(ge=10, le=10_000)]


class DeliverySettings(Section):
    server: Annotated[str, Field(max_length=300)]
    token: Annotated[str, Field(max_length=128, repr=False)]


class LoggingSettings(Section):
    level: Literal["debug", "info", "warning", "error"]
    format: Literal["text", "json"]
