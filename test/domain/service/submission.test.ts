import { describe, expect, it } from 'vitest';
import { checkAnswers, type FormField, type FormFieldType } from '../../../src/domain/kernel/answers.ts';
import { type SubmitForm, submission } from '../../../src/domain/service/submission/decide.ts';
import { submissionEvents } from '../../../src/domain/service/submission/events.ts';
import { given } from '../../support/decider.ts';

const field = (alias: string, type: FormFieldType, more: Partial<FormField> = {}): FormField => ({
  alias,
  label: alias.toUpperCase(),
  type,
  required: false,
  choices: [],
  ...more,
});
const fields = [field('email', 'email', { required: true }), field('seats', 'number')];
const form = { key: 'f1', ref: 3, alias: 'contact', name: 'Contact us' };
const submit: SubmitForm = {
  type: 'SubmitForm',
  ref: 7,
  form,
  fields,
  contact: 'c1',
  answers: { seats: '2', email: 'ada@example.com' },
};
const submitted = submissionEvents.FormSubmitted({
  ref: 7,
  form,
  contact: 'c1',
  answers: [
    { field: 'email', label: 'EMAIL', value: 'ada@example.com' },
    { field: 'seats', label: 'SEATS', value: 2 },
  ],
});

describe('a submission', () => {
  it('is made, in the order of the form', () => given(submission).when(submit).thenEvents([submitted]));
  it('is made once', () =>
    given(submission, submitted)
      .when({ ...submit, ref: 8 })
      .thenRefused('SUBMISSION_EXISTS'));
  it('is refused with answers that do not fit', () =>
    given(submission)
      .when({ ...submit, answers: { seats: 'two' } })
      .thenRefused('ANSWERS_INVALID'));
});

describe('an answer', () => {
  const value = (type: FormFieldType, given: string | number | boolean | null, more: Partial<FormField> = {}) => {
    const checked = checkAnswers([field('x', type, more)], { X: given });
    return checked.ok ? checked.answers[0]?.value : checked.problems[0]?.message;
  };
  it.each([
    ['text', ' a ', 'a'],
    ['longText', 'a\nb', 'a\nb'],
    ['text', 5, '5'],
    ['number', '1.5', 1.5],
    ['number', true, 'must be a number'],
    ['number', 'many', 'must be a number'],
    ['boolean', 'on', true],
    ['boolean', 'perhaps', 'must be true or false'],
    ['date', '2026-02-28', '2026-02-28'],
    ['date', '2026-02-30', 'must be a calendar day, YYYY-MM-DD'],
    ['email', 'nobody', 'is not an e-mail address'],
    ['text', ' ', undefined],
    ['text', null, undefined],
  ] as const)('to a field for %s: %j becomes %j', (type, given, expected) => expect(value(type, given)).toBe(expected));
  it('is one of the choices, letter case aside', () => {
    expect(value('choice', 'SALES', { choices: ['Sales'] })).toBe('Sales');
    expect(value('choice', 'Other', { choices: ['Sales'] })).toBe('is none of the choices');
  });
  it('is missed and unknown by name', () => {
    expect(checkAnswers(fields, { other: 'x' })).toEqual({
      ok: false,
      problems: [
        { path: 'answers.other', message: 'is no field of this form' },
        { path: 'answers.email', message: 'is required' },
      ],
    });
  });
});
