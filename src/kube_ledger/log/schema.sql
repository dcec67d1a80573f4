-- A ledger file, format 1. It is made once and never migrated.
-- The triggers keep records and keys as they were entered. They guard against a slip, also one made in another
-- program's SQL shell; who drops them is found by verification.

CREATE TABLE events (
    group_number INTEGER NOT NULL,
    position INTEGER NOT NULL,
    leaf BLOB NOT NULL,
    record BLOB NOT NULL,
    PRIMARY KEY (group_number, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE keys (
    group_number INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    value BLOB NOT NULL,
    position INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (group_number, kind, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE heads (
    group_number INTEGER PRIMARY KEY,
    group_id TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    root BLOB NOT NULL,
    frontier BLOB NOT NULL
) STRICT;

CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- Closes INSERT OR REPLACE and UPSERT too: they would get past a DELETE or UPDATE trigger where recursive_triggers is off.
CREATE TRIGGER events_grow_at_the_end BEFORE INSERT ON events
WHEN NEW.position IS NOT (SELECT coalesce(max(position), -1) + 1 FROM events WHERE group_number = NEW.group_number)
BEGIN
    SELECT RAISE(ABORT, 'kube-ledger: a record stands only behind the last one of its group');
END;

CREATE TRIGGER events_stay_as_they_are BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'kube-ledger: a record is never changed');
END;

CREATE TRIGGER events_stay BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'kube-ledger: a record is never deleted');
END;

CREATE TRIGGER keys_are_entered_once BEFORE INSERT ON keys
WHEN EXISTS (
    SELECT 1 FROM keys WHERE group_number = NEW.group_number AND kind = NEW.kind AND value = NEW.value
)
BEGIN
    SELECT RAISE(ABORT, 'kube-ledger: the key stands already');
END;

CREATE TRIGGER keys_stay_as_they_are BEFORE UPDATE ON keys
BEGIN
    SELECT RAISE(ABORT, 'kube-ledger: a key is never changed');
END;

CREATE TRIGGER keys_stay BEFORE DELETE ON keys
BEGIN
    SELECT RAISE(ABORT, 'kube-ledger: a key is never deleted');
END;

CREATE TRIGGER heads_are_entered_once BEFORE INSERT ON heads
WHEN EXISTS (SELECT 1 FROM heads WHERE group_number = NEW.group_number)
    OR EXISTS (SELECT 1 FROM heads WHERE group_id = NEW.group_id)
BEGIN
    SELECT RAISE(ABORT, 'kube-ledger: the group has a head already');
END;

-- Not UPDATE OF: that does not see an assignment to rowid.
CREATE TRIGGER heads_keep_their_group BEFORE UPDATE ON heads
WHEN NEW.group_number IS NOT OLD.group_number OR NEW.group_id IS NOT OLD.group_id
BEGIN
    SELECT RAISE(ABORT, 'kube-ledger: a head keeps its group');
END;

CREATE TRIGGER heads_stay BEFORE DELETE ON heads
BEGIN
    SELECT RAISE(ABORT, 'kube-ledger: a head is never deleted');
END;
