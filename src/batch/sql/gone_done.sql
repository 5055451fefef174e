-- It is not there any more.
DELETE FROM batch_gone WHERE path = $path
