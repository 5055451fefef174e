-- Files and folders of withdrawn proposals that are still to be removed, under the data folder: written with the
-- withdrawal, deleted when they are gone. Ordinarily empty.
CREATE TABLE batch_gone (
    path {TEXT} NOT NULL PRIMARY KEY
) {STRICT};
