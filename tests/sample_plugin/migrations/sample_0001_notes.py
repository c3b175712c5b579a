"""Tables of notes.

Revision: sample_0001, after nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "sample_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the revision."""
    op.create_table(
        "sample_mark",
        sa.Column("identity", sa.LargeBinary(length=32), nullable=False),
        sa.Column("marked_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_mark")),
        sa.UniqueConstraint("identity", name=op.f("uq_sample_mark_identity")),
    )
    op.create_table(
        "sample_topic",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_topic")),
        sa.UniqueConstraint("code", name=op.f("uq_sample_topic_code")),
    )
    op.create_table(
        "sample_note",
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("topic_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("folded_title", sa.String(length=120), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("written_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["branch_id", "person_id"],
            ["core_person.branch_id", "core_person.id"],
            name=op.f("fk_sample_note_branch_id_person_id_core_person"),
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["core_branch.id"], name=op.f("fk_sample_note_branch_id_core_branch")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["sample_topic.id"], name=op.f("fk_sample_note_topic_id_sample_topic")
        ),
        sa.PrimaryKeyConstraint("branch_id", "id", name=op.f("pk_sample_note")),
    )
    with op.batch_alter_table("sample_note", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sample_note_branch_id_noted_on"), ["branch_id", "noted_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_sample_note_branch_id_person_id"), ["branch_id", "person_id"], unique=False
        )


def downgrade() -> None:
    """Take the revision back."""
    with op.batch_alter_table("sample_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sample_note_branch_id_person_id"))
        batch_op.drop_index(batch_op.f("ix_sample_note_branch_id_noted_on"))

    op.drop_table("sample_note")
    op.drop_table("sample_topic")
    op.drop_table("sample_mark")
