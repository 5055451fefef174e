UPDATE online_attachment SET sealed = $sealed WHERE application_no = $application_no AND attachment_no = $attachment_no
