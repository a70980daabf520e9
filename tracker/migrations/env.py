"""Runs migrations on the connection that ``tracker.db.upgrade`` hands over, inside its transaction."""

from alembic import context

from tracker.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=False,  # the caller's transaction is the transaction
)
context.run_migrations()
