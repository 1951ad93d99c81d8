"""The first tables

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op

from classroom.storage import column_types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", column_types.Id(), nullable=False),
        sa.Column("at", column_types.UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("id", column_types.Id(), nullable=False),
        sa.Column("course", sa.String(length=200), nullable=False),
        sa.Column("started_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("ended_at", column_types.UtcDateTime(), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("interval_s", sa.Double(), nullable=False),
        sa.Column("time_zone", sa.String(length=200), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=True),
        sa.Column("owner_key", sa.String(length=200), nullable=True),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("last_frame_at", column_types.UtcDateTime(), nullable=True),
        sa.Column("frame_count", sa.Integer(), nullable=False),
        sa.Column("gallery_frame_count", sa.Integer(), nullable=False),
        sa.Column("participant_count", sa.Integer(), nullable=False),
        sa.Column("observation_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_started_at"), ["started_at"], unique=False)

    op.create_table(
        "students",
        sa.Column("id", column_types.Id(), nullable=False),
        sa.Column("display_name", sa.String(length=200), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_students")),
        sa.UniqueConstraint("external_id", name=op.f("uq_students_external_id")),
    )
    op.create_table(
        "users",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("created_at", column_types.UtcDateTime(), server_default=sa.func.now(), nullable=False),
        sa.Column("disabled", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_users")),
    )
    op.create_table(
        "frames",
        sa.Column("session_id", column_types.Id(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("taken_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("elapsed_ms", sa.REAL(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_frames_session_id_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "number", name=op.f("pk_frames")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "markers",
        sa.Column("session_id", column_types.Id(), nullable=False),
        sa.Column("at", column_types.UtcDateTime(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_markers_session_id_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "at", name=op.f("pk_markers")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "participants",
        sa.Column("session_id", column_types.Id(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("display_name", sa.String(length=200), nullable=False),
        sa.Column("name_is_read", sa.Boolean(), nullable=False),
        sa.Column("student_id", column_types.Id(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_participants_session_id_sessions"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_participants_student_id_students"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("session_id", "number", name=op.f("pk_participants")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("participants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participants_student_id"), ["student_id"], unique=False)

    op.create_table(
        "flag_verdicts",
        sa.Column("session_id", column_types.Id(), nullable=False),
        sa.Column("participant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("start", column_types.UtcDateTime(), nullable=False),
        sa.Column("end", column_types.UtcDateTime(), nullable=True),
        sa.Column("rule_version", sa.String(length=200), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("given_at", column_types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id", "participant"],
            ["participants.session_id", "participants.number"],
            name=op.f("fk_flag_verdicts_session_id_participant_participants"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "participant", "reason", "start", name=op.f("pk_flag_verdicts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "observations",
        sa.Column("session_id", column_types.Id(), nullable=False),
        sa.Column("frame", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("participant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("box_left", sa.Integer(), nullable=True),
        sa.Column("box_top", sa.Integer(), nullable=True),
        sa.Column("box_width", sa.Integer(), nullable=True),
        sa.Column("box_height", sa.Integer(), nullable=True),
        sa.Column("score", sa.REAL(), nullable=True),
        sa.Column("angry", sa.REAL(), nullable=True),
        sa.Column("disgust", sa.REAL(), nullable=True),
        sa.Column("fear", sa.REAL(), nullable=True),
        sa.Column("happy", sa.REAL(), nullable=True),
        sa.Column("sad", sa.REAL(), nullable=True),
        sa.Column("surprise", sa.REAL(), nullable=True),
        sa.Column("neutral", sa.REAL(), nullable=True),
        sa.Column("yaw", sa.REAL(), nullable=True),
        sa.Column("pitch", sa.REAL(), nullable=True),
        sa.Column("roll", sa.REAL(), nullable=True),
        sa.Column("eyes_closed", sa.REAL(), nullable=True),
        sa.Column("face_height_px", sa.Integer(), nullable=True),
        sa.Column("sharpness", sa.REAL(), nullable=True),
        sa.Column("brightness", sa.REAL(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id", "frame"],
            ["frames.session_id", "frames.number"],
            name=op.f("fk_observations_session_id_frame_frames"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id", "participant"],
            ["participants.session_id", "participants.number"],
            name=op.f("fk_observations_session_id_participant_participants"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "frame", "participant", name=op.f("pk_observations")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("observations")
    op.drop_table("flag_verdicts")
    with op.batch_alter_table("participants", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participants_student_id"))

    op.drop_table("participants")
    op.drop_table("markers")
    op.drop_table("frames")
    op.drop_table("users")
    op.drop_table("students")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sessions_started_at"))

    op.drop_table("sessions")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_at"))

    op.drop_table("audit")
