/** Every legacy API. A fifth one is a folder beside these and a line here. Paths that overlap go to whoever comes first. */

import { jetpack } from './jetpack/api.ts';
import type { LegacyApi } from './kit/api.ts';
import { salessystem } from './salessystem/api.ts';
import { simvoly } from './simvoly/api.ts';
import { treepl } from './treepl/api.ts';

export const legacyApis: readonly LegacyApi[] = [jetpack, treepl, simvoly, salessystem];
