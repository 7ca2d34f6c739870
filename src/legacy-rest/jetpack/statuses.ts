/** Statuses of transactions that count in totals, as a site has them that was never configured otherwise. Lower case. */
export const COUNTED_STATUSES: readonly string[] =
  'succeeded completed failed refunded processing pending hold draft'.split(' ');

export const counts = (status: string): boolean => COUNTED_STATUSES.includes(status.toLowerCase());
