UPDATE withholding_pensioner SET sealed = $sealed, blind = $blind WHERE pensioner_no = $pensioner_no
