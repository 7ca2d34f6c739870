/**
 * Masking. Which fields are personal is declared with the events (`.meta({ personal: true })`) and the columns of the read
 * models. A key without the scope `pii` is answered from rows without them: text is `***` there and everything else null, so that
 * no field can tell what its row does not have. Nor may such a key filter or sort by them.
 */
import type { Principal } from '../application/access.ts';
import type { FieldResolver } from '../projections/filter/filter.ts';
import { KINDS, modelOf } from '../projections/kinds.ts';
import { isPersonalExpression, maskedRow } from '../projections/personal.ts';
import { publicError } from './errors.ts';

export type Viewer = Pick<Principal, 'scopes'>;

export const seesPersonal = ({ scopes }: Viewer): boolean => scopes.includes('pii');

/** Nodes live as long as their request, and one is asked for many fields. */
const maskedNodes = new WeakMap<object, object>();

/** The node of a record as this viewer may see it. */
export function shownNode<Node>(viewer: Viewer, type: string, node: Node): Node {
  if (seesPersonal(viewer) || typeof node !== 'object' || node === null || !('row' in node)) return node;
  const known = maskedNodes.get(node);
  if (known) return known as Node;
  const model = KINDS[type];
  if (!model) throw new Error(`Nobody has said what of ${type} is personal`);
  const masked = { ...node, row: maskedRow(model, node.row as object) };
  maskedNodes.set(node, masked);
  return masked;
}

/** Refuses this viewer to ask about an expression that is personal. */
export function demandAskable(viewer: Viewer, type: string, sql: string): void {
  askable(viewer, type, () => ({ sql, type: 'text' }))('search');
}

/** The names that this viewer may filter and sort by: what is masked must not be found out by asking. */
export function askable(viewer: Viewer, type: string, fields: FieldResolver): FieldResolver {
  if (seesPersonal(viewer)) return fields;
  return (name) => {
    const field = fields(name);
    const model = modelOf(type);
    if (field && (!model || isPersonalExpression(model, field.sql))) {
      throw publicError('FORBIDDEN', `${name} is personal: asking about it needs the scope pii.`, { scope: 'pii' });
    }
    return field;
  };
}
