import { describe, it } from 'vitest';
import { type DefineForm, form } from '../../../src/domain/service/form/decide.ts';
import { formEvents } from '../../../src/domain/service/form/events.ts';
import { given } from '../../support/decider.ts';

const { FormDefined, FormChanged, FormRemoved } = formEvents;

const email = { alias: 'email', label: 'E-mail', type: 'email' as const, required: true, choices: [] };
const topic = { alias: 'topic', label: 'Topic', type: 'choice' as const, required: false, choices: ['Sales', 'Help'] };
const define: DefineForm = { type: 'DefineForm', ref: 3, alias: 'contact', name: 'Contact us', fields: [email, topic] };
const defined = FormDefined({ ref: 3, alias: 'contact', name: 'Contact us', fields: [email, topic] });

describe('a form', () => {
  it('is put up', () => given(form).when(define).thenEvents([defined]));
  it('changes its fields', () =>
    given(form, defined)
      .when({ ...define, fields: [email] })
      .thenEvents([FormChanged({ name: 'Contact us', fields: [email] })]));
  it('keeps its number', () =>
    given(form, defined)
      .when({ ...define, ref: 9 })
      .thenNothing());
  it('is taken down, and may be put up again', () => {
    given(form, defined)
      .when({ type: 'RemoveForm' })
      .thenEvents([FormRemoved({})]);
    given(form, defined, FormRemoved({})).when({ type: 'RemoveForm' }).thenNothing();
    given(form, defined, FormRemoved({}))
      .when({ ...define, ref: 9 })
      .thenEvents([FormDefined({ ...defined.data, ref: 9 })]);
  });
  it('has to be there to be taken down', () => given(form).when({ type: 'RemoveForm' }).thenRefused('FORM_NOT_FOUND'));
  it.each([
    ['an alias with a dot', { alias: 'a.b' }],
    ['no name', { name: ' ' }],
    ['one alias twice', { fields: [email, { ...email, alias: 'EMAIL' }] }],
    ['a field without a label', { fields: [{ ...email, label: '' }] }],
    ['a choice without choices', { fields: [{ ...topic, choices: [] }] }],
    ['a blank choice', { fields: [{ ...topic, choices: ['Sales', ' '] }] }],
    ['too many fields', { fields: Array.from({ length: 101 }, (_, index) => ({ ...email, alias: `f${index}` })) }],
  ])('is refused with %s', (_what, changes) =>
    given(form)
      .when({ ...define, ...changes })
      .thenRefused('FORM_INVALID'),
  );
});
