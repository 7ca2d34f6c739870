/** What several records of this API have in them. */
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
