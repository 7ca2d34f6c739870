/** What several records of this API have in them. */
import type { CustomValue } from '../../domain/kernel/fragments.ts';
import type { ContactRow } from '../../projections/contacts/queries.ts';

export const renderMember = ({ ref, email, details }: ContactRow) => ({
  Id: ref,
  Email: email,
  FirstName: details.firstName ?? null,
  LastName: details.lastName ?? null,
});

interface Asked {
  readonly formRef: number | null;
  readonly formAlias: string | null;
  readonly formName: string | null;
}

export const renderForm = ({ formRef, formAlias, formName }: Asked) =>
  formRef === null ? null : { Id: formRef, Alias: formAlias, Name: formName };

/** Values by `group.alias`. Built of maps, so that no name a business gives can be one that objects inherit. */
export function renderGroups(values: Iterable<readonly [string, CustomValue | null]>) {
  const groups = new Map<string, Map<string, CustomValue | null>>();
  for (const [name, value] of values) {
    const dot = name.indexOf('.');
    const group = groups.get(name.slice(0, dot)) ?? new Map();
    groups.set(name.slice(0, dot), group.set(name.slice(dot + 1), value));
  }
  return Object.fromEntries([...groups].map(([name, group]) => [name, Object.fromEntries(group)]));
}
