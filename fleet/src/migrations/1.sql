-- One row per session. All times are the database's clock.
create table {schema}.reuseid_session (
    id bigint generated always as identity primary key,
    flow text not null,
    reference text not null,
    transaction_id text unique,
    state text not null
        check (state in ('starting', 'unknown', 'not_started', 'open', 'finished')),
    status text,
    result text check (result in ('succeeded', 'failed', 'deadline')),
    trace_id text,
    has_events boolean not null default false,
    created_at timestamptz not null default now(),
    -- When the session is read next, while it is open.
    due_at timestamptz,
    deadline_at timestamptz not null,
    -- While it is open: until when one worker has it. While it starts: until when the response is awaited.
    lease_until timestamptz,
    -- Counts the claims: a worker that lost its lease fails on it.
    epoch bigint not null default 0,
    -- Counts the events: one that comes while a worker has the session makes it due at once.
    hint bigint not null default 0,
    polls int not null default 0,
    failures int not null default 0,
    finished_at timestamptz
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
create index reuseid_session_due on {schema}.reuseid_session (due_at) where state = 'open';
create index reuseid_session_starting on {schema}.reuseid_session (lease_until) where state = 'starting';
create index reuseid_session_reference on {schema}.reuseid_session (reference);
create index reuseid_session_finished on {schema}.reuseid_session (finished_at) where finished_at is not null;

-- The ids by which an event names a session. Written once at the start, and when the service names another one.
create table {schema}.reuseid_subject (
    subject text not null,
    session_id bigint not null references {schema}.reuseid_session (id) on delete cascade,
    primary key (subject, session_id)
);
create index reuseid_subject_session on {schema}.reuseid_subject (session_id);

-- Events that were accepted, so that a duplicate is recognized in every process.
create table {schema}.reuseid_event (
    event_id text primary key,
    expires_at timestamptz not null
);
create index reuseid_event_expires on {schema}.reuseid_event (expires_at);

-- Access tokens, sealed. One process refreshes while it has the lease.
create table {schema}.reuseid_token (
    client_id text primary key,
    sealed bytea,
    expires_at timestamptz,
    lease_until timestamptz,
    version bigint not null default 0
);

-- Results whose effect is outside the database: delivered at least once.
create table {schema}.reuseid_outbox (
    session_id bigint primary key references {schema}.reuseid_session (id) on delete cascade,
    due_at timestamptz not null default now(),
    attempts int not null default 0
);
create index reuseid_outbox_due on {schema}.reuseid_outbox (due_at);

-- The next free place for a poll, where one rate limit holds for all processes.
create table {schema}.reuseid_rate (
    name text primary key,
    next_at timestamptz not null
);
