/** Statuses of transactions that count as turnover. That a failed one counts is how the original is configured when it arrives. */
export const COUNTED_STATUSES: readonly string[] = [
  'Succeeded',
  'Completed',
  'Failed',
  'Refunded',
  'Processing',
  'Pending',
  'Hold',
  'Draft',
];
