-- Whether a charge fell due on one of the days: by the calendar of a run, as 随時, or on a pay day.
SELECT 1 WHERE EXISTS (SELECT 1 FROM premium_due WHERE due_on >= $from AND due_on < $until)
   OR EXISTS (SELECT 1 FROM premium_assessment WHERE extra_due IS NOT NULL AND extra_due >= $from AND extra_due < $until)
   OR EXISTS (SELECT 1 FROM premium_withheld WHERE due_on >= $from AND due_on < $until)
   OR EXISTS (SELECT 1 FROM premium_former_instalment WHERE due_on >= $from AND due_on < $until)
