/** Cases, open and closed. */
import { type Answer, answer, answersByField } from '../../domain/kernel/answers.ts';
import type { CustomValue } from '../../domain/kernel/fragments.ts';
import type { CaseDetailsPatch, CaseEvent, CasePriority } from '../../domain/service/case/events.ts';
import { col, defineModel, type ModelRow } from '../engine/model.ts';

export type CaseStatus = 'open' | 'closed';

export const cases = defineModel<CaseEvent>()({
  name: 'cases',
  version: 2,
  summary: 'Cases with the submissions that opened them.',
  categories: ['case'],
  temporal: true,
  columns: {
    ref: col.requiredInteger(),
    /** Key of the contact. */
    contact: col.text(),
    subject: col.requiredText({ personal: true }),
    message: col.text({ personal: true }),
    label: col.text(),
    priority: col.requiredText<CasePriority>(),
    owner: col.integer(),
    status: col.requiredText<CaseStatus>(),
    resolution: col.text({ personal: true }),
    /** Key of the submission that opened it, and its form as it was then. */
    submission: col.text(),
    formKey: col.text(),
    formRef: col.integer(),
    formAlias: col.text(),
    formName: col.text(),
    /** The order that it belongs to: its key and number. */
    order: col.text(),
    orderRef: col.integer(),
    answers: col.list<Answer>({ personal: answer.array() }),
    /** The answers by field, to filter by. */
    values: col.record<Record<string, CustomValue>>({ personal: true }),
    openedAt: col.requiredTimestamp(),
    updatedAt: col.requiredTimestamp(),
    closedAt: col.timestamp(),
  },
  indexes: [
    { on: ['ref'], unique: true },
    { on: ['contact', 'ref'], where: 'contact is not null' },
    { on: ['submission'], where: 'submission is not null' },
    { on: ['opened_at', 'ref'] },
    { on: ['order'], where: '"order" is not null' },
    { on: ['owner', 'ref'], where: 'owner is not null' },
  ],
  handlers: {
    CaseOpened: ({ id, data: { ref, contact, details, owner, origin, answers }, occurredAt }, change) =>
      change.insert(id, {
        ref,
        contact,
        owner,
        ...shown(details),
        status: 'open',
        submission: origin?.submission ?? null,
        formKey: origin?.form.key ?? null,
        formRef: origin?.form.ref ?? null,
        formAlias: origin?.form.alias ?? null,
        formName: origin?.form.name ?? null,
        answers,
        values: answersByField(answers),
        openedAt: occurredAt,
        updatedAt: occurredAt,
      }),
    CaseChanged: ({ id, data, occurredAt }, change) =>
      change.update(id, { ...shown(data.changes), updatedAt: occurredAt }),
    CaseAssigned: ({ id, data, occurredAt }, change) => change.update(id, { owner: data.owner, updatedAt: occurredAt }),
    CaseLinkedToOrder: ({ id, data: { order }, occurredAt }, change) =>
      change.update(id, { order: order?.key ?? null, orderRef: order?.ref ?? null, updatedAt: occurredAt }),
    CaseClosed: ({ id, data, occurredAt }, change) =>
      change.update(id, {
        status: 'closed',
        resolution: data.resolution,
        closedAt: occurredAt,
        updatedAt: occurredAt,
      }),
    CaseReopened: ({ id, occurredAt }, change) =>
      change.update(id, { status: 'open', resolution: null, closedAt: null, updatedAt: occurredAt }),
  },
});

/** Each detail has a column of its name. Subject and priority are never cleared. */
function shown({ subject, message, label, priority }: CaseDetailsPatch) {
  return {
    ...(typeof subject === 'string' ? { subject } : {}),
    ...(message === undefined ? {} : { message }),
    ...(label === undefined ? {} : { label }),
    ...(typeof priority === 'string' ? { priority } : {}),
  };
}

export type CaseRow = ModelRow<typeof cases>;
