import { describe, it } from 'vitest';
import { claim } from '../../../src/domain/identity/claim/decide.ts';
import { claimEvents } from '../../../src/domain/identity/claim/events.ts';
import { installation } from '../../../src/domain/identity/installation/decide.ts';
import { installationEvents } from '../../../src/domain/identity/installation/events.ts';
import { numberSequence } from '../../../src/domain/identity/numberSequence/decide.ts';
import { numberSequenceEvents } from '../../../src/domain/identity/numberSequence/events.ts';
import { request } from '../../../src/domain/identity/request/decide.ts';
import { requestEvents } from '../../../src/domain/identity/request/events.ts';
import { given } from '../../support/decider.ts';

const { ValueClaimed, ValueReleased } = claimEvents;
const { NumbersReserved } = numberSequenceEvents;
const { RequestReceived, RequestAnswered } = requestEvents;

describe('a claim', () => {
  it('goes to the first who asks', () =>
    given(claim)
      .when({ type: 'ClaimValue', holder: 'a' })
      .thenEvents([ValueClaimed({ holder: 'a' })]));
  it('is refused to others', () =>
    given(claim, ValueClaimed({ holder: 'a' }))
      .when({ type: 'ClaimValue', holder: 'b' })
      .thenRefused('VALUE_TAKEN'));
  it('is taken over from the holder that the asker names', () =>
    given(claim, ValueClaimed({ holder: 'a' }))
      .when({ type: 'ClaimValue', holder: 'b', from: 'a' })
      .thenEvents([ValueClaimed({ holder: 'b' })]));
  it('is not taken over when it moved to a third meanwhile', () =>
    given(claim, ValueClaimed({ holder: 'a' }), ValueClaimed({ holder: 'c' }))
      .when({ type: 'ClaimValue', holder: 'b', from: 'a' })
      .thenRefused('VALUE_TAKEN'));
  it('is released by its holder', () =>
    given(claim, ValueClaimed({ holder: 'a' }))
      .when({ type: 'ReleaseValue', holder: 'a' })
      .thenEvents([ValueReleased({ holder: 'a' })]));
  it('is not released by another', () =>
    given(claim, ValueClaimed({ holder: 'a' }))
      .when({ type: 'ReleaseValue', holder: 'b' })
      .thenNothing());
});

describe('a number sequence', () => {
  it('starts at 1', () =>
    given(numberSequence)
      .when({ type: 'ReserveNumbers', count: 5 })
      .thenEvents([NumbersReserved({ first: 1, count: 5 })], { unlessRepeated: 'each reservation is a new block' }));
  it('goes on after the last block', () =>
    given(numberSequence, NumbersReserved({ first: 1, count: 5 }))
      .when({ type: 'ReserveNumbers', count: 2 })
      .thenEvents([NumbersReserved({ first: 6, count: 2 })], { unlessRepeated: 'each reservation is a new block' }));
});

describe('a request with an idempotency key', () => {
  const received = RequestReceived({ operation: 'createContact', inputDigest: 'd1' });
  const answered = RequestAnswered({ outcome: { ok: true } });

  it('is received', () =>
    given(request)
      .when({ type: 'ReceiveRequest', operation: 'createContact', inputDigest: 'd1' })
      .thenEvents([received]));
  it('is refused with another input', () =>
    given(request, received)
      .when({ type: 'ReceiveRequest', operation: 'createContact', inputDigest: 'd2' })
      .thenRefused('IDEMPOTENCY_KEY_REUSED'));
  it('is refused for another operation', () =>
    given(request, received, answered)
      .when({ type: 'ReceiveRequest', operation: 'updateContact', inputDigest: 'd1' })
      .thenRefused('IDEMPOTENCY_KEY_REUSED'));
  it('is answered once', () =>
    given(request, received)
      .when({ type: 'AnswerRequest', outcome: { ok: true } })
      .thenEvents([answered]));
  it('keeps its first answer', () =>
    given(request, received, answered)
      .when({ type: 'AnswerRequest', outcome: { ok: false } })
      .thenNothing());
});

describe('an installation', () => {
  const started = installationEvents.InstallationStarted({ salt: '0'.repeat(64) });
  it('starts with a salt', () =>
    given(installation)
      .when({ type: 'StartInstallation', salt: '0'.repeat(64) })
      .thenEvents([started]));
  it('keeps its first salt', () =>
    given(installation, started)
      .when({ type: 'StartInstallation', salt: '1'.repeat(64) })
      .thenNothing());
});
