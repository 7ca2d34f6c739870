/** What the original takes from its Setup menu. Defaults are shown and not stored, so a contact that another program made has them too. */

export const DEFAULT_TEAM = 'TM1';
export const DEFAULT_TAXABLE = 'Y';
