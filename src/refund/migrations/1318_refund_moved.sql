-- What was taken of an excess, and the steps of a case, since a moment (docs/adr/0180).
CREATE INDEX refund_item_recorded ON refund_item (recorded_at);
CREATE INDEX refund_step_recorded ON refund_step (recorded_at);
