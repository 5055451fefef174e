INSERT INTO batch_parameter (run_no, name, value) VALUES ($run_no, $name, $value)
