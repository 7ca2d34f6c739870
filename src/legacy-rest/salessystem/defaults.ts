/**
 * What the original takes from its Setup menu. Defaults are shown and not stored, so a contact that another program made has
 * them too.
 *
 * The menus behind type, source, team and label have no store yet, so any text is taken as a code; a code that is not in its
 * menu will have to be refused here.
 */
import { text } from './values.ts';

export const DEFAULT_TEAM = 'TM1';
export const DEFAULT_CURRENCY = 'GBP';
export const DEFAULT_TAXABLE = 'Y';

/** A code of a menu. */
export const menu = text;
