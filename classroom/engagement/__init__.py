"""Readings -> scores, timelines, flags: pure functions of what was recorded and of the settings."""

from classroom.engagement.dips import find_class_dips
from classroom.engagement.exclusions import find_counted, merge_exclusions
from classroom.engagement.facts import (
    class_timeline_of_facts,
    collect_facts,
    fact,
    facts_rule,
    mean_emotions,
    mean_engagement,
    presence_of_facts,
    read_seconds,
)
from classroom.engagement.flags import find_flags, rule_version
from classroom.engagement.gaps import find_gaps
from classroom.engagement.judging import join_verdicts, match_verdicts
from classroom.engagement.live import ClassMonitor
from classroom.engagement.profiles import fit_profile, fit_profile_to_facts, has_expressions, only_presence
from classroom.engagement.review import SessionReview
from classroom.engagement.scores import score_observations
from classroom.engagement.summary import summarize
from classroom.engagement.timeline import all_timelines, class_timeline, mean_presence, participant_timelines

__all__ = [
    "ClassMonitor",
    "SessionReview",
    "all_timelines",
    "class_timeline",
    "class_timeline_of_facts",
    "collect_facts",
    "fact",
    "facts_rule",
    "find_class_dips",
    "find_counted",
    "find_flags",
    "find_gaps",
    "fit_profile",
    "fit_profile_to_facts",
    "has_expressions",
    "join_verdicts",
    "match_verdicts",
    "mean_emotions",
    "mean_engagement",
    "mean_presence",
    "merge_exclusions",
    "only_presence",
    "participant_timelines",
    "presence_of_facts",
    "read_seconds",
    "rule_version",
    "score_observations",
    "summarize",
]
