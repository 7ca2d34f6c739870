/** Secure zones of a contact: the groups that it is a member of. */
import type { Context } from 'hono';
import { z } from 'zod';
import type { Application } from '../../application/application.ts';
import { storable } from '../../application/input.ts';
import type { GroupGrant } from '../../domain/membership/member/events.ts';
import type { ContactRow } from '../../projections/contacts/queries.ts';
import { parseInstant } from '../../projections/filter/filter.ts';
import { listMemberGroups, type MemberGroupRow } from '../../projections/memberGroups/queries.ts';
import { MEMBERSHIP_FIELDS } from '../../projections/members/fields.ts';
import { countMemberships, listMemberships, type Membership } from '../../projections/members/queries.ts';
import type { EdgeEnv } from '../kit/api.ts';
import { isRecord, parseJson } from '../kit/request.ts';
import { type Listing, namedFields } from './lists.ts';
import { bodyText, fieldError, TreeplError } from './wire.ts';

const FIELDS = namedFields([
  ['Id', MEMBERSHIP_FIELDS.ref],
  ['Name', MEMBERSHIP_FIELDS.name],
  ['ExpiryDateTime', MEMBERSHIP_FIELDS.until],
]);

export async function zonesOf({ db }: Application, { key }: Pick<ContactRow, 'key'>): Promise<Listing<Membership>> {
  return {
    fields: FIELDS,
    list: (query, fields) => listMemberships(db, key, query, fields),
    count: (query, fields) => countMemberships(db, key, query, fields),
    render: renderZone,
  };
}

/** All zones of a contact in the envelope of lists. */
export async function allZones({ db }: Application, key: string) {
  const sort = [{ field: 'Id', direction: 'asc' }] as const;
  const zones = await listMemberships(db, key, { sort }, FIELDS);
  return { Items: zones.map(renderZone), TotalItemsCount: zones.length };
}

const renderZone = ({ ref, name, until }: Membership) => ({ Id: ref, Name: name, ExpiryDateTime: until });

const integer = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,10}$/)
      .transform(Number),
  ])
  .pipe(z.int().min(0).max(2_147_483_647));
const zone = z.object({ id: integer.nullish(), name: z.string().nullish(), expirydatetime: z.string().nullish() });

/** A bare list, or the envelope that was read. A zone is meant by its id, or without one by its name; unknown ones are refused. */
export async function zonesInput(c: Context<EdgeEnv>, { db }: Application): Promise<GroupGrant[]> {
  const given = await listOf(c);
  const groups = await listMemberGroups(db);
  return given.map((item, index) => grant(item, `[${index}]`, groups));
}

async function listOf(c: Context<EdgeEnv>): Promise<unknown[]> {
  const parsed = parseJson(await bodyText(c), { lenient: true });
  const value = parsed.ok && isRecord(parsed.value) ? lowerCaseNames(parsed.value).items : parsed.ok && parsed.value;
  if (!Array.isArray(value)) throw new TreeplError(400, 'Request body is not a valid JSON list of secure zones');
  return storable(value);
}

const lowerCaseNames = (record: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name.toLowerCase(), value]));

function grant(item: unknown, place: string, groups: readonly MemberGroupRow[]): GroupGrant {
  const parsed = zone.safeParse(isRecord(item) ? lowerCaseNames(item) : item);
  if (!parsed.success) {
    const field = WIRE_NAMES[String(parsed.error.issues[0]?.path[0])];
    throw fieldError(field ? `${place}.${field}` : place, `${field ?? 'Secure zone'} is invalid`);
  }
  const { id, name, expirydatetime: expiry } = parsed.data;
  const group = groups.find((each) => (id ? each.ref === id : name && sameName(each.name, name)));
  if (!group) throw fieldError(id ? `${place}.Id` : `${place}.Name`, `Secure zone ${id || name || ''} is not found`);
  const until = expiry?.trim() ? parseInstant(expiry) : null;
  if (until === undefined) throw fieldError(`${place}.ExpiryDateTime`, 'ExpiryDateTime is invalid');
  return { group: group.ref, until };
}

const WIRE_NAMES: Readonly<Record<string, string>> = { id: 'Id', name: 'Name', expirydatetime: 'ExpiryDateTime' };

const sameName = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();
