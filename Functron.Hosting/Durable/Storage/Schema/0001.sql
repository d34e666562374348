-- One row for each instance; key is new with each execution of the same id. Times are UTC in ticks of 100 ns.
CREATE TABLE instances (
    key           INTEGER PRIMARY KEY,
    id            TEXT    NOT NULL UNIQUE,
    name          TEXT    NOT NULL,
    execution_id  TEXT    NOT NULL,
    status        INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    start_at      INTEGER,
    turns         INTEGER NOT NULL,
    custom_status TEXT,
    failure       TEXT,
    input         TEXT,
    output        TEXT
);

-- Running, Pending, Suspended: what a start has to find among any number of ended instances.
CREATE INDEX instances_open ON instances (key) WHERE status IN (0, 6, 7);

-- One row for each turn: appended, never changed.
CREATE TABLE history (
    key    INTEGER NOT NULL,
    turn   INTEGER NOT NULL,
    events TEXT    NOT NULL,
    PRIMARY KEY (key, turn)
) WITHOUT ROWID;

-- Events raised and not yet taken by a turn.
CREATE TABLE messages (
    key   INTEGER NOT NULL,
    seq   INTEGER NOT NULL,
    event TEXT    NOT NULL,
    PRIMARY KEY (key, seq)
) WITHOUT ROWID;

-- Activities whose outcome no turn has taken yet.
CREATE TABLE activities (
    key     INTEGER NOT NULL,
    task_id INTEGER NOT NULL,
    name    TEXT    NOT NULL,
    input   TEXT,
    PRIMARY KEY (key, task_id)
) WITHOUT ROWID;

-- Timers that are set.
CREATE TABLE timers (
    key      INTEGER NOT NULL,
    timer_id INTEGER NOT NULL,
    fire_at  INTEGER NOT NULL,
    PRIMARY KEY (key, timer_id)
) WITHOUT ROWID;
