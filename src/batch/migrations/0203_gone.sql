-- Files and folders of withdrawn proposals that are still to be removed, under the data folder and nowhere else:
-- written with the withdrawal, deleted when they are gone. Ordinarily empty.
CREATE TABLE batch_gone (
    path {TEXT} NOT NULL PRIMARY KEY CHECK (path <> '' AND path NOT LIKE '/%' AND path NOT LIKE '%..%')
) {STRICT};
